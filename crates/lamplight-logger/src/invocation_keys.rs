//! The keys of an invocation, written once and copied to each of its lines.

use std::sync::atomic::{AtomicBool, Ordering};

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::json::Object;
use lamplight_invocation::Scope;

/// The state of the logger in an invocation scope.
#[derive(Debug)]
pub(crate) struct InvocationKeys {
    json: Vec<u8>,
    /// A panic was said already; the end of the invocation has nothing to add to it.
    panic_said: AtomicBool,
}

// === impl InvocationKeys ===

impl InvocationKeys {
    /// The keys of this invocation, after that of the service.
    pub(crate) fn new(service_keys: &[u8], environment: &FunctionEnvironment, scope: &Scope) -> Self {
        let context = scope.context();
        let mut json = Vec::with_capacity(512);
        json.push(b'{');
        let mut object = Object::resume(&mut json);
        object.members(service_keys);
        object.bool("cold_start", scope.is_cold_start());
        write_function(&mut object, environment, context.function_arn());
        object.string("function_request_id", context.request_id());
        if let Some(correlation_id) = scope.facts().and_then(|facts| facts.correlation_id()) {
            object.string("correlation_id", &correlation_id);
        }
        if let Some(tenant_id) = context.tenant_id() {
            object.string("tenant_id", tenant_id);
        }
        if let Some(root) = context.trace_id() {
            // Digits and hyphens, behind other members.
            json.extend_from_slice(b",\"xray_trace_id\":\"");
            json.extend_from_slice(root.xray().as_bytes());
            json.extend_from_slice(b"\",\"trace_id\":\"");
            json.extend_from_slice(root.w3c().as_bytes());
            json.push(b'"');
        }
        json.remove(0);
        Self { json, panic_said: AtomicBool::new(false) }
    }

    /// The keys, as members of an object.
    pub(crate) fn as_json(&self) -> &[u8] {
        &self.json
    }

    pub(crate) fn panic_was_said(&self) {
        self.panic_said.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_panic_said(&self) -> bool {
        self.panic_said.load(Ordering::Relaxed)
    }
}

/// The keys that come first on every line, whether it belongs to an invocation or not.
pub(crate) fn service_keys(service: Option<&str>, environment: &FunctionEnvironment) -> Vec<u8> {
    let mut json = vec![b'{'];
    if let Some(service) = service.or(environment.name.as_deref()) {
        Object::resume(&mut json).string("service", service);
    }
    json.remove(0);
    json
}

/// The keys of lines that belong to no invocation: the function is known, the request is not.
pub(crate) fn process_keys(service_keys: &[u8], environment: &FunctionEnvironment) -> Vec<u8> {
    let mut json = vec![b'{'];
    let mut object = Object::resume(&mut json);
    object.members(service_keys);
    write_function(&mut object, environment, None);
    json.remove(0);
    json
}

fn write_function(object: &mut Object<'_>, environment: &FunctionEnvironment, arn: Option<&str>) {
    if let Some(name) = &environment.name {
        object.string("function_name", name);
    }
    if let Some(memory) = environment.memory_mb {
        object.number("function_memory_size", memory);
    }
    if let Some(arn) = arn {
        object.string("function_arn", arn);
    }
}
