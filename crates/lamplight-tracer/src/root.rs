//! The root span of an invocation.

use std::borrow::Cow;
use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_core::link::{Beginning, Datagram};
use lamplight_core::source::{Facts, Http, Kind, Trigger};
use lamplight_core::trace::TraceId;
use lamplight_invocation::{Failure, Outcome, Scope};
use opentelemetry::trace::{Event, SpanKind, Status};
use opentelemetry::{KeyValue, SpanId};
use opentelemetry_sdk::trace::{SpanData, SpanEvents};

use crate::conventions;
use crate::origin;
use crate::said::Said;
use crate::trace::Trace;
use crate::tracer::Shared;

/// What ends a root span.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending<'a> {
    /// The invocation's own end.
    Ended(&'a Outcome),
    /// The function's timeout, which is this far.
    NoTimeLeft(Duration),
}

/// The root span, at the end of its invocation.
pub(crate) fn root_span(
    tracer: &Shared,
    trace: &Trace,
    scope: &Scope,
    ending: &Ending<'_>,
    said: Said,
) -> SpanData {
    let now = tracer.now();
    let http = scope.facts().and_then(Facts::http);
    let name = name(tracer, scope, http.as_ref()).to_owned();
    let mut root = Said { attributes: conventions::attributes(tracer, scope, http, ending), ..said };
    for KeyValue { key, value, .. } in said.attributes {
        root.put(key, value);
    }
    let mut links = origin::links(scope, trace.trace_id());
    links.dropped_count += root.links.dropped_count;
    root.links.links.into_iter().for_each(|link| origin::push_link(&mut links, link));
    let mut events = SpanEvents::default();
    events.events = root.events;
    events.events.extend(ending.failure().map(|failure| exception(failure, now)));
    SpanData {
        span_context: trace.context_of(trace.root()),
        parent_span_id: trace.remote_parent().unwrap_or(SpanId::INVALID),
        parent_span_is_remote: trace.remote_parent().is_some(),
        span_kind: kind(tracer, scope),
        name: Cow::Owned(name),
        start_time: scope.started().into(),
        end_time: now.max(scope.started()).into(),
        attributes: root.attributes,
        dropped_attributes_count: 0,
        events,
        links,
        status: status(scope, ending, root.status),
        instrumentation_scope: tracer.scope().clone(),
    }
}

/// What the extension is told of the root before it has ended. Of a trace that is not sampled that is what is at hand
/// without looking at the event.
pub(crate) fn beginning(tracer: &Shared, trace: &Trace, scope: &Scope) -> Option<Datagram> {
    let sampled = trace.is_sampled();
    let http = sampled.then(|| scope.facts()).flatten().and_then(Facts::http);
    let kind = if sampled { kind(tracer, scope) } else { SpanKind::Server };
    Some(Datagram::begin(&Beginning {
        request_id: scope.context().request_id(),
        trace_id: TraceId::from_bytes(trace.trace_id().to_bytes())?,
        root: lamplight_core::trace::SpanId::from_bytes(trace.root().to_bytes())?,
        parent: trace.remote_parent().and_then(|id| lamplight_core::trace::SpanId::from_bytes(id.to_bytes())),
        sampled,
        name: if sampled { name(tracer, scope, http.as_ref()) } else { tracer.function_name() },
        // The numbers of OTLP's `Span.SpanKind`.
        kind: match kind {
            SpanKind::Internal => 1,
            SpanKind::Server => 2,
            SpanKind::Client => 3,
            SpanKind::Producer => 4,
            SpanKind::Consumer => 5,
        },
        start: scope.started(),
    }))
}

/// The status of the invocation's end, or else what was said. A response over HTTP that blames the server is an
/// error, too (semantic conventions 1.44, `http`, "Status"), unless something was said.
fn status(scope: &Scope, ending: &Ending<'_>, said: Status) -> Status {
    let trigger = || scope.facts().map_or(Trigger::Other, Facts::trigger);
    match (ending.status(), said) {
        (Some(status), _) => status,
        (None, Status::Unset)
            if conventions::http_status(scope, trigger()).is_some_and(|status| status >= 500) =>
        {
            Status::error("")
        }
        (None, said) => said,
    }
}

/// The kind that was chosen for all roots, or that of the event.
fn kind(tracer: &Shared, scope: &Scope) -> SpanKind {
    tracer.root_kind().unwrap_or_else(|| kind_of_event(scope))
}

fn kind_of_event(scope: &Scope) -> SpanKind {
    match scope.facts().map(|facts| facts.trigger()) {
        Some(Trigger::Pubsub) => SpanKind::Consumer,
        _ => SpanKind::Server,
    }
}

/// The function's name; for a request through API Gateway the route that was configured for it (semantic
/// conventions 1.44, `aws.lambda`, "API Gateway").
fn name<'a>(tracer: &'a Shared, scope: &Scope, http: Option<&'a Http<'_>>) -> &'a str {
    let is_routed =
        |kind| matches!(kind, Kind::ApiGatewayRest | Kind::ApiGatewayHttpV1 | Kind::ApiGatewayHttpV2);
    let http = http.filter(|_| scope.facts().is_some_and(|facts| is_routed(facts.kind())));
    let route = http.and_then(|http| http.route.as_deref()).filter(|route| route.starts_with('/'));
    route.unwrap_or_else(|| tracer.function_name())
}

fn exception(failure: &Failure, now: Timestamp) -> Event {
    let mut attributes = Vec::with_capacity(3);
    attributes.extend([
        KeyValue::new("exception.type", failure.error_type.clone()),
        KeyValue::new("exception.message", failure.message.clone()),
    ]);
    if !failure.sources.is_empty() {
        attributes.push(KeyValue::new("exception.stacktrace", caused_by(&failure.sources)));
    }
    Event::new("exception", now.into(), attributes, 0)
}

/// The chain of an error's sources as text, a line for each.
pub(crate) fn caused_by<T: AsRef<str>>(sources: impl IntoIterator<Item = T>) -> String {
    let mut text = String::new();
    for source in sources {
        text.push_str(if text.is_empty() { "caused by: " } else { "\ncaused by: " });
        text.push_str(source.as_ref());
    }
    text
}

// === impl Ending ===

impl Ending<'_> {
    /// What went wrong, where that is known.
    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Ended(outcome) => outcome.failure(),
            Self::NoTimeLeft(_) => None,
        }
    }

    /// The value of `error.type`: a type, or one of few words.
    pub(crate) fn error_type(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::NoTimeLeft(_) => Some("timeout".into()),
            Self::Ended(Outcome::Cancelled) => Some("cancelled".into()),
            Self::Ended(outcome) => outcome.failure().map(|failure| failure.error_type.clone()),
        }
    }

    /// The status, unless everything is fine.
    pub(crate) fn status(&self) -> Option<Status> {
        let description = match self {
            Self::Ended(Outcome::Success) => return None,
            Self::Ended(Outcome::Cancelled) => "the handler was dropped before it was done".into(),
            Self::Ended(outcome) => {
                outcome.failure().map(|failure| failure.message.clone()).unwrap_or_default().into()
            }
            Self::NoTimeLeft(left) => {
                format!("the function's timeout was {} ms away and the handler not done", left.as_millis())
                    .into()
            }
        };
        Some(Status::Error { description })
    }
}
