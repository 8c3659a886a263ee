//! TLS, without a task and without a copy of its own of the request: rustls, driven by whoever sends and reads.

use std::fmt;
use std::io::{self, ErrorKind, IoSlice, Read as _, Write as _};

use rustls::ClientConnection;
use tokio::io::Interest;
use tokio::net::TcpStream;

mod identity;
mod roots;
mod session;

pub(crate) use self::identity::{CertificateFiles, Unreadable};
pub(crate) use self::session::Sessions;

/// A connection in TLS, after the handshake.
pub(crate) struct TlsStream {
    tcp: TcpStream,
    session: ClientConnection,
}

/// Why there is no such connection.
#[derive(Debug)]
pub(crate) enum NoSession {
    /// The collector is not who it should be, or there is nothing to speak to it with: the next time as well.
    Untrusted(rustls::Error),
    /// The next time it may go well.
    Failed(io::Error),
}

/// Lets the session read and write what there is, and not wait.
struct Now<'a>(&'a TcpStream);

// === impl TlsStream ===

impl TlsStream {
    /// Shakes hands. There is no limit of time here.
    pub(crate) async fn new(tcp: TcpStream, session: ClientConnection) -> Result<Self, NoSession> {
        let mut stream = Self { tcp, session };
        while stream.session.is_handshaking() || stream.session.wants_write() {
            let sends = stream.session.wants_write();
            let interest = if sends { Interest::READABLE | Interest::WRITABLE } else { Interest::READABLE };
            let ready = stream.tcp.ready(interest).await?;
            if sends && ready.is_writable() {
                not_yet_is_fine(stream.flush())?;
            }
            if ready.is_readable() && stream.session.is_handshaking() {
                not_yet_is_fine(stream.receive())?;
            }
        }
        Ok(stream)
    }

    pub(crate) fn tcp(&self) -> &TcpStream {
        &self.tcp
    }

    /// As [`Stream::send`](crate::stream::Stream::send).
    pub(crate) fn send(&mut self, unsent: &mut &mut [IoSlice<'_>]) -> io::Result<()> {
        loop {
            if !unsent.is_empty() {
                // The session takes a piece at a time, so that it holds no second copy of a large body.
                let taken = self.session.writer().write_vectored(unsent)?;
                IoSlice::advance_slices(unsent, taken);
            }
            self.flush()?;
            if unsent.is_empty() {
                return Ok(());
            }
        }
    }

    pub(crate) fn has_unsent(&self) -> bool {
        self.session.wants_write()
    }

    /// As [`Stream::read`](crate::stream::Stream::read).
    pub(crate) fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.session.reader().read(piece) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.receive()?,
                other => return other,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        while self.session.wants_write() {
            self.session.write_tls(&mut Now(&self.tcp))?;
        }
        Ok(())
    }

    fn receive(&mut self) -> io::Result<()> {
        let received = self.session.read_tls(&mut Now(&self.tcp))?;
        if let Err(error) = self.session.process_new_packets() {
            // There is an alert that says why; whether it arrives changes nothing here.
            let _ = self.flush();
            return Err(io::Error::new(ErrorKind::InvalidData, error));
        }
        if received == 0 && self.session.is_handshaking() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

fn not_yet_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => Ok(()),
        other => other,
    }
}

impl fmt::Debug for TlsStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsStream").field("tcp", &self.tcp).finish_non_exhaustive()
    }
}

// === impl NoSession ===

impl From<io::Error> for NoSession {
    fn from(error: io::Error) -> Self {
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match tls {
            Some(tls @ rustls::Error::InvalidCertificate(_)) => Self::Untrusted(tls.clone()),
            _ => Self::Failed(error),
        }
    }
}

// === impl Now ===

impl io::Read for Now<'_> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        self.0.try_read(piece)
    }
}

impl io::Write for Now<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_write(bytes)
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        self.0.try_write_vectored(pieces)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
