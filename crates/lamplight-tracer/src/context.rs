//! The trace that callees go on with.

use std::sync::Arc;

use lamplight_core::source::Trigger;
use lamplight_core::trace::{Sampling, SpanId, TraceHeader, TraceId, TraceParent};
use lamplight_invocation::Scope;

use crate::current;
use crate::trace::Trace;

/// The current span, in the words that other services understand.
///
/// ```
/// use lamplight_tracer::TraceContext;
///
/// let mut headers = http::HeaderMap::new();
/// if let Some(context) = TraceContext::current() {
///     context.inject(|name, value| {
///         headers.extend(value.parse().ok().map(|value| (http::HeaderName::from_static(name), value)));
///     });
/// }
/// ```
#[derive(Clone, Debug)]
pub struct TraceContext {
    scope: Scope,
    trace_id: TraceId,
    /// The span that a callee is told; in a trace that is not sampled, whoever called us.
    parent: Option<SpanId>,
    /// An id of our own, for notations that cannot do without.
    own: SpanId,
    sampled: bool,
    state: String,
}

// === impl TraceContext ===

impl TraceContext {
    /// The name of the system attribute that SQS takes a message's trace header by.
    pub const SQS_ATTRIBUTE: &'static str = "AWSTraceHeader";

    /// Of the innermost span that is recorded, or the invocation's own; of a request that is not sampled it
    /// says that. `None` outside of an invocation, and where no tracer observes it.
    #[must_use]
    pub fn current() -> Option<Self> {
        let scope = Scope::try_current()?;
        let trace = scope.get::<Arc<Trace>>()?;
        let own = SpanId::from_bytes(trace.root().to_bytes())?;
        let span = if trace.is_sampled() {
            current::span_of(trace).or(Some(trace.root()))
        } else {
            trace.remote_parent()
        };
        Some(Self {
            trace_id: TraceId::from_bytes(trace.trace_id().to_bytes())?,
            parent: span.and_then(|span| SpanId::from_bytes(span.to_bytes())),
            own,
            sampled: trace.is_sampled(),
            state: trace.state().header(),
            scope,
        })
    }

    /// X-Ray's trace header, with what came in it that is not ours to understand, such as `Lineage`.
    ///
    /// It is the header `X-Amzn-Trace-Id` of a request over HTTP, the message system attribute
    /// [`AWSTraceHeader`](Self::SQS_ATTRIBUTE) of a message to SQS, and the `TraceHeader` of an entry for
    /// EventBridge. The SDK for Rust sets none of them by itself.
    #[must_use]
    pub fn xray_header(&self) -> String {
        let requests = || self.scope.facts().filter(|facts| facts.trigger() == Trigger::Http)?.trace_header();
        let came = self.scope.context().trace_header().map(Into::into).or_else(requests).unwrap_or_default();
        let mut header = TraceHeader::parse(&came);
        header.root = Some(self.trace_id);
        header.parent = self.parent;
        header.sampling = if self.sampled { Sampling::Sampled } else { Sampling::NotSampled };
        header.to_string()
    }

    /// W3C's `traceparent` header.
    #[must_use]
    pub fn traceparent(&self) -> String {
        let parent = self.parent.unwrap_or(self.own);
        TraceParent { trace_id: self.trace_id, parent, sampled: self.sampled }.to_string()
    }

    /// W3C's `tracestate` header: the caller's, if its trace is gone on with.
    #[must_use]
    pub fn tracestate(&self) -> Option<&str> {
        Some(self.state.as_str()).filter(|state| !state.is_empty())
    }

    /// The names and values of the headers that make a callee go on with the trace, for anything that takes
    /// these; see [`inject`](Self::inject).
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, String)> {
        let state = self.tracestate().map(|state| ("tracestate", state.to_owned()));
        [("x-amzn-trace-id", self.xray_header()), ("traceparent", self.traceparent())]
            .into_iter()
            .chain(state)
    }

    /// Puts the names and values of [`inject`](Self::inject) into a map with keys and values that can be made of
    /// texts: a `HashMap<String, String>`, or the members of an EventBridge event's detail, a
    /// `serde_json::Map<String, Value>`.
    pub fn inject_into<M, K, V>(&self, map: &mut M)
    where
        M: Extend<(K, V)>,
        K: From<&'static str>,
        V: From<String>,
    {
        map.extend(self.entries().map(|(name, value)| (K::from(name), V::from(value))));
    }

    /// Gives `set` the names and values of the headers that make a callee go on with the trace:
    /// `x-amzn-trace-id`, `traceparent`, and `tracestate` where there is one.
    ///
    /// They are as good for anything that has keys and texts: the message attributes of SNS, which hands them on
    /// to its subscribers, or members of an EventBridge event's detail. SQS has a place of its own,
    /// [`inject_message`](Self::inject_message).
    pub fn inject(&self, mut set: impl FnMut(&'static str, &str)) {
        self.entries().for_each(|(name, value)| set(name, &value));
    }

    /// Gives `set` the name and the value of the system attribute that makes the receiver of a message of SQS
    /// know its sender. It is a string, goes into `MessageSystemAttributes`, and counts for no limit.
    pub fn inject_message(&self, set: impl FnOnce(&'static str, &str)) {
        set(Self::SQS_ATTRIBUTE, &self.xray_header());
    }

    /// The trace.
    #[must_use]
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// Whether the trace is recorded.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.sampled
    }
}
