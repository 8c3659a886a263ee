//! What is known of an invocation, and of the process.

use std::borrow::Cow;

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::json::Object;
use lamplight_core::trace::TraceId;
use lamplight_invocation::Scope;

/// What a line can say about the invocation it belongs to, and about the function.
#[derive(Debug)]
pub struct Keys<'a> {
    pub(crate) service: Option<&'a str>,
    pub(crate) environment: &'a FunctionEnvironment,
    pub(crate) scope: Option<&'a Scope>,
    /// Instead of what the event says; none if it is empty.
    pub(crate) correlation_id: Option<&'a str>,
}

// === impl Keys ===

impl<'a> Keys<'a> {
    /// The name of the service, which is that of the function unless one was given.
    #[must_use]
    pub fn service(&self) -> Option<&'a str> {
        self.service.or(self.environment.name.as_deref())
    }

    /// What Lambda says of the function.
    #[must_use]
    pub fn environment(&self) -> &'a FunctionEnvironment {
        self.environment
    }

    /// Whether the invocation is the first of a cold start. None where there is no invocation, here and below.
    #[must_use]
    pub fn cold_start(&self) -> Option<bool> {
        self.scope.map(Scope::is_cold_start)
    }

    /// The ARN that was invoked.
    #[must_use]
    pub fn function_arn(&self) -> Option<&'a str> {
        self.scope.and_then(|scope| scope.context().function_arn())
    }

    /// The id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&'a str> {
        self.scope.map(|scope| scope.context().request_id())
    }

    /// The id that ties together the work of several functions, as code or the event says it.
    #[must_use]
    pub fn correlation_id(&self) -> Option<Cow<'a, str>> {
        if let Some(id) = self.correlation_id {
            return Some(Cow::from(id)).filter(|id| !id.is_empty());
        }
        self.scope.and_then(Scope::facts).and_then(|facts| facts.correlation_id())
    }

    /// The tenant that the request is for.
    #[must_use]
    pub fn tenant_id(&self) -> Option<&'a str> {
        self.scope.and_then(|scope| scope.context().tenant_id())
    }

    /// The trace that the request is part of.
    #[must_use]
    pub fn trace_id(&self) -> Option<TraceId> {
        self.scope.and_then(|scope| scope.context().trace_id())
    }

    /// Writes those of [`JsonFormat`](super::JsonFormat), each with a comma before it. `with_traces` is for formats
    /// that name the ids of a trace in a way of their own.
    pub(crate) fn write(&self, out: &mut Vec<u8>, with_traces: bool) {
        let start = out.len();
        out.push(b'{');
        let mut object = Object::resume(out);
        if let Some(service) = self.service() {
            object.string("service", service);
        }
        if let Some(cold_start) = self.cold_start() {
            object.bool("cold_start", cold_start);
        }
        if let Some(name) = &self.environment.name {
            object.string("function_name", name);
        }
        if let Some(memory) = self.environment.memory_mb {
            object.number("function_memory_size", memory);
        }
        let texts = [
            ("function_arn", self.function_arn().map(Cow::from)),
            ("function_request_id", self.request_id().map(Cow::from)),
            ("correlation_id", self.correlation_id()),
            ("tenant_id", self.tenant_id().map(Cow::from)),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                object.string(key, &text);
            }
        }
        if let (Some(trace_id), true) = (self.trace_id(), with_traces) {
            object.string("xray_trace_id", trace_id.xray().as_str());
            object.string("trace_id", trace_id.w3c().as_str());
        }
        if out.len() == start + 1 {
            out.pop();
        } else {
            // Commas stand before members, and here before the first one as well.
            out[start] = b',';
        }
    }
}
