//! The attributes of a root span, by OpenTelemetry's conventions for functions, HTTP and messaging.

use std::borrow::Cow;

use lamplight_core::source::{Facts, Http, Kind, Trigger};
use lamplight_invocation::Scope;
use opentelemetry::{KeyValue, StringValue, Value};

use crate::root::Ending;
use crate::tracer::Shared;

/// How many attributes there is room for from the start: more than those of a request over HTTP.
const EXPECTED: usize = 20;

/// The attributes of an invocation (semantic conventions 1.44, `faas` and `aws.lambda`). `ColdStart` and
/// `Service` are what X-Ray users of other languages filter by. `http` is what the event says of its request.
pub(crate) fn attributes(
    tracer: &Shared,
    scope: &Scope,
    http: Option<Http<'_>>,
    ending: &Ending<'_>,
) -> Vec<KeyValue> {
    let context = scope.context();
    let mut attributes = Vec::with_capacity(EXPECTED);
    let all = &mut attributes;
    add(all, "faas.invocation_id", text(context.request_id()));
    add(all, "faas.coldstart", Value::Bool(scope.is_cold_start()));
    add(all, "ColdStart", Value::Bool(scope.is_cold_start()));
    add(all, "Service", Value::String(tracer.service()));
    if let Some(arn) = context.function_arn() {
        add(all, "aws.lambda.invoked_arn", text(arn));
        add(all, "cloud.resource_id", text(without_qualifier(arn)));
        add_text(all, "cloud.account.id", arn.split(':').nth(4).map(Cow::Borrowed));
    }
    let facts = scope.facts();
    let trigger = facts.map_or(Trigger::Other, Facts::trigger);
    add(all, "faas.trigger", Value::from(trigger.as_str()));
    if let Some(http) = http {
        of_request(all, http);
    }
    if let Some(facts) = facts {
        of_source(all, facts, trigger);
    }
    let status = http_status(scope, trigger);
    if let Some(status) = status {
        add(all, "http.response.status_code", Value::I64(status.into()));
    }
    // Of a request over HTTP that was answered, an error has no better name than its status.
    let error_type = || status.filter(|status| *status >= 500).map(|status| status.to_string().into());
    add_text(all, "error.type", ending.error_type().or_else(error_type));
    attributes
}

/// The status of the response to a request over HTTP, or to a request that nothing is known of.
pub(crate) fn http_status(scope: &Scope, trigger: Trigger) -> Option<u16> {
    // A function that nobody calls over HTTP may have a `statusCode` in its response all the same.
    scope.http_status().filter(|_| trigger == Trigger::Http || scope.facts().is_none())
}

/// What the event says about the request it stands for.
fn of_request(all: &mut Vec<KeyValue>, http: Http<'_>) {
    add_text(all, "http.request.method", Some(http.method));
    add_text(all, "url.path", Some(http.path));
    add_text(all, "http.route", http.route);
    add_text(all, "url.scheme", http.scheme);
    add_text(all, "server.address", http.host);
    add_text(all, "client.address", http.client);
    add_text(all, "user_agent.original", http.user_agent);
}

/// What the event says about itself otherwise.
fn of_source<B: AsRef<[u8]>>(all: &mut Vec<KeyValue>, facts: &Facts<B>, trigger: Trigger) {
    match trigger {
        Trigger::Datasource => {
            add_text(all, "faas.document.operation", facts.operation());
            add_text(all, "faas.document.time", facts.time());
            if let Some(document) = facts.document() {
                add_text(all, "faas.document.collection", Some(document.collection));
                add_text(all, "faas.document.name", document.name);
            }
        }
        Trigger::Timer => add_text(all, "faas.time", facts.time()),
        _ => of_messages(all, facts),
    }
}

fn of_messages<B: AsRef<[u8]>>(all: &mut Vec<KeyValue>, facts: &Facts<B>) {
    let (system, arn) = match facts.kind() {
        Kind::Sqs => ("aws_sqs", None),
        Kind::Sns => ("aws.sns", Some("aws.sns.topic.arn")),
        Kind::KinesisStream => ("aws_kinesis", None),
        Kind::Msk | Kind::SelfManagedKafka => ("kafka", None),
        Kind::ActiveMq => ("activemq", None),
        Kind::RabbitMq => ("rabbitmq", None),
        _ => return,
    };
    add(all, "messaging.system", Value::from(system));
    add(all, "messaging.operation.type", Value::from("process"));
    add_text(all, "messaging.destination.name", facts.source_name());
    if let Some(key) = arn {
        add_text(all, key, facts.source_arn());
    }
    match facts.record_count() {
        // With one message, it is that one's id.
        Some(1) => add_text(all, "messaging.message.id", facts.id()),
        count => {
            if let Some(count) = count.and_then(|count| i64::try_from(count).ok()) {
                add(all, "messaging.batch.message_count", Value::I64(count));
            }
        }
    }
}

fn text(text: &str) -> Value {
    Value::String(StringValue::from(text.to_owned()))
}

/// One copy for all attributes; inlined, they would be 20 KiB of a function.
#[inline(never)]
fn add(all: &mut Vec<KeyValue>, key: &'static str, value: Value) {
    all.push(KeyValue::new(key, value));
}

#[inline(never)]
fn add_text(all: &mut Vec<KeyValue>, key: &'static str, text: Option<Cow<'_, str>>) {
    if let Some(text) = text {
        add(all, key, Value::String(StringValue::from(text.into_owned())));
    }
}

/// The function's own ARN: without the alias or the version that it was invoked by.
fn without_qualifier(arn: &str) -> &str {
    // arn:aws:lambda:region:account:function:name, and behind one more colon the qualifier.
    arn.match_indices(':').nth(6).map_or(arn, |(end, _)| &arn[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_functions_own_arn_has_no_qualifier() {
        let arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders";
        assert_eq!(without_qualifier(arn), arn);
        assert_eq!(without_qualifier(&format!("{arn}:live")), arn);
        assert_eq!(without_qualifier(&format!("{arn}:$LATEST")), arn);
    }
}
