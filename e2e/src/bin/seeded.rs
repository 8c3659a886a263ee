//! A function that does what its event says, to the extension and to itself: it announces the invocation, posts
//! telemetry of each signal in either encoding, and ends in one of the ways there are. What became of each body it
//! prints, for whoever has to know although the process was killed.

#![forbid(unsafe_code)]

use std::time::Duration;

use e2e::otlp::{self, message};
use e2e::seeded::{Body, End, Plan, Signal, name};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use lamplight::core::clock::Clock;
use lamplight::core::link::{Begin, Done, Message, Name};
use lamplight::core::lookup::ProcessEnvironment;
use lamplight::core::trace::{SpanId, TraceId};
use serde_json::{Value, json};

#[expect(clippy::print_stdout, reason = "what it prints is what it is for")]
async fn handler(event: LambdaEvent<Plan>) -> Result<u64, Error> {
    let Plan { root, link, sampled, bodies, end } = event.payload;
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
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    println!("posted {} {first} {items} {said}", signal.name());
}

/// The status that the extension answered.
async fn answered(body: &Body, trace_id: TraceId) -> Result<u16, Error> {
    let (content_type, bytes) = match body.json {
        true => ("application/json", as_json(body, trace_id).to_string().into_bytes()),
        false => (otlp::PROTOBUF, as_protobuf(body, trace_id)),
    };
    otlp::post(otlp::own_port()?, body.signal.name(), content_type, &bytes).await
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
    otlp::request(&items.collect::<Vec<_>>())
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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handler)).await
}
