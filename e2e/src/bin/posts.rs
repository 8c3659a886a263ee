//! A function that speaks to the extension by hand: it says on the link what it does, posts spans as OTLP, and ends as
//! its event says.

#![forbid(unsafe_code)]

use std::time::Duration;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use lamplight::core::clock::Clock;
use lamplight::core::link::{Begin, Done, Message, Name};
use lamplight::core::lookup::{Lookup, ProcessEnvironment};
use lamplight::core::trace::{SpanId, TraceId};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[derive(Debug, Deserialize)]
struct Event {
    /// The first of the spans' ids; the root's is the one before.
    first: u64,
    spans: u64,
    /// Whether the extension is told of the invocation.
    link: bool,
    end: End,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum End {
    Well,
    Hang,
    Exit,
}

async fn handler(event: LambdaEvent<Event>) -> Result<u64, Error> {
    let Event { first, spans, link, end } = event.payload;
    let request_id = event.context.request_id;
    let link = link.then(|| Name::from_lookup(&ProcessEnvironment).connect()).transpose()?;
    let root = SpanId::from_bytes((first - 1).to_be_bytes()).ok_or("no id")?;
    let trace_id = TraceId::from_bytes(u128::from(first).to_be_bytes()).ok_or("no id")?;
    if let Some(link) = &link {
        let begin = Begin {
            request_id: request_id.clone(),
            trace_id,
            root,
            parent: None,
            sampled: true,
            name: "posts".to_owned(),
            kind: 2,
            start: Clock::system().now(),
        };
        link.send(&Message::Begin(begin))?;
    }
    let mut ids: Vec<u64> = (first..first + spans).collect();
    if link.is_some() && end == End::Well {
        ids.push(first - 1);
    }
    if !ids.is_empty() {
        post(&body(trace_id, &ids)).await?;
    }
    match end {
        End::Well => {}
        End::Hang => tokio::time::sleep(Duration::from_secs(60)).await,
        End::Exit => std::process::exit(3),
    }
    if let Some(link) = &link {
        link.send(&Message::Done(Done { request_id, root_sent: true, spans: ids.len() as u32 }))?;
    }
    Ok(spans)
}

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
    if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(answer.into()) }
}

/// `ExportTraceServiceRequest` with one resource and one scope.
fn body(trace_id: TraceId, ids: &[u64]) -> Vec<u8> {
    let mut scope = Vec::new();
    for id in ids {
        let mut span = Vec::new();
        message(&mut span, 1, &trace_id.to_bytes());
        message(&mut span, 2, &id.to_be_bytes());
        message(&mut span, 5, b"work");
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
    lambda_runtime::run(service_fn(handler)).await
}
