//! Whatever an invocation ends with: the caller gets Lambda's usual answer, and the log has one line that says
//! what went wrong.

mod support;

use lamplight_emulator::{LineSource, Status};
use serde_json::{Value, json};
use support::{config, invoke, json_lines, lines_at, started, texts};

#[tokio::test]
async fn a_line_carries_the_invocation_it_belongs_to() {
    let function = started(config!("commands").memory_mb(512)).await;
    let cold = invoke(&function, &json!({ "do": "echo", "value": [1, 2] })).await;
    let warm = invoke(&function, &json!({ "do": "echo", "value": null })).await;
    assert_eq!((cold.status, &cold.payload[..]), (Status::Success, &b"[1,2]"[..]));
    for (invocation, is_cold) in [(&cold, true), (&warm, false)] {
        let lines = json_lines(invocation);
        let called = lines.last().expect("a line");
        assert_eq!(called["level"], "INFO");
        assert_eq!(called["message"], "called");
        assert_eq!(called["kind"], "echo");
        assert_eq!(called["service"], "commands");
        assert_eq!(called["function_name"], "commands");
        assert_eq!(called["function_memory_size"], 512);
        assert_eq!(called["cold_start"], is_cold);
        assert_eq!(called["function_request_id"], invocation.request_id);
        let header = invocation.trace_header.as_deref().expect("tracing is active");
        let root = called["xray_trace_id"].as_str().expect("a trace id");
        assert!(header.contains(root), "{root} in {header}");
        assert_eq!(called["trace_id"].as_str().map(str::len), Some(32));
    }
    let ready = &json_lines(&cold)[0];
    assert_eq!((&ready["message"], &ready["function_name"]), (&json!("ready"), &json!("commands")));
    assert_eq!(ready.get("function_request_id"), None, "the initialisation belongs to no invocation");
    function.shutdown().await;
}

/// One event, the type and message the caller gets, and the one `ERROR` line.
async fn failed(event: Value) -> (String, String, Value) {
    let function = started(config!("commands")).await;
    invoke(&function, &json!({ "do": "echo", "value": null })).await;
    let failed = invoke(&function, &event).await;
    assert_eq!(failed.status, Status::HandlerError);
    let errors = lines_at(&failed, "ERROR");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["function_request_id"], failed.request_id);
    assert_eq!(texts(&failed, LineSource::Stderr), [""; 0]);
    let after = invoke(&function, &json!({ "do": "echo", "value": null })).await;
    assert!(after.status == Status::Success && !after.cold, "the process goes on");
    function.shutdown().await;
    let error = failed.error.expect("it failed");
    (error.error_type, error.message, errors[0].clone())
}

#[tokio::test]
async fn an_error_has_its_type_its_text_and_its_sources() {
    let (error_type, message, line) = failed(json!({ "do": "fail" })).await;
    assert_eq!(error_type, "SaveError");
    assert_eq!(message, "order 7 could not be saved: disk on fire");
    assert_eq!(line["message"], "order 7 could not be saved");
    let error =
        json!({ "type": "SaveError", "message": "order 7 could not be saved", "chain": ["disk on fire"] });
    assert_eq!(line["error"], error);
}

#[tokio::test]
async fn a_panic_is_one_line_with_the_place_it_happened_in() {
    let (error_type, message, line) = failed(json!({ "do": "panic" })).await;
    assert_eq!((error_type.as_str(), message.as_str()), ("panic", "at the disco"));
    assert_eq!(line["error"], json!({ "type": "panic", "message": "at the disco" }));
    let location = line["location"].as_str().expect("a place");
    assert!(location.contains("commands.rs:"), "{location}");
}

#[tokio::test]
async fn an_event_that_cannot_be_read_says_where() {
    let (error_type, message, line) = failed(json!({ "do": "log", "lines": "many", "width": 3 })).await;
    assert_eq!(error_type, "Runtime.UnmarshalError");
    let expected = "the event cannot be read as Command: invalid type: string \"many\", expected u32";
    assert!(message.starts_with(expected), "{message}");
    assert_eq!(line["message"], message);
    assert_eq!(line["error"]["type"], "Runtime.UnmarshalError");
}

#[tokio::test]
async fn a_panic_in_a_task_of_its_own_is_a_line_and_not_the_end() {
    let function = started(config!("commands")).await;
    let done = invoke(&function, &json!({ "do": "panic_in_task" })).await;
    assert_eq!((done.status, &done.payload[..]), (Status::Success, &br#"{"panicked":true}"#[..]));
    let errors = lines_at(&done, "ERROR");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["message"], "in a task");
    assert_eq!(errors[0]["function_request_id"], done.request_id);
    function.shutdown().await;
}

#[tokio::test]
async fn a_stack_made_by_hand_says_the_same() {
    let function = started(config!("by_hand")).await;
    assert_eq!(invoke(&function, &json!(21)).await.payload, "42");
    for (event, error_type, message) in
        [(json!(0), "Error", "\"zero is nothing\""), (json!(13), "panic", "unlucky")]
    {
        let failed = invoke(&function, &event).await;
        let errors = lines_at(&failed, "ERROR");
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0]["error"]["type"], error_type);
        assert_eq!(errors[0]["message"], message);
    }
    let unread = invoke(&function, &json!("a text")).await;
    assert_eq!(unread.status, Status::HandlerError);
    let errors = lines_at(&unread, "ERROR");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["error"]["type"], "Runtime.UnmarshalError");
    let message = errors[0]["message"].as_str().expect("a message");
    assert!(message.contains("invalid type: string"), "what the runtime says: {message}");
    function.shutdown().await;
}

#[tokio::test]
async fn a_streamed_response_arrives_and_what_its_body_logs_has_its_invocation() {
    let function = started(config!("streaming")).await;
    let done = invoke(&function, &json!({})).await;
    assert_eq!(done.status, Status::Success);
    assert!(done.payload.ends_with(b"chunk 1\nchunk 2\nchunk 3\n"), "{:?}", done.payload);
    let lines = lines_at(&done, "INFO");
    let messages: Vec<_> = lines.iter().map(|line| line["message"].clone()).collect();
    assert_eq!(messages, ["streaming", "polled", "polled", "polled", "polled"]);
    for line in &lines {
        assert_eq!(line["function_request_id"], done.request_id, "{line}");
    }
    function.shutdown().await;
}

#[tokio::test]
async fn a_handler_that_can_be_neither_cloned_nor_sent_runs_sequentially() {
    let function = started(config!("sequential")).await;
    assert_eq!(invoke(&function, &json!(2)).await.payload, "2");
    let done = invoke(&function, &json!(3)).await;
    assert_eq!((&done.payload[..], &json_lines(&done)[0]["count"]), (&b"5"[..], &json!(5)));
    let failed = invoke(&function, &json!(0)).await;
    assert_eq!(failed.error.expect("it failed").message, "nothing to count");
    function.shutdown().await;
}

#[tokio::test]
async fn a_timeout_is_announced_before_it_comes() {
    let function = started(config!("commands").timeout(std::time::Duration::from_millis(700))).await;
    let late = invoke(&function, &json!({ "do": "sleep", "ms": 60_000 })).await;
    assert_eq!(late.status, Status::Timeout);
    let warnings = lines_at(&late, "WARN");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0]["message"], "the function times out in 100 ms and the handler is still running");
    assert_eq!(warnings[0]["function_request_id"], late.request_id);
    let next = invoke(&function, &json!({ "do": "echo", "value": 1 })).await;
    assert!(next.cold && next.status == Status::Success);
    function.shutdown().await;
}
