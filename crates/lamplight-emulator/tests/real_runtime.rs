//! The client to satisfy: functions on the real `lambda_runtime`.

mod support;

use std::collections::BTreeSet;

use lamplight_emulator::{Invoke, LineSource, Status};
use serde_json::{Value, json};
use support::{invoke, lambda_runtime, start, text, written};

fn value(text: &str) -> Value {
    serde_json::from_str(text).expect("the payload is JSON")
}

#[tokio::test]
async fn an_event_is_echoed() {
    let function = start(lambda_runtime()).await;
    for n in 0..3 {
        let done = invoke(&function, &json!({ "n": n }).to_string()).await;
        assert_eq!(
            (done.status, done.cold, value(text(&done))),
            (Status::Success, n == 0, json!({ "n": n }))
        );
    }
}

#[tokio::test]
async fn the_context_is_complete() {
    let function = start(lambda_runtime().memory_mb(512)).await;
    let invoke = Invoke::new(r#"{"do":"context"}"#)
        .tenant_id("blue")
        .client_context(r#"{"client":{},"custom":{"a":"b"},"environment":{}}"#);
    let client = "installation_id app_title app_version_name app_version_code app_package_name";
    let fields: Vec<String> = client.split(' ').map(|field| format!("\"{field}\":\"\"")).collect();
    let context = format!(r#"{{"client":{{{}}},"custom":{{"a":"b"}},"environment":{{}}}}"#, fields.join(","));
    let done = function.invoke(invoke.client_context(context)).await.expect("the function is there");
    let context = value(text(&done));
    assert_eq!(context["request_id"], done.request_id.as_str());
    assert_eq!(context["deadline"], done.started_at.saturating_add(support::LONG).as_millis());
    assert_eq!(context["arn"], "arn:aws:lambda:us-east-1:000000000000:function:runtime");
    assert_eq!(context["trace"].as_str(), done.trace_header.as_deref());
    assert_eq!(context["tenant"], "blue");
    assert_eq!(context["client"], json!({ "a": "b" }));
    assert_eq!(context["memory"], 512);
    assert!(context["log_stream"].as_str().is_some_and(|stream| stream.contains("/[$LATEST]")));
}

#[tokio::test]
async fn an_error_is_told_and_the_process_goes_on() {
    let function = start(lambda_runtime()).await;
    let done = invoke(&function, r#"{"do":"fail"}"#).await;
    assert_eq!(done.status, Status::HandlerError);
    let error = done.error.expect("there is an error");
    assert_eq!(
        (error.message.as_str(), error.reported_type.as_str()),
        ("the table is gone", "Runtime.Unknown")
    );
    let next = invoke(&function, "1").await;
    assert_eq!((next.status, next.cold), (Status::Success, false));
}

#[tokio::test]
async fn a_panic_is_an_error_and_the_process_goes_on() {
    let function = start(lambda_runtime()).await;
    let done = invoke(&function, r#"{"do":"panic"}"#).await;
    assert_eq!(done.status, Status::HandlerError);
    assert_eq!(done.error.as_ref().map(|e| e.message.as_str()), Some("Lambda panicked: out of tables"));
    assert!(written(&done).iter().any(|line| line.contains("out of tables")), "{:?}", written(&done));
    assert!(!invoke(&function, "1").await.cold);
}

#[tokio::test]
async fn a_streamed_response_has_its_prelude_and_its_chunks() {
    let function = start(lambda_runtime()).await;
    let done = invoke(&function, r#"{"do":"stream"}"#).await;
    assert_eq!((done.status, done.streamed), (Status::Success, true));
    let (prelude, body) = text(&done).split_once("\0\0\0\0\0\0\0\0").expect("eight zeros end the prelude");
    assert_eq!(value(prelude)["statusCode"], 200);
    assert_eq!(body, "one two three");
}

#[tokio::test]
async fn sixty_four_invocations_run_at_once_and_never_mix() {
    let function = start(lambda_runtime().max_concurrency(64)).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..64 {
        let function = function.clone();
        tasks
            .spawn(async move { (n, invoke(&function, &json!({ "do": "meet", "n": n }).to_string()).await) });
    }
    let done = tasks.join_all().await;
    let ids: BTreeSet<_> = done.iter().map(|(_, done)| done.request_id.as_str()).collect();
    assert_eq!(ids.len(), 64);
    assert_eq!(done.iter().filter(|(_, done)| done.cold).count(), 1, "one process, one cold start");
    for (n, done) in &done {
        let id = done.request_id.as_str();
        assert_eq!(value(text(done)), json!({ "n": n, "id": id }));
        let own: Vec<Value> = done
            .lines
            .iter()
            .filter(|line| line.source == LineSource::Stdout && line.request_id.as_deref() == Some(id))
            .map(|line| value(&line.text))
            .collect();
        let messages: Vec<_> = own.iter().map(|line| (&line["message"], &line["n"])).collect();
        assert_eq!(messages, [(&json!("arrived"), &json!(n)), (&json!("left"), &json!(n))]);
    }
}
