//! One connection to a collector, and one request at a time on it.

use std::fmt;
use std::io::{self, ErrorKind, IoSlice};

use tokio::io::Interest;
use tokio::net::TcpStream;

use crate::answer::{Answer, NotHttp, Reader};
use crate::endpoint::Endpoint;

/// How much is read at once, in bytes: more than most answers are.
const PIECE: usize = 4096;

/// A connection that can be used again.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    /// Nothing that was asked for is still to come.
    is_idle: bool,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is no connection.
    Unreachable(io::Error),
    /// The connection ended before the answer.
    Broken(io::Error),
    /// Whoever answers does not speak HTTP.
    Nonsense(NotHttp),
}

// === impl Connection ===

impl Connection {
    pub(crate) async fn open(endpoint: &Endpoint) -> Result<Self, Failure> {
        let stream = endpoint.connect().await.map_err(Failure::Unreachable)?;
        Ok(Self { stream, is_idle: true })
    }

    /// Whether it looks as if another request could be sent.
    pub(crate) fn is_open(&self) -> bool {
        // A collector that was asked nothing says nothing, unless it has closed the connection.
        let is_silent = || self.stream.try_read(&mut [0]).is_err_and(|error| is_not_yet(&error));
        self.is_idle && is_silent()
    }

    /// Sends a request, in two parts, and reads the answer. Where this is dropped before its end, or fails, the
    /// connection is not open any more.
    pub(crate) async fn exchange(&mut self, head: &[u8], body: &[u8]) -> Result<Answer, Failure> {
        self.is_idle = false;
        let mut unsent = [IoSlice::new(head), IoSlice::new(body)];
        let mut unsent = &mut unsent[..];
        let mut reader = Reader::default();
        let mut broken = None;
        loop {
            // A collector may answer before it has read everything, and then read no more.
            let sends = broken.is_none() && !unsent.is_empty();
            let interest = if sends { Interest::READABLE | Interest::WRITABLE } else { Interest::READABLE };
            let ready = self.stream.ready(interest).await.map_err(Failure::Broken)?;
            if sends && ready.is_writable() {
                // If this fails there may still be an answer that says why.
                broken = send(&self.stream, &mut unsent).err();
            }
            if !ready.is_readable() {
                continue;
            }
            match read(&self.stream, &mut reader)? {
                Read::Some(answer) => {
                    self.is_idle = answer.keeps_open && broken.is_none() && unsent.is_empty();
                    return Ok(answer);
                }
                Read::NotYet => {}
                Read::End(error) => return reader.end().ok_or(Failure::Broken(broken.unwrap_or(error))),
            }
        }
    }
}

/// What reading once has come to.
enum Read {
    Some(Answer),
    NotYet,
    /// There is nothing more to come.
    End(io::Error),
}

fn send(stream: &TcpStream, unsent: &mut &mut [IoSlice<'_>]) -> io::Result<()> {
    match stream.try_write_vectored(unsent) {
        Ok(sent) => {
            IoSlice::advance_slices(unsent, sent);
            Ok(())
        }
        Err(error) if is_not_yet(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

fn read(stream: &TcpStream, reader: &mut Reader) -> Result<Read, Failure> {
    let mut piece = [0; PIECE];
    Ok(match stream.try_read(&mut piece) {
        Ok(0) => Read::End(ErrorKind::UnexpectedEof.into()),
        Ok(length) => {
            reader.take(&piece[..length]).map_err(Failure::Nonsense)?.map_or(Read::NotYet, Read::Some)
        }
        Err(error) if is_not_yet(&error) => Read::NotYet,
        Err(error) => Read::End(error),
    })
}

/// Whether there is just nothing to be done at the moment.
fn is_not_yet(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "no connection: {error}"),
            Self::Broken(error) => write!(f, "the connection ended before the answer: {error}"),
            Self::Nonsense(NotHttp(why)) => write!(f, "the answer is not HTTP: {why}"),
        }
    }
}
