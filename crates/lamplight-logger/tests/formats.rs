//! What a line looks like in each format.

mod support;

#[path = "../examples/own_format.rs"]
#[expect(dead_code, reason = "its main is run by hand")]
mod own_format;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::{Failure, Outcome};
use lamplight_logger::LoggerBuilder;
use lamplight_logger::format::{
    DatadogFormat, EcsFormat, Format, JsonFormat, Part, PrettyFormat, TextFormat,
};
use support::{event, logger_with, subscriber};
use tower_layer::Layer;

/// A line outside of any invocation, two of an invocation, one of them with an error, and the one that says how the
/// invocation ended.
async fn lines_in(format: impl Format) -> String {
    let (logger, lines) =
        logger_with(SettingsBuilder::new().service("shop"), |builder| builder.format(format));
    let _default = tracing::subscriber::set_default(subscriber(&logger));
    tracing::info!(target: "init", tables = 2, "ready");
    let handler = service_fn(|_: LambdaEvent<()>| async {
        let span = tracing::info_span!("checkout", customer = "ada \"the first\"");
        let _entered = span.enter();
        tracing::info!(target: "shop::orders", order_id = "A-17", amount = 12.5, "order \"A-17\"\nreceived");
        let error = std::io::Error::other("disk on fire");
        tracing::warn!(target: "shop::orders", error = &error as &(dyn std::error::Error + 'static), level = 3);
        Err::<(), _>("nothing left")
    });
    let layer = logger.layer().describe_with(|_: &&str| {
        let mut failure = Failure::new("OutOfStock", "nothing left");
        failure.sources = vec!["warehouse closed".to_owned()];
        Outcome::Failed(failure)
    });
    let result = layer.layer(handler).oneshot(event("r1", ())).await;
    assert!(result.is_err());
    lines.take().join("\n")
}

/// Without the number of the line of code.
fn settled(lines: &str) -> String {
    let mut out = String::new();
    for (index, part) in lines.split("formats:").enumerate() {
        out.push_str(if index == 0 { "" } else { "formats:" });
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        out.push_str(if index > 0 && digits > 0 { "42" } else { "" });
        out.push_str(if index > 0 { &part[digits..] } else { part });
    }
    out
}

macro_rules! formats {
    ($($name:ident: $format:expr,)*) => {$(
        #[tokio::test]
        async fn $name() {
            let lines = settled(&lines_in($format).await);
            for line in lines.lines().filter(|line| line.starts_with('{')) {
                serde_json::from_str::<serde_json::Value>(line).expect(line);
            }
            // Tests that run one after the other run on the main thread.
            let lines = lines.replace(r#""process.thread.name":"main""#, r#""process.thread.name":"ecs""#);
            insta::assert_snapshot!(lines.replace('\u{1b}', "ESC"));
        }
    )*};
}

formats! {
    ours: JsonFormat::new(),
    ours_in_another_order: JsonFormat::new().first(&[Part::Fields, Part::Level, Part::Location, Part::Timestamp, Part::Keys]),
    datadog: DatadogFormat,
    ecs: EcsFormat,
    text: TextFormat,
    pretty: PrettyFormat::coloured(true),
    pretty_without_colours: PrettyFormat::coloured(false),
    one_that_a_user_wrote: own_format::Severity,
}

/// The first line of a logger with these variables, and whatever else code says.
fn line_with<const N: usize>(
    variables: [(&str, &str); N],
    code: impl FnOnce(LoggerBuilder) -> LoggerBuilder,
) -> String {
    let (settings, _) = SettingsBuilder::new().read(&variables).expect("every value is allowed");
    let (logger, lines) = logger_with(SettingsBuilder::new(), |builder| code(builder.settings(settings)));
    tracing::subscriber::with_default(subscriber(&logger), || tracing::info!(items = 3, "received"));
    lines.take().remove(0)
}

#[test]
fn lambdas_control_makes_lines_readable_where_nobody_else_has_chosen_a_format() {
    const TEXT: (&str, &str) = ("AWS_LAMBDA_LOG_FORMAT", "Text");
    let is_text = |line: &str| line.starts_with("2026-01-31T23:59:59.999Z INFO ");
    let is_json = |line: &str| line.starts_with(r#"{"level":"INFO","#);
    assert!(is_text(&line_with([TEXT], |code| code)));
    assert!(is_json(&line_with([], |code| code)));
    assert!(is_json(&line_with([("AWS_LAMBDA_LOG_FORMAT", "JSON")], |code| code)));
    assert!(is_json(&line_with([TEXT, ("LAMPLIGHT_LOG_FORMAT", "JSON")], |code| code)));
    assert!(is_text(&line_with([("LAMPLIGHT_LOG_FORMAT", "text")], |code| code)));
    assert!(is_json(&line_with([TEXT], |code| code.format(JsonFormat::new()))));
    assert!(line_with([TEXT], |code| code.format(EcsFormat)).starts_with(r#"{"@timestamp":"#));
}
