//! The provider: takes what is recorded, and sends it after the response.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

use lamplight_metrics::{Batch, Lines, MetricsProvider};
#[cfg(feature = "json")]
use lamplight_otlp_client::Encoding;
use lamplight_otlp_client::{Answer, Client, PartialSuccess, Settings, Undelivered};
use opentelemetry_sdk::Resource;
use tokio::runtime::Handle;

use super::histograms::Histograms;
#[cfg(feature = "json")]
use super::json;
use super::lost::{Lost, LostPoints, OnTheirWay, say};
use super::pending::{Pending, Row};
use super::request;
use crate::protobuf::attribute;

/// The largest request, in bytes: what collectors take if nobody has told them otherwise.
const MAX_REQUEST: usize = 4 * 1024 * 1024;

/// Sends metrics to a collector by OTLP/HTTP. Cheap to clone; clones are the same.
///
/// See the [module](super) for what becomes of what is recorded.
#[derive(Clone)]
pub struct OtlpMetrics {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    histograms: Histograms,
    /// As it is in each request.
    resource: Vec<u8>,
    schema_url: String,
    pending: Mutex<Pending>,
    lost: Lost,
    /// Whoever sends, so that whoever waits for it can.
    turn: tokio::sync::Mutex<()>,
    /// A collector's warning was told.
    has_warned: AtomicBool,
}

type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

// === impl OtlpMetrics ===

impl OtlpMetrics {
    /// Sends as `settings` say, for what `resource` describes. Nothing is opened yet.
    #[must_use]
    pub fn new(settings: Settings, resource: &Resource, histograms: Histograms) -> Self {
        let mut written = Vec::new();
        let client = crate::sending::client(settings);
        match client.encoding() {
            #[cfg(feature = "json")]
            Encoding::Json => crate::json::write_resource(&mut written, resource),
            _ => {
                for (key, value) in resource {
                    attribute(&mut written, 1, key.as_str(), value);
                }
            }
        }
        Self {
            inner: Arc::new(Inner {
                client,
                histograms: histograms.settled(),
                resource: written,
                schema_url: resource.schema_url().unwrap_or_default().to_owned(),
                pending: Mutex::default(),
                lost: Lost::default(),
                turn: tokio::sync::Mutex::default(),
                has_warned: AtomicBool::new(false),
            }),
        }
    }

    /// What was lost so far.
    #[must_use]
    pub fn lost(&self) -> LostPoints {
        self.inner.lost.so_far()
    }

    /// Sends what is there when its turn comes.
    fn send(&self) -> BoxFuture {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move {
            let _turn = inner.turn.lock().await;
            inner.send().await;
        })
    }
}

impl MetricsProvider for OtlpMetrics {
    fn write(&self, batch: &Batch<'_>, _: &mut Lines) {
        let points = self.inner.pending().add(batch, &self.inner.histograms);
        if points > 0 {
            self.inner.lost.unsent(points, format_args!("there are more than are kept"));
        }
    }

    fn flush(&self) -> Option<BoxFuture> {
        // What somebody else sends may be of this invocation, and must not freeze on its way.
        let is_sending = self.inner.turn.try_lock().is_err();
        (is_sending || !self.inner.pending().is_empty()).then(|| self.send())
    }

    /// Sends beside the handler, where there is a runtime of tokio's to do so.
    fn deadline_near(&self) {
        let Ok(runtime) = Handle::try_current() else { return };
        let mut sending = self.send();
        // The request is on its way before the handler goes on.
        if sending.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            runtime.spawn(sending);
        }
    }
}

// Short, and without what may be secret.
impl fmt::Debug for OtlpMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtlpMetrics").finish_non_exhaustive()
    }
}

// === impl Inner ===

impl Inner {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends all that is pending, in as many requests as it takes.
    async fn send(&self) {
        let taken = self.pending().take();
        let rows = taken.rows();
        let mut rest = &rows[..];
        let mut on_their_way = self.lost.on_their_way(rest.len() as u64);
        let deadline = self.client.deadline();
        let mut body = Vec::new();
        while !rest.is_empty() {
            body.clear();
            let (rows, after) = rest.split_at(self.write(&mut body, rest));
            rest = after;
            let result = self.client.post(&body, deadline).await;
            self.account(result, rows.len() as u64, &mut on_their_way);
        }
    }

    /// Writes the first of these points, as many as fit into a request, and says how many those are.
    fn write(&self, body: &mut Vec<u8>, rows: &[Row<'_>]) -> usize {
        let Self { resource, schema_url, histograms, .. } = self;
        match self.client.encoding() {
            #[cfg(feature = "json")]
            Encoding::Json => {
                let count = request::fitting(rows, MAX_REQUEST / json::LONGER);
                json::write(body, resource, schema_url, &rows[..count], histograms);
                count
            }
            _ => {
                let count = request::fitting(rows, MAX_REQUEST);
                request::write(body, resource, schema_url, &rows[..count], histograms);
                count
            }
        }
    }

    /// Counts what did not arrive.
    fn account(&self, result: Result<Answer, Undelivered>, points: u64, on_their_way: &mut OnTheirWay<'_>) {
        on_their_way.done(points);
        let endpoint = self.client.endpoint();
        let answer = match result {
            Ok(answer) => answer,
            Err(why @ Undelivered::Refused(_)) => {
                return self.lost.refused(points, format_args!("{endpoint}: {why}"));
            }
            Err(why) => return self.lost.unsent(points, format_args!("{endpoint}: {why}")),
        };
        let PartialSuccess { rejected, message } = PartialSuccess::read(self.client.encoding(), &answer.body);
        if rejected > 0 {
            let points = rejected.min(points);
            self.lost.refused(points, format_args!("{endpoint} took the others and says {message:?}"));
        } else if !message.is_empty() && !self.has_warned.swap(true, Ordering::Relaxed) {
            say(format_args!("{endpoint} took the metrics and warns: {message:?}"));
        }
    }
}
