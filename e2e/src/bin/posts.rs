//! A function that speaks to the extension by hand: it says on the link what it does, posts spans as OTLP, and ends as
//! its event says.

#![forbid(unsafe_code)]

use std::time::Duration;

use e2e::otlp;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use lamplight::core::clock::Clock;
use lamplight::core::link::{Begin, Done, Message, Name};
use lamplight::core::lookup::ProcessEnvironment;
use lamplight::core::trace::{SpanId, TraceId};
use serde::Deserialize;

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
        post(trace_id, &ids).await?;
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

async fn post(trace_id: TraceId, ids: &[u64]) -> Result<(), Error> {
    let span = |id: &u64| otlp::message(&[(1, &trace_id.to_bytes()), (2, &id.to_be_bytes()), (5, b"work")]);
    let body = otlp::request(&ids.iter().map(span).collect::<Vec<_>>());
    match otlp::post(otlp::own_port()?, "traces", otlp::PROTOBUF, &body).await? {
        200 => Ok(()),
        status => Err(format!("the extension answers {status}").into()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handler)).await
}
