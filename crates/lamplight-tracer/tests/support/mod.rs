//! A tracer whose time moves by hand and whose spans are kept.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::sync::{Arc, Mutex};

use lambda_runtime::{Context, LambdaEvent, LambdaInvocation};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::ScopeLayer;
use lamplight_tracer::{Tracer, TracerBuilder};
use opentelemetry::Value;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use tracing_subscriber::layer::SubscriberExt;

/// Keeps what is exported. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    pub(crate) batches: Arc<Mutex<Vec<Vec<SpanData>>>>,
    pub(crate) resource: Arc<Mutex<Option<Resource>>>,
}

impl SpanExporter for Kept {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.batches.lock().expect("no panic").push(batch);
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        *self.resource.lock().expect("no panic") = Some(resource.clone());
    }
}

impl Kept {
    /// All spans so far, in the order they ended.
    pub(crate) fn spans(&self) -> Vec<SpanData> {
        self.batches.lock().expect("no panic").concat()
    }

    /// The one span of this name.
    pub(crate) fn span(&self, name: &str) -> SpanData {
        let mut named: Vec<_> = self.spans().into_iter().filter(|span| span.name == name).collect();
        assert_eq!(named.len(), 1, "{name} in {:?}", self.names());
        named.remove(0)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.spans().iter().map(|span| span.name.to_string()).collect()
    }
}

pub(crate) fn tracer(settings: SettingsBuilder) -> (Tracer, Kept, Clock) {
    tracer_with(settings, |builder| builder)
}

/// A tracer that is built with more to say.
pub(crate) fn tracer_with(
    settings: SettingsBuilder,
    more: impl FnOnce(TracerBuilder) -> TracerBuilder,
) -> (Tracer, Kept, Clock) {
    let kept = Kept::default();
    let clock = Clock::manual(Timestamp::from_millis(1000));
    let environment = FunctionEnvironment::read(&[
        ("AWS_LAMBDA_FUNCTION_NAME", "orders"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
    ]);
    let (settings, _) = settings.read(&[]).expect("every value is allowed");
    let tracer = Tracer::builder().settings(settings).environment(environment).clock(clock.clone());
    (more(tracer).build(kept.clone()), kept, clock)
}

pub(crate) fn subscriber(
    tracer: &Tracer,
) -> impl tracing::Subscriber + Send + Sync + for<'a> tracing_subscriber::registry::LookupSpan<'a> {
    tracing_subscriber::registry().with(ScopeLayer::filtered()).with(tracer.span_layer())
}

/// An event with this trace header.
pub(crate) fn event<T>(request_id: &str, header: Option<&str>, payload: T) -> LambdaEvent<T> {
    LambdaEvent::new(payload, context(request_id, header))
}

/// The same as the runtime gets it: not read yet.
pub(crate) fn invocation(header: Option<&str>, body: impl Into<String>) -> LambdaInvocation {
    let (parts, ()) = http::Response::new(()).into_parts();
    LambdaInvocation { parts, body: body.into().into(), context: context("r1", header) }
}

fn context(request_id: &str, header: Option<&str>) -> Context {
    let mut context = Context::default();
    context.request_id = request_id.to_owned();
    context.invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders".to_owned();
    context.xray_trace_id = header.map(str::to_owned);
    context
}

/// The attribute of this key.
pub(crate) fn attribute(span: &SpanData, key: &str) -> Option<Value> {
    span.attributes.iter().find(|attribute| attribute.key.as_str() == key).map(|found| found.value.clone())
}
