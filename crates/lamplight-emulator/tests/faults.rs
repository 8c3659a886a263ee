//! What can be made to go wrong on purpose.

mod support;

use std::time::Duration;

use lamplight_emulator::{EventKind, Events, Exit, Fault, Function, Moment, Post, Status, TelemetryFault};
use support::{Extensions, event, invoke, next_line, raw, records, start, types};

fn error_type(done: &lamplight_emulator::Invocation) -> &str {
    done.error.as_ref().map_or("none", |error| error.error_type.as_str())
}

#[tokio::test]
async fn a_function_that_is_killed_at_a_moment_fails_as_one_that_crashes_then() {
    for (moment, status) in [(Moment::Handler, Status::Crash), (Moment::AfterResponse, Status::Crash)] {
        let function = start(raw().fault(Fault::KillFunction(moment))).await;
        let mut events = function.subscribe();
        let done = invoke(&function, "\"!sleep 20\"").await;
        assert_eq!((done.status, error_type(&done)), (status, "Runtime.ExitError"), "{moment:?}");
        let fault = event(&mut events, |event| match event.kind {
            EventKind::Faulted { fault } => Some(fault),
            _ => None,
        });
        assert_eq!(fault.await, Fault::KillFunction(moment));
        let next = invoke(&function, "1").await;
        assert_eq!((next.status, next.cold), (Status::Success, true), "a fault takes place once");
    }
}

#[tokio::test]
async fn a_function_that_is_killed_at_its_start_is_started_again_within_the_invocation() {
    let function = start(raw().fault(Fault::KillFunction(Moment::Init))).await;
    let done = invoke(&function, "1").await;
    assert_eq!((done.status, done.report.init_duration), (Status::Success, None));
    let twice = raw().fault(Fault::KillFunction(Moment::Init)).fault(Fault::KillFunction(Moment::Init));
    let done = invoke(&start(twice).await, "1").await;
    assert_eq!(done.status, Status::InitError, "there is no third process for one invocation");
}

#[tokio::test]
async fn an_exit_code_and_a_lack_of_memory_can_be_had_without_the_function() {
    let function = start(raw()).await;
    function.inject(Fault::ExitFunction(Moment::Handler, 42));
    let done = invoke(&function, "\"!hang\"").await;
    let message = done.error.as_ref().map(|error| error.message.clone()).unwrap_or_default();
    assert!(message.ends_with("Runtime exited with error: exit status 42"), "{message}");
    function.inject(Fault::OutOfMemory(Moment::Handler));
    let done = invoke(&function, "\"!hang\"").await;
    assert_eq!((done.status, error_type(&done)), (Status::Crash, "Runtime.OutOfMemory"));
}

#[tokio::test]
async fn an_extension_can_be_killed_and_slowed_down() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "")])).await;
    let pause = Duration::from_millis(60);
    function.inject(Fault::SlowExtension("watcher".to_owned(), pause));
    let slow = invoke(&function, "1").await;
    assert!(slow.status == Status::Success && slow.report.duration >= pause, "{:?}", slow.report);
    function.inject(Fault::KillExtension("watcher".to_owned(), Moment::Handler));
    let done = invoke(&function, "\"!hang\"").await;
    assert_eq!((done.status, error_type(&done)), (Status::Crash, "Extension.Crash"));
    assert_eq!(error_message(&done), "signal: killed");
    assert!(Exit::Signal(9).to_string() == "signal: killed" && invoke(&function, "1").await.cold);
}

fn error_message(done: &lamplight_emulator::Invocation) -> &str {
    let message = done.error.as_ref().map_or("", |error| error.message.as_str());
    message.split_once("Error: ").map_or("", |(_, what)| what)
}

/// A function with a subscriber that has been sent what there was to say until now.
async fn quiet(extensions: &Extensions) -> (Function, Events) {
    let function = start(extensions.of(&[("sink", "telemetry 2025-01-29 platform,function 0")])).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    records(&mut events, "platform.report").await;
    (function, events)
}

async fn post(events: &mut Events) -> Post {
    event(events, |event| match event.kind {
        EventKind::Posted(post) => Some(post),
        _ => None,
    })
    .await
}

/// The first batch after a fault, as text.
async fn spoilt(fault: TelemetryFault) -> String {
    let extensions = Extensions::new();
    let (function, mut events) = quiet(&extensions).await;
    function.inject(Fault::Telemetry(fault));
    invoke(&function, "\"!print hello\"").await;
    next_line(&mut events, "batch ").await["batch ".len()..].to_owned()
}

#[tokio::test]
async fn a_batch_can_come_twice() {
    let extensions = Extensions::new();
    let (function, mut events) = quiet(&extensions).await;
    function.inject(Fault::Telemetry(TelemetryFault::Duplicate));
    invoke(&function, "1").await;
    let (first, second) = (next_line(&mut events, "batch ").await, next_line(&mut events, "batch ").await);
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_batch_can_lack_records_and_says_so() {
    let batch = spoilt(TelemetryFault::Drop(1)).await;
    let records: Vec<serde_json::Value> = serde_json::from_str(&batch).expect("a batch is JSON");
    let last = records.last().expect("it is not empty");
    assert_eq!(
        (&last["type"], &last["record"]["droppedRecords"]),
        (&"platform.logsDropped".into(), &1.into())
    );
}

#[tokio::test]
async fn a_batch_can_have_what_nobody_expects() {
    let unknown = spoilt(TelemetryFault::UnknownType).await;
    assert!(unknown.contains("platform.lamplightUnknown"), "{unknown}");
    let fields = spoilt(TelemetryFault::UnknownFields).await;
    assert!(fields.contains("\"lamplightUnknown\":{"), "{fields}");
    let bytes = spoilt(TelemetryFault::NotUtf8).await;
    assert!(bytes.contains("\u{fffd} not UTF-8"), "{bytes}");
}

#[tokio::test]
async fn a_batch_can_be_larger_than_the_subscription_allows() {
    let extensions = Extensions::new();
    let (function, mut events) = quiet(&extensions).await;
    while events.try_recv().is_some() {}
    function.inject(Fault::Telemetry(TelemetryFault::Oversize));
    invoke(&function, "1").await;
    let post = post(&mut events).await;
    assert!(post.bytes > 2 * 262_144 && post.status == Some(200), "{post:?}");
}

#[tokio::test]
async fn a_batch_can_be_late_and_later_ones_wait_for_it() {
    let extensions = Extensions::new();
    let (function, mut events) = quiet(&extensions).await;
    while events.try_recv().is_some() {}
    let late = Duration::from_millis(150);
    function.inject(Fault::Telemetry(TelemetryFault::Delay(late)));
    let begun = tokio::time::Instant::now();
    invoke(&function, "1").await;
    let records = records(&mut events, "platform.report").await;
    assert!(begun.elapsed() >= late && types(&records).contains(&"platform.start"));
}

#[tokio::test]
async fn a_batch_that_is_not_taken_is_sent_again_under_the_same_number() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("sink", "telemetry 2025-01-29 platform 2")])).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    for (attempt, status) in [(1, Some(500)), (2, Some(500)), (3, Some(200))] {
        let post = post(&mut events).await;
        assert_eq!((post.batch, post.attempt, post.status), (1, attempt, status), "{post:?}");
        assert_eq!(post.extension, "sink");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_directory_for_temporary_files_can_be_full() {
    let function = start(raw().private_tmp().fault(Fault::FullTmp)).await;
    let done = invoke(&function, "\"!create\"").await;
    if let Some(failure) = &done.init_failure {
        // A system whose users have no namespaces.
        assert!(failure.to_string().starts_with("cannot start"), "{failure}");
        return;
    }
    assert_eq!(support::text(&done), "\"StorageFull\"");
    function.reset().await;
    assert_eq!(support::text(&invoke(&function, "\"!create\"").await), "\"created\"", "once");
}

#[tokio::test]
async fn a_port_can_be_taken() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("it listens").port();
    drop(free);
    let function = start(raw().fault(Fault::PortTaken(port))).await;
    let listen = format!("\"!listen {port}\"");
    assert_eq!(support::text(&invoke(&function, &listen).await), "\"AddrInUse\"");
    function.reset().await;
    assert_eq!(support::text(&invoke(&function, &listen).await), "\"listens\"", "once");
}
