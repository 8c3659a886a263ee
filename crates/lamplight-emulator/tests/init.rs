//! The ways in which a process may fail to start.

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use lamplight_emulator::{Exit, FunctionConfig, InitFailure, Status};
use support::{invoke, raw, start, text};

#[tokio::test]
async fn an_executable_that_is_not_there() {
    let function = start(FunctionConfig::new("missing", "/nowhere/bootstrap")).await;
    let done = invoke(&function, "1").await;
    assert_eq!((done.status, done.cold), (Status::InitError, true));
    assert_eq!(done.report.init_duration, None, "there was no process");
    let failure = done.init_failure.as_ref().expect("it did not start");
    assert!(matches!(failure, InitFailure::NotFound { .. }), "{failure:?}");
    assert_eq!(failure.to_string(), "the executable /nowhere/bootstrap does not exist");
    assert_eq!(
        text(&done),
        format!(
            r#"{{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: {} Error: {failure}"}}"#,
            done.request_id
        )
    );
    assert!(matches!(function.warm_up().await, Err(InitFailure::NotFound { .. })));
}

#[tokio::test]
async fn files_that_are_not_executable() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = |name: &str, mode, content: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("permissions");
        path
    };
    // This test itself, but for the machine: one that Lambda has and that this is not.
    let mut program =
        std::fs::read(std::env::current_exe().expect("a test has an executable")).expect("bytes");
    program[18] = if cfg!(target_arch = "x86_64") { 183 } else { 62 };
    let foreign = file("foreign", 0o755, "");
    std::fs::write(&foreign, program).expect("a file");
    for (path, reason) in [
        (file("plain", 0o644, "#!/bin/sh\n"), "it has no permission to be executed (chmod +x)"),
        (directory.path().to_owned(), "it is not a file"),
        (file("garbage", 0o755, "\u{7f}ELF garbage"), "it is not a program"),
        (foreign, "it is built for "),
        (file("interpreter", 0o755, "#!/nowhere/sh\n"), "No such file or directory"),
    ] {
        let function = start(FunctionConfig::new("f", &path)).await;
        let done = invoke(&function, "1").await;
        assert_eq!(done.status, Status::InitError);
        match done.init_failure {
            Some(InitFailure::NotExecutable { path: told, reason: why }) => {
                assert_eq!(told, path);
                assert!(why.contains(reason), "{why}");
            }
            other => panic!("{}: {other:?}", path.display()),
        }
    }
}

#[tokio::test]
async fn a_working_directory_that_is_not_there() {
    let function = start(raw().task_root("/nowhere")).await;
    let failure = invoke(&function, "1").await.init_failure.expect("it did not start");
    assert!(matches!(failure, InitFailure::Spawn { .. }), "{failure:?}");
    let source = std::error::Error::source(&failure).expect("there is a reason");
    assert_eq!(source.to_string(), "the working directory /nowhere does not exist");
}

#[tokio::test]
async fn a_process_that_ends_before_its_first_event() {
    let function = start(raw().env("AT_START", "exit 101")).await;
    let done = invoke(&function, "1").await;
    assert_eq!((done.status, done.cold), (Status::InitError, true));
    let error = done.error.as_ref().expect("there is an error");
    assert_eq!(error.error_type, "Runtime.ExitError");
    assert!(
        error.message.ends_with("Error: Runtime exited with error: exit status 101"),
        "{}",
        error.message
    );
    let failure = done.init_failure.as_ref().expect("it did not start");
    let InitFailure::Exited { exit, last_stderr } = failure else { panic!("{failure:?}") };
    assert_eq!(*exit, Exit::Code(101));
    assert_eq!(last_stderr[..], ["first complaint", "second complaint"]);
    assert!(failure.to_string().contains("exit status 101"), "{failure}");
    assert!(failure.to_string().ends_with("second complaint"), "{failure}");
    let texts: Vec<&str> = done.lines.iter().map(|line| line.text.as_str()).collect();
    // Once by itself, and once within the invocation.
    for (tried, phase) in texts[..8].chunks(4).zip(["init", "invoke"]) {
        assert!(tried[0].starts_with("INIT_START "), "{texts:?}");
        assert_eq!(tried[1..3], ["first complaint", "second complaint"]);
        assert!(tried[3].starts_with("INIT_REPORT Init Duration: "), "{texts:?}");
        let end = format!("\tPhase: {phase}\tStatus: error\tError Type: Runtime.ExitError");
        assert!(tried[3].ends_with(&end), "{texts:?}");
    }
    assert!(texts[8].starts_with("START "), "{texts:?}");
    assert!(texts[11].starts_with("REPORT "), "{texts:?}");
    assert!(!texts[11].contains("Init Duration"), "it is a part of the duration: {texts:?}");
    assert!(done.report.duration > Duration::ZERO);
    let next = invoke(&function, "1").await;
    let starts = next.lines.iter().filter(|line| line.text.starts_with("INIT_START ")).count();
    assert_eq!((next.status, starts), (Status::InitError, 1), "the next one tries again, once");
}

#[tokio::test]
async fn a_process_that_reports_that_it_cannot_start() {
    let function = start(raw().env("AT_START", "error")).await;
    let done = invoke(&function, "1").await;
    assert_eq!(done.status, Status::InitError);
    assert_eq!(
        text(&done),
        r#"{"errorType":"NoTable","errorMessage":"TABLE is not set","stackTrace":[]}"#,
        "the caller gets what the function posted"
    );
    let failure = done.init_failure.expect("it did not start");
    assert_eq!(failure.to_string(), "the function reported that it cannot start: NoTable: TABLE is not set");
    let InitFailure::Reported { error } = failure else { panic!("{failure:?}") };
    assert_eq!(error.reported_type, "Runtime.NoTable");
}

#[tokio::test]
async fn a_process_that_never_asks_for_an_event() {
    let limit = Duration::from_millis(150);
    let longer = Duration::from_millis(200);
    let function = start(raw().env("AT_START", "hang").init_timeout(limit).timeout(longer)).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "1").await;
    assert_eq!(done.status, Status::InitError);
    let error = done.error.as_ref().expect("there is an error");
    assert_eq!(error.error_type, "Sandbox.Timedout");
    let failure = done.init_failure.expect("it did not start");
    let message = failure.to_string();
    assert!(message.starts_with("the process did not ask for its first event within 200 ms"), "{message}");
    assert!(message.ends_with("still connecting to the database"), "{message}");
    assert_eq!((done.report.init_duration, done.report.duration), (None, longer));
    let reports = |line: &&lamplight_emulator::Line| line.text.starts_with("INIT_REPORT");
    let reports: Vec<&str> = done.lines.iter().filter(reports).map(|line| line.text.as_str()).collect();
    assert!(reports[0].ends_with("\tPhase: init\tStatus: timeout"), "{reports:?}");
    assert!(reports[1].ends_with("\tPhase: invoke\tStatus: timeout"), "{reports:?}");
    support::assert_ends(support::spawned(&mut events).await);
    support::assert_ends(support::spawned(&mut events).await);
}

#[tokio::test]
async fn a_slow_start_is_no_failure_and_does_not_count_towards_the_timeout() {
    let function = start(raw().env("AT_START", "sleep 160").timeout(Duration::from_millis(150))).await;
    let done = invoke(&function, "1").await;
    assert_eq!(done.status, Status::Success);
    assert!(done.report.init_duration.is_some_and(|init| init >= Duration::from_millis(160)));
}

#[tokio::test]
async fn everyone_who_waits_for_a_process_that_fails_is_told() {
    let function = start(raw().env("AT_START", "exit 1")).await;
    let (first, second, warm_up) =
        tokio::join!(invoke(&function, "1"), invoke(&function, "2"), function.warm_up());
    assert_eq!((first.status, second.status), (Status::InitError, Status::InitError));
    assert!(matches!(warm_up, Err(InitFailure::Exited { .. })));
}
