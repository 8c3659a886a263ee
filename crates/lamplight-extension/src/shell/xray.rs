//! X-Ray segments on their way to Lambda's daemon. Nothing waits for it: what it does not take at once is given up.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::UdpSocket;
use tokio::sync::oneshot;

use super::inbox::{Arrival, Inbox};
use crate::event::{Answer, Event};
use crate::ledger::Reason;
use crate::signal::{Encoding, Signal};
use crate::xray::Datagram;

/// No datagram is longer.
const MOST_BYTES: usize = 64 * 1024;

/// Takes what the function sends to this address. Segments go on to the daemon, OTLP to where OTLP goes.
pub(crate) async fn listen(address: SocketAddr, daemon: SocketAddr, inbox: Inbox) -> io::Result<()> {
    let socket = UdpSocket::bind(address).await?;
    let upstream = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await?;
    upstream.connect(daemon).await?;
    tokio::spawn(async move {
        let mut datagram = vec![0; MOST_BYTES];
        loop {
            // An error of one is no reason to stop taking others.
            let Ok(length) = socket.recv(&mut datagram).await else {
                tokio::task::yield_now().await;
                continue;
            };
            let event = match Datagram::of(&datagram[..length]) {
                Datagram::Segment => Some(forward(&upstream, &datagram[..length])),
                Datagram::Otlp(body) => take(body, &inbox).await,
                Datagram::Broken => Some(lost(Reason::Refused)),
            };
            if let Some(event) = event {
                let _ = inbox.send(Arrival::Event(event));
            }
        }
    });
    Ok(())
}

fn forward(upstream: &UdpSocket, datagram: &[u8]) -> Event {
    match upstream.try_send(datagram) {
        Ok(_) => Event::Forwarded { signal: Signal::Traces, items: 1 },
        Err(_) => lost(Reason::XrayDaemon),
    }
}

/// What is lost of it, if it is not taken: nobody waits for an answer.
async fn take(body: Vec<u8>, inbox: &Inbox) -> Option<Event> {
    let (answer, answered) = oneshot::channel();
    let (signal, encoding) = (Signal::Traces, Encoding::Protobuf);
    let _ = inbox.send(Arrival::Body { signal, encoding, body: body.into(), answer });
    match answered.await.ok()? {
        // What the extension failed on is in its accounts.
        Answer::Accepted | Answer::Failed => None,
        Answer::Full => Some(lost(Reason::QueueFull)),
        Answer::TooLarge | Answer::Malformed => Some(lost(Reason::Refused)),
    }
}

/// A datagram, of which nobody knows how many spans it had.
fn lost(reason: Reason) -> Event {
    Event::Lost { signal: Signal::Traces, items: 1, reason }
}
