//! Starts that fail say why, to Lambda and on stderr; settings do what they say.

mod support;

use std::process::Command;

use lamplight_emulator::{LineSource, Status};
use serde_json::json;
use support::{config, invoke, json_lines, started, texts};

#[tokio::test]
async fn settings_that_make_no_sense_fail_the_start_and_lambda_is_told_all_of_them() {
    let config = config!("commands").env("LAMPLIGHT_LOG_LEVEL", "loud").env("LAMPLIGHT_FLUSH_TIMEOUT", "1s");
    let function = started(config).await;
    let failed = invoke(&function, &json!({ "do": "echo", "value": 1 })).await;
    assert_eq!(failed.status, Status::InitError);
    let error = failed.error.as_ref().expect("it failed");
    assert_eq!(error.error_type, "Function.InvalidSettings");
    for part in [
        r#"LAMPLIGHT_LOG_LEVEL is "loud"; allowed: TRACE, DEBUG, INFO, WARN, ERROR or FATAL"#,
        r#"LAMPLIGHT_FLUSH_TIMEOUT is "1s"; allowed: a whole number of milliseconds, from 0 to 900000"#,
    ] {
        assert!(error.message.contains(part), "{part} in {}", error.message);
    }
    let said = texts(&failed, LineSource::Stderr);
    let line: serde_json::Value = serde_json::from_str(&said[0]).expect(&said[0]);
    assert_eq!((&line["level"], &line["message"]), (&json!("ERROR"), &json!(error.message)));
    function.shutdown().await;
}

#[tokio::test]
async fn an_initialisation_that_fails_is_told_with_its_reason() {
    let function = started(config!("init_fails")).await;
    let failed = invoke(&function, &json!({})).await;
    assert_eq!(failed.status, Status::InitError);
    let error = failed.error.expect("it failed");
    assert_eq!(error.error_type, "Function.InitError");
    assert_eq!(error.message, "the function could not be initialised: the table does not exist");
    function.shutdown().await;
}

#[tokio::test]
async fn bad_values_of_others_are_said_once_and_skipped() {
    let function = started(config!("commands").env("POWERTOOLS_LOG_LEVEL", "SILENT")).await;
    let first = invoke(&function, &json!({ "do": "echo", "value": 1 })).await;
    let second = invoke(&function, &json!({ "do": "echo", "value": 1 })).await;
    assert_eq!((first.status, second.status), (Status::Success, Status::Success));
    let said = [texts(&first, LineSource::Stderr), texts(&second, LineSource::Stderr)].concat();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains(r#"POWERTOOLS_LOG_LEVEL is \"SILENT\""#), "{said:?}");
    assert_eq!(json_lines(&second).len(), 1);
    function.shutdown().await;
}

#[tokio::test]
async fn the_level_holds_and_lambdas_own_control_with_it() {
    for (ours, lambdas, lines) in [("WARN", "DEBUG", 0), ("DEBUG", "WARN", 0), ("DEBUG", "INFO", 1)] {
        let function = started(config!("commands").env("LAMPLIGHT_LOG_LEVEL", ours).log_level(lambdas)).await;
        invoke(&function, &json!({ "do": "echo", "value": 1 })).await;
        let done = invoke(&function, &json!({ "do": "echo", "value": 1 })).await;
        assert_eq!(json_lines(&done).len(), lines, "{ours} and {lambdas}");
        function.shutdown().await;
    }
}

#[tokio::test]
async fn disabled_means_that_nothing_is_said_and_the_caller_sees_the_same() {
    let function = started(config!("commands").env("LAMPLIGHT_DISABLED", "true")).await;
    let done = invoke(&function, &json!({ "do": "echo", "value": 1 })).await;
    assert_eq!((done.status, &done.payload[..]), (Status::Success, &b"1"[..]));
    let failed = invoke(&function, &json!({ "do": "fail" })).await;
    assert_eq!(failed.error.as_ref().expect("it failed").message, "order 7 could not be saved: disk on fire");
    for invocation in [&done, &failed] {
        assert_eq!(texts(invocation, LineSource::Stdout), [""; 0]);
    }
    function.shutdown().await;
}

#[test]
fn outside_lambda_a_function_says_how_to_run_it() {
    let output = Command::new(env!("CARGO_BIN_EXE_commands")).env_clear().output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        stderr.trim(),
        "Error: AWS_LAMBDA_RUNTIME_API is not set: this is a Lambda function, to be started by Lambda or by `lamplight dev`"
    );
}
