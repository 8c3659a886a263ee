//! The lines that a function writes.

mod support;

use lamplight_emulator::{EventKind, LineSource, LogFormat, Status, StdoutMode, SystemLogLevel};
use support::{event, invoke, raw, start, text, written};

#[tokio::test]
async fn lines_belong_to_the_invocation_that_was_running() {
    let function = start(raw().env("AT_START", "print starting")).await;
    let first = invoke(&function, "\"!print one\"").await;
    let second = invoke(&function, "\"!print two\"").await;
    assert_eq!(written(&first), ["starting", "one", "one (stderr)"]);
    assert_eq!(written(&second), ["two", "two (stderr)"]);
    let ids: Vec<_> = first.lines.iter().map(|line| line.request_id.as_deref()).collect();
    let id = Some(first.request_id.as_str());
    // INIT_START and what was printed at the start, START, the two lines, END, REPORT.
    assert_eq!(ids, [None, None, id, id, id, id, id]);
    assert_eq!(first.lines[4].source, LineSource::Stderr);
}

#[tokio::test]
async fn a_line_that_names_an_earlier_invocation_belongs_to_that() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    let first = invoke(&function, "1").await;
    let second = invoke(&function, &format!("\"!print-id {}\"", first.request_id)).await;
    assert_eq!(written(&second), [""; 0]);
    let line = event(&mut events, |event| match event.kind {
        EventKind::Line(line) if line.text.contains("late") => Some(line),
        _ => None,
    })
    .await;
    assert_eq!(line.request_id, Some(first.request_id));
}

#[tokio::test]
async fn a_line_that_names_some_other_id_belongs_to_the_running_invocation() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!print-id 00000000-0000-4000-8000-000000000000\"").await;
    assert_eq!(written(&done).len(), 1);
}

#[tokio::test]
async fn long_lines_are_split_bad_bytes_replaced_and_a_missing_newline_is_no_loss() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!print-bytes\"").await;
    let lines: Vec<_> = done.lines.iter().filter(|line| line.source == LineSource::Stdout).collect();
    let shapes: Vec<_> = lines.iter().map(|line| (line.text.len(), line.continues)).collect();
    assert_eq!(lines[0].text, "not \u{fffd} utf-8");
    assert_eq!(shapes[1..3], [(256 * 1024, true), (44 * 1024, false)]);
    assert_eq!(lines[3].text, "no newline");
    assert_eq!(lines.len(), 4);
}

#[tokio::test]
async fn a_thousand_lines_all_arrive_before_the_invocation_ends() {
    let function = start(raw()).await;
    let lines: Vec<String> = (0..1000).map(|n| format!("line {n}")).collect();
    let done = invoke(&function, &format!("\"!print {}\"", lines.join("\\n"))).await;
    let stdout: Vec<_> = done.lines.iter().filter(|line| line.source == LineSource::Stdout).collect();
    assert!(stdout.iter().map(|line| &line.text).eq(&lines));
}

#[tokio::test]
async fn with_json_lambdas_own_lines_are_events() {
    let config = raw().log_format(LogFormat::Json).system_log_level(SystemLogLevel::Debug);
    let function = start(config).await;
    let done = invoke(&function, "1").await;
    let kinds: Vec<String> = done
        .lines
        .iter()
        .map(|line| serde_json::from_str::<serde_json::Value>(&line.text).expect("JSON"))
        .map(|line| line["type"].as_str().expect("a type").to_owned())
        .collect();
    assert_eq!(
        kinds,
        [
            "platform.initStart",
            "platform.initRuntimeDone",
            "platform.initReport",
            "platform.start",
            "platform.runtimeDone",
            "platform.report"
        ]
    );
    assert!(done.log_tail().contains(r#""status":"success""#));
}

#[tokio::test]
async fn the_log_tail_is_the_end_of_the_invocations_own_lines() {
    let function = start(raw().env("AT_START", "print starting")).await;
    let done = invoke(&function, "\"!print hello\"").await;
    let tail = done.log_tail();
    assert!(tail.starts_with("START RequestId: "), "{tail}");
    assert!(tail.contains("\nhello\n") && !tail.contains("starting"), "{tail}");
    let long = invoke(&function, &format!("\"!print {}\"", "é".repeat(3000))).await.log_tail();
    assert!((4090..=4096).contains(&long.len()), "{}", long.len());
}

#[tokio::test]
async fn a_function_with_a_closed_stdout_runs_and_sees_its_writes_fail() {
    let function = start(raw().stdout(StdoutMode::Closed)).await;
    let done = invoke(&function, "\"!stdout\"").await;
    assert_eq!((done.status, text(&done)), (Status::Success, "\"BrokenPipe\""));
    let done = invoke(&function, "\"!print hello\"").await;
    assert_eq!(written(&done), ["hello (stderr)"], "standard error is read all the same");
}

#[tokio::test]
async fn a_function_with_a_full_stdout_blocks_in_its_writes_and_can_still_answer() {
    let function = start(raw().stdout(StdoutMode::Full)).await;
    let done = invoke(&function, "\"!stdout-in-thread\"").await;
    assert_eq!((done.status, text(&done)), (Status::Success, "\"Err(Timeout)\""));
}

#[tokio::test]
async fn a_function_that_blocks_in_a_full_stdout_times_out() {
    let timeout = std::time::Duration::from_millis(150);
    let function = start(raw().stdout(StdoutMode::Full).timeout(timeout)).await;
    assert_eq!(invoke(&function, "\"!print hello\"").await.status, Status::Timeout);
}
