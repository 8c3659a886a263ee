//! The Runtime API as a function sees it, above all where the function does what it should not.

mod support;

use lamplight_emulator::Status;
use support::{invoke, raw, start, text, written};

#[tokio::test]
async fn a_response_for_another_request_is_refused() {
    let function = start(raw()).await;
    assert_eq!(text(&invoke(&function, "\"!other-id\"").await), "[400,400]");
}

#[tokio::test]
async fn a_response_with_the_id_of_another_invocation_is_refused() {
    let function = start(raw()).await;
    assert_eq!(text(&invoke(&function, "\"!other-invocation-id\"").await), "\"400\"");
}

#[tokio::test]
async fn a_second_response_is_refused_and_the_first_stands() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!respond-twice\"").await;
    assert_eq!(text(&done), "\"first\"");
    assert_eq!(
        written(&done),
        [concat!(
            r#"403 {"errorMessage":"State transition from RuntimeResponseSentState to InvocationResponse "#,
            r#"failed for runtime. Error: State transition is not allowed","errorType":"InvalidStateTransition"}"#
        )]
    );
}

#[tokio::test]
async fn an_init_error_after_the_init_is_refused() {
    let function = start(raw()).await;
    assert_eq!(text(&invoke(&function, "\"!init-error\"").await), "\"403\"");
}

#[tokio::test]
async fn asking_for_an_event_twice_gives_the_same_event() {
    let function = start(raw()).await;
    assert_eq!(text(&invoke(&function, "\"!next\"").await), "\"true\"");
    assert_eq!(invoke(&function, "1").await.status, Status::Success);
}

#[tokio::test]
async fn a_poll_whose_connection_was_closed_gets_no_event() {
    let function = start(raw()).await;
    assert_eq!(invoke(&function, "\"!next-abandoned\"").await.status, Status::Success);
    for _ in 0..3 {
        assert_eq!(invoke(&function, "1").await.status, Status::Success);
    }
}

#[tokio::test]
async fn paths_that_there_are_not_are_not_found() {
    let function = start(raw()).await;
    for (path, expected) in [
        ("/2018-06-01/ping", "200 pong"),
        ("/2018-06-01/runtime", "404 "),
        ("/2018-06-01/runtime/invocation/next/", "404 "),
        ("/2020-01-01/extension", "404 "),
        ("/2020-01-01/extension/event/next", "403 "),
        ("/", "404 "),
        ("/2018-06-01/runtime/init/error", "405 "),
    ] {
        let done = invoke(&function, &format!("\"!get {path}\"")).await;
        assert!(text(&done).starts_with(expected), "{path}: {}", text(&done));
    }
}

#[tokio::test]
async fn a_response_at_the_limit_is_taken_and_one_byte_more_is_not() {
    const LIMIT: usize = 6 * 1024 * 1024 + 100;
    let function = start(raw()).await;
    let done = invoke(&function, &format!("\"!big {LIMIT}\"")).await;
    assert_eq!((done.status, done.payload.len()), (Status::Success, LIMIT));

    let done = invoke(&function, &format!("\"!big {}\"", LIMIT + 1)).await;
    assert_eq!(done.status, Status::BadResponse);
    assert_eq!(
        text(&done),
        concat!(
            r#"{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded "#,
            r#"maximum allowed payload size (6291556 bytes)."}"#
        )
    );
    assert_eq!(written(&done), ["response: 413"]);
    assert_eq!(invoke(&function, "1").await.status, Status::Success, "the process goes on");
}

#[tokio::test]
async fn a_streamed_response_is_put_together() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!stream one two three\"").await;
    assert_eq!((done.status, done.streamed), (Status::Success, true));
    assert_eq!(text(&done), "onetwothree");
    assert_eq!(written(&done), ["stream: 202"]);
}

#[tokio::test]
async fn an_error_in_the_trailers_of_a_stream_is_an_error_after_what_had_come() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!stream-error one two\"").await;
    assert_eq!((done.status, text(&done)), (Status::HandlerError, "onetwo"));
    let error = done.error.expect("there is an error");
    assert_eq!((error.error_type.as_str(), error.message.as_str()), ("Broken", "halfway"));
    assert_eq!(error.reported_type, "Runtime.Broken");
}

#[tokio::test]
async fn a_response_mode_that_there_is_not_is_refused() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!stream-mode buffered\"").await;
    assert_eq!(done.status, Status::BadResponse);
    assert_eq!(done.error.as_ref().map(|e| e.error_type.as_str()), Some("Runtime.InvalidResponseModeHeader"));
    assert_eq!(written(&done), ["stream: 400"]);
    assert_eq!(invoke(&function, "1").await.status, Status::Success, "the process goes on");
}

#[tokio::test]
async fn a_response_that_is_cut_short_is_an_error() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!truncate\"").await;
    assert_eq!(done.status, Status::BadResponse);
    assert_eq!(done.error.as_ref().map(|e| e.error_type.as_str()), Some("Runtime.TruncatedResponse"));
    assert_eq!(invoke(&function, "1").await.status, Status::Success, "the process goes on");
}
