//! The extension's end of the link.

use std::io;
use std::os::unix::net::UnixDatagram as Socket;

use lamplight_core::link::{MOST_BYTES, Message};
use tokio::net::UnixDatagram;

use super::inbox::{Arrival, Inbox};
use crate::event::Event;

/// Takes what the function says. What is no message is passed over.
pub(crate) fn listen(socket: Socket, inbox: Inbox) -> io::Result<()> {
    let socket = UnixDatagram::from_std(socket)?;
    tokio::spawn(async move {
        let mut datagram = [0; MOST_BYTES];
        while let Ok(length) = socket.recv(&mut datagram).await {
            if let Some(message) = Message::parse(&datagram[..length]) {
                let _ = inbox.send(Arrival::Event(Event::Link(message)));
            }
        }
    });
    Ok(())
}
