//! Which levels are written, and what is said where Lambda's control holds some back.

mod support;

use lamplight_core::level::Level;
use lamplight_core::settings::SettingsBuilder;
use lamplight_logger::Logger;
use support::lines_of;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

/// The levels of the lines that code of several parts writes.
fn levels_of(settings: SettingsBuilder) -> Vec<String> {
    let lines = lines_of(settings, || {
        tracing::error!(target: "shop::cart", "shop ERROR");
        tracing::info!(target: "shop::cart", "shop INFO");
        tracing::debug!(target: "shop::db::pool", "db DEBUG");
        tracing::trace!(target: "shop::db::pool", "db TRACE");
        tracing::info!(target: "hyper::client", "hyper INFO");
        tracing::warn!(target: "hyper::client", "hyper WARN");
    });
    lines.iter().map(|line| message(line)).collect()
}

fn message(line: &str) -> String {
    let read: serde_json::Value = serde_json::from_str(line).expect(line);
    read["message"].as_str().expect(line).to_owned()
}

#[test]
fn parts_of_the_code_have_levels_of_their_own() {
    let settings = SettingsBuilder::new().log_levels("info,hyper=warn,shop::db=debug");
    assert_eq!(levels_of(settings), ["shop ERROR", "shop INFO", "db DEBUG", "hyper WARN"]);
    let settings = SettingsBuilder::new().log_levels("off,shop::db=trace");
    assert_eq!(levels_of(settings), ["db DEBUG", "db TRACE"]);
}

#[test]
fn fatal_silences_everything() {
    assert_eq!(levels_of(SettingsBuilder::new().log_level(Level::Fatal)), [""; 0]);
}

#[test]
fn what_is_never_written_is_turned_off_where_it_stands() {
    let (logger, _) = support::logger(SettingsBuilder::new().log_levels("info,hyper=warn,shop::db=debug"));
    assert_eq!(logger.max_level(), LevelFilter::DEBUG);
    tracing::subscriber::with_default(support::subscriber(&logger), || {
        assert!(tracing::enabled!(target: "shop::db", tracing::Level::DEBUG));
        assert!(!tracing::enabled!(target: "shop::db", tracing::Level::TRACE));
        assert!(!tracing::enabled!(target: "shop", tracing::Level::DEBUG));
        assert!(!tracing::enabled!(target: "hyper", tracing::Level::INFO));
    });
}

#[test]
fn a_span_of_a_silenced_part_gives_its_fields_to_no_line() {
    let lines = lines_of(SettingsBuilder::new().log_levels("info,hyper=warn"), || {
        let outer = tracing::info_span!(target: "hyper", "connection", peer = "10.0.0.7");
        let inner = tracing::info_span!(target: "shop", "checkout", customer = 7);
        outer.in_scope(|| inner.in_scope(|| tracing::info!(target: "shop", "paid")));
    });
    assert!(lines[0].contains(r#""customer":7"#) && !lines[0].contains("peer"), "{lines:?}");
}

/// What is written at the start and by one `INFO` and one `WARN` line after it, in this environment.
fn start_with<const N: usize>(variables: [(&str, &str); N]) -> Vec<String> {
    let lines = lamplight_core::testing::Captured::new();
    let (settings, _) = SettingsBuilder::new().read(&variables).expect("allowed");
    let logger = Logger::builder().settings(settings).sink(lines.clone()).build().expect("nothing is opened");
    let subscriber = tracing_subscriber::registry().with(logger.event_layer());
    tracing::subscriber::with_default(subscriber, || {
        tracing::info!("INFO");
        tracing::warn!("WARN");
    });
    lines.take().iter().map(|line| message(line)).collect()
}

#[test]
fn a_level_that_lambda_drops_is_said_in_one_warning() {
    let said = start_with([("LAMPLIGHT_LOG_LEVEL", "DEBUG"), ("AWS_LAMBDA_LOG_LEVEL", "WARN")]);
    assert_eq!(
        said,
        [
            "lines from DEBUG on are asked for, but Lambda's control of the log level, AWS_LAMBDA_LOG_LEVEL, drops what is less severe than WARN: that is not written",
            "WARN"
        ]
    );
    assert_eq!(start_with([("LAMPLIGHT_LOG_LEVEL", "WARN"), ("AWS_LAMBDA_LOG_LEVEL", "DEBUG")]), ["WARN"]);
    assert_eq!(start_with([("AWS_LAMBDA_LOG_LEVEL", "DEBUG")]), ["INFO", "WARN"]);
}

#[test]
fn a_logger_that_is_turned_off_says_nothing_of_levels() {
    let variables =
        [("LAMPLIGHT_DISABLED", "true"), ("LAMPLIGHT_LOG_LEVEL", "DEBUG"), ("AWS_LAMBDA_LOG_LEVEL", "WARN")];
    assert_eq!(start_with(variables), [""; 0]);
}
