//! The Extensions API, with extensions that are processes of their own.

mod support;

use std::time::Duration;

use lamplight_emulator::{
    EventKind, Exit, InitFailure, Invocation, Invoke, LogFormat, Status, SystemLogLevel,
};
use support::{Extensions, assert_ends, event, invoke, is_running, next_line, said, spawned, start};

const SOON: Duration = Duration::from_millis(300);

fn error_type(done: &Invocation) -> &str {
    done.error.as_ref().map_or("none", |error| error.error_type.as_str())
}

#[tokio::test]
async fn an_extension_is_told_of_each_invocation_and_of_the_end() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "")])).await;
    let mut events = function.subscribe();
    let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    let done = function.invoke(Invoke::new("1").trace_header(trace)).await.expect("it runs");
    let registered = next_line(&mut events, "registered").await;
    let expected = r#"{"functionName":"raw","functionVersion":"$LATEST","handler":"bootstrap"}"#;
    assert_eq!(registered, format!("registered 200 {expected}"));
    let told = next_line(&mut events, "told").await;
    let told: serde_json::Value = serde_json::from_str(&told[5..]).expect("an event is JSON");
    assert_eq!(told["eventType"], "INVOKE");
    assert_eq!(told["requestId"], done.request_id.as_str());
    assert_eq!(told["invokedFunctionArn"], "arn:aws:lambda:us-east-1:000000000000:function:raw");
    assert_eq!(told["tracing"]["value"], trace, "the caller's, not the function's");
    let deadline = done.started_at.as_millis() + 30_000;
    assert_eq!(told["deadlineMs"], deadline);
    function.shutdown().await;
    let told = next_line(&mut events, "told").await;
    assert!(told.contains(r#""eventType":"SHUTDOWN","shutdownReason":"spindown","deadlineMs":"#), "{told}");
    next_line(&mut events, "goodbye").await;
}

#[tokio::test]
async fn what_runs_after_the_answer_can_be_waited_for() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "slow 60")])).await;
    function.idle().await;
    let mut events = function.subscribe();
    function.call(Invoke::new("1")).await.expect("it runs");
    function.idle().await;
    let ended = std::iter::from_fn(|| events.try_recv())
        .any(|event| matches!(event.kind, EventKind::InvocationEnded(_)));
    assert!(ended, "the invocation is over with all that belongs to it");
    function.shutdown().await;
}

#[tokio::test]
async fn a_kill_tells_nobody_and_leaves_nothing() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "deaf")])).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    let mut pids = Vec::new();
    while let Some(happened) = events.try_recv() {
        match happened.kind {
            EventKind::Spawned { pid } | EventKind::ExtensionSpawned { pid, .. } => pids.push(pid),
            _ => {}
        }
    }
    function.kill().await;
    assert_eq!(pids.len(), 2);
    assert!(!pids.into_iter().any(is_running));
    let told = std::iter::from_fn(|| events.try_recv())
        .any(|event| matches!(event.kind, EventKind::ShutdownStarted { .. } | EventKind::Released { .. }));
    assert!(!told);
    assert!(function.invoke(Invoke::new("1")).await.is_err(), "it is shut down");
}

#[tokio::test]
async fn a_kill_cuts_a_shutdown_short() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "deaf")]).time_scale(1.0)).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    let kill = async {
        next_line(&mut events, r#"told {"eventType":"SHUTDOWN""#).await;
        function.kill().await;
    };
    tokio::join!(function.shutdown(), kill);
    let late = std::iter::from_fn(|| events.try_recv())
        .any(|event| matches!(event.kind, EventKind::Signalled { extension: Some(_), .. }));
    assert!(!late, "the shutdown would have signalled it when its time was over");
}

#[tokio::test]
async fn an_extension_that_says_goodbye_ends_by_itself() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "")])).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    function.shutdown().await;
    let exit = event(&mut events, |event| match event.kind {
        EventKind::ExtensionExited { exit, .. } => Some(exit),
        _ => None,
    });
    assert_eq!(exit.await, Exit::Code(0));
}

#[tokio::test]
async fn the_function_starts_after_the_extensions_have_registered() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("a", "sleep-before-register 50"), ("b", "")])).await;
    let mut events = function.subscribe();
    assert_eq!(invoke(&function, "1").await.status, Status::Success);
    let mut registered = 0;
    while let Some(happened) = events.try_recv() {
        match happened.kind {
            EventKind::ExtensionRegistered { external, .. } => registered += usize::from(external),
            EventKind::Spawned { .. } => return assert_eq!(registered, 2),
            _ => {}
        }
    }
    panic!("the function was started");
}

#[tokio::test]
async fn the_first_invocation_waits_until_the_extensions_are_ready() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "sleep-before-next 80")])).await;
    let done = invoke(&function, "1").await;
    let init = done.report.init_duration.expect("it is cold");
    assert!(init >= Duration::from_millis(80), "{init:?}");
    let line = "EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]";
    assert!(done.lines.iter().any(|other| other.text == line), "{:?}", done.lines);
}

#[tokio::test]
async fn what_an_extension_does_after_the_function_counts_and_is_billed() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "slow 60")])).await;
    let done = invoke(&function, "1").await;
    assert!(done.report.duration >= Duration::from_millis(60), "{:?}", done.report);
    assert!(done.report.billed >= done.report.duration);
}

#[tokio::test]
async fn an_extension_that_is_not_done_in_time_costs_the_environment_but_not_the_answer() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "slow 10000")]).timeout(SOON)).await;
    let done = invoke(&function, "7").await;
    assert_eq!((done.status, &done.payload[..]), (Status::Success, &b"7"[..]));
    assert_eq!(done.report.duration, SOON);
    let report = &done.lines.last().expect("there is a report").text;
    assert!(report.contains("\tStatus: timeout"), "{report}");
    assert!(invoke(&function, "1").await.cold);
}

#[tokio::test]
async fn a_timeout_of_the_function_is_told_with_its_reason() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "")]).timeout(SOON)).await;
    let mut events = function.subscribe();
    assert_eq!(invoke(&function, "\"!hang\"").await.status, Status::Timeout);
    let told = next_line(&mut events, r#"told {"eventType":"SHUTDOWN""#).await;
    assert!(told.contains(r#""shutdownReason":"timeout""#), "{told}");
}

#[tokio::test]
async fn a_crash_of_the_function_is_told_with_its_reason() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "")])).await;
    let mut events = function.subscribe();
    assert_eq!(invoke(&function, "\"!exit 1\"").await.status, Status::Crash);
    let told = next_line(&mut events, r#"told {"eventType":"SHUTDOWN""#).await;
    assert!(told.contains(r#""shutdownReason":"failure""#), "{told}");
    assert!(invoke(&function, "1").await.cold, "everything is started again");
}

#[tokio::test]
async fn an_extension_that_does_not_go_is_killed_when_its_time_is_over() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "deaf")])).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    let begun = tokio::time::Instant::now();
    function.shutdown().await;
    assert!(begun.elapsed() >= Duration::from_millis(490), "a quarter of two seconds");
    let exit = event(&mut events, |event| match event.kind {
        EventKind::ExtensionExited { exit, .. } => Some(exit),
        _ => None,
    });
    assert_eq!(exit.await, Exit::Signal(9));
}

#[tokio::test]
async fn an_extension_that_registers_for_nothing_is_killed_at_once() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "events ")])).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "1").await;
    assert!(!said(&done).iter().any(|line| line.starts_with("told")));
    function.shutdown().await;
    let exit = event(&mut events, |event| match event.kind {
        EventKind::ExtensionExited { exit, .. } => Some(exit),
        _ => None,
    });
    assert_eq!(exit.await, Exit::Signal(9));
}

#[tokio::test]
async fn a_crash_of_an_extension_fails_the_invocation_and_the_next_one_starts_anew() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "crash 7")])).await;
    let done = invoke(&function, "\"!hang\"").await;
    assert_eq!((done.status, error_type(&done)), (Status::Crash, "Extension.Crash"));
    let message = &done.error.as_ref().expect("there is an error").message;
    assert!(message.ends_with("Error: exit code 7"), "{message}");
    assert!(invoke(&function, "\"!hang\"").await.cold);
}

#[tokio::test]
async fn an_error_that_an_extension_reports_fails_the_init_phase() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "init-error Extension.NoKey")])).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "1").await;
    assert_eq!((done.status, error_type(&done)), (Status::InitError, "Extension.InitError"));
    let failure = done.init_failure.as_ref().expect("there is a failure").to_string();
    assert!(
        failure.starts_with("the extension \"watcher\" failed: it reported Extension.NoKey"),
        "{failure}"
    );
    let missing = r#"403 {"errorMessage":"Lambda-Extension-Function-Error-Type not found","errorType":"Extension.MissingHeader"}"#;
    assert!(said(&done).contains(&missing), "{:?}", said(&done));
    assert_eq!(next_line(&mut events, "202").await, r#"202 {"status":"OK"}"#);
}

#[tokio::test]
async fn an_error_that_an_extension_reports_later_fails_the_invocation() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "exit-error Extension.Broken")])).await;
    let done = invoke(&function, "\"!hang\"").await;
    assert_eq!((done.status, error_type(&done)), (Status::Crash, "Extension.ExitError"));
}

#[tokio::test]
async fn an_extension_that_ends_before_it_registers_fails_the_init_phase_before_the_function_starts() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "exit 3"), ("other", "")])).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "1").await;
    assert_eq!((done.status, error_type(&done)), (Status::InitError, "Extension.Crash"));
    assert!(matches!(done.init_failure, Some(InitFailure::Extension { ref name, .. }) if name == "watcher"));
    while let Some(happened) = events.try_recv() {
        assert!(!matches!(happened.kind, EventKind::Spawned { .. }), "the function is never started");
    }
}

#[tokio::test]
async fn an_extension_that_cannot_be_started_is_told_by_name() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[]).extension("/nonexistent/watcher")).await;
    let failure = function.warm_up().await.expect_err("there is no such file");
    assert_eq!(
        failure.to_string(),
        "the extension \"watcher\" failed: the executable /nonexistent/watcher does not exist"
    );
    let done = invoke(&function, "1").await;
    assert_eq!((done.status, error_type(&done)), (Status::InitError, "Extension.LaunchError"));
}

#[tokio::test]
async fn an_extension_that_never_registers_runs_into_the_init_timeout() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "hang")]).init_timeout(SOON)).await;
    let failure = function.warm_up().await.expect_err("it never registers");
    assert!(matches!(failure, InitFailure::TimedOut { .. }), "{failure}");
}

#[tokio::test]
async fn nothing_is_said_of_the_runtime_where_it_was_not_started_and_its_init_ran_out_of_time() {
    let extensions = Extensions::new();
    let config = extensions.of(&[("watcher", "hang")]).init_timeout(SOON).timeout(SOON);
    let config = config.log_format(LogFormat::Json).system_log_level(SystemLogLevel::Debug);
    let done = invoke(&start(config).await, "1").await;
    let said = |record| done.lines.iter().filter(|line| line.text.contains(record)).count();
    assert_eq!((said("platform.initReport"), said("platform.initRuntimeDone")), (2, 0), "{:?}", done.lines);
}

#[tokio::test]
async fn what_is_forbidden_is_refused_in_the_words_of_lambda() {
    let extensions = Extensions::new();
    let config = extensions.of(&[("watcher", "refusals")]).init_timeout(SOON).timeout(SOON);
    let function = start(config).await;
    let done = invoke(&function, "1").await;
    let refused = |line: &&str| line.starts_with("refused") || line.starts_with("inner-");
    let mut refused: Vec<&str> = said(&done).into_iter().filter(refused).collect();
    // The init phase was tried twice, as it is on Lambda, and each time it went the same way.
    let again = refused.split_off(refused.len() / 2);
    assert_eq!(refused, again);
    insta::assert_snapshot!(refused.join("\n"));
}

#[tokio::test]
async fn an_extension_finds_what_lambda_would_let_it_find() {
    let extensions = Extensions::new();
    let config = extensions.of(&[("watcher", "environment")]).env("TABLE", "orders").max_concurrency(1);
    let function = start(config.env("SCRIPT_watcher", "environment")).await;
    let mut events = function.subscribe();
    // Where invocations overlap nobody may ask to be told of them, so this never is ready.
    let asked = tokio::spawn(async move { function.warm_up().await });
    let mut names = Vec::new();
    loop {
        let text = next_line(&mut events, "").await;
        match text.strip_prefix("has") {
            Some(entry) => names.extend(entry.trim().split('=').next().map(str::to_owned)),
            None => {
                asked.abort();
                let error = r#"{"errorMessage":"INVOKE: ErrorInvalidEventType","errorType":"Extension.InvalidEventType"}"#;
                assert_eq!(text, format!("registered 403 {error}"));
                break;
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names.sort();
    insta::assert_snapshot!(names.join("\n"));
}

#[tokio::test]
async fn an_internal_extension_is_told_too_and_may_not_ask_for_the_end() {
    let function = start(Extensions::new().of(&[]).env("AT_START", "extension 50")).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "1").await;
    let pid = spawned(&mut events).await;
    assert!(done.report.duration >= Duration::from_millis(50), "{:?}", done.report);
    let written = support::written(&done);
    let refused = concat!(
        r#"{"errorMessage":"SHUTDOWN: ShutdownEventNotSupportedForInternalExtension","#,
        r#""errorType":"Extension.InvalidEventType"}"#
    );
    assert!(written.iter().any(|line| line.trim_end() == refused), "{written:?}");
    assert!(written.iter().any(|line| line.starts_with(r#"inner {"eventType":"INVOKE""#)), "{written:?}");
    let late = invoke(&function, "\"!extension late INVOKE\"").await;
    assert!(support::text(&late).contains("Extension.RegistrationClosed"), "{}", support::text(&late));
    function.shutdown().await;
    assert_ends(pid);
}

#[tokio::test]
async fn more_than_ten_extensions_and_two_of_one_name_are_mistakes() {
    let eleven = (0..11).fold(support::raw(), |config, number| config.extension(format!("ext/{number}")));
    let eleven = lamplight_emulator::Function::start(eleven).await.expect_err("there are too many");
    assert!(eleven.to_string().contains("extension is \"11\", allowed is at most 10"), "{eleven}");
    let twins = support::raw().extension("a/watcher").extension("b/watcher");
    let twins = lamplight_emulator::Function::start(twins).await.expect_err("they have one name");
    assert!(twins.to_string().contains("b/watcher"), "{twins}");
}
