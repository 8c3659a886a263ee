//! Invocations through both layers, with a logger that a test has put together.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::future::Future;

use lambda_runtime::{Context, LambdaEvent, LambdaInvocation, service_fn, tower::ServiceExt};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::testing::Captured;
use lamplight_invocation::ScopeLayer;
use lamplight_logger::{Logger, LoggerBuilder};
use tower_layer::Layer;
use tracing_subscriber::layer::SubscriberExt;

pub(crate) const NOW: u64 = 1_769_903_999_999;

/// A logger with these settings, and what it has written.
pub(crate) fn logger(settings: SettingsBuilder) -> (Logger, Captured) {
    built(settings, |builder| builder)
}

/// The same with something of its own.
pub(crate) fn built(
    settings: SettingsBuilder,
    build: impl FnOnce(LoggerBuilder) -> LoggerBuilder,
) -> (Logger, Captured) {
    let lines = Captured::new();
    let (settings, _) = settings.read(&[]).expect("every value is allowed");
    let builder = Logger::builder()
        .settings(settings)
        .environment(FunctionEnvironment::read(&[("AWS_LAMBDA_FUNCTION_NAME", "orders")]))
        .clock(Clock::manual(Timestamp::from_millis(NOW)))
        .sink(lines.clone());
    (build(builder).build().expect("nothing is opened"), lines)
}

pub(crate) fn subscriber(logger: &Logger) -> impl tracing::Subscriber + Send + Sync {
    tracing_subscriber::registry().with(ScopeLayer::filtered()).with(logger.event_layer())
}

/// The context of a request, in a trace of its own.
pub(crate) fn context(number: u64) -> Context {
    let mut context = Context::default();
    context.request_id = format!("r{number}");
    context.xray_trace_id = Some(format!("Root=1-5759e988-{number:024x};Sampled=1"));
    context
}

/// Runs a handler in both layers, as the runtime would, and with the logger as the subscriber of this thread.
/// Whether it returned `Ok`.
pub(crate) async fn invoke<H, F>(logger: &Logger, context: Context, event: &str, handler: H) -> bool
where
    H: Fn() -> F + Clone,
    F: Future<Output = Result<(), String>>,
{
    let _default = tracing::subscriber::set_default(subscriber(logger));
    invoke_within(logger, context, event, handler).await
}

/// The same with the subscriber that is there.
pub(crate) async fn invoke_within<H, F>(logger: &Logger, context: Context, event: &str, handler: H) -> bool
where
    H: Fn() -> F + Clone,
    F: Future<Output = Result<(), String>>,
{
    let inside = logger.layer().layer(service_fn(move |_: LambdaEvent<()>| handler()));
    let outside = logger.layer().layer(service_fn(move |request: LambdaInvocation| {
        let inside = inside.clone();
        async move { inside.oneshot(LambdaEvent::new((), request.context)).await }
    }));
    let (parts, ()) = http::Response::new(()).into_parts();
    let request = LambdaInvocation { parts, body: event.to_owned().into(), context };
    outside.oneshot(request).await.is_ok()
}

/// Level and message of each line.
pub(crate) fn said(lines: &Captured) -> Vec<String> {
    let said = |line: &String| {
        let line = read(line);
        format!("{} {}", text(&line, "level"), text(&line, "message"))
    };
    lines.take().iter().map(said).collect()
}

pub(crate) fn read(line: &str) -> serde_json::Value {
    serde_json::from_str(line).expect(line)
}

pub(crate) fn text(line: &serde_json::Value, key: &str) -> String {
    line[key].as_str().unwrap_or_default().to_owned()
}
