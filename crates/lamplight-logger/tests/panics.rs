//! A panic in an invocation is one line, and nothing on stderr. By itself: the panic hook is one for the process.

mod support;

use std::process::Command;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::install_panic_hook;
use serde_json::Value;
use support::{event, logger, subscriber};
use tower_layer::Layer;

/// Panics while it is shown, and so while a line is being made.
struct Unshowable;

impl std::fmt::Display for Unshowable {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("cannot be shown")
    }
}

async fn handler(event: LambdaEvent<u8>) -> Result<(), std::io::Error> {
    match event.payload {
        0 => panic!("unknown item"),
        _ => tracing::info!(value = %Unshowable, "a line that is never written"),
    }
    Ok(())
}

/// Also run by the tests below, in processes of their own.
#[tokio::test]
#[allow(clippy::print_stdout, reason = "the tests below read it")]
async fn a_panic_is_one_line_that_says_where_it_was() {
    install_panic_hook();
    let (logger, lines) = logger(SettingsBuilder::new());
    for (payload, message) in [(0, "unknown item"), (1, "cannot be shown")] {
        let service = logger.layer().layer(service_fn(handler));
        let subscriber = subscriber(&logger);
        let invocation = tokio::spawn(async move {
            let _default = tracing::subscriber::set_default(subscriber);
            service.oneshot(event("r1", payload)).await
        });
        assert!(invocation.await.is_err());
        let lines = lines.take();
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line: Value = serde_json::from_str(&lines[0]).expect("JSON");
        assert_eq!((&line["level"], &line["message"]), (&"ERROR".into(), &message.into()));
        assert_eq!((&line["error"]["type"], &line["function_request_id"]), (&"panic".into(), &"r1".into()));
        let location = line["location"].as_str().expect("text");
        assert!(location.contains("tests/panics.rs:"), "{location}");
        println!("{}", lines[0]);
    }
}

/// What the test above writes to stdout and to stderr with this `RUST_BACKTRACE`.
fn output(backtrace: &str) -> (Vec<Value>, String) {
    let output = Command::new(std::env::current_exe().expect("this file"))
        .args(["--exact", "a_panic_is_one_line_that_says_where_it_was", "--nocapture"])
        .env("RUST_BACKTRACE", backtrace)
        .env_remove("RUST_LIB_BACKTRACE")
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{output:?}");
    let stdout = String::from_utf8(output.stdout).expect("text");
    let lines = stdout.lines().filter(|line| line.starts_with('{'));
    let lines = lines.map(|line| serde_json::from_str(line).expect(line)).collect();
    (lines, String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn nothing_of_it_is_on_stderr() {
    let (lines, stderr) = output("0");
    assert_eq!(lines.len(), 2);
    assert!(!stderr.contains("panicked") && !stderr.contains("unknown item"), "{stderr}");
}

#[test]
fn the_backtrace_is_on_the_line_if_the_variable_asks_for_it() {
    let (lines, stderr) = output("1");
    for line in &lines {
        let backtrace = line["error"]["backtrace"].as_str().expect("text");
        assert!(backtrace.contains("panics::handler"), "{backtrace}");
    }
    assert!(!stderr.contains("stack backtrace"), "{stderr}");
    let (lines, _) = output("0");
    assert!(lines.iter().all(|line| line["error"].get("backtrace").is_none()), "{lines:?}");
}
