//! The root span of an invocation.

use std::borrow::Cow;

use lamplight_core::clock::Timestamp;
use lamplight_core::source::Trigger;
use lamplight_invocation::{Outcome, Scope};
use opentelemetry::trace::{Event, Status};
use opentelemetry::{KeyValue, SpanId};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use crate::trace::Trace;
use crate::tracer::Shared;

/// How many attributes a root span has: those of every invocation, and those of a request over HTTP.
const MOST_ATTRIBUTES: usize = 9;

/// The root span, at the end of its invocation. Attributes follow OpenTelemetry's conventions for functions
/// (semantic conventions 1.44, `faas` and `aws.lambda`); `ColdStart` and `Service` are what X-Ray users of
/// other languages filter by.
pub(crate) fn root_span(tracer: &Shared, trace: &Trace, scope: &Scope, outcome: &Outcome) -> SpanData {
    let now = tracer.now();
    let mut events = SpanEvents::default();
    events.events.extend(exception(outcome, now));
    SpanData {
        span_context: trace.context_of(trace.root()),
        parent_span_id: trace.remote_parent().unwrap_or(SpanId::INVALID),
        parent_span_is_remote: trace.remote_parent().is_some(),
        span_kind: tracer.root_kind(),
        name: Cow::Owned(tracer.function_name().to_owned()),
        start_time: scope.started().into(),
        end_time: now.max(scope.started()).into(),
        attributes: attributes(tracer, scope),
        dropped_attributes_count: 0,
        events,
        links: SpanLinks::default(),
        status: status(outcome),
        instrumentation_scope: tracer.scope().clone(),
    }
}

fn attributes(tracer: &Shared, scope: &Scope) -> Vec<KeyValue> {
    let context = scope.context();
    let mut attributes = Vec::with_capacity(MOST_ATTRIBUTES);
    attributes.extend([
        KeyValue::new("faas.invocation_id", context.request_id().to_owned()),
        KeyValue::new("faas.coldstart", scope.is_cold_start()),
        KeyValue::new("ColdStart", scope.is_cold_start()),
        KeyValue::new("Service", tracer.service().to_owned()),
    ]);
    if let Some(arn) = context.function_arn() {
        attributes.push(KeyValue::new("cloud.resource_id", arn.to_owned()));
    }
    if let Some(facts) = scope.facts() {
        attributes.push(KeyValue::new("faas.trigger", trigger(facts.trigger())));
        if let Some(http) = facts.http() {
            attributes.push(KeyValue::new("http.request.method", http.method.into_owned()));
            attributes.push(KeyValue::new("url.path", http.path.into_owned()));
            attributes.extend(http.route.map(|route| KeyValue::new("http.route", route.into_owned())));
        }
    }
    attributes
}

fn trigger(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Datasource => "datasource",
        Trigger::Http => "http",
        Trigger::Pubsub => "pubsub",
        Trigger::Timer => "timer",
        _ => "other",
    }
}

fn status(outcome: &Outcome) -> Status {
    let description = match outcome {
        Outcome::Success => return Status::Unset,
        Outcome::Cancelled => "the handler was dropped before it was done".to_owned(),
        outcome => outcome.failure().map(|failure| failure.message.clone()).unwrap_or_default(),
    };
    Status::Error { description: Cow::Owned(description) }
}

fn exception(outcome: &Outcome, now: Timestamp) -> Option<Event> {
    let failure = outcome.failure()?;
    let attributes = vec![
        KeyValue::new("exception.type", failure.error_type.to_string()),
        KeyValue::new("exception.message", failure.message.clone()),
    ];
    Some(Event::new("exception", now.into(), attributes, 0))
}
