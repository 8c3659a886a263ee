//! What metrics are of: the service, and which environment of which function it is.

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::lookup::Lookup;
use lamplight_core::pairs;
use lamplight_core::settings::Settings;
use lamplight_otlp_client::Problem;
use opentelemetry::{Array, KeyValue, StringValue, Value};
use opentelemetry_sdk::Resource;

/// The variable with attributes of the resource.
pub const RESOURCE_ATTRIBUTES: &str = "OTEL_RESOURCE_ATTRIBUTES";
/// The variable that Lambda names the region in.
const REGION: &str = "AWS_REGION";
/// The variable that Lambda names the group of logs in.
const LOG_GROUP: &str = "AWS_LAMBDA_LOG_GROUP_NAME";
/// The variable that Lambda names the log stream in: no two environments of a function have the same, and two that
/// said the same of themselves would write to one stream of points.
const LOG_STREAM: &str = "AWS_LAMBDA_LOG_STREAM_NAME";
const SERVICE_NAME: &str = "service.name";

/// A function by OpenTelemetry's conventions (1.44, "cloud", "faas", and those of Lambda's detector), which is what
/// spans say of it. What `OTEL_RESOURCE_ATTRIBUTES` says beats what is found out, but for the service's name where
/// the settings have one.
///
/// Also returns what was skipped, as that variable is no list of attributes.
#[must_use]
pub fn resource(
    settings: &Settings,
    function: &FunctionEnvironment,
    lookup: &dyn Lookup,
) -> (Resource, Option<Problem>) {
    let read = |name| lookup.get(name).ok().flatten().filter(|value: &String| !value.trim().is_empty());
    let (said, problem) = match read(RESOURCE_ATTRIBUTES).map(|list| pairs::read(&list).ok_or(list)) {
        None => (Vec::new(), None),
        Some(Ok(attributes)) => (attributes, None),
        Some(Err(list)) => (Vec::new(), Some(Problem::new(RESOURCE_ATTRIBUTES, list, pairs::ALLOWED))),
    };
    let text = |key: &'static str, value: Option<String>| Some(KeyValue::new(key, value?));
    let list = |key: &'static str, value: Option<String>| {
        Some(KeyValue::new(key, Value::Array(Array::String(vec![StringValue::from(value?)]))))
    };
    let memory = function.memory_mb.map(|memory| i64::from(memory) * 1024 * 1024);
    let named = said.iter().any(|(key, _)| key == SERVICE_NAME);
    let found = [
        // Of a key given twice the last counts.
        text(SERVICE_NAME, function.name.clone().filter(|_| !named)),
        Some(KeyValue::new("cloud.provider", "aws")),
        Some(KeyValue::new("cloud.platform", "aws_lambda")),
        text("cloud.region", read(REGION)),
        text("faas.name", function.name.clone()),
        text("faas.version", function.version.clone()),
        text("faas.instance", read(LOG_STREAM)),
        memory.map(|bytes| KeyValue::new("faas.max_memory", bytes)),
        list("aws.log.group.names", read(LOG_GROUP)),
        list("aws.log.stream.names", read(LOG_STREAM)),
        Some(KeyValue::new("telemetry.sdk.name", "lamplight")),
        Some(KeyValue::new("telemetry.sdk.language", "rust")),
        Some(KeyValue::new("telemetry.sdk.version", env!("CARGO_PKG_VERSION"))),
    ];
    let service = text(SERVICE_NAME, settings.service.clone());
    let said = said.into_iter().map(|(key, value)| KeyValue::new(key, value));
    let attributes = found.into_iter().flatten().chain(said).chain(service);
    (Resource::builder_empty().with_attributes(attributes).build(), problem)
}

#[cfg(test)]
mod tests {
    use lamplight_core::settings::SettingsBuilder;

    use super::*;

    fn found(service: Option<&str>, list: &str) -> (Vec<(String, String)>, Option<String>) {
        let builder = SettingsBuilder::new();
        let builder = if let Some(service) = service { builder.service(service) } else { builder };
        let (settings, _) = builder.read(&[]).expect("settings");
        let environment = [("AWS_LAMBDA_FUNCTION_NAME", "orders"), (RESOURCE_ATTRIBUTES, list)];
        let function = FunctionEnvironment::read(&environment);
        let (resource, problem) = resource(&settings, &function, &environment);
        let mut pairs: Vec<_> =
            resource.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        pairs.sort();
        pairs.retain(|(key, _)| !key.starts_with("telemetry.") && !key.starts_with("cloud.pl"));
        (pairs, problem.map(|problem| problem.to_string()))
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_said_beats_what_is_found_out_and_the_settings_beat_both_for_the_service() {
        let list = "team=tea%20%26%20cake , service.name=said,cloud.provider=other";
        let expected = |service| {
            pairs(&[
                ("cloud.provider", "other"),
                ("faas.name", "orders"),
                ("service.name", service),
                ("team", "tea & cake"),
            ])
        };
        assert_eq!(found(None, list), (expected("said"), None));
        assert_eq!(found(Some("shop"), list), (expected("shop"), None));
    }

    #[test]
    fn a_list_of_which_one_pair_is_none_does_not_count_and_is_told() {
        for list in ["team=a,nothing", "=a", "a=%z0", "a=%2", "a=%ff"] {
            let (attributes, problem) = found(None, list);
            let expected = [("cloud.provider", "aws"), ("faas.name", "orders"), ("service.name", "orders")];
            assert_eq!(attributes, pairs(&expected), "{list}");
            assert!(problem.is_some_and(|problem| problem.starts_with(RESOURCE_ATTRIBUTES)), "{list}");
        }
    }
}
