//! The extension where Lambda tells it of no invocation: on managed instances.

#![cfg(target_os = "linux")]

mod support;

use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lamplight_emulator::backends::Backend;
use serde_json::{Value, json};
use support::{Port, extension};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};

/// Lambda's side, as far as the extension asks for it there.
#[derive(Default)]
struct Lambda {
    registered: Mutex<Option<Value>>,
    /// It ends.
    ends: Notify,
}

// === impl Lambda ===

impl Lambda {
    /// Answers on one connection. Where telemetry is to be sent is told.
    async fn answer(&self, stream: TcpStream, subscribed: mpsc::UnboundedSender<u16>) -> Option<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let (head, body) = read(&mut stream).await?;
            let body = match head.split_whitespace().nth(1)? {
                path if path.ends_with("/register") => {
                    *self.registered.lock().expect("nobody panicked") = Some(body);
                    json!({ "functionName": "orders", "functionVersion": "1", "handler": "bootstrap" })
                }
                path if path.ends_with("/telemetry") => {
                    let uri = body["destination"]["URI"].as_str()?;
                    let port = uri.trim_end_matches('/').rsplit(':').next()?.parse().ok()?;
                    let _ = subscribed.send(port);
                    json!("OK")
                }
                _ => {
                    self.ends.notified().await;
                    let deadline = lamplight::core::clock::Clock::system().now().as_millis() + 2000;
                    json!({ "eventType": "SHUTDOWN", "shutdownReason": "spindown", "deadlineMs": deadline })
                }
            };
            let body = body.to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\nLambda-Extension-Identifier: 1\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(head.as_bytes()).await.ok()?;
        }
    }
}

/// A process that does not outlive the test, whatever comes of it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, as a rule.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The first line of a request, and its body.
async fn read(stream: &mut BufReader<TcpStream>) -> Option<(String, Value)> {
    let (mut first, mut length) = (String::new(), 0);
    stream.read_line(&mut first).await.ok().filter(|length| *length > 0)?;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((first, serde_json::from_slice(&body).unwrap_or_default()))
}

#[tokio::test]
async fn it_asks_for_the_end_only_and_sends_by_the_clock() {
    let folder = TempDir::new().expect("a folder");
    let collector = Backend::otlp().start().await.expect("a collector");
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let lambda = Arc::new(Lambda::default());
    let (subscribed, mut subscriptions) = mpsc::unbounded_channel();
    let serving = lambda.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (lambda, subscribed) = (serving.clone(), subscribed.clone());
            tokio::spawn(async move { lambda.answer(stream, subscribed).await });
        }
    });
    let own = Port::reserve();
    let extension = std::process::Command::new(extension())
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
        .env("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances")
        .env("AWS_LAMBDA_FUNCTION_NAME", "orders")
        .env("LAMPLIGHT_OTLP_PORT", own.number.to_string())
        .env("LAMPLIGHT_SOCKET", own.link())
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
        .env("TMPDIR", folder.path())
        .stdin(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut extension = Running(extension);
    let port = subscriptions.recv().await.expect("it subscribes");
    let registered = lambda.registered.lock().expect("nobody panicked").clone();
    assert_eq!(registered, Some(json!({ "events": ["SHUTDOWN"] })));
    let report = json!([{ "time": "2026-01-31T23:59:59.999Z", "type": "platform.report", "record": {
        "requestId": "r", "status": "success", "metrics": { "durationMs": 3 } } }])
    .to_string();
    let mut telemetry = TcpStream::connect(("127.0.0.1", port)).await.expect("it listens");
    let request =
        format!("POST / HTTP/1.1\r\nHost: sandbox\r\nContent-Length: {}\r\n\r\n{report}", report.len());
    telemetry.write_all(request.as_bytes()).await.expect("it takes it");
    // Nobody tells it of an invocation, and it sends all the same.
    let sent = tokio::time::timeout(Duration::from_secs(60), collector.received(1)).await;
    sent.expect("it sends by the clock");
    assert!(collector.signals().points.iter().any(|point| point.metric == "faas.invocations"));
    lambda.ends.notify_one();
    let status = tokio::task::spawn_blocking(move || extension.0.wait()).await.expect("it ends");
    assert!(status.expect("it was started").success());
}
