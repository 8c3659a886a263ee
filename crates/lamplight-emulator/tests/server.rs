//! The invoke endpoint, called as the AWS CLI and SDKs call it.

mod support;

use std::net::SocketAddr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use lamplight_emulator::{BindError, EventKind, Function, FunctionConfig, Server, Status};
use support::{raw, start};

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("the header is text"))
    }
}

async fn serve(functions: impl IntoIterator<Item = Function>) -> Server {
    Server::bind(([127, 0, 0, 1], 0).into(), functions).await.expect("a free port")
}

async fn send(server: &Server, request: http::request::Builder, body: impl Into<Bytes>) -> Reply {
    send_to(server.local_addr(), request, body).await
}

async fn send_to(address: SocketAddr, request: http::request::Builder, body: impl Into<Bytes>) -> Reply {
    let stream = tokio::net::TcpStream::connect(address).await.expect("the server listens");
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("a connection");
    let connection = tokio::spawn(connection);
    let request = request.header("host", "localhost").body(Full::new(body.into())).expect("a request");
    let response = sender.send_request(request).await.expect("a response");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    connection.abort();
    Reply { status: parts.status, headers: parts.headers, body }
}

fn post(function: &str) -> http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri(format!("/2015-03-31/functions/{function}/invocations"))
        .header("content-type", "application/x-amz-json-1.0")
}

#[tokio::test]
async fn a_function_is_invoked_by_name_and_by_arn() {
    let server = serve([start(raw()).await]).await;
    for name in [
        "raw",
        "raw:$LATEST",
        "arn:aws:lambda:us-east-1:000000000000:function:raw",
        "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Araw%3Alive",
        "function",
    ] {
        let reply = send(&server, post(name), r#"{"n":1}"#).await;
        assert_eq!((reply.status, reply.text()), (StatusCode::OK, r#"{"n":1}"#), "{name}");
        assert_eq!(reply.header("x-amz-executed-version"), Some("$LATEST"));
        assert_eq!(reply.header("x-amz-function-error"), None);
        assert_eq!(reply.header("x-amz-log-result"), None);
        assert!(reply.header("x-amzn-requestid").is_some());
    }
    server.shutdown().await;
}

#[tokio::test]
async fn several_functions_are_told_apart_by_name() {
    let other = FunctionConfig::new("other", support::example("raw-function")).version("7");
    let server = serve([start(raw()).await, start(other).await]).await;
    let reply = send(&server, post("other"), "\"!headers\"").await;
    assert!(reply.text().contains(":function:other\r\n"), "{}", reply.text());
    assert_eq!(reply.header("x-amz-executed-version"), Some("7"));
    let missing = send(&server, post("function"), "1").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND, "which one is not clear");
}

#[tokio::test]
async fn what_the_caller_sends_in_headers_reaches_the_function() {
    let server = serve([start(raw()).await]).await;
    let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";
    let request = post("raw?Qualifier=live")
        .uri("/2015-03-31/functions/raw/invocations?Qualifier=live")
        .header("x-amzn-trace-id", trace)
        .header("x-amz-tenant-id", "blue")
        .header("x-amz-client-context", BASE64_STANDARD.encode(r#"{"custom":{"a":"b"}}"#));
    let reply = send(&server, request, "\"!headers\"").await;
    for expected in [
        "Lambda-Runtime-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;",
        "Lambda-Runtime-Aws-Tenant-Id: blue\r\n",
        "Lambda-Runtime-Client-Context: {\"custom\":{\"a\":\"b\"}}\r\n",
        ":function:raw:live\r\n",
    ] {
        assert!(reply.text().contains(expected), "{expected} in\n{}", reply.text());
    }
    let id = format!("Lambda-Runtime-Aws-Request-Id: {}", reply.header("x-amzn-requestid").expect("an id"));
    assert!(reply.text().contains(&id));
}

#[tokio::test]
async fn an_error_of_the_function_is_an_answer_with_a_header() {
    let server = serve([start(raw()).await]).await;
    let reply = send(&server, post("raw"), "\"!error Function.Declined\"").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("x-amz-function-error"), Some("Unhandled"));
    assert!(reply.text().contains("Function.Declined"));
}

#[tokio::test]
async fn the_end_of_the_log_comes_with_the_answer_when_asked_for() {
    let server = serve([start(raw()).await]).await;
    let request = post("raw").header("x-amz-log-type", "Tail");
    let reply = send(&server, request, "\"!print hello\"").await;
    let log = reply.header("x-amz-log-result").expect("there is a log");
    let log = String::from_utf8(BASE64_STANDARD.decode(log).expect("base64")).expect("text");
    assert!(log.starts_with("START RequestId: ") && log.contains("\nhello\n"), "{log}");
    assert!(log.contains("\nREPORT RequestId: "), "{log}");
}

#[tokio::test]
async fn an_event_is_taken_at_once_and_run_later() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    let server = serve([function]).await;
    let request = post("raw").header("x-amz-invocation-type", "Event");
    let reply = send(&server, request, "\"!sleep 20\"").await;
    assert_eq!((reply.status, reply.text()), (StatusCode::ACCEPTED, ""));
    let id = reply.header("x-amzn-requestid").expect("an id").to_owned();
    let done = support::event(&mut events, |event| match event.kind {
        EventKind::InvocationEnded(done) => Some(done),
        _ => None,
    })
    .await;
    assert_eq!((&done.request_id, done.status), (&id, Status::Success));
}

#[tokio::test]
async fn a_dry_run_runs_nothing() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    let server = serve([function]).await;
    let request = post("raw").header("x-amz-invocation-type", "DryRun");
    assert_eq!(send(&server, request, "1").await.status, StatusCode::NO_CONTENT);
    assert!(events.try_recv().is_none());
}

#[tokio::test]
async fn a_payload_that_is_absent_is_an_empty_object() {
    let server = serve([start(raw()).await]).await;
    assert_eq!(send(&server, post("raw"), "").await.text(), "{}");
}

#[tokio::test]
async fn what_the_service_turns_down_it_names() {
    let server = serve([start(raw()).await]).await;
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:missing";
    let limit = 6 * 1024 * 1024;
    let too_large = format!("\"{}\"", "a".repeat(limit - 1));
    let event_too_large = format!("\"{}\"", "a".repeat(1024 * 1024));
    let type_of = |kind| post("raw").header("x-amz-invocation-type", kind);
    for (request, body, status, kind, message) in [
        (post("missing"), "1", 404, "ResourceNotFoundException", format!("Function not found: {arn}")),
        (
            post("missing:live"),
            "1",
            404,
            "ResourceNotFoundException",
            format!("Function not found: {arn}:live"),
        ),
        (
            post("raw"),
            "{",
            400,
            "InvalidRequestContentException",
            "Could not parse request body into json: EOF while parsing an object at line 1 column 1".into(),
        ),
        (
            post("raw"),
            &too_large,
            413,
            "RequestTooLargeException",
            "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"
                .into(),
        ),
        (
            type_of("Event"),
            &event_too_large,
            413,
            "RequestTooLargeException",
            "1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)".into(),
        ),
        (
            type_of("Later"),
            "1",
            400,
            "InvalidParameterValueException",
            "X-Amz-Invocation-Type is \"Later\", allowed is RequestResponse, Event or DryRun".into(),
        ),
        (
            post("raw").header("x-amz-log-type", "All"),
            "1",
            400,
            "InvalidParameterValueException",
            "X-Amz-Log-Type is \"All\", allowed is None or Tail".into(),
        ),
        (
            post("raw").header("x-amz-client-context", "{}"),
            "1",
            400,
            "InvalidParameterValueException",
            "X-Amz-Client-Context is \"{}\", allowed is JSON in base64".into(),
        ),
        (
            Request::get("/nowhere"),
            "",
            404,
            "UnknownOperationException",
            "GET /nowhere is not served here; POST /2015-03-31/functions/{name}/invocations and GET / are"
                .into(),
        ),
    ] {
        let reply = send(&server, request, body.to_owned()).await;
        assert_eq!((reply.status.as_u16(), reply.header("x-amzn-errortype")), (status, Some(kind)));
        let expected = serde_json::json!({ "Type": "User", "Message": message });
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&reply.body).expect("JSON"), expected);
    }
}

#[tokio::test]
async fn a_web_page_cannot_run_a_function() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    let server = serve([function]).await;
    let reply = send(&server, post("raw").header("origin", "https://example.com"), "1").await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert_eq!(reply.header("x-amzn-errortype"), Some("AccessDeniedException"));
    assert!(events.try_recv().is_none());
}

#[tokio::test]
async fn a_payload_at_the_limit_is_taken() {
    let server = serve([start(raw()).await]).await;
    let payload = format!("\"{}\"", "a".repeat(6 * 1024 * 1024 - 2));
    assert_eq!(send(&server, post("raw"), payload.clone()).await.body, payload);
}

#[tokio::test]
async fn a_function_that_is_shut_down_is_a_fault_of_the_service() {
    let function = start(raw()).await;
    let server = serve([function.clone()]).await;
    function.shutdown().await;
    let reply = send(&server, post("raw"), "1").await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(reply.text(), r#"{"Type":"Service","Message":"function \"raw\" is shut down"}"#);
}

#[tokio::test]
async fn what_there_is_no_room_for_is_throttled_as_the_service_does() {
    let function = start(raw().queue(0)).await;
    let mut events = function.subscribe();
    let server = serve([function]).await;
    let running = tokio::spawn(send_to(server.local_addr(), post("raw"), "\"!sleep 200\""));
    let started = |event: lamplight_emulator::Event| {
        matches!(event.kind, EventKind::InvocationStarted { .. }).then_some(())
    };
    support::event(&mut events, started).await;
    let reply = send(&server, post("raw"), "1").await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.header("x-amzn-errortype"), Some("TooManyRequestsException"));
    let body = r#"{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","Message":"Rate Exceeded."}"#;
    assert_eq!(reply.text(), body);
    assert_eq!(running.await.expect("an answer").status, StatusCode::OK);
}

#[tokio::test]
async fn the_front_page_says_that_it_is_there() {
    let server = serve([start(raw()).await]).await;
    let reply = send(&server, Request::get("/"), "").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.text().contains("POST /2015-03-31/functions/raw/invocations\n"), "{}", reply.text());
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let server = serve([]).await;
    let address = server.local_addr();
    let error = Server::bind(address, []).await.expect_err("somebody listens there");
    assert!(matches!(error, BindError::InUse { .. }), "{error:?}");
    let message = format!("cannot listen on {address}: the address is in use by another process");
    assert_eq!(error.to_string(), message);
}

#[tokio::test]
async fn two_functions_of_one_name_are_a_mistake() {
    let function = start(raw()).await;
    let error = Server::bind(([127, 0, 0, 1], 0).into(), [function.clone(), function]).await;
    let error = error.expect_err("the name is not clear");
    assert_eq!(error.to_string(), "two functions are named \"raw\": each needs a name of its own");
}

#[tokio::test]
async fn a_shutdown_waits_for_the_answers_that_are_due() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    let server = serve([function]).await;
    let asking = tokio::spawn(send_to(server.local_addr(), post("raw"), "\"!sleep 50\""));
    let started = |event: lamplight_emulator::Event| {
        matches!(event.kind, EventKind::InvocationStarted { .. }).then_some(())
    };
    support::event(&mut events, started).await;
    server.shutdown().await;
    // A connection that was cut would have no answer.
    assert_eq!(asking.await.expect("an answer").status, StatusCode::OK);
}
