//! An X-Ray daemon that only keeps what it gets.

use std::future;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

use bytes::Bytes;

/// What was sent before a moment waits in the socket at that moment, so reading this many datagrams gets
/// all of it: even empty ones take up half a kilobyte each of a buffer of 208 KiB
/// (`/proc/sys/net/core/rmem_default`).
const DRAIN_LIMIT: usize = 4096;

/// A UDP socket on a free port of this machine.
#[derive(Debug)]
pub(super) struct XraySink {
    /// To wait with.
    socket: tokio::net::UdpSocket,
    /// The same socket, to read with: tokio's own reads nothing until its reactor has seen the data, which
    /// may be after the call on the Runtime API that the data was sent before.
    reader: UdpSocket,
    buffer: Box<[u8]>,
}

// === impl XraySink ===

impl XraySink {
    pub(super) fn bind() -> io::Result<(Self, SocketAddr)> {
        let reader = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        reader.set_nonblocking(true)?;
        let address = reader.local_addr()?;
        let socket = tokio::net::UdpSocket::from_std(reader.try_clone()?)?;
        Ok((Self { socket, reader, buffer: vec![0; 64 * 1024].into() }, address))
    }

    pub(super) async fn readable(sink: Option<&Self>) {
        match sink {
            // An error shows again when it is read.
            Some(sink) => _ = sink.socket.readable().await,
            None => future::pending().await,
        }
    }

    /// Reads everything that was sent until now.
    pub(super) fn drain(&mut self, mut payload: impl FnMut(Bytes)) {
        let Self { socket, reader, buffer } = self;
        for _ in 0..DRAIN_LIMIT {
            let read = match reader.recv(buffer) {
                // Tells the reactor that it was emptied, if it had seen something.
                Err(error) if error.kind() == ErrorKind::WouldBlock => socket.try_recv(buffer),
                other => other,
            };
            match read {
                Ok(count) => payload(Bytes::copy_from_slice(&buffer[..count])),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // Empty; or an error, which is told once and says nothing of what comes next.
                Err(_) => return,
            }
        }
    }
}
