//! The attributes of a root span, by OpenTelemetry's conventions for functions, HTTP and messaging.

use std::borrow::Cow;

use lamplight_core::source::{Facts, Kind, Trigger};
use lamplight_invocation::Scope;
use opentelemetry::{KeyValue, StringValue, Value};

use crate::root::Ending;
use crate::tracer::Shared;

/// How many attributes there is room for from the start: more than those of a request over HTTP.
const EXPECTED: usize = 16;

/// The attributes of an invocation (semantic conventions 1.44, `faas` and `aws.lambda`). `ColdStart` and
/// `Service` are what X-Ray users of other languages filter by.
pub(crate) fn attributes(tracer: &Shared, scope: &Scope, ending: &Ending<'_>) -> Vec<KeyValue> {
    let context = scope.context();
    let mut attributes = Vec::with_capacity(EXPECTED);
    attributes.extend([
        KeyValue::new("faas.invocation_id", context.request_id().to_owned()),
        KeyValue::new("faas.coldstart", scope.is_cold_start()),
        KeyValue::new("ColdStart", scope.is_cold_start()),
        KeyValue::new("Service", tracer.service().to_owned()),
    ]);
    if let Some(arn) = context.function_arn() {
        attributes.push(KeyValue::new("aws.lambda.invoked_arn", arn.to_owned()));
        attributes.push(KeyValue::new("cloud.resource_id", without_qualifier(arn).to_owned()));
        let account = arn.split(':').nth(4).map(|account| account.to_owned());
        attributes.extend(account.map(|account| KeyValue::new("cloud.account.id", account)));
    }
    let facts = scope.facts();
    let trigger = facts.map_or(Trigger::Other, Facts::trigger);
    attributes.push(KeyValue::new("faas.trigger", trigger.as_str()));
    if let Some(facts) = facts {
        of_source(&mut attributes, facts, trigger);
    }
    attributes.extend(ending.error_type().map(|kind| KeyValue::new("error.type", kind)));
    attributes
}

/// What the event says about itself.
fn of_source<B: AsRef<[u8]>>(attributes: &mut Vec<KeyValue>, facts: &Facts<B>, trigger: Trigger) {
    let mut add = |key: &'static str, text: Option<Cow<'_, str>>| {
        attributes.extend(text.map(|text| KeyValue::new(key, text.into_owned())));
    };
    if let Some(http) = facts.http() {
        add("http.request.method", Some(http.method));
        add("url.path", Some(http.path));
        add("http.route", http.route);
        add("url.scheme", http.scheme);
        add("server.address", http.host);
    }
    match trigger {
        Trigger::Datasource => {
            let document = facts.document();
            add("faas.document.operation", facts.operation());
            add("faas.document.time", facts.time());
            if let Some(document) = document {
                add("faas.document.collection", Some(document.collection));
                add("faas.document.name", document.name);
            }
        }
        Trigger::Timer => add("faas.time", facts.time()),
        _ => of_messages(attributes, facts),
    }
}

fn of_messages<B: AsRef<[u8]>>(attributes: &mut Vec<KeyValue>, facts: &Facts<B>) {
    let (system, arn) = match facts.kind() {
        Kind::Sqs => ("aws_sqs", None),
        Kind::Sns => ("aws.sns", Some("aws.sns.topic.arn")),
        Kind::KinesisStream => ("aws_kinesis", None),
        Kind::Msk | Kind::SelfManagedKafka => ("kafka", None),
        Kind::ActiveMq => ("activemq", None),
        Kind::RabbitMq => ("rabbitmq", None),
        _ => return,
    };
    attributes.extend([
        KeyValue::new("messaging.system", system),
        KeyValue::new("messaging.operation.type", "process"),
    ]);
    let mut add = |key: &'static str, value: Option<Value>| {
        attributes.extend(value.map(|value| KeyValue::new(key, value)));
    };
    let text = |text: Cow<'_, str>| Value::String(StringValue::from(text.into_owned()));
    add("messaging.destination.name", facts.source_name().map(text));
    if let Some(key) = arn {
        add(key, facts.source_arn().map(text));
    }
    match facts.record_count() {
        // With one message, it is that one's id.
        Some(1) => add("messaging.message.id", facts.id().map(text)),
        count => {
            let count = count.and_then(|count| i64::try_from(count).ok());
            add("messaging.batch.message_count", count.map(Value::I64));
        }
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
