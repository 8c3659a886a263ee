//! Several environments of one function: who gets one, who waits, who is turned down.

mod support;

use std::time::Duration;

use lamplight_emulator::{EventKind, FunctionConfig, Invoke, InvokeError, Status};
use support::{Extensions, LONG, event, invoke, is_running, raw, spawned, start, text};

/// Long enough for another invocation to begin meanwhile.
const BUSY: &str = "\"!sleep 100\"";

fn pid_of(function: &lamplight_emulator::Function) -> impl Future<Output = String> {
    let function = function.clone();
    async move { text(&invoke(&function, "\"!pid\"").await).to_owned() }
}

#[tokio::test]
async fn invocations_at_the_same_time_have_an_environment_each_up_to_the_limit() {
    let function = start(raw().environments(2)).await;
    let mut events = function.subscribe();
    let all = tokio::join!(invoke(&function, BUSY), invoke(&function, BUSY), invoke(&function, BUSY));
    let cold = [all.0.cold, all.1.cold, all.2.cold].iter().filter(|cold| **cold).count();
    assert_eq!(cold, 2, "the third one waits for one of two");
    let mut environments = Vec::new();
    while let Some(event) = events.try_recv() {
        if matches!(event.kind, EventKind::Spawned { .. }) {
            environments.push(event.environment);
        }
    }
    environments.sort_unstable();
    assert_eq!(environments, [0, 1]);
}

#[tokio::test]
async fn the_environment_that_was_used_last_is_used_first() {
    let function = start(raw().environments(3)).await;
    tokio::join!(invoke(&function, BUSY), invoke(&function, BUSY));
    let first = pid_of(&function).await;
    for _ in 0..3 {
        assert_eq!(pid_of(&function).await, first, "nobody else is at work");
    }
}

#[tokio::test]
async fn what_is_more_than_may_wait_is_turned_down_at_once() {
    let function = start(raw().queue(1)).await;
    let mut events = function.subscribe();
    let running = tokio::spawn({
        let function = function.clone();
        async move { invoke(&function, "\"!sleep 300\"").await }
    });
    event(&mut events, |event| matches!(event.kind, EventKind::InvocationStarted { .. }).then_some(())).await;
    let (second, third) = tokio::join!(function.invoke(Invoke::new("2")), function.invoke(Invoke::new("3")));
    assert_eq!(second.expect("it waits").status, Status::Success);
    let throttled = InvokeError::Throttled { name: "raw".to_owned() };
    assert_eq!(third.expect_err("there is no room"), throttled);
    assert_eq!(throttled.to_string(), "function \"raw\" has no room for another invocation");
    event(&mut events, |event| matches!(event.kind, EventKind::Throttled { .. }).then_some(())).await;
    assert_eq!(running.await.expect("no panic").status, Status::Success);
    assert_eq!(invoke(&function, "4").await.status, Status::Success, "there is room again");
}

#[tokio::test]
async fn provisioned_environments_are_ready_before_anybody_asks() {
    let function = start(raw().environments(3).provisioned_concurrency(2)).await;
    let mut events = function.subscribe();
    function.warm_up().await.expect("both start");
    let first = invoke(&function, "\"!variable AWS_LAMBDA_INITIALIZATION_TYPE\"").await;
    assert_eq!(text(&first), "\"provisioned-concurrency\"");
    let init = first.report.init_duration.expect("it is told of");
    assert!(first.report.billed < first.report.duration + Duration::from_millis(1).max(init), "{init:?}");
    let on_demand = "\"!variable AWS_LAMBDA_INITIALIZATION_TYPE\"";
    let (a, b, c) =
        tokio::join!(invoke(&function, BUSY), invoke(&function, BUSY), invoke(&function, on_demand));
    assert_eq!((a.status, b.status, text(&c)), (Status::Success, Status::Success, "\"on-demand\""));
    while let Some(event) = events.try_recv() {
        if let EventKind::Recorded { record } = event.kind {
            let kind = if event.environment < 2 { "provisioned-concurrency" } else { "on-demand" };
            assert!(!record.contains("initStart") || record.contains(kind), "{record}");
        }
    }
    function.reset().await;
    function.warm_up().await.expect("they are started again");
}

#[tokio::test]
async fn an_environment_that_nobody_uses_ends_with_goodbye_and_the_next_invocation_is_a_real_cold_start() {
    let extensions = Extensions::new();
    let config = extensions.of(&[("watcher", "")]).evict_after(Duration::from_millis(20));
    let function = start(config).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    let told = support::next_line(&mut events, r#"told {"eventType":"SHUTDOWN""#).await;
    assert!(told.contains(r#""shutdownReason":"spindown""#), "{told}");
    event(&mut events, |event| matches!(event.kind, EventKind::ExtensionExited { .. }).then_some(())).await;
    let next = invoke(&function, "1").await;
    assert!(next.cold && next.report.init_duration.is_some());
}

#[tokio::test]
async fn a_caller_has_its_response_before_the_extensions_are_done() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "slow 60000")]).timeout(LONG)).await;
    let mut events = function.subscribe();
    let response = tokio::time::timeout(LONG / 2, function.call(Invoke::new("7"))).await;
    let response = response.expect("the extension is still at work").expect("the function is there");
    assert_eq!((response.status, &response.payload[..]), (Status::Success, &b"7"[..]));
    while let Some(event) = events.try_recv() {
        assert!(!matches!(event.kind, EventKind::InvocationEnded(_)), "it is not over");
    }
}

fn hungry() -> FunctionConfig {
    raw().memory_mb(128).limit_memory()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_function_that_takes_more_memory_than_it_has_is_killed_and_told_so() {
    let function = start(hungry()).await;
    let done = invoke(&function, "\"!keep 400\"").await;
    assert_eq!(done.status, Status::Crash);
    let message = format!("RequestId: {} Error: Runtime exited with error: signal: killed", done.request_id);
    let payload = format!(r#"{{"errorType":"Runtime.OutOfMemory","errorMessage":"{message}"}}"#);
    assert_eq!(text(&done), payload);
    assert_eq!(done.report.max_memory_mb, 128, "never more than there is");
    let report = &done.lines.last().expect("there is a report").text;
    assert!(report.contains("\tStatus: error\tError Type: Runtime.OutOfMemory"), "{report}");
    assert_eq!(invoke(&function, "\"!keep 10\"").await.status, Status::Success, "that is little enough");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn temporary_files_outlive_a_crash_but_not_the_environment() {
    let function = start(raw().private_tmp()).await;
    let mut events = function.subscribe();
    assert_eq!(text(&invoke(&function, "\"!tmp\"").await), "0");
    assert_eq!(text(&invoke(&function, "\"!tmp\"").await), "1");
    assert_eq!(invoke(&function, "\"!exit 1\"").await.status, Status::Crash);
    assert_eq!(text(&invoke(&function, "\"!tmp\"").await), "2", "it is the same environment");
    function.reset().await;
    assert_eq!(text(&invoke(&function, "\"!tmp\"").await), "0", "it is another one");
    let directory = invoke(&function, "\"!variable TMPDIR\"").await;
    let directory = std::path::PathBuf::from(text(&directory).trim_matches('"'));
    assert!(directory.is_dir());
    let pid = spawned(&mut events).await;
    function.shutdown().await;
    assert!(!directory.exists() && !is_running(pid));
}
