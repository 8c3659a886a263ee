//! A function that does what its event says, to the extension and to itself: it announces the invocation, posts
//! telemetry of each signal in either encoding, and ends in one of the ways there are. What became of each body it
//! prints, for whoever has to know although the process was killed.

#![forbid(unsafe_code)]

use std::time::Duration;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use lamplight::core::clock::Clock;
use lamplight::core::link::{Begin, Done, Message, Name};
use lamplight::core::lookup::{Lookup, ProcessEnvironment};
use lamplight::core::trace::{SpanId, TraceId};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[derive(Debug, Deserialize)]
struct Event {
    /// The root span, and its trace: both are this number. The other items have the numbers after it.
    root: u64,
    /// Whether the extension is told of the invocation.
    link: bool,
    sampled: bool,
    bodies: Vec<Body>,
    end: End,
}

/// Something to post.
#[derive(Clone, Debug, Deserialize)]
struct Body {
    /// How long the handler works before.
    after_ms: u64,
    signal: Signal,
    json: bool,
    first: u64,
    items: u64,
    /// How many bytes each item has beside what it needs.
    fill: usize,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Signal {
    Traces,
    Logs,
    Metrics,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum End {
    Well,
    Error,
    Panic,
    Hang,
    Exit,
    /// After the root was sent, and before the extension is told so.
    ExitLate,
}

#[expect(clippy::print_stdout, reason = "what it prints is what it is for")]
async fn handler(event: LambdaEvent<Event>) -> Result<u64, Error> {
    let Event { root, link, sampled, bodies, end } = event.payload;
    let request_id = event.context.request_id;
    // Without the extension nobody is told, and nothing else is different.
    let link = link.then(|| Name::from_lookup(&ProcessEnvironment).connect().ok()).flatten();
    let trace_id = TraceId::from_bytes(u128::from(root).to_be_bytes()).ok_or("no id")?;
    if let Some(link) = &link {
        let begin = Begin {
            request_id: request_id.clone(),
            trace_id,
            root: SpanId::from_bytes(root.to_be_bytes()).ok_or("no id")?,
            parent: None,
            sampled,
            name: "seeded".to_owned(),
            kind: 2,
            start: Clock::system().now(),
        };
        if link.send(&Message::Begin(begin)).is_ok() {
            println!("announced {root}");
        }
    }
    let mut spans = 0;
    for body in &bodies {
        tokio::time::sleep(Duration::from_millis(body.after_ms)).await;
        post(body, trace_id).await;
        spans += u32::from(body.signal == Signal::Traces) * body.items as u32;
    }
    let sends_root = link.is_some() && sampled && matches!(end, End::Well | End::Error | End::ExitLate);
    if sends_root {
        let body = Body { after_ms: 0, signal: Signal::Traces, json: false, first: root, items: 1, fill: 0 };
        post(&body, trace_id).await;
    }
    match end {
        End::Hang => tokio::time::sleep(Duration::from_secs(600)).await,
        End::Exit | End::ExitLate => std::process::exit(3),
        End::Panic => panic!("as it was told"),
        End::Well | End::Error => {}
    }
    if let Some(link) = &link {
        if link.send(&Message::Done(Done { request_id, root_sent: sends_root, spans })).is_ok() {
            println!("finished {root}");
        }
    }
    if end == End::Error { Err("as it was told".into()) } else { Ok(root) }
}

/// Posts a body. Whatever comes of it is printed, and makes no difference to the invocation.
#[expect(clippy::print_stdout, reason = "what it prints is what it is for")]
async fn post(body: &Body, trace_id: TraceId) {
    let Body { signal, first, items, .. } = body;
    let said = match answered(body, trace_id).await {
        Ok(status) => status,
        Err(error) => error.to_string(),
    };
    println!("posted {} {first} {items} {said}", signal.name());
}

/// The status that the extension answered.
async fn answered(body: &Body, trace_id: TraceId) -> Result<String, Error> {
    let (content_type, bytes) = match body.json {
        true => ("application/json", as_json(body, trace_id).to_string().into_bytes()),
        false => ("application/x-protobuf", as_protobuf(body, trace_id)),
    };
    let port = ProcessEnvironment.get("LAMPLIGHT_OTLP_PORT")?.ok_or("no port")?;
    let mut stream = TcpStream::connect(("127.0.0.1", port.parse()?)).await?;
    let head = format!(
        "POST /v1/{} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {content_type}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.signal.name(),
        bytes.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&bytes).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    answer.split(' ').nth(1).map(str::to_owned).ok_or_else(|| "no status".into())
}

/// Whoever reads what arrived finds an item by this.
fn name(number: u64) -> String {
    format!("item-{number:012}")
}

fn as_protobuf(body: &Body, trace_id: TraceId) -> Vec<u8> {
    let filler = filler(body);
    let items = (body.first..body.first + body.items).map(|number| match body.signal {
        Signal::Traces => {
            let attribute = message(&[(1, &b"fill"[..]), (2, &message(&[(1, &filler)]))]);
            let (trace_id, id) = (trace_id.to_bytes(), number.to_be_bytes());
            message(&[(1, &trace_id), (2, &id), (5, name(number).as_bytes()), (9, &attribute)])
        }
        Signal::Logs => {
            let attribute = message(&[(1, &b"fill"[..]), (2, &message(&[(1, &filler)]))]);
            message(&[(5, &message(&[(1, name(number).as_bytes())])), (6, &attribute)])
        }
        // A gauge with one data point, which has neither time nor value: it is told by its metric.
        Signal::Metrics => {
            message(&[(1, name(number).as_bytes()), (2, &filler), (5, &message(&[(1, &[][..])]))])
        }
    });
    let scope: Vec<u8> = items.flat_map(|item| message(&[(2, &item)])).collect();
    message(&[(1, &message(&[(2, &scope)]))])
}

fn as_json(body: &Body, trace_id: TraceId) -> Value {
    let filler = String::from_utf8(filler(body)).unwrap_or_default();
    let attributes = json!([{ "key": "fill", "value": { "stringValue": filler } }]);
    let items = (body.first..body.first + body.items).map(|number| match body.signal {
        Signal::Traces => json!({ "traceId": trace_id.w3c().to_string(), "spanId": format!("{number:016x}"),
            "name": name(number), "attributes": attributes }),
        Signal::Logs => json!({ "body": { "stringValue": name(number) }, "attributes": attributes }),
        Signal::Metrics => {
            json!({ "name": name(number), "description": filler, "gauge": { "dataPoints": [{ "asInt": "1" }] } })
        }
    });
    let items: Vec<Value> = items.collect();
    match body.signal {
        Signal::Traces => json!({ "resourceSpans": [{ "scopeSpans": [{ "spans": items }] }] }),
        Signal::Logs => json!({ "resourceLogs": [{ "scopeLogs": [{ "logRecords": items }] }] }),
        Signal::Metrics => json!({ "resourceMetrics": [{ "scopeMetrics": [{ "metrics": items }] }] }),
    }
}

fn filler(body: &Body) -> Vec<u8> {
    vec![b'x'; body.fill]
}

/// A message of fields that are bytes.
fn message(fields: &[(u8, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, bytes) in fields {
        out.push(number << 3 | 2);
        let mut length = bytes.len();
        while length >= 0x80 {
            out.push(length as u8 | 0x80);
            length >>= 7;
        }
        out.push(length as u8);
        out.extend_from_slice(bytes);
    }
    out
}

// === impl Signal ===

impl Signal {
    fn name(self) -> &'static str {
        match self {
            Self::Traces => "traces",
            Self::Logs => "logs",
            Self::Metrics => "metrics",
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handler)).await
}
