//! What comes of one invocation.

mod support;

use std::time::Duration;

use lamplight_emulator::{FunctionConfig, Invoke, InvokeError, LineSource, Status, TracingMode};
use support::{invoke, raw, start, text, written};

#[tokio::test]
async fn the_first_invocation_is_cold_and_the_second_is_not() {
    let function = start(raw()).await;
    let cold = invoke(&function, r#"{"n":1}"#).await;
    let warm = invoke(&function, r#"{"n":2}"#).await;
    assert_eq!((text(&cold), text(&warm)), (r#"{"n":1}"#, r#"{"n":2}"#));
    assert_eq!((cold.status, cold.cold, warm.cold), (Status::Success, true, false));
    assert_ne!(cold.request_id, warm.request_id);
    assert_eq!(cold.executed_version, "$LATEST");
    function.shutdown().await;
}

#[tokio::test]
async fn the_report_adds_up() {
    let function = start(raw().memory_mb(256)).await;
    let cold = invoke(&function, "\"!sleep 20\"").await;
    let init = cold.report.init_duration.expect("a cold invocation has an init duration");
    let duration = cold.report.duration;
    assert!(duration >= Duration::from_millis(20), "{duration:?}");
    let handler = cold.handler_duration.expect("there was a response");
    assert!(handler >= Duration::from_millis(20) && handler <= duration, "{handler:?} of {duration:?}");
    let millis = (init + duration).as_nanos().div_ceil(1_000_000);
    assert_eq!(cold.report.billed.as_nanos(), millis * 1_000_000);
    assert_eq!(cold.report.memory_size_mb, 256);

    let warm = invoke(&function, "1").await;
    assert_eq!(warm.report.init_duration, None);
    assert_eq!(warm.report.billed.as_millis(), warm.report.duration.as_nanos().div_ceil(1_000_000));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn peak_memory_is_that_of_the_process() {
    let function = start(raw()).await;
    let small = invoke(&function, "1").await.report.max_memory_mb;
    assert!((1..40).contains(&small), "{small} MB for an empty function");
    let large = invoke(&function, "\"!allocate 50\"").await.report.max_memory_mb;
    // The kernel counts in batches: a page more or less for each of them.
    assert!((50..70).contains(&large), "{large} MB after 50 MB more than {small} MB");
    let after = invoke(&function, "1").await.report.max_memory_mb;
    assert_eq!(after, large, "a peak does not go down");
}

#[tokio::test]
async fn work_after_the_response_is_part_of_the_duration() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!sleep-after-response 30\"").await;
    let handler = done.handler_duration.expect("there was a response");
    assert!(done.report.duration >= handler + Duration::from_millis(30), "{:?}", done.report);
}

#[tokio::test]
async fn an_error_of_the_handler_is_the_payload_and_is_read() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!error Function.Declined\"").await;
    assert_eq!(done.status, Status::HandlerError);
    assert_eq!(done.function_error(), Some("Unhandled"));
    assert!(text(&done).contains(r#""errorMessage":"it failed""#));
    let error = done.error.expect("there is an error");
    assert_eq!((error.error_type.as_str(), error.message.as_str()), ("Function.Declined", "it failed"));
    assert_eq!(error.stack, ["a", "b"]);
    assert_eq!(invoke(&function, "1").await.status, Status::Success, "the process goes on");
}

#[tokio::test]
async fn an_error_type_that_lambda_does_not_know_is_kept_only_in_the_body() {
    let function = start(raw()).await;
    let error = invoke(&function, "\"!error my::Error\"").await.error.expect("there is an error");
    assert_eq!((error.error_type.as_str(), error.reported_type.as_str()), ("my::Error", "Runtime.Unknown"));
}

#[tokio::test]
async fn invocations_wait_their_turn() {
    let function = start(raw()).await;
    let [first, second, third] = ["\"!sleep 20\"", "2", "3"].map(|payload| {
        let function = function.clone();
        async move { invoke(&function, payload).await }
    });
    let (first, second, third) = tokio::join!(first, second, third);
    assert!(first.started_at <= second.started_at && second.started_at <= third.started_at);
    assert!(second.started_at.saturating_since(first.started_at) >= Duration::from_millis(20));
    assert_eq!([first.cold, second.cold, third.cold], [true, false, false]);
}

#[tokio::test]
async fn an_invocation_goes_on_when_nobody_waits_for_it() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    let abandoned = function.invoke(Invoke::new("\"!sleep 20\""));
    assert!(tokio::time::timeout(Duration::from_millis(1), abandoned).await.is_err());
    let ended = support::event(&mut events, |event| match event.kind {
        lamplight_emulator::EventKind::InvocationEnded(done) => Some(done),
        _ => None,
    });
    assert_eq!(ended.await.status, Status::Success);
}

#[tokio::test]
async fn what_the_caller_sends_reaches_the_function_in_headers() {
    let function = start(raw().account_id("123456789012").region("eu-west-1")).await;
    let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    let invoke = Invoke::new("\"!headers\"")
        .trace_header(trace)
        .tenant_id("blue")
        .client_context(r#"{"custom":{}}"#)
        .cognito_identity(r#"{"identity_id":"i"}"#)
        .qualifier("live");
    let done = function.invoke(invoke).await.expect("the function is there");
    let headers = text(&done);
    for header in [
        format!("Lambda-Runtime-Aws-Request-Id: {}", done.request_id),
        format!("Lambda-Runtime-Invocation-Id: {}", done.request_id),
        format!("Lambda-Runtime-Deadline-Ms: {}", done.started_at.saturating_add(support::LONG).as_millis()),
        "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:123456789012:function:raw:live".into(),
        format!("Lambda-Runtime-Trace-Id: {}", done.trace_header.as_deref().expect("there is a trace")),
        r#"Lambda-Runtime-Client-Context: {"custom":{}}"#.to_owned(),
        r#"Lambda-Runtime-Cognito-Identity: {"identity_id":"i"}"#.to_owned(),
        "Lambda-Runtime-Aws-Tenant-Id: blue".to_owned(),
    ] {
        assert!(headers.contains(&format!("\r\n{header}\r\n")), "{header} in\n{headers}");
    }
    let given = done.trace_header.expect("there is a trace");
    assert!(given.starts_with("Root=1-5759e988-bd862e3fe1be46a994272793;Parent="), "{given}");
    assert!(!given.contains("53995c3f42cd8ad8"), "the parent is the function's own segment: {given}");
}

#[tokio::test]
async fn what_the_caller_does_not_send_is_not_in_the_headers() {
    let function = start(raw().tracing(TracingMode::Off)).await;
    let done = invoke(&function, "\"!headers\"").await;
    for name in ["Trace-Id", "Client-Context", "Cognito-Identity", "Tenant-Id"] {
        assert!(!text(&done).contains(name), "{name}");
    }
    assert_eq!(done.trace_header, None);
}

#[tokio::test]
async fn the_function_sees_its_own_environment_and_not_ours() {
    let function = start(raw().env("TABLE", "orders")).await;
    let done = invoke(&function, "\"!environment\"").await;
    let variables: Vec<&str> = text(&done).split_terminator('\0').collect();
    assert!(variables.contains(&"TABLE=orders"));
    assert!(variables.contains(&format!("AWS_LAMBDA_RUNTIME_API={}", function.runtime_api()).as_str()));
    assert!(variables.contains(&"AWS_LAMBDA_INITIALIZATION_TYPE=on-demand"));
    // Set by cargo for this test.
    assert!(!text(&done).contains("CARGO_MANIFEST_DIR"));
    assert!(!text(&done).contains("RUST_BACKTRACE"));
}

#[tokio::test]
async fn lambdas_own_lines_frame_those_of_the_function() {
    let function = start(raw().tracing(TracingMode::Off)).await;
    let done = invoke(&function, "\"!print hello\"").await;
    let id = &done.request_id;
    let platform: Vec<&str> = done
        .lines
        .iter()
        .filter(|line| line.source == LineSource::Platform)
        .map(|line| line.text.as_str())
        .collect();
    assert!(platform[0].starts_with("INIT_START Runtime Version: "), "{platform:?}");
    assert_eq!(platform[1], format!("START RequestId: {id} Version: $LATEST"));
    assert_eq!(platform[2], format!("END RequestId: {id}"));
    assert!(platform[3].starts_with(&format!("REPORT RequestId: {id}\tDuration: ")), "{platform:?}");
    assert_eq!(platform.len(), 4);
    assert_eq!(done.lines.last().map(|line| line.text.as_str()), Some(platform[3]), "REPORT is last");
    assert_eq!(written(&done), ["hello", "hello (stderr)"]);
}

#[tokio::test]
async fn a_function_that_is_shut_down_takes_no_more() {
    let function = start(raw()).await;
    function.shutdown().await;
    let error = function.invoke(Invoke::new("1")).await.expect_err("it is shut down");
    assert_eq!(error, InvokeError::ShutDown { name: "raw".to_owned() });
    assert!(function.warm_up().await.is_err());
    function.reset().await;
    function.shutdown().await;
}

#[tokio::test]
async fn a_shutdown_ends_what_is_running_and_what_waits() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    let running = function.invoke(Invoke::new("\"!hang\""));
    let waiting = function.invoke(Invoke::new("1"));
    let stop = async {
        let pid = support::spawned(&mut events).await;
        function.shutdown().await;
        pid
    };
    let (running, waiting, pid) = tokio::join!(running, waiting, stop);
    assert!(running.is_err() && waiting.is_err());
    support::assert_ends(pid);
}

#[tokio::test]
async fn mistakes_in_the_configuration_are_told_at_the_start() {
    let config = FunctionConfig::new("raw", "bootstrap").memory_mb(1).env("_HANDLER", "x");
    let error = lamplight_emulator::Function::start(config).await.expect_err("it has mistakes");
    let message = error.to_string();
    assert!(message.contains("memory_mb is \"1\", allowed is 128 to 10240"), "{message}");
    assert!(message.contains("env(_HANDLER)"), "{message}");
}
