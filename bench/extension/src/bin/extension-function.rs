//! A function that speaks to the extension by hand, so that nothing else is measured: it announces the invocation, posts
//! spans as OTLP, works for a while, and says that it is done.

use std::time::Duration;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use lamplight_core::clock::Clock;
use lamplight_core::link::{Begin, Done, Message, Name};
use lamplight_core::lookup::{Lookup, ProcessEnvironment};
use lamplight_core::trace::{SpanId, TraceId};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[derive(Deserialize)]
struct Event {
    handler_us: u64,
    spans: u32,
    fill: usize,
}

async fn handler(event: LambdaEvent<Event>) -> Result<(), Error> {
    let Event { handler_us, spans, fill } = event.payload;
    let request_id = event.context.request_id;
    let link = Name::from_lookup(&ProcessEnvironment).connect()?;
    let trace_id = TraceId::from_bytes([7; 16]).ok_or("no id")?;
    let begin = Begin {
        request_id: request_id.clone(),
        trace_id,
        root: SpanId::from_bytes([7; 8]).ok_or("no id")?,
        parent: None,
        sampled: true,
        name: "measured".to_owned(),
        kind: 2,
        start: Clock::system().now(),
    };
    link.send(&Message::Begin(begin))?;
    tokio::time::sleep(Duration::from_micros(handler_us)).await;
    post(&body(spans, fill)).await?;
    link.send(&Message::Done(Done { request_id, root_sent: true, spans }))?;
    Ok(())
}

/// A collector that is full is as good as one that takes it: what is measured is the extension.
async fn post(body: &[u8]) -> Result<(), Error> {
    let port = ProcessEnvironment.get("LAMPLIGHT_OTLP_PORT")?.ok_or("no port")?;
    let mut stream = TcpStream::connect(("127.0.0.1", port.parse()?)).await?;
    let head = format!(
        "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-protobuf\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    if answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 429") {
        Ok(())
    } else {
        Err(answer.into())
    }
}

/// `ExportTraceServiceRequest` with one resource and one scope.
fn body(spans: u32, fill: usize) -> Vec<u8> {
    let mut scope = Vec::new();
    for number in 1..=u64::from(spans) {
        let mut span = Vec::new();
        message(&mut span, 1, &[7; 16]);
        message(&mut span, 2, &number.to_be_bytes());
        message(&mut span, 5, &vec![b'x'; fill]);
        message(&mut scope, 2, &span);
    }
    let mut resource = Vec::new();
    message(&mut resource, 2, &scope);
    let mut request = Vec::new();
    message(&mut request, 1, &resource);
    request
}

fn message(out: &mut Vec<u8>, number: u8, bytes: &[u8]) {
    out.push(number << 3 | 2);
    let mut length = bytes.len();
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(bytes);
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(handler)).await
}
