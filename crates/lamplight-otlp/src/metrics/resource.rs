//! What metrics are of: the function, and which of its environments.

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::lookup::Lookup;
use lamplight_core::settings::Settings;
use opentelemetry::KeyValue;
use opentelemetry_sdk::Resource;

/// The variable that Lambda names the log stream in: no two environments of a function have the same.
const LOG_STREAM: &str = "AWS_LAMBDA_LOG_STREAM_NAME";
/// The variable that Lambda names the region in.
const REGION: &str = "AWS_REGION";

/// A function as OpenTelemetry describes it (semantic conventions, "AWS Lambda resource"): what spans say of it, and
/// with `faas.instance` which of its environments this is, for else two of them would write to the same stream.
#[must_use]
pub fn resource(settings: &Settings, environment: &FunctionEnvironment, lookup: &dyn Lookup) -> Resource {
    let read = |name| lookup.get(name).ok().flatten().filter(|value| !value.is_empty());
    let service = settings.service.clone().or_else(|| environment.name.clone());
    let texts = [
        ("service.name", service),
        ("faas.name", environment.name.clone()),
        ("faas.version", environment.version.clone()),
        ("faas.instance", read(LOG_STREAM)),
        ("cloud.region", read(REGION)),
    ];
    let texts = texts.into_iter().filter_map(|(name, value)| Some(KeyValue::new(name, value?)));
    let memory = environment.memory_mb.map(|memory| i64::from(memory) * 1024 * 1024);
    let memory = memory.map(|bytes| KeyValue::new("faas.max_memory", bytes));
    let provider = KeyValue::new("cloud.provider", "aws");
    Resource::builder_empty().with_attributes(texts.chain(memory).chain([provider])).build()
}
