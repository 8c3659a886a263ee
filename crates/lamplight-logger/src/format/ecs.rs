//! The Elastic Common Schema.

use lamplight_core::json::Object;

use super::{ErrorRecord, Format, Keys, Record};

/// The Elastic Common Schema 1.2, with the names that other languages' loggers on Lambda give to what is known of
/// the function. Values are strings, except for fields.
///
/// `trace.id` is in X-Ray's notation, as theirs is.
#[derive(Clone, Copy, Debug, Default)]
pub struct EcsFormat;

// === impl EcsFormat ===

impl Format for EcsFormat {
    fn reserved(&self) -> &'static [&'static str] {
        &[
            "@timestamp",
            "ecs.version",
            "log.level",
            "message",
            "service.name",
            "service.version",
            "log.logger",
            "process.thread.name",
            "cloud.provider",
            "cloud.service.name",
            "cloud.region",
            "cloud.account.id",
            "faas.id",
            "faas.name",
            "faas.version",
            "faas.memory",
            "faas.execution",
            "faas.coldstart",
            "trace.id",
            "tenant.id",
            "correlation.id",
        ]
    }

    fn keys(&self, keys: &Keys<'_>, out: &mut Vec<u8>) {
        out.push(b'{');
        let mut object = Object::resume(out);
        if let Some(name) = keys.service() {
            object.string("service.name", name);
        }
        if let Some(version) = &keys.environment().version {
            object.string("service.version", version);
        }
        write_function(keys, &mut object);
        out.remove(0);
    }

    fn line(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        let mut line = Object::begin(out);
        line.string("@timestamp", record.timestamp().rfc3339().as_str());
        line.string("ecs.version", "1.2.0");
        line.string("log.level", record.level().as_str());
        if let Some(message) = record.message() {
            line.raw("message", message);
        }
        line.string("log.logger", record.target());
        if let Some(name) = std::thread::current().name() {
            line.string("process.thread.name", name);
        }
        line.members(record.keys());
        line.members(record.fields());
        line.end();
    }

    fn error(&self, error: &ErrorRecord<'_>, out: &mut Vec<u8>) {
        error.write(["type", "message", "chain", "stack_trace"], out);
    }
}

fn write_function(keys: &Keys<'_>, object: &mut Object<'_>) {
    if let Some(arn) = keys.function_arn() {
        object.string("cloud.provider", "aws");
        object.string("cloud.service.name", "lambda");
        // arn:aws:lambda:region:account:function:name
        let mut parts = arn.split(':').skip(3);
        for key in ["cloud.region", "cloud.account.id"] {
            if let Some(part) = parts.next() {
                object.string(key, part);
            }
        }
        object.string("faas.id", arn);
    }
    let environment = keys.environment();
    if let Some(name) = &environment.name {
        object.string("faas.name", name);
    }
    if let Some(version) = &environment.version {
        object.string("faas.version", version);
    }
    if let Some(memory) = environment.memory_mb {
        object.formatted("faas.memory", format_args!("{memory}"));
    }
    if let Some(request_id) = keys.request_id() {
        object.string("faas.execution", request_id);
    }
    if let Some(cold_start) = keys.cold_start() {
        object.formatted("faas.coldstart", format_args!("{cold_start}"));
    }
    if let Some(trace_id) = keys.trace_id() {
        object.string("trace.id", trace_id.xray().as_str());
    }
    if let Some(tenant) = keys.tenant_id() {
        object.string("tenant.id", tenant);
    }
    if let Some(correlation_id) = keys.correlation_id() {
        object.string("correlation.id", &correlation_id);
    }
}
