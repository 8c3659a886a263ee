//! The trace of one invocation: its ids, and the spans that have ended.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::loss::{Loss, Losses};
use opentelemetry::trace::{SpanContext, TraceFlags, TraceState};
use opentelemetry::{SpanId, TraceId};
use opentelemetry_sdk::trace::SpanData;
use tokio::task::JoinHandle;
use tracing::span::Id;

use crate::id;
use crate::link::{Announced, Receipt};
use crate::open::OpenSpans;
use crate::origin::Origin;
use crate::said::Said;
use crate::sampler::Sampler;

/// How many spans of an invocation are kept, its root not counted.
pub const MOST_SPANS: usize = 10_000;

/// For how many spans there is room from the start, at most.
const MOST_EXPECTED: usize = 128;

/// The trace of one invocation, shared by its spans.
#[derive(Debug)]
pub(crate) struct Trace {
    trace_id: TraceId,
    /// Who made the request.
    remote_parent: Option<SpanId>,
    /// The id of the root span.
    root: SpanId,
    sampled: bool,
    /// What vendors on the way have to say; almost always nothing.
    state: TraceState,
    clock: Clock,
    spans: Mutex<Spans>,
    outbox: Arc<Outbox>,
    /// Where there is an extension.
    announced: OnceLock<Arc<Announced>>,
}

/// Spans of invocations that have ended, until the next flush: usually that of the invocation itself.
///
/// An invocation that was dropped has no flush, and a span may end after its invocation did; both leave with
/// the next.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    waiting: Mutex<Batch>,
    /// How many traces there are that are sampled. While there is none, no span is looked at.
    sampled: AtomicUsize,
    /// How many spans the last trace had: most often the next has as many.
    usual: AtomicUsize,
}

/// Spans that leave together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) spans: Vec<SpanData>,
    /// Of those whose arrival the extension is told of.
    pub(crate) receipts: Vec<Receipt>,
}

#[derive(Debug, Default)]
struct Spans {
    ended: Vec<SpanData>,
    open: OpenSpans,
    #[cfg(feature = "otel-api")]
    open_by_api: Vec<std::sync::Weak<dyn crate::api::Unfinished>>,
    /// What was said about the root.
    root: Said,
    closed: bool,
    /// What was sent when its time ran out, and may still be on its way.
    sending: Option<JoinHandle<()>>,
}

// === impl Trace ===

impl Trace {
    /// Goes on with the trace that a request comes from, or begins one.
    pub(crate) fn new(origin: Origin, sampler: Sampler, clock: Clock, outbox: Arc<Outbox>) -> Self {
        let Origin { trace_id, parent, sampling, state } = origin;
        // A parent in another trace than ours would lead nowhere.
        let remote_parent = parent.filter(|_| trace_id.is_some());
        let trace_id = trace_id.unwrap_or_else(|| id::trace_id(clock.now()));
        let sampled = sampler.is_sampled(trace_id, sampling);
        if sampled {
            outbox.sampled.fetch_add(1, Ordering::Relaxed);
        }
        Self {
            trace_id,
            remote_parent,
            root: id::span_id(),
            sampled,
            state,
            clock,
            spans: Mutex::default(),
            outbox,
            announced: OnceLock::new(),
        }
    }

    /// The extension was told of it.
    pub(crate) fn announced_as(&self, announced: Announced) {
        let _ = self.announced.set(Arc::new(announced));
    }

    pub(crate) fn announced(&self) -> Option<&Arc<Announced>> {
        self.announced.get()
    }

    pub(crate) fn is_sampled(&self) -> bool {
        self.sampled
    }

    /// The id of the trace.
    pub(crate) fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The id of the root span.
    pub(crate) fn root(&self) -> SpanId {
        self.root
    }

    /// The parent of the root span.
    pub(crate) fn remote_parent(&self) -> Option<SpanId> {
        self.remote_parent
    }

    /// What vendors on the way have to say.
    pub(crate) fn state(&self) -> &TraceState {
        &self.state
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Says something about the root. Nobody hears it after the end.
    pub(crate) fn say_of_root(&self, say: impl FnOnce(&mut Said)) {
        say(&mut lock(&self.spans).root);
    }

    /// What identifies one of its spans.
    pub(crate) fn context_of(&self, span: SpanId) -> SpanContext {
        let flags = if self.sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
        SpanContext::new(self.trace_id, span, flags, false, self.state.clone())
    }

    /// A span begins, whose record the subscriber has by this id.
    pub(crate) fn opened(&self, id: Id) {
        lock(&self.spans).open.add(id);
    }

    /// A span has ended; it is kept, unless it was sent before. It is made where it stays: spans are large.
    pub(crate) fn ended(&self, id: Option<&Id>, span: impl FnOnce() -> Option<SpanData>) {
        let mut spans = lock(&self.spans);
        if let Some(id) = id {
            spans.open.remove(id);
        }
        let Some(span) = span() else { return };
        if spans.closed {
            drop(spans);
            keep_up_to_limit(&mut lock(&self.outbox.waiting).spans, span);
        } else {
            if spans.ended.capacity() == 0 {
                spans.ended.reserve_exact(self.outbox.usual.load(Ordering::Relaxed));
            }
            keep_up_to_limit(&mut spans.ended, span);
        }
    }

    /// A span begins that was made through OpenTelemetry's API.
    #[cfg(feature = "otel-api")]
    pub(crate) fn opened_by_api(&self, span: std::sync::Weak<dyn crate::api::Unfinished>) {
        let mut spans = lock(&self.spans);
        // Those that have ended go whenever the list would grow.
        if spans.open_by_api.len() == spans.open_by_api.capacity() {
            spans.open_by_api.retain(|span| span.strong_count() > 0);
        }
        spans.open_by_api.push(span);
    }

    /// The spans of OpenTelemetry's API that are open.
    #[cfg(feature = "otel-api")]
    pub(crate) fn open_by_api(&self) -> Vec<Arc<dyn crate::api::Unfinished>> {
        lock(&self.spans).open_by_api.iter().filter_map(std::sync::Weak::upgrade).collect()
    }

    /// What callees are told of a trace that is not sampled: that, and who called us.
    #[cfg(feature = "otel-api")]
    pub(crate) fn unsampled_context(&self) -> SpanContext {
        let span = self.remote_parent.unwrap_or(self.root);
        SpanContext::new(self.trace_id, span, TraceFlags::default(), true, self.state.clone())
    }

    /// The spans that are open, the root not among them.
    pub(crate) fn open_spans(&self) -> Vec<Id> {
        lock(&self.spans).open.to_vec()
    }

    /// Whoever ends the invocation waits for this.
    pub(crate) fn is_sending(&self, task: JoinHandle<()>) {
        lock(&self.spans).sending = Some(task);
    }

    /// What was sent when the invocation's time ran out, and may still be on its way.
    pub(crate) fn take_sending(&self) -> Option<JoinHandle<()>> {
        lock(&self.spans).sending.take()
    }

    /// Ends the trace with its root span, and before that with these, unless it was ended before. Whether it was
    /// not.
    pub(crate) fn close(&self, unfinished: Vec<SpanData>, root: impl FnOnce(Said) -> SpanData) -> bool {
        let mut spans = lock(&self.spans);
        if std::mem::replace(&mut spans.closed, true) {
            return false;
        }
        let (ended, said) = (std::mem::take(&mut spans.ended), std::mem::take(&mut spans.root));
        drop(spans);
        self.outbox.usual.store((ended.len() + 1).min(MOST_EXPECTED), Ordering::Relaxed);
        // It says how the invocation ended, and is never given up.
        let root = root(said);
        self.leave(ended, unfinished, true).spans.push(root);
        true
    }

    /// Gives away what has ended so far, and these; the root is still to come.
    pub(crate) fn hand_over(&self, unfinished: Vec<SpanData>) {
        let ended = std::mem::take(&mut lock(&self.spans).ended);
        if !(ended.is_empty() && unfinished.is_empty()) {
            drop(self.leave(ended, unfinished, false));
        }
    }

    /// Puts spans where the next export takes them from, to which the root may be added.
    fn leave(
        &self,
        mut ended: Vec<SpanData>,
        unfinished: Vec<SpanData>,
        with_root: bool,
    ) -> MutexGuard<'_, Batch> {
        unfinished.into_iter().for_each(|span| keep_up_to_limit(&mut ended, span));
        let spans = ended.len() + usize::from(with_root);
        let receipt = self.announced().map(|announced| announced.sends(spans, with_root));
        let mut outbox = lock(&self.outbox.waiting);
        outbox.add_spans(ended);
        outbox.receipts.extend(receipt);
        outbox
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        if self.sampled {
            self.outbox.sampled.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

// === impl Outbox ===

impl Outbox {
    /// Whether there may be a span to record: whoever has one holds on to its trace.
    #[inline]
    pub(crate) fn is_in_use(&self) -> bool {
        self.sampled.load(Ordering::Relaxed) > 0
    }

    /// What is to be exported now.
    pub(crate) fn take(&self) -> Batch {
        std::mem::take(&mut lock(&self.waiting))
    }
}

// === impl Batch ===

impl Batch {
    /// Adds what is in another, up to the limit.
    pub(crate) fn add(&mut self, other: Self) {
        self.add_spans(other.spans);
        if self.receipts.is_empty() {
            self.receipts = other.receipts;
        } else {
            self.receipts.extend(other.receipts);
        }
    }

    fn add_spans(&mut self, spans: Vec<SpanData>) {
        if self.spans.is_empty() {
            self.spans = spans;
        } else {
            spans.into_iter().for_each(|span| keep_up_to_limit(&mut self.spans, span));
        }
    }
}

pub(crate) fn keep_up_to_limit(spans: &mut Vec<SpanData>, span: SpanData) {
    if spans.len() < MOST_SPANS {
        spans.push(span);
    } else {
        Losses::process().record(Loss::SpansDropped, 1, format_args!("more than {MOST_SPANS} at once"));
    }
}

/// What is locked here is a list, whole at any time.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lamplight_core::trace::TraceHeader;

    fn trace(header: &str) -> Trace {
        let origin = Origin::from(TraceHeader::parse(header));
        Trace::new(origin, Sampler::default(), Clock::manual(Timestamp::from_millis(1)), Arc::default())
    }

    #[test]
    fn goes_on_with_the_trace_of_the_request() {
        let trace = trace("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
        let context = trace.context_of(trace.root());
        assert_eq!(context.trace_id().to_string(), "5759e988bd862e3fe1be46a994272793");
        assert_eq!(trace.remote_parent().map(|id| id.to_string()).as_deref(), Some("53995c3f42cd8ad8"));
        assert!(trace.is_sampled() && context.is_sampled());
    }

    #[test]
    fn only_a_request_that_says_no_is_not_sampled() {
        assert!(!trace("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0").is_sampled());
        for header in ["Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=?", "Self=1", ""] {
            assert!(trace(header).is_sampled(), "{header}");
        }
    }

    #[test]
    fn spans_are_looked_at_only_while_somebody_holds_a_trace_that_is_sampled() {
        let outbox = Arc::<Outbox>::default();
        let trace = |header| {
            let origin = Origin::from(TraceHeader::parse(header));
            Trace::new(origin, Sampler::default(), Clock::system(), outbox.clone())
        };
        let _unsampled = trace("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0");
        assert!(!outbox.is_in_use());
        let sampled = [trace("Sampled=1"), trace("Sampled=1")];
        assert!(outbox.is_in_use());
        let [first, second] = sampled;
        drop(first);
        assert!(outbox.is_in_use());
        drop(second);
        assert!(!outbox.is_in_use());
    }

    #[test]
    fn a_header_without_a_trace_begins_one_and_its_parent_is_not_ours() {
        let trace = trace("Parent=53995c3f42cd8ad8;Sampled=1");
        assert_eq!(trace.remote_parent(), None);
        assert!(trace.context_of(trace.root()).is_valid());
    }
}
