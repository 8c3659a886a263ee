//! The bytes between us and a collector: as they are, or in TLS.

use std::io::{self, IoSlice};

use tokio::io::{Interest, Ready};
use tokio::net::TcpStream;

/// A connection that is open.
#[derive(Debug)]
pub(crate) enum Stream {
    Plain(TcpStream),
    #[cfg(feature = "tls")]
    Tls(Box<crate::tls::TlsStream>),
}

// === impl Stream ===

impl Stream {
    /// Waits until something can be read, or also sent.
    pub(crate) async fn ready(&self, sends: bool) -> io::Result<Ready> {
        let interest = if sends { Interest::READABLE | Interest::WRITABLE } else { Interest::READABLE };
        match self {
            Self::Plain(stream) => stream.ready(interest).await,
            #[cfg(feature = "tls")]
            Self::Tls(stream) => stream.tcp().ready(interest).await,
        }
    }

    /// Sends as much as goes out now, and takes that away. An error of kind `WouldBlock` where that is not all.
    pub(crate) fn send(&mut self, unsent: &mut &mut [IoSlice<'_>]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => {
                let sent = stream.try_write_vectored(unsent)?;
                IoSlice::advance_slices(unsent, sent);
                Ok(())
            }
            #[cfg(feature = "tls")]
            Self::Tls(stream) => stream.send(unsent),
        }
    }

    /// Whether something is on its way that was taken from whoever sent it.
    pub(crate) fn has_unsent(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            #[cfg(feature = "tls")]
            Self::Tls(stream) => stream.has_unsent(),
        }
    }

    /// Reads what there is; nothing at the end. An error of kind `WouldBlock` where there is nothing yet.
    pub(crate) fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.try_read(piece),
            #[cfg(feature = "tls")]
            Self::Tls(stream) => stream.read(piece),
        }
    }
}
