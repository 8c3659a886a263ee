//! Requests of a real client to a real server on this machine.

mod support;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Empty;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::settings::SettingsBuilder;
use lamplight_tracer::client::{TraceClient, TraceClientLayer};
use opentelemetry::Value;
use opentelemetry::trace::{SpanKind, Status};
use support::{attribute, event, subscriber, tracer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower::{Service as _, ServiceExt as _};
use tower_layer::Layer;

const HEADER: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

type HttpClient = TraceClient<Client<HttpConnector, Empty<Bytes>>>;

fn client() -> HttpClient {
    TraceClientLayer::new().layer(Client::builder(TokioExecutor::new()).build_http())
}

/// Answers with the status that the path says, or not at all. Where it listens, and the heads that it read.
async fn server() -> (u16, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let (send, heads) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(serve(connection, send.clone()));
        }
    });
    (port, heads)
}

async fn serve(mut connection: TcpStream, heads: UnboundedSender<String>) -> Option<()> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        (connection.read_buf(&mut bytes).await.ok()? > 0).then_some(())?;
    }
    let head = String::from_utf8(bytes).expect("a head is text");
    let status = head.split(['/', '?', ' ']).find_map(|part| part.parse::<u16>().ok());
    heads.send(head).ok()?;
    let status = StatusCode::from_u16(status?).expect("a good status");
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    connection.write_all(answer.as_bytes()).await.ok()
}

/// One request in an invocation with this header: its status, or what went wrong.
async fn request(tracer: &lamplight_tracer::Tracer, header: &str, uri: String) -> Result<u16, String> {
    let (send, mut result) = unbounded_channel();
    let handler = service_fn(move |_: LambdaEvent<()>| {
        let (uri, send) = (uri.clone(), send.clone());
        async move {
            let request = Request::put(uri).body(Empty::new()).expect("a good request");
            let mut client = client();
            let answer = client.ready().await.expect("always ready").call(request).await;
            send.send(answer.map(|answer| answer.status().as_u16()).map_err(|error| error.to_string()))
                .expect("the test waits");
            Ok::<_, std::io::Error>(())
        }
    });
    tracer.layer().layer(handler).oneshot(event("r1", Some(header), ())).await.expect("fine");
    result.recv().await.expect("it was made")
}

#[tokio::test]
async fn a_request_is_a_span_and_the_one_who_answers_is_told_of_it() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let (port, mut heads) = server().await;
    let answer = request(&tracer, HEADER, format!("http://127.0.0.1:{port}/204?key=secret")).await;
    assert_eq!(answer, Ok(204));
    let (span, root) = (kept.span("PUT"), kept.span("orders"));
    assert_eq!((&span.span_kind, &span.status), (&SpanKind::Client, &Status::Unset));
    assert_eq!(span.parent_span_id, root.span_context.span_id());
    for (key, value) in [
        ("http.request.method", Value::from("PUT")),
        ("url.full", format!("http://127.0.0.1:{port}/204").into()),
        ("server.address", "127.0.0.1".into()),
        ("server.port", i64::from(port).into()),
        ("http.response.status_code", 204.into()),
    ] {
        assert_eq!(attribute(&span, key), Some(value), "{key}");
    }
    assert_eq!(attribute(&span, "error.type"), None);
    let head = heads.recv().await.expect("it was read");
    let id = span.span_context.span_id();
    for header in [
        format!("x-amzn-trace-id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent={id};Sampled=1"),
        format!("traceparent: 00-5759e988bd862e3fe1be46a994272793-{id}-01"),
    ] {
        assert!(head.lines().any(|line| line == header), "{header} in {head}");
    }
}

#[tokio::test]
async fn a_status_from_400_on_is_an_error_of_the_client() {
    for status in [404, 429, 503] {
        let (tracer, kept, _) = tracer(SettingsBuilder::new());
        let _default = tracing::subscriber::set_default(subscriber(&tracer));
        let (port, _heads) = server().await;
        assert_eq!(request(&tracer, HEADER, format!("http://127.0.0.1:{port}/{status}")).await, Ok(status));
        let span = kept.span("PUT");
        assert_eq!(span.status, Status::error(""));
        assert_eq!(attribute(&span, "error.type"), Some(status.to_string().into()));
        assert_eq!(attribute(&span, "http.response.status_code"), Some(i64::from(status).into()));
        assert_eq!(
            kept.span("orders").status,
            Status::Unset,
            "what the handler makes of it is its own affair"
        );
    }
}

#[tokio::test]
async fn no_answer_is_an_error_that_says_why() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let (port, _heads) = server().await;
    let error =
        request(&tracer, HEADER, format!("http://127.0.0.1:{port}/none")).await.expect_err("no answer");
    let span = kept.span("PUT");
    assert_eq!(span.status, Status::error(error));
    assert_eq!(attribute(&span, "error.type"), Some("Error".into()));
    assert_eq!(attribute(&span, "http.response.status_code"), None);
}

#[tokio::test]
async fn in_a_request_that_is_not_sampled_there_is_no_span_and_callees_are_told() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let (port, mut heads) = server().await;
    let header = HEADER.replace("Sampled=1", "Sampled=0");
    assert_eq!(request(&tracer, &header, format!("http://127.0.0.1:{port}/200")).await, Ok(200));
    assert!(kept.spans().is_empty());
    let head = heads.recv().await.expect("it was read");
    assert!(head.contains(&format!("x-amzn-trace-id: {header}\r\n")), "{head}");
}

#[tokio::test]
async fn outside_of_an_invocation_a_request_is_as_it_was() {
    let (port, mut heads) = server().await;
    let request =
        Request::get(format!("http://127.0.0.1:{port}/200")).body(Empty::new()).expect("a good request");
    let answer = client().oneshot(request).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(!heads.recv().await.expect("it was read").contains("trace"));
}
