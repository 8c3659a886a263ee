//! Posting batches to a collector.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::request::Requests;
use lamplight_core::clock::Clock;
use lamplight_core::loss::{Loss, Losses};
use lamplight_otlp_client::{Answer, Client, Deadline, PartialSuccess, Settings, Undelivered};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter};

/// The largest request, in bytes: what collectors take if nobody has told them otherwise, and less than AWS's
/// endpoint for traces does, which is 5 MB.
const MAX_REQUEST: usize = 4 * 1024 * 1024;
/// The most spans of a request: what AWS's endpoint for traces takes (CloudWatch User Guide, "OTLP Endpoints").
const MAX_SPANS: usize = 10_000;
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
/// A request has up to 4 MiB and 10,000 spans: a larger batch is several, one after the other within the timeout, of which each may fail
/// on its own. A span that is larger alone is sent alone.
///
/// # Panics
///
/// When an export is polled by a tokio runtime whose I/O or time is not enabled.
#[derive(Debug)]
pub struct OtlpExporter {
    client: Client,
    state: Mutex<State>,
}

/// What is kept from export to export. An export takes the buffer, and only one that comes to its end brings it
/// back.
#[derive(Debug, Default)]
struct State {
    requests: Requests,
    buffer: Vec<u8>,
    is_shut_down: bool,
    /// A collector's warning was told.
    has_warned: bool,
}

/// The spans of an export, which are lost unless it says otherwise.
struct Pending(u64);

// === impl OtlpExporter ===

impl OtlpExporter {
    /// Sends as `settings` say. Nothing is opened yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let client = crate::sending::client(settings);
        let requests = Requests::with_encoding(client.encoding());
        Self { client, state: Mutex::new(State { requests, ..State::default() }) }
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
        let mut count = spans.len().min(MAX_SPANS);
        loop {
            buffer.clear();
            state.requests.write(&mut buffer, &spans[..count]);
            if buffer.len() <= MAX_REQUEST || count == 1 {
                return Some((buffer, count));
            }
            count = count.div_ceil(2);
        }
    }

    async fn send(&self, pending: Pending, body: &[u8], deadline: Deadline) -> OTelSdkResult {
        let undelivered = match self.client.post(body, deadline).await {
            Ok(answer) => {
                self.delivered(pending, &answer);
                return Ok(());
            }
            Err(undelivered) => undelivered,
        };
        let why = format!("{}: {undelivered}", self.client.endpoint());
        let is_refused = matches!(undelivered, Undelivered::Refused(_));
        let loss = if is_refused { Loss::SpansRefused } else { Loss::SpansUnsent };
        pending.lost(loss, format_args!("{why}"));
        Err(match undelivered {
            Undelivered::Late(timeout) => OTelSdkError::Timeout(timeout),
            _ => OTelSdkError::InternalFailure(why),
        })
    }

    fn delivered(&self, pending: Pending, answer: &Answer) {
        let PartialSuccess { rejected, message } = PartialSuccess::read(self.client.encoding(), &answer.body);
        let endpoint = self.client.endpoint();
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
        let deadline = self.client.deadline();
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
            result = result.and(self.send(pending.take(count), &body, deadline).await);
            body.clear();
            body.shrink_to(KEPT);
            self.state().buffer = body;
        }
        result
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        self.state().is_shut_down = true;
        self.client.close();
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.state.get_mut().unwrap_or_else(PoisonError::into_inner).requests.set_resource(resource);
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

    #[test]
    fn what_may_be_secret_is_not_shown() {
        let settings = Settings::new("http://collector:1/base").expect("settings");
        let settings = settings.with_header("authorization", "secret").expect("a header");
        assert!(!format!("{:?}", OtlpExporter::new(settings)).contains("secret"));
    }
}
