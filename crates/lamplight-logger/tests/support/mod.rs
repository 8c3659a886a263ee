//! A logger whose time stands still and whose lines are kept.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use lambda_runtime::{Context, LambdaEvent};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::testing::Captured;
use lamplight_invocation::ScopeLayer;
use lamplight_logger::{Logger, LoggerBuilder};
use tracing_subscriber::layer::SubscriberExt;

/// A logger for the function `orders`, and what it has written.
pub(crate) fn logger(settings: SettingsBuilder) -> (Logger, Captured) {
    logger_with(settings, |builder| builder)
}

/// The same, with something about it changed.
pub(crate) fn logger_with(
    settings: SettingsBuilder,
    change: impl FnOnce(LoggerBuilder) -> LoggerBuilder,
) -> (Logger, Captured) {
    let lines = Captured::new();
    let environment = FunctionEnvironment::read(&[
        ("AWS_LAMBDA_FUNCTION_NAME", "orders"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
    ]);
    let (settings, _) = settings.read(&[]).expect("every value is allowed");
    let builder = Logger::builder()
        .settings(settings)
        .environment(environment)
        .clock(Clock::manual(Timestamp::from_millis(1_769_903_999_999)))
        .sink(lines.clone());
    (change(builder).build().expect("nothing is opened"), lines)
}

/// What is written while `work` runs, with this logger as the subscriber of the thread.
pub(crate) fn lines_of(settings: SettingsBuilder, work: impl FnOnce()) -> Vec<String> {
    let (logger, lines) = logger(settings);
    tracing::subscriber::with_default(subscriber(&logger), work);
    lines.take()
}

pub(crate) fn subscriber(logger: &Logger) -> impl tracing::Subscriber + Send + Sync {
    tracing_subscriber::registry().with(ScopeLayer::filtered()).with(logger.event_layer())
}

/// An event as the runtime gives it.
pub(crate) fn event<T>(request_id: &str, payload: T) -> LambdaEvent<T> {
    let mut context = Context::default();
    context.request_id = request_id.to_owned();
    context.invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders".to_owned();
    context.xray_trace_id =
        Some("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1".to_owned());
    LambdaEvent::new(payload, context)
}
