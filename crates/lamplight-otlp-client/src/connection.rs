//! One connection to a collector, and one request at a time on it.

use std::fmt;
use std::io::{self, ErrorKind, IoSlice};

use crate::answer::{Answer, NotHttp, Reader};
use crate::stream::Stream;

/// How much is read at once, in bytes: more than most answers are.
const PIECE: usize = 4096;

/// A connection that can be used again.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: Stream,
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
    /// Whoever answers is not who it should be, or cannot be asked who it is.
    #[cfg(feature = "tls")]
    Untrusted(rustls::Error),
}

// === impl Connection ===

impl Connection {
    /// On which nothing was asked for yet.
    pub(crate) fn new(stream: Stream) -> Self {
        Self { stream, is_idle: true }
    }

    /// This, if it looks as if another request could be sent.
    pub(crate) fn if_open(mut self) -> Option<Self> {
        // A collector that was asked nothing says nothing, unless it has closed the connection.
        let mut is_silent = || self.stream.read(&mut [0]).is_err_and(|error| is_not_yet(&error));
        (self.is_idle && is_silent()).then_some(self)
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
            let sends = broken.is_none() && (!unsent.is_empty() || self.stream.has_unsent());
            let ready = self.stream.ready(sends).await.map_err(Failure::Broken)?;
            if sends && ready.is_writable() {
                // If this fails there may still be an answer that says why.
                broken = self.stream.send(&mut unsent).err().filter(|error| !is_not_yet(error));
            }
            // All that there is: what TLS has taken from the socket makes it ready no more.
            while ready.is_readable() {
                match read(&mut self.stream, &mut reader)? {
                    Read::Some(answer) => {
                        let is_sent = broken.is_none() && unsent.is_empty() && !self.stream.has_unsent();
                        self.is_idle = answer.keeps_open && is_sent;
                        return Ok(answer);
                    }
                    Read::More => {}
                    Read::NotYet => break,
                    Read::End(error) => return reader.end().ok_or(Failure::Broken(broken.unwrap_or(error))),
                }
            }
        }
    }
}

/// What reading once has come to.
enum Read {
    Some(Answer),
    /// There may be more to be read at once.
    More,
    NotYet,
    /// There is nothing more to come.
    End(io::Error),
}

fn read(stream: &mut Stream, reader: &mut Reader) -> Result<Read, Failure> {
    let mut piece = [0; PIECE];
    Ok(match stream.read(&mut piece) {
        Ok(0) => Read::End(ErrorKind::UnexpectedEof.into()),
        Ok(length) => {
            reader.take(&piece[..length]).map_err(Failure::Nonsense)?.map_or(Read::More, Read::Some)
        }
        Err(error) if is_not_yet(&error) => Read::NotYet,
        Err(error) => Read::End(error),
    })
}

/// Whether there is just nothing to be done at the moment.
fn is_not_yet(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

// === impl Failure ===

impl Failure {
    /// Whether there is a point in trying again.
    pub(crate) fn is_temporary(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Broken(_))
    }
}

#[cfg(feature = "tls")]
impl From<crate::tls::NoSession> for Failure {
    fn from(why: crate::tls::NoSession) -> Self {
        match why {
            crate::tls::NoSession::Untrusted(why) => Self::Untrusted(why),
            crate::tls::NoSession::Failed(why) => Self::Unreachable(why),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "no connection: {error}"),
            Self::Broken(error) => write!(f, "the connection ended before the answer: {error}"),
            #[cfg(feature = "tls")]
            Self::Untrusted(why) => write!(f, "no TLS: {why}"),
            Self::Nonsense(NotHttp(why)) => write!(f, "the answer is not HTTP: {why}"),
        }
    }
}
