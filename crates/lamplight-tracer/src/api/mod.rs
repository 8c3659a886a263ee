//! Spans that are made through the `opentelemetry` API, as a part of the invocation's trace.
//!
//! A library that speaks to OpenTelemetry's API instead of `tracing` is given the tracer as its provider, once, at
//! the start:
//!
//! ```
//! use lamplight_tracer::Tracer;
//! # use opentelemetry_sdk::{error::OTelSdkResult, trace::{SpanData, SpanExporter}};
//! # #[derive(Debug)]
//! # struct Exporter;
//! # impl SpanExporter for Exporter {
//! #     async fn export(&self, _: Vec<SpanData>) -> OTelSdkResult { Ok(()) }
//! # }
//! let tracer = Tracer::builder().build(Exporter);
//! opentelemetry::global::set_tracer_provider(tracer.provider());
//! ```
//!
//! Spans of both kinds nest in each other: the parent of a new one is the innermost that is current, be it the
//! current `tracing` span or the one of the current [`Context`]. Code that reads the
//! current `Context`, such as OpenTelemetry's propagators, is given [`context`].
//!
//! # Limits
//!
//! A span whose parent is of another trace, such as one that a message came with, stays in the trace of the
//! invocation and is linked with that parent. What is made where there is no invocation is not recorded. `tracing`
//! does not know of these spans: what `annotate` says is about the innermost `tracing` span.

mod innermost;
mod provider;
mod record;
mod span;

pub(crate) use self::innermost::{current_in, innermost};
pub use self::provider::{ApiTracer, Provider};
pub use self::span::ApiSpan;
pub(crate) use self::span::Unfinished;

use std::sync::Arc;

use lamplight_invocation::Scope;
use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt as _;

use crate::current;
use crate::trace::Trace;

/// The current context, with the innermost span that is current in it, whoever made that; in a request that is
/// not sampled, with whoever called. As it is where there is no invocation.
#[must_use]
pub fn context() -> Context {
    let context = Context::current();
    let scope = Scope::try_current();
    match scope.as_ref().and_then(|scope| scope.get::<Arc<Trace>>()) {
        Some(trace) if trace.is_sampled() => {
            let span = current::span_of(trace).unwrap_or_else(|| trace.root());
            context.with_remote_span_context(trace.context_of(span))
        }
        Some(trace) => context.with_remote_span_context(trace.unsampled_context()),
        None => context,
    }
}
