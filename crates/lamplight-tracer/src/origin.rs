//! Who made the request: the trace that an invocation goes on with, and those it is linked with.

use lamplight_core::source::{Facts, Kind, Trigger};
use lamplight_core::trace::{Sampling, TraceHeader, TraceParent};
use lamplight_invocation::{RequestContext, Scope};
use opentelemetry::trace::{Link, SpanContext, TraceFlags, TraceState};
use opentelemetry::{SpanId, TraceId};
use opentelemetry_sdk::trace::SpanLinks;

/// How many links a span has: OpenTelemetry's default limit. SQS gives up to 10,000 messages at once.
pub(crate) const MOST_LINKS: usize = 128;

/// What a request says about the trace it belongs to.
#[derive(Debug, Default)]
pub(crate) struct Origin {
    pub(crate) trace_id: Option<TraceId>,
    pub(crate) parent: Option<SpanId>,
    pub(crate) sampling: Sampling,
    pub(crate) state: TraceState,
}

// === impl Origin ===

impl Origin {
    /// The trace to go on with.
    ///
    /// Lambda's own context comes first, whose parent is the segment that Lambda writes; with
    /// `caller_first` a `traceparent` header of a request over HTTP comes before it, as OpenTelemetry's
    /// propagators have it. The trace header of the request is the last resort. Messages only make links.
    pub(crate) fn of(scope: &Scope, caller_first: bool) -> Self {
        let runtime = Self::from(scope.context());
        // Most invocations end here: nothing of the event is looked at.
        if runtime.trace_id.is_some() && !caller_first {
            return runtime;
        }
        let Some(facts) = scope.facts().filter(|facts| facts.trigger() == Trigger::Http) else {
            return runtime;
        };
        match Self::of_traceparent(facts) {
            Some(caller) => caller,
            None if runtime.trace_id.is_some() => runtime,
            None => facts
                .trace_header()
                .map(|header| Self::from(TraceHeader::parse(&header)))
                .filter(|header| header.trace_id.is_some())
                .unwrap_or(runtime),
        }
    }

    fn of_traceparent<B: AsRef<[u8]>>(facts: &Facts<B>) -> Option<Self> {
        let parent = TraceParent::parse(&facts.traceparent()?)?;
        // A state that makes no sense is given up; the trace goes on (W3C Trace Context, "tracestate Header").
        let state = facts.tracestate().and_then(|state| state.parse().ok()).unwrap_or_default();
        Some(Self { state, ..Self::from(parent) })
    }

    /// Of a text that a message came with: a `traceparent`, or X-Ray's trace header.
    pub(crate) fn of_carrier(text: &str) -> Self {
        match TraceParent::parse(text) {
            Some(parent) => Self::from(parent),
            None => Self::from(TraceHeader::parse(text)),
        }
    }

    /// A link to the span that it names, if it does, unless that is a part of `trace` anyway.
    pub(crate) fn link(self, trace: Option<TraceId>) -> Option<Link> {
        let trace_id = self.trace_id.filter(|id| Some(*id) != trace)?;
        let sampled = self.sampling == Sampling::Sampled;
        let flags = if sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
        Some(Link::with_context(SpanContext::new(trace_id, self.parent?, flags, true, self.state)))
    }
}

impl From<&RequestContext> for Origin {
    fn from(context: &RequestContext) -> Self {
        Self {
            trace_id: context.trace_id().map(|id| TraceId::from_bytes(id.to_bytes())),
            parent: context.parent_id().map(|id| SpanId::from_bytes(id.to_bytes())),
            sampling: context.sampling(),
            state: TraceState::NONE,
        }
    }
}

impl From<TraceParent> for Origin {
    fn from(TraceParent { trace_id, parent, sampled }: TraceParent) -> Self {
        Self {
            trace_id: Some(TraceId::from_bytes(trace_id.to_bytes())),
            parent: Some(SpanId::from_bytes(parent.to_bytes())),
            sampling: if sampled { Sampling::Sampled } else { Sampling::NotSampled },
            state: TraceState::NONE,
        }
    }
}

impl From<TraceHeader<'_>> for Origin {
    fn from(header: TraceHeader<'_>) -> Self {
        Self {
            trace_id: header.root.map(|id| TraceId::from_bytes(id.to_bytes())),
            parent: header.parent.map(|id| SpanId::from_bytes(id.to_bytes())),
            sampling: header.sampling,
            state: TraceState::NONE,
        }
    }
}

/// Takes another link, or counts it.
pub(crate) fn push_link(links: &mut SpanLinks, link: Link) {
    if links.links.len() < MOST_LINKS {
        links.links.push(link);
    } else {
        links.dropped_count += 1;
    }
}

/// What else an invocation has to do with: one link for each message of SQS that says who sent it, and for a
/// notification of SNS or an event of one's own; and for a request over HTTP the contexts that were not gone on
/// with.
pub(crate) fn links(scope: &Scope, trace: TraceId) -> SpanLinks {
    let mut links = SpanLinks::default();
    let Some(facts) = scope.facts() else { return links };
    let header = |header: &str| Origin::from(TraceHeader::parse(header));
    if facts.kind() == Kind::Sqs {
        // Several messages of one sender are as many links (semantic conventions 1.44, `aws.lambda`).
        for link in facts.record_trace_headers().flatten().filter_map(|text| header(&text).link(None)) {
            push_link(&mut links, link);
        }
    } else if facts.kind() == Kind::Sns || facts.kind() == Kind::EventBridgeCustom {
        // Both are there where the sender is one of ours.
        let sender = Origin::of_traceparent(facts);
        let sender = sender.or_else(|| facts.trace_header().map(|text| header(&text)));
        links.links.extend(sender.and_then(|sender| sender.link(Some(trace))));
    } else if facts.trigger() == Trigger::Http {
        let runtime = Origin::from(scope.context());
        let caller = Origin::of_traceparent(facts);
        let request = facts.trace_header().map(|text| header(&text));
        for link in
            [Some(runtime), caller, request].into_iter().flatten().filter_map(|it| it.link(Some(trace)))
        {
            // API Gateway hands on the header that Lambda has, too.
            if links.links.iter().all(|known| known.span_context != link.span_context) {
                links.links.push(link);
            }
        }
    }
    links
}
