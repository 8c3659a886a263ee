//! Everything that the platform writes, as it leaves a running environment: log lines in both formats and the
//! records of the Telemetry API in every schema version, in the files of `tests/golden/`.
//!
//! A file is read as a table: what varies is normalised, and above each row stands where the fact comes from.
//! What the platform says changes on purpose only: then `INSTA_UPDATE=always cargo test -p lamplight-emulator --test
//! golden` writes the files anew, and their difference is what to look at.

#[path = "golden/facts.rs"]
mod facts;
#[path = "golden/normal.rs"]
mod normal;
mod support;

use std::fmt::Write as _;
use std::time::Duration;

use lamplight_emulator::{
    Events, Fault, FunctionConfig, LineSource, LogFormat, Moment, SystemLogLevel, TelemetryFault,
};
use serde_json::Value;
use support::{Extensions, invoke, next_line, raw, start};

/// What can happen to a function, as far as the platform has something to say of it.
const STORIES: &[(&str, &[&str], &str)] = &[
    ("a cold and a warm invocation", &["1", "2"], ""),
    ("an error that the function reports", &["\"!error Function.SoldOut\""], ""),
    ("a timeout", &["\"!hang\""], ""),
    ("a process that exits", &["\"!exit 3\""], ""),
    ("a process that is killed", &["\"!abort\""], ""),
    ("a process that needs too much memory", &["\"!hang\""], ""),
    ("provisioned concurrency", &["1"], ""),
    ("a response that is too large", &["\"!big 6291557\""], ""),
    ("an init that exits", &["1"], "exit 4"),
    ("an init that reports an error", &["1"], "error"),
    ("an init that hangs", &["1"], "hang"),
];

fn config(story: &str, at_start: &str) -> FunctionConfig {
    let config = raw().time_scale(0.05);
    // An init that fails is tried again within the invocation, for as long as that may take.
    let hangs = story.contains("timeout") || at_start == "hang";
    let config = match story {
        "a process that needs too much memory" => config.fault(Fault::OutOfMemory(Moment::Handler)),
        "provisioned concurrency" => config.provisioned_concurrency(1),
        _ => config,
    };
    let config = if hangs { config.timeout(Duration::from_millis(400)) } else { config };
    match at_start {
        "" => config,
        "hang" => config.env("AT_START", at_start).init_timeout(Duration::from_millis(400)),
        _ => config.env("AT_START", at_start),
    }
}

/// Plays a story and returns what the platform wrote into the log.
async fn log(config: FunctionConfig, payloads: &[&str]) -> Vec<String> {
    let function = start(config).await;
    let mut lines = Vec::new();
    for payload in payloads {
        let done = invoke(&function, payload).await;
        let own = done.lines.into_iter().filter(|line| line.source == LineSource::Platform);
        lines.extend(own.map(|line| line.text));
    }
    function.shutdown().await;
    lines
}

/// A story as the rows of a table.
fn told(story: &str, lines: &[String]) -> String {
    let mut out = format!("== {story}\n");
    for line in lines {
        let fact = facts::source(line);
        _ = writeln!(out, "\n# {fact}\n{}", normal::line(line));
    }
    out.push('\n');
    out
}

fn assert_golden(name: &str, stories: &[String]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, stories.concat()));
}

#[tokio::test]
async fn log_lines_in_text() {
    let mut stories = Vec::new();
    for (story, payloads, at_start) in STORIES {
        stories.push(told(story, &log(config(story, at_start), payloads).await));
    }
    assert_golden("log_lines_in_text", &stories);
}

#[tokio::test]
async fn log_lines_in_json() {
    let mut stories = Vec::new();
    for (story, payloads, at_start) in STORIES {
        let config = config(story, at_start).log_format(LogFormat::Json);
        let lines = log(config.system_log_level(SystemLogLevel::Debug), payloads).await;
        stories.push(told(story, &lines));
    }
    assert_golden("log_lines_in_json", &stories);
}

#[tokio::test]
async fn log_lines_about_extensions() {
    let mut stories = Vec::new();
    for format in [LogFormat::Text, LogFormat::Json] {
        for (story, script) in [
            ("an extension that subscribes to telemetry", "telemetry 2025-01-29 platform 0"),
            ("an extension that reports an error in init", "init-error Extension.NoConfig"),
            ("an extension that exits", "exit 2"),
            ("an extension that crashes during an invocation", "crash 3"),
        ] {
            let extensions = Extensions::new();
            let config = extensions.of(&[("sink", script)]).time_scale(0.05).log_format(format);
            // It never answers, so that whatever fails does so in time.
            let payload = if script.starts_with("crash") { "\"!hang\"" } else { "1" };
            let lines = log(config.system_log_level(SystemLogLevel::Debug), &[payload]).await;
            stories.push(told(&format!("{story}, {format:?}"), &lines));
        }
    }
    assert_golden("log_lines_about_extensions", &stories);
}

/// The records that come until there is one of this type.
async fn records(events: &mut Events, last: &str) -> Vec<Value> {
    let mut records = Vec::new();
    while !records.iter().any(|record: &Value| record["type"] == last) {
        let line = next_line(events, "batch ").await;
        let batch: Vec<Value> = serde_json::from_str(&line["batch ".len()..]).expect("a batch is JSON");
        records.extend(batch);
    }
    records
}

fn lines(records: &[Value]) -> Vec<String> {
    records.iter().map(Value::to_string).collect()
}

/// Every record of two invocations, of which the second one crashes.
async fn subscription(api: &str, schema: &str, format: LogFormat) -> Vec<String> {
    let extensions = Extensions::new();
    // It stays until it is killed, so that it is sent what is said of the end, too.
    let script = format!("{api}-deaf {schema} platform,function 0");
    let config = extensions.of(&[("sink", script.as_str())]).time_scale(0.25).log_format(format);
    let function = start(config).await;
    let mut events = function.subscribe();
    let id = "8e9e2a3c-6f0b-4c1e-9a77-0d9ec3d5a1b2";
    invoke(&function, &format!("\"!print-id {id}\"")).await;
    let mut told = records(&mut events, "platform.report").await;
    invoke(&function, "\"!exit 3\"").await;
    told.extend(records(&mut events, "platform.report").await);
    function.shutdown().await;
    lines(&told)
}

#[tokio::test]
async fn records_of_a_batch_that_lost_some() {
    let extensions = Extensions::new();
    let config = extensions.of(&[("sink", "telemetry 2022-12-13 platform 0")]).time_scale(0.25);
    let function = start(config).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    records(&mut events, "platform.report").await;
    function.inject(Fault::Telemetry(TelemetryFault::Drop(1)));
    invoke(&function, "1").await;
    let told = records(&mut events, "platform.logsDropped").await;
    function.shutdown().await;
    let told: Vec<Value> =
        told.into_iter().filter(|record| record["type"] == "platform.logsDropped").collect();
    assert_golden(
        "records_of_a_batch_that_lost_some",
        &[self::told("a batch of which one is lost", &lines(&told))],
    );
}

#[tokio::test]
async fn records_of_the_telemetry_api() {
    let mut stories = Vec::new();
    for schema in ["2022-07-01", "2022-12-13", "2025-01-29"] {
        for format in [LogFormat::Text, LogFormat::Json] {
            let story = format!("schema {schema}, log format {format:?}");
            stories.push(told(&story, &subscription("telemetry", schema, format).await));
        }
    }
    assert_golden("records_of_the_telemetry_api", &stories);
}

#[tokio::test]
async fn records_of_the_logs_api() {
    let mut stories = Vec::new();
    for schema in ["2020-08-15", "2021-03-18"] {
        let story = format!("Logs API, schema {schema}");
        stories.push(told(&story, &subscription("logs", schema, LogFormat::Text).await));
    }
    assert_golden("records_of_the_logs_api", &stories);
}
