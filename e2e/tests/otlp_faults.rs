//! An OTLP endpoint that misbehaves: the handler's result and the deadline are unharmed, the loss is counted and
//! said once.

mod support;

use std::time::Duration;

use lamplight_emulator::{Invocation, LineSource, Status};
use serde_json::{Value, json};
use support::{config, invoke, started, texts};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The answer of an endpoint that behaves.
const TAKEN: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// How an endpoint misbehaves.
#[derive(Clone, Copy, Debug)]
enum Endpoint {
    /// Nobody listens.
    Refuses,
    /// Takes the connection, and never answers.
    Hangs,
    /// Answers after this time.
    Slow(Duration),
    /// Answers with this.
    Answers(&'static str),
    /// Answers the first request of a connection with this, and takes the others.
    AnswersOnce(&'static str),
    /// Resets the connection in the middle of the request.
    Resets,
}

impl Endpoint {
    /// Its address. It is there until the test ends.
    async fn start(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        if !matches!(self, Self::Refuses) {
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(self.serve(stream));
                }
            });
        }
        format!("http://{address}")
    }

    async fn serve(self, mut stream: TcpStream) {
        if matches!(self, Self::Resets) {
            // Closed with data unread, which the peer sees as a reset.
            let _ = stream.read(&mut [0; 10]).await;
            return;
        }
        let mut is_first = true;
        let mut request = vec![0; 64 * 1024];
        // Requests here are small: what one read gives is one request.
        while let Ok(1..) = stream.read(&mut request).await {
            let answer = match self {
                Self::Refuses | Self::Hangs | Self::Resets => std::future::pending().await,
                Self::Slow(time) => {
                    tokio::time::sleep(time).await;
                    TAKEN
                }
                Self::Answers(answer) => answer,
                Self::AnswersOnce(answer) if is_first => answer,
                Self::AnswersOnce(_) => TAKEN,
            };
            is_first = false;
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

/// Three invocations against this endpoint, and what was said on stderr.
async fn invocations(endpoint: Endpoint) -> (Vec<Invocation>, Vec<Value>) {
    invocations_with_flush(endpoint, "300").await
}

/// The same, with this many milliseconds for a flush.
async fn invocations_with_flush(endpoint: Endpoint, flush: &str) -> (Vec<Invocation>, Vec<Value>) {
    let address = endpoint.start().await;
    let config = config!("signals").env("OTEL_EXPORTER_OTLP_ENDPOINT", address);
    let function = started(config.env("LAMPLIGHT_FLUSH_TIMEOUT", flush)).await;
    let mut done = Vec::new();
    for _ in 0..3 {
        done.push(invoke(&function, &json!("well")).await);
    }
    function.shutdown().await;
    let said = done.iter().flat_map(|done| texts(done, LineSource::Stderr));
    let said = said.map(|text| serde_json::from_str(&text).expect(&text)).collect();
    (done, said)
}

/// Every invocation succeeds, none waits for longer than the flush may take, and the loss is said once.
async fn costs_spans_but_no_invocation(endpoint: Endpoint) {
    let (done, said) = invocations(endpoint).await;
    for invocation in &done {
        assert_eq!((invocation.status, &invocation.payload[..]), (Status::Success, &b"\"well\""[..]));
        let duration = invocation.report.duration;
        assert!(duration < Duration::from_millis(1500), "{endpoint:?}: {duration:?}");
    }
    assert_eq!(said.len(), 1, "{endpoint:?}: {said:?}");
    assert_eq!(said[0]["level"], "WARN");
}

#[tokio::test]
async fn refused() {
    costs_spans_but_no_invocation(Endpoint::Refuses).await;
}

#[tokio::test]
async fn hung() {
    costs_spans_but_no_invocation(Endpoint::Hangs).await;
}

#[tokio::test]
async fn too_slow() {
    costs_spans_but_no_invocation(Endpoint::Slow(Duration::from_secs(30))).await;
}

#[tokio::test]
async fn too_many_requests() {
    let answer = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 60\r\ncontent-length: 0\r\n\r\n";
    costs_spans_but_no_invocation(Endpoint::Answers(answer)).await;
}

#[tokio::test]
async fn unavailable() {
    let answer = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";
    costs_spans_but_no_invocation(Endpoint::Answers(answer)).await;
}

#[tokio::test]
async fn taken_in_part() {
    // The message of the protocol that says that one span was refused.
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n\u{a}\u{4}\u{8}\u{1}\u{12}\u{0}";
    costs_spans_but_no_invocation(Endpoint::Answers(answer)).await;
}

#[tokio::test]
async fn a_refusal_that_passes_within_the_flush_loses_nothing() {
    for answer in [
        "HTTP/1.1 429 Too Many Requests\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
    ] {
        // Long enough for a busy machine.
        let (done, said) = invocations_with_flush(Endpoint::AnswersOnce(answer), "20000").await;
        assert!(said.is_empty(), "{answer}: {said:?}");
        assert!(done.iter().all(|invocation| invocation.status == Status::Success));
    }
}

#[tokio::test]
async fn internal_error() {
    let answer = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 4\r\n\r\noops";
    costs_spans_but_no_invocation(Endpoint::Answers(answer)).await;
}

#[tokio::test]
async fn garbage() {
    costs_spans_but_no_invocation(Endpoint::Answers("\u{1}\u{2}\u{3} what\r\n\r\n")).await;
}

#[tokio::test]
async fn reset() {
    costs_spans_but_no_invocation(Endpoint::Resets).await;
}

#[tokio::test]
async fn slow_but_in_time_loses_nothing_and_the_response_does_not_wait() {
    let (done, said) = invocations(Endpoint::Slow(Duration::from_millis(150))).await;
    assert!(said.is_empty(), "{said:?}");
    for invocation in &done[1..] {
        let (response, all) = (invocation.handler_duration.expect("it answered"), invocation.report.duration);
        assert!(all >= Duration::from_millis(150), "{all:?}");
        assert!(all - response >= Duration::from_millis(100), "{response:?} of {all:?}");
    }
}
