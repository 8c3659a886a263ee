//! `tracing` spans as OpenTelemetry spans, with a root for every invocation.
//!
//! - [`Tracer`] is made once, at the start, with the exporter that finished spans go to: any
//!   [`SpanExporter`](opentelemetry_sdk::trace::SpanExporter). It gives two layers:
//! - [`SpanLayer`], for the `tracing` subscriber, turns spans into
//!   [`SpanData`](opentelemetry_sdk::trace::SpanData);
//! - [`TracerLayer`], for the handler and the runtime, makes the root span of each invocation, as a child of
//!   whoever made the request, and exports everything after the response was posted.
//!
//! [`annotate`], [`metadata`] and [`record_error`] say more about the current span, from anywhere in an
//! invocation; [`TraceContext`] makes callees go on with its trace.
//!
//! There is no thread and no timer: spans wait in the invocation's scope, and leave in one batch when it
//! ends.
//!
//! # What becomes of a span
//!
//! Fields are attributes. These have a meaning of their own, as in `tracing-opentelemetry`: `otel.name` is
//! the name, `otel.kind` the kind (`server`, `client`, `producer`, `consumer`), and `otel.status_code`
//! (`OK`, `ERROR`) with `otel.status_message` the status; `otel.link`, which may be recorded several times, is a
//! link to the span of a sender, by what it sent as a `traceparent` or as X-Ray's trace header. An event at level `ERROR` within a span, such as
//! `#[instrument(err)]` writes, sets the span's status and is kept as an `exception` event.
//!
//! # The trace of an invocation
//!
//! It goes on with the `traceparent` of a request over HTTP, else with the context that Lambda gives, else
//! with the request's trace header; below the segment that Lambda itself writes to X-Ray, Lambda's context
//! comes first ([`TracerBuilder::caller_first`]). What it does not go on with is a link, and so is each
//! message of SQS that says who sent it.
//!
//! # Sampling
//!
//! What the trace that is gone on with says holds. One that says nothing is sampled by
//! [share](TracerBuilder::share), which is all of them unless it is set; a [`Sampler`] may decide otherwise. For
//! one that is not sampled no span is made, and nothing is sent.
//!
//! # The deadline
//!
//! When the function's timeout is near the spans so far are sent, with a root that says so. Those that are open
//! end then, with the attribute `lamplight.unfinished` and, unless they say otherwise, with the status of the
//! root. A handler that ends after all is [counted](Tracer::ended_late): what was sent is not sent again, and
//! spans that began since are sent.
//!
//! With an extension ([`TracerBuilder::link`]) the root is left to it: it writes the error once Lambda has ended the
//! function, and a handler that ends in time has its own root after all.
//!
//! # Limits
//!
//! [`MOST_SPANS`] of an invocation are kept; more are dropped and counted. A span that ends after its
//! invocation did, and those of an invocation that was dropped, leave with the next one that is exported.

#![forbid(unsafe_code)]

mod alone;
#[cfg(feature = "otel-api")]
pub mod api;
#[cfg(feature = "aws-sdk")]
pub mod aws_sdk;
#[cfg(feature = "http-client")]
pub mod client;
mod context;
mod conventions;
mod current;
pub mod environment;
mod exporter;
mod exporters;
mod fields;
mod helpers;
mod id;
mod layer;
mod link;
mod observer;
mod open;
mod origin;
mod record;
mod resource;
mod root;
mod said;
mod sampler;
mod span_layer;
mod trace;
mod tracer;
mod unfinished;

pub use self::context::TraceContext;
pub use self::helpers::{annotate, link, metadata, record_error};
pub use self::layer::TracerLayer;
pub use self::sampler::Sampler;
pub use self::span_layer::SpanLayer;
pub use self::trace::MOST_SPANS;
pub use self::tracer::{Tracer, TracerBuilder};
pub use opentelemetry::trace::SpanKind;
