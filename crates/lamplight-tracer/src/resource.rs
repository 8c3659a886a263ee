//! What made the spans: the service, and which function in which place it is.

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::Settings;
use opentelemetry::{Array, KeyValue, StringValue, Value};
use opentelemetry_sdk::Resource;

use crate::environment::TraceEnvironment;

const SERVICE_NAME: &str = "service.name";

/// The service: as the settings name it, or the environment, or else after the function.
pub(crate) fn service<'a>(
    settings: &'a Settings,
    traces: &'a TraceEnvironment,
    function: &'a FunctionEnvironment,
) -> Option<&'a str> {
    let said = || traces.attributes.iter().rev().find(|(key, _)| key == SERVICE_NAME);
    settings.service.as_deref().or_else(|| Some(said()?.1.as_str())).or(function.name.as_deref())
}

/// By OpenTelemetry's conventions (1.44, "cloud", "faas", and those of Lambda's detector). What the environment
/// says of its own beats what is found out, but for the service's name.
pub(crate) fn resource(
    settings: &Settings,
    traces: &TraceEnvironment,
    function: &FunctionEnvironment,
) -> Resource {
    let text = |key: &'static str, value: Option<&String>| Some(KeyValue::new(key, value?.clone()));
    let list = |key: &'static str, value: Option<&String>| {
        let names = Array::String(vec![StringValue::from(value?.clone())]);
        Some(KeyValue::new(key, Value::Array(names)))
    };
    let memory = function.memory_mb.map(|memory| i64::from(memory) * 1024 * 1024);
    let found = [
        Some(KeyValue::new("cloud.provider", "aws")),
        Some(KeyValue::new("cloud.platform", "aws_lambda")),
        text("cloud.region", traces.region.as_ref()),
        text("faas.name", function.name.as_ref()),
        text("faas.version", function.version.as_ref()),
        text("faas.instance", traces.log_stream.as_ref()),
        memory.map(|bytes| KeyValue::new("faas.max_memory", bytes)),
        list("aws.log.group.names", traces.log_group.as_ref()),
        list("aws.log.stream.names", traces.log_stream.as_ref()),
        Some(KeyValue::new("telemetry.sdk.name", "lamplight")),
        Some(KeyValue::new("telemetry.sdk.language", "rust")),
        Some(KeyValue::new("telemetry.sdk.version", env!("CARGO_PKG_VERSION"))),
    ];
    let said = traces.attributes.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let service = service(settings, traces, function);
    let service = service.map(|name| KeyValue::new(SERVICE_NAME, name.to_owned()));
    // Of a key given twice the last counts.
    let attributes = found.into_iter().flatten().chain(said).chain(service);
    Resource::builder_empty().with_attributes(attributes).build()
}
