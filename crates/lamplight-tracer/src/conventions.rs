//! The attributes of a root span, by OpenTelemetry's conventions for functions, HTTP and messaging.

use std::borrow::Cow;
use std::sync::Arc;

use lamplight_core::source::{Facts, Http, Kind, Trigger};
use lamplight_invocation::Scope;
use opentelemetry::{KeyValue, StringValue, Value};

use crate::root::Ending;
use crate::tracer::Shared;

/// How many attributes there is room for from the start: no fewer than those of a request over HTTP. With a few more the
/// list would not be among the small allocations that the system's allocator hands out at once.
const EXPECTED: usize = 18;

/// What the ARN says that a function was invoked by. Nearly always it is the same one.
#[derive(Debug)]
pub(crate) struct Invoked {
    arn: StringValue,
    /// Without the alias or the version.
    resource: StringValue,
    account: Option<StringValue>,
}

// === impl Invoked ===

impl Invoked {
    pub(crate) fn by(arn: &str) -> Self {
        let shared = |text: &str| StringValue::from(Arc::<str>::from(text));
        let account = arn.split(':').nth(4).map(shared);
        Self { arn: shared(arn), resource: shared(without_qualifier(arn)), account }
    }

    pub(crate) fn arn(&self) -> &str {
        self.arn.as_str()
    }
}

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
        tracer.invoked_by(arn, |Invoked { arn, resource, account }| {
            add(all, "aws.lambda.invoked_arn", Value::String(arn.clone()));
            add(all, "cloud.resource_id", Value::String(resource.clone()));
            if let Some(account) = account {
                add(all, "cloud.account.id", Value::String(account.clone()));
            }
        });
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
    let Http { method, path, route, scheme, host, client, user_agent, .. } = http;
    let texts = [
        ("http.request.method", Some(method)),
        ("url.path", Some(path)),
        ("http.route", route),
        ("url.scheme", scheme),
        ("server.address", host),
        ("client.address", client),
        ("user_agent.original", user_agent),
    ];
    // A loop, and not a call for each: what it takes to let go of a text is there once.
    texts.into_iter().for_each(|(key, text)| add_text(all, key, text));
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
