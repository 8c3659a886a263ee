//! A logger and a tracer that keep what they are given.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::sync::{Arc, Mutex};

use lambda_runtime::{Context, LambdaEvent};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::testing::Captured;
use lamplight_logger::Logger;
use lamplight_tracer::Tracer;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};

/// Keeps what is exported. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<SpanData>>>);

impl SpanExporter for Kept {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.lock().expect("no panic").extend(batch);
        Ok(())
    }
}

impl Kept {
    pub(crate) fn take(&self) -> Vec<SpanData> {
        std::mem::take(&mut self.0.lock().expect("no panic"))
    }
}

pub(crate) fn logger() -> (Logger, Captured) {
    let lines = Captured::new();
    let logger = Logger::builder().sink(lines.clone()).build().expect("nothing is opened");
    (logger, lines)
}

pub(crate) fn tracer() -> (Tracer, Kept) {
    let kept = Kept::default();
    let environment = FunctionEnvironment::read(&[("AWS_LAMBDA_FUNCTION_NAME", "orders")]);
    (Tracer::builder().environment(environment).build(kept.clone()), kept)
}

/// An event as the runtime gives it, of a request that is sampled.
pub(crate) fn event<T>(request_id: &str, trace: &str, payload: T) -> LambdaEvent<T> {
    let mut context = Context::default();
    context.request_id = request_id.to_owned();
    context.xray_trace_id = Some(format!("Root=1-5759e988-{trace};Parent=53995c3f42cd8ad8;Sampled=1"));
    LambdaEvent::new(payload, context)
}

pub(crate) fn attribute(span: &SpanData, key: &str) -> Option<String> {
    let found = span.attributes.iter().find(|attribute| attribute.key.as_str() == key);
    found.map(|found| found.value.to_string())
}
