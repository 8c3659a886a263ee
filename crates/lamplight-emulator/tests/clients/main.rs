//! Clients that are not ours, unchanged: the runtime and the extension crates of AWS for Rust.
//!
//! Those in other languages are in `e2e/clients`.

#[path = "../support/mod.rs"]
mod support;

use lamplight_emulator::{Function, FunctionConfig, Line, LineSource, LogFormat, Status};
use serde_json::{Value, json};
use support::{LONG, event, example, invoke, lambda_runtime, next_line, start, text};

/// The configuration of the function in `runtime.rs`, run as `mode` says.
fn runtime(mode: &str) -> FunctionConfig {
    FunctionConfig::new("client", example("runtime-client")).timeout(LONG).env("MODE", mode)
}

async fn echo(function: &Function, n: u32) {
    let done = invoke(function, &json!({ "n": n }).to_string()).await;
    assert_eq!(done.status, Status::Success);
    assert_eq!(serde_json::from_str::<Value>(text(&done)).expect("JSON"), json!({ "echo": { "n": n } }));
}

#[tokio::test]
async fn lambda_runtime_run_takes_one_event_after_the_other() {
    let function = start(runtime("run")).await;
    for n in 0..3 {
        echo(&function, n).await;
    }
    let failed = invoke(&function, "\"fail\"").await;
    assert_eq!(failed.status, Status::HandlerError);
    assert_eq!(failed.error.expect("there is an error").message, "the table is gone");
    echo(&function, 4).await;
    function.shutdown().await;
}

#[tokio::test]
async fn lambda_runtime_run_concurrent_takes_several_at_once() {
    let function = start(runtime("run_concurrent").max_concurrency(8)).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..32 {
        let function = function.clone();
        tasks.spawn(async move { echo(&function, n).await });
    }
    tasks.join_all().await;
    function.shutdown().await;
}

#[tokio::test]
async fn lambda_runtime_streams_a_response() {
    let function = start(runtime("stream")).await;
    let done = invoke(&function, "{}").await;
    assert_eq!((done.status, done.streamed), (Status::Success, true));
    assert!(text(&done).ends_with("one two three"), "{}", text(&done));
    function.shutdown().await;
}

#[tokio::test]
async fn lambda_runtime_is_told_of_the_end_when_there_is_an_extension() {
    let config = runtime("graceful").extension(example("extension-client"));
    let function = start(config.time_scale(0.5)).await;
    let mut events = function.subscribe();
    echo(&function, 1).await;
    function.shutdown().await;
    let told = event(&mut events, |event| match event.kind {
        lamplight_emulator::EventKind::Line(Line { text, source: LineSource::Stdout, .. })
            if text == "goodbye from the runtime" =>
        {
            Some(())
        }
        _ => None,
    });
    told.await;
}

#[tokio::test]
async fn lambda_extension_is_told_of_events_and_is_sent_logs_and_telemetry() {
    let config = lambda_runtime().extension(example("extension-client")).log_format(LogFormat::Json);
    let function = start(config.time_scale(0.5)).await;
    let mut events = function.subscribe();
    let first = invoke(&function, r#"{"n":1}"#).await;
    assert_eq!(next_line(&mut events, "INVOKE").await, format!("INVOKE {}", first.request_id));
    let report = next_line(&mut events, "telemetry PlatformReport").await;
    assert!(report.contains(&first.request_id), "{report}");
    function.shutdown().await;
    assert_eq!(next_line(&mut events, "SHUTDOWN").await, "SHUTDOWN spindown");
}
