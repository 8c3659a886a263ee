//! What made the spans: the service, and which function in which place it is.

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::Settings;
use opentelemetry::{Array, Key, KeyValue, StringValue, Value};
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
    let mut all = Attributes::default();
    all.text("cloud.provider", Some("aws"));
    all.text("cloud.platform", Some("aws_lambda"));
    all.text("cloud.region", traces.region.as_deref());
    all.text("faas.name", function.name.as_deref());
    all.text("faas.version", function.version.as_deref());
    all.text("faas.instance", traces.log_stream.as_deref());
    if let Some(memory) = function.memory_mb {
        all.add("faas.max_memory".into(), Value::I64(i64::from(memory) * 1024 * 1024));
    }
    all.list("aws.log.group.names", traces.log_group.as_deref());
    all.list("aws.log.stream.names", traces.log_stream.as_deref());
    all.text("telemetry.sdk.name", Some("lamplight"));
    all.text("telemetry.sdk.language", Some("rust"));
    all.text("telemetry.sdk.version", Some(env!("CARGO_PKG_VERSION")));
    for (key, value) in &traces.attributes {
        all.add(key.clone().into(), Value::String(value.clone().into()));
    }
    all.text(SERVICE_NAME, service(settings, traces, function));
    // Of a key given twice the last counts.
    Resource::builder_empty().with_attributes(all.0).build()
}

/// Attributes in the making. One copy of each method: inlined, they would be kilobytes of a function.
#[derive(Default)]
struct Attributes(Vec<KeyValue>);

// === impl Attributes ===

impl Attributes {
    #[inline(never)]
    fn add(&mut self, key: Key, value: Value) {
        self.0.push(KeyValue::new(key, value));
    }

    #[inline(never)]
    fn text(&mut self, key: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.add(key.into(), Value::String(text.to_owned().into()));
        }
    }

    fn list(&mut self, key: &'static str, name: Option<&str>) {
        if let Some(name) = name {
            let names = Array::String(vec![StringValue::from(name.to_owned())]);
            self.add(key.into(), Value::Array(names));
        }
    }
}
