//! Posts bodies of one signal to its collector, again where the protocol allows it.

use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use lamplight_core::clock::Clock;
use tokio::time::{Instant, sleep, timeout_at};

use crate::answer::Answer;
use crate::connection::{Connection, Failure};
use crate::connections::Connections;
use crate::encoding::Encoding;
use crate::endpoint::Endpoint;
use crate::request_head::RequestHead;
use crate::retry;
use crate::settings::Settings;

/// Posts bodies of one signal to its collector.
///
/// One request at a time on one connection, which is kept. Requests at the same time have a connection each, of
/// which as many are kept as there are clients that [share](Self::beside) them.
#[derive(Debug)]
pub struct Client {
    connections: Arc<Connections>,
    settings: Settings,
    head: RequestHead,
}

/// Why a body was not taken.
#[derive(Debug)]
#[non_exhaustive]
pub enum Undelivered {
    /// The collector got it, and did not take it.
    Refused(StatusCode),
    /// There was no answer.
    Failed(NoAnswer),
    /// There was no answer in this time.
    Late(Duration),
    /// Nobody drives connections here.
    NoRuntime,
}

/// Why there is no answer to a request.
#[derive(Debug)]
pub struct NoAnswer(Failure);

/// When a post has to be done.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

// === impl Client ===

impl Client {
    /// Posts as `settings` say, and calls itself `agent`, unless they have a header for that. Nothing is opened yet.
    #[must_use]
    pub fn new(settings: Settings, agent: &str) -> Self {
        let connections = Arc::new(Connections::new(&settings));
        Self { connections, head: RequestHead::new(&settings, agent), settings }
    }

    /// As [`new`](Self::new), on the connections of another client, where both go to the same place, trust the same
    /// and are the same.
    #[must_use]
    pub fn beside(other: &Self, settings: Settings, agent: &str) -> Self {
        if !settings.is_same_place(&other.settings) {
            return Self::new(settings, agent);
        }
        let connections = Arc::clone(&other.connections);
        Self { connections, head: RequestHead::new(&settings, agent), settings }
    }

    /// What bodies have to be written as.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.settings.encoding
    }

    /// Where bodies go.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.settings.endpoint
    }

    /// When a post that begins now has to be done. Several of one export have the same.
    #[must_use]
    pub fn deadline(&self) -> Deadline {
        Deadline(Instant::now() + self.settings.timeout)
    }

    /// Sends a body, as often as it takes and the protocol allows; the answer, where the collector took it. Where
    /// this is dropped before its end, the connection is closed.
    ///
    /// # Errors
    ///
    /// Why the collector did not take it.
    pub async fn post(&self, body: &[u8], Deadline(deadline): Deadline) -> Result<Answer, Undelivered> {
        self.exchange(body, deadline, async |connection, body| self.deliver(connection, body, deadline).await)
            .await
    }

    /// Sends a body of this encoding once, and returns the answer, whatever it is: what comes of it is the caller's to
    /// decide. Where this is dropped before its end, the connection is closed.
    ///
    /// A connection that was kept, and ends before the answer has begun, is replaced once without asking: it was at its
    /// end before, as after a freeze, and that says nothing about the collector.
    ///
    /// # Errors
    ///
    /// When there is no answer, within the timeout of the settings.
    pub async fn attempt(&self, encoding: Encoding, body: &[u8]) -> Result<Answer, Undelivered> {
        let deadline = Instant::now() + self.settings.timeout;
        let once = async |connection: &mut _, body: &_| {
            self.send(connection, encoding, body)
                .await
                .map_err(|failure| Undelivered::Failed(NoAnswer(failure)))
        };
        self.exchange(body, deadline, once).await
    }

    /// Has a body sent as it has to be, on a connection that is kept for the next one.
    async fn exchange(
        &self,
        body: &[u8],
        deadline: Instant,
        send: impl AsyncFnOnce(&mut Option<Connection>, &[u8]) -> Result<Answer, Undelivered>,
    ) -> Result<Answer, Undelivered> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Undelivered::NoRuntime);
        }
        #[cfg(feature = "gzip")]
        let compressed = self.settings.is_compressed.then(|| crate::gzip::compress(body));
        #[cfg(feature = "gzip")]
        let body = compressed.as_deref().unwrap_or(body);
        let mut connection = self.connections.take(Clock::system().now());
        let done = timeout_at(deadline, send(&mut connection, body)).await;
        // After a timeout an answer may still come, and would be taken for that to the next request.
        if done.is_ok() {
            self.keep(connection);
        }
        done.unwrap_or(Err(Undelivered::Late(self.settings.timeout)))
    }

    /// Closes connections that were not used for longer than this: after a freeze, whoever is at the other end may have
    /// forgotten them and not say so.
    pub fn forget(&self, unused: Duration) {
        self.connections.forget(unused, Clock::system().now());
    }

    /// Closes the connection, and keeps none any more.
    pub fn close(&self) {
        self.connections.close();
    }

    fn keep(&self, connection: Option<Connection>) {
        if let Some(connection) = connection.and_then(Connection::if_open) {
            let most = Arc::strong_count(&self.connections);
            self.connections.keep(connection, most, Clock::system().now());
        }
    }

    /// Tries until the collector takes it, or there is no point in trying again.
    async fn deliver(
        &self,
        connection: &mut Option<Connection>,
        body: &[u8],
        deadline: Instant,
    ) -> Result<Answer, Undelivered> {
        let mut number = 1;
        loop {
            let (undelivered, asked) = match self.send(connection, self.settings.encoding, body).await {
                Ok(answer) if answer.status.is_success() => return Ok(answer),
                Ok(answer) if retry::is_temporary(answer.status) => {
                    let asked = answer.retry_after.map(|asked| asked.wait(Clock::system().now()));
                    (Undelivered::Refused(answer.status), asked)
                }
                Ok(answer) => return Err(Undelivered::Refused(answer.status)),
                Err(failure) if failure.is_temporary() => (Undelivered::Failed(NoAnswer(failure)), None),
                Err(failure) => return Err(Undelivered::Failed(NoAnswer(failure))),
            };
            let remaining = deadline.saturating_duration_since(Instant::now());
            match retry::wait(number, asked, chance()).filter(|wait| *wait < remaining) {
                Some(wait) => sleep(wait).await,
                None => return Err(undelivered),
            }
            number += 1;
        }
    }

    /// Sends it on the connection that was kept, or else on a fresh one.
    async fn send(
        &self,
        connection: &mut Option<Connection>,
        encoding: Encoding,
        body: &[u8],
    ) -> Result<Answer, Failure> {
        let head = self.head.for_body(encoding, body, &Clock::system());
        loop {
            let kept = connection.take().and_then(Connection::if_open);
            let is_kept = kept.is_some();
            let open = match kept {
                Some(kept) => kept,
                None => self.connections.open(&self.settings.endpoint).await?,
            };
            match connection.insert(open).exchange(&head, body).await {
                // It died while nobody looked, as in a freeze. No longer open, it is not taken again.
                Err(Failure::Broken(_)) if is_kept => {}
                other => return other,
            }
        }
    }
}

/// A number that nobody can foresee, so that functions that failed together do not try again together.
fn chance() -> u32 {
    RandomState::new().build_hasher().finish() as u32
}

// === impl Undelivered ===

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(status) => write!(f, "it answers {status}"),
            Self::Failed(why) => why.fmt(f),
            Self::Late(timeout) => write!(f, "it does not answer within {timeout:?}"),
            Self::NoRuntime => f.write_str("an export has to be polled by a tokio runtime"),
        }
    }
}

impl std::error::Error for Undelivered {}

// === impl NoAnswer ===

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for NoAnswer {}
