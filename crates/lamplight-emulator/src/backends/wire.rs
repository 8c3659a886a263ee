//! A TCP stream that can be reset by who does not read and write it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rustix::net::sockopt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A TCP stream that can be reset by who does not read and write it.
#[derive(Clone, Debug)]
pub(super) struct Wire(Arc<TcpStream>);

/// The smallest buffer there is, in bytes; the system doubles it.
const SMALL: usize = 2048;

// === impl Wire ===

impl Wire {
    /// `slow` when the other side is to notice that nobody reads: else the system takes some megabytes at once.
    pub(super) fn new(stream: TcpStream, slow: bool) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        if slow {
            sockopt::set_socket_recv_buffer_size(&stream, SMALL)?;
        }
        Ok(Self(Arc::new(stream)))
    }

    /// Makes the end of the connection a reset. The other side sees it when the last clone is dropped.
    pub(super) fn reset_at_end(&self) {
        // Where this is not possible, the connection ends all the same.
        _ = sockopt::set_socket_linger(&*self.0, Some(Duration::ZERO));
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.0.poll_read_ready(cx))?;
            match self.0.try_read(buffer.initialize_unfilled()) {
                Ok(count) => {
                    buffer.advance(count);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.poll_write_ready(cx))?;
            match self.0.try_write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                written => return Poll::Ready(written),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(rustix::net::shutdown(&*self.0, rustix::net::Shutdown::Write).map_err(io::Error::from))
    }
}
