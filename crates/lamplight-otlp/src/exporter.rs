//! Posting batches to a collector.

use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::USER_AGENT;
use lamplight_core::clock::Clock;
use lamplight_core::loss::{Loss, Losses};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use tokio::time::{Instant, sleep, timeout_at};

use crate::answer::Answer;
use crate::connection::{Connection, Failure};
use crate::request::Requests;
use crate::response::PartialSuccess;
use crate::retry;
use crate::settings::Settings;

/// The largest request, in bytes: what collectors take if nobody has told them otherwise, and less than AWS's
/// endpoint for traces does, which is 5 MB.
const MAX_REQUEST: usize = 4 * 1024 * 1024;
/// How much of the buffer is kept from batch to batch, in bytes.
const KEPT: usize = 256 * 1024;

/// Sends spans to a collector by OTLP/HTTP.
///
/// # Errors
///
/// An export fails when the collector did not take the batch within the timeout, and after
/// [`shutdown`](SpanExporter::shutdown). The spans are counted then, as
/// [`Loss::SpansUnsent`] or [`Loss::SpansRefused`]; the error is only for whoever wants to know at once. A batch of
/// which the collector took a part is delivered, and what it refused is counted.
///
/// # Retries
///
/// A connection that was kept may have died in a freeze: the batch then goes to a fresh one at once. Apart from that a
/// batch is sent up to four times, after a refused or broken connection and after the statuses 429, 502, 503 and 504,
/// with waits of up to 100, 200 and 400 ms or what `retry-after` asks for, but never beyond the timeout.
///
/// # Limits
///
/// A request has up to 4 MiB: a larger batch is several, one after the other within the timeout, of which each may fail
/// on its own. A span that is larger alone is sent alone.
///
/// # Panics
///
/// When an export is polled by a tokio runtime whose I/O or time is not enabled.
#[derive(Debug)]
pub struct OtlpExporter {
    settings: Settings,
    head: Head,
    state: Mutex<State>,
}

/// What is kept from export to export. An export takes the connection and the buffer, and only one that comes to
/// its end brings them back.
#[derive(Debug, Default)]
struct State {
    requests: Requests,
    buffer: Vec<u8>,
    connection: Option<Connection>,
    is_shut_down: bool,
    /// A collector's warning was told.
    has_warned: bool,
}

/// The head of each request, up to the length of its body. Has headers that may be secret.
struct Head(Vec<u8>);

/// Why a batch was not taken.
enum Undelivered {
    Refused(Answer),
    Failed(Failure),
}

/// The spans of an export, which are lost unless it says otherwise.
struct Pending(u64);

// === impl OtlpExporter ===

impl OtlpExporter {
    /// Sends as `settings` say. Nothing is opened yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { head: Head::new(&settings), settings, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the first of these spans, as many as fit into a request, and says how many those are. One is written
    /// however large it is. `None` after the shutdown.
    fn write(&self, spans: &[SpanData]) -> Option<(Vec<u8>, usize)> {
        let mut state = self.state();
        if state.is_shut_down {
            return None;
        }
        let mut buffer = std::mem::take(&mut state.buffer);
        let mut count = spans.len();
        loop {
            buffer.clear();
            state.requests.write(&mut buffer, &spans[..count]);
            if buffer.len() <= MAX_REQUEST || count == 1 {
                return Some((buffer, count));
            }
            count = count.div_ceil(2);
        }
    }

    async fn send(&self, pending: Pending, body: &[u8], deadline: Instant) -> OTelSdkResult {
        let Settings { endpoint, timeout, .. } = &self.settings;
        let mut connection = self.state().connection.take();
        let delivered = timeout_at(deadline, self.deliver(&mut connection, body, deadline)).await;
        // After a timeout an answer may still come, and would be taken for that to the next request.
        if delivered.is_ok() {
            let mut state = self.state();
            state.connection = connection.filter(|open| open.is_open() && !state.is_shut_down);
        }
        match delivered {
            Ok(Ok(answer)) => {
                self.delivered(pending, &answer);
                Ok(())
            }
            Ok(Err(Undelivered::Refused(answer))) => {
                let why = format!("{endpoint} answers {}", answer.status);
                pending.lost(Loss::SpansRefused, format_args!("{why}"));
                Err(OTelSdkError::InternalFailure(why))
            }
            Ok(Err(Undelivered::Failed(failure))) => {
                let why = format!("{endpoint}: {failure}");
                pending.lost(Loss::SpansUnsent, format_args!("{why}"));
                Err(OTelSdkError::InternalFailure(why))
            }
            Err(_) => {
                pending
                    .lost(Loss::SpansUnsent, format_args!("{endpoint} does not answer within {timeout:?}"));
                Err(OTelSdkError::Timeout(*timeout))
            }
        }
    }

    /// Tries until the collector takes the batch, or there is no point in trying again.
    async fn deliver(
        &self,
        connection: &mut Option<Connection>,
        body: &[u8],
        deadline: Instant,
    ) -> Result<Answer, Undelivered> {
        let mut attempt = 1;
        loop {
            let (undelivered, asked) = match self.attempt(connection, body).await {
                Ok(answer) if answer.status.is_success() => return Ok(answer),
                Ok(answer) if retry::is_temporary(answer.status) => {
                    let asked = answer.retry_after.map(|asked| asked.wait(Clock::system().now()));
                    (Undelivered::Refused(answer), asked)
                }
                Ok(answer) => return Err(Undelivered::Refused(answer)),
                Err(failure @ Failure::Nonsense(_)) => return Err(Undelivered::Failed(failure)),
                Err(failure) => (Undelivered::Failed(failure), None),
            };
            let remaining = deadline.saturating_duration_since(Instant::now());
            match retry::wait(attempt, asked, chance()).filter(|wait| *wait < remaining) {
                Some(wait) => sleep(wait).await,
                None => return Err(undelivered),
            }
            attempt += 1;
        }
    }

    /// Sends the batch on the connection that was kept, or else on a fresh one.
    async fn attempt(&self, connection: &mut Option<Connection>, body: &[u8]) -> Result<Answer, Failure> {
        let head = self.head.with_length(body.len());
        loop {
            let kept = connection.take().filter(Connection::is_open);
            let is_kept = kept.is_some();
            let open = match kept {
                Some(kept) => kept,
                None => Connection::open(&self.settings.endpoint).await?,
            };
            match connection.insert(open).exchange(&head, body).await {
                // It died while nobody looked, as in a freeze. No longer open, it is not taken again.
                Err(Failure::Broken(_)) if is_kept => {}
                other => return other,
            }
        }
    }

    fn delivered(&self, pending: Pending, answer: &Answer) {
        let PartialSuccess { rejected, message } = PartialSuccess::read(&answer.body);
        let endpoint = &self.settings.endpoint;
        if rejected > 0 {
            let spans = rejected.min(pending.0);
            Losses::process().record(
                Loss::SpansRefused,
                spans,
                format_args!("{endpoint} took the others and says {message:?}"),
            );
        } else if !message.is_empty() && !std::mem::replace(&mut self.state().has_warned, true) {
            lamplight_core::notice::say(
                &Clock::system(),
                lamplight_core::level::Level::Warn,
                format_args!("{endpoint} took the spans and warns: {message:?}"),
            );
        }
        pending.delivered();
    }
}

impl SpanExporter for OtlpExporter {
    async fn export(&self, mut batch: Vec<SpanData>) -> OTelSdkResult {
        let mut pending = Pending(batch.len() as u64);
        let deadline = Instant::now() + self.settings.timeout;
        let mut result = Ok(());
        let mut done = 0;
        while done < batch.len() {
            let Some((mut body, count)) = self.write(&batch[done..]) else {
                pending.lost(Loss::SpansUnsent, format_args!("they came after the shutdown"));
                return Err(OTelSdkError::AlreadyShutdown);
            };
            done += count;
            if done == batch.len() {
                // Not needed while it is on its way.
                batch = Vec::new();
            }
            if tokio::runtime::Handle::try_current().is_err() {
                let why = "an export has to be polled by a tokio runtime";
                pending.lost(Loss::SpansUnsent, format_args!("{why}"));
                return Err(OTelSdkError::InternalFailure(why.to_owned()));
            }
            result = result.and(self.send(pending.take(count), &body, deadline).await);
            body.clear();
            body.shrink_to(KEPT);
            self.state().buffer = body;
        }
        result
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        let mut state = self.state();
        state.connection = None;
        state.is_shut_down = true;
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.state.get_mut().unwrap_or_else(PoisonError::into_inner).requests.set_resource(resource);
    }
}

/// A number that nobody can foresee, so that functions that failed together do not try again together.
fn chance() -> u32 {
    RandomState::new().build_hasher().finish() as u32
}

// === impl Head ===

impl Head {
    fn new(settings: &Settings) -> Self {
        let Settings { endpoint, headers, .. } = settings;
        let mut head = format!("POST {} HTTP/1.1\r\nhost: ", endpoint.path).into_bytes();
        head.extend_from_slice(endpoint.authority.as_bytes());
        head.extend_from_slice(b"\r\ncontent-type: application/x-protobuf\r\n");
        if headers.iter().all(|(name, _)| *name != USER_AGENT) {
            let agent = concat!("user-agent: lamplight-otlp/", env!("CARGO_PKG_VERSION"), "\r\n");
            head.extend_from_slice(agent.as_bytes());
        }
        for (name, value) in headers {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        Self(head)
    }

    fn with_length(&self, length: usize) -> Vec<u8> {
        let mut head = self.0.clone();
        // Memory takes everything.
        let _ = write!(head, "content-length: {length}\r\n\r\n");
        head
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").finish_non_exhaustive()
    }
}

// === impl Pending ===

impl Pending {
    /// This many of them, on their own.
    fn take(&mut self, count: usize) -> Self {
        let taken = self.0.min(count as u64);
        self.0 -= taken;
        Self(taken)
    }

    fn delivered(mut self) {
        self.0 = 0;
    }

    fn lost(mut self, loss: Loss, detail: fmt::Arguments<'_>) {
        Losses::process().record(loss, std::mem::take(&mut self.0), detail);
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.0 > 0 {
            Losses::process().record(
                Loss::SpansUnsent,
                self.0,
                format_args!("an export was given up before its end"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings::new("http://collector:1/base").expect("settings")
    }

    #[test]
    fn the_head_of_a_request_is_written_once_but_for_the_length() {
        let settings = settings().with_header("X-Key", "k").expect("a header");
        let head = Head::new(&settings).with_length(12);
        let expected = concat!(
            "POST /base/v1/traces HTTP/1.1\r\nhost: collector:1\r\ncontent-type: application/x-protobuf\r\n",
            "user-agent: lamplight-otlp/",
            env!("CARGO_PKG_VERSION"),
            "\r\nx-key: k\r\ncontent-length: 12\r\n\r\n",
        );
        assert_eq!(String::from_utf8_lossy(&head), expected);
    }

    #[test]
    fn a_user_agent_of_the_settings_is_the_only_one() {
        let settings = settings().with_header("user-agent", "mine").expect("a header");
        let head = String::from_utf8(Head::new(&settings).with_length(0)).expect("text");
        assert_eq!(head.matches("user-agent: ").count(), 1);
        assert!(head.contains("\r\nuser-agent: mine\r\n"), "{head}");
    }

    #[test]
    fn what_may_be_secret_is_not_shown() {
        let settings = settings().with_header("authorization", "secret").expect("a header");
        assert!(!format!("{:?}", OtlpExporter::new(settings)).contains("secret"));
        assert!(!format!("{:?}", Head(b"secret".to_vec())).contains(&format!("{:?}", b"secret")));
    }
}
