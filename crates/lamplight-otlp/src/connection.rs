//! One connection to a collector, which is driven by whoever waits for an answer on it.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::RETRY_AFTER;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::endpoint::Endpoint;
use crate::retry;

/// How much of an answer is read, in bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// A connection that can be used again.
#[derive(Debug)]
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    driver: http1::Connection<TokioIo<TcpStream>, Full<Bytes>>,
    is_open: bool,
}

/// What a collector answers.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
    /// Empty where it is too large or broke off.
    pub(crate) body: Bytes,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is no connection.
    Unreachable(io::Error),
    /// The connection ended before the answer.
    Broken(hyper::Error),
    /// Whoever answers does not speak HTTP.
    Nonsense(hyper::Error),
}

// === impl Connection ===

impl Connection {
    pub(crate) async fn open(endpoint: &Endpoint) -> Result<Self, Failure> {
        let stream = endpoint.connect().await.map_err(Failure::Unreachable)?;
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await?;
        Ok(Self { sender, driver, is_open: true })
    }

    /// Whether it looks as if another request could be sent.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open && !self.sender.is_closed()
    }

    /// Sends a request and reads the answer. Where this is dropped before its end, so must be the connection.
    pub(crate) async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Result<Answer, Failure> {
        let Self { sender, driver, is_open } = self;
        let mut is_whole = true;
        let answer = {
            let mut exchange = pin!(exchange(sender, request, &mut is_whole));
            poll_fn(|context| {
                // Once it has ended it must not be polled again; the exchange then ends by itself.
                *is_open = *is_open && Pin::new(&mut *driver).poll(context).is_pending();
                exchange.as_mut().poll(context)
            })
            .await
        };
        // Once more, so that it lets go of the request, and notices if the collector said good-bye.
        poll_fn(|context| {
            *is_open = *is_open && Pin::new(&mut *driver).poll(context).is_pending();
            Poll::Ready(())
        })
        .await;
        *is_open &= is_whole && answer.is_ok();
        answer
    }
}

async fn exchange(
    sender: &mut SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
    is_whole: &mut bool,
) -> Result<Answer, Failure> {
    // This is where a connection shows that died while nobody looked, as in a freeze.
    sender.ready().await?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| retry::seconds(value.as_bytes()));
    let body = Limited::new(response.into_body(), MAX_ANSWER).collect().await;
    *is_whole = body.is_ok();
    // The status is the answer; a body that cannot be read takes nothing away from it.
    let body = body.map(|body| body.to_bytes()).unwrap_or_default();
    Ok(Answer { status, retry_after, body })
}

// === impl Failure ===

impl From<hyper::Error> for Failure {
    fn from(error: hyper::Error) -> Self {
        if error.is_parse() || error.is_user() { Self::Nonsense(error) } else { Self::Broken(error) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "no connection: {error}"),
            Self::Broken(error) => write!(f, "the connection ended before the answer: {error}"),
            Self::Nonsense(error) => write!(f, "the answer is not HTTP: {error}"),
        }
    }
}
