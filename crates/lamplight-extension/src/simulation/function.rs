//! A model of a function: what it sends in an invocation, and how that ends.

use std::time::Duration;

use bytes::Bytes;
use lamplight_core::clock::Timestamp;
use lamplight_core::link::{Begin, Done, Message as Said};
use lamplight_core::trace::{SpanId, TraceId};

use super::chance::Chance;
use crate::otlp::writer::Message;
use crate::signal::{Encoding, Signal};

/// An invocation that is to come.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) request_id: String,
    /// How long nothing happens before it.
    pub(super) gap: Duration,
    pub(super) timeout: Duration,
    pub(super) trace_header: Option<String>,
    pub(super) begin: Option<Begin>,
    pub(super) ending: Ending,
    pub(super) root: OwnRoot,
    /// When the handler, or the process, ends.
    pub(super) took: Duration,
    pub(super) sends: Vec<(Duration, Post)>,
}

/// A body that the function posts.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub(super) signal: Signal,
    pub(super) encoding: Encoding,
    pub(super) body: Bytes,
    pub(super) is_root: bool,
}

/// What becomes of the root that the function has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OwnRoot {
    Sent,
    /// It never arrives.
    Unsent,
    /// It arrives, and the function has no answer to it.
    Unanswered,
}

/// How an invocation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Well,
    Timeout,
    Crash,
    /// After the root was sent, and before the function could say so.
    LateCrash,
}

// === impl Plan ===

impl Plan {
    pub(super) fn by(chance: &mut Chance, number: u64, has_link: bool, unique: &mut u64) -> Self {
        let ending = match chance.below(100) {
            0..6 => Ending::Timeout,
            6..12 => Ending::Crash,
            12..14 if has_link => Ending::LateCrash,
            _ => Ending::Well,
        };
        let timeout = Duration::from_secs(chance.pick(&[1, 3, 30]));
        let longest = chance.pick(&[5, 50, 500, 20_000]).min(timeout.as_millis() as u64 - 10);
        let took = if ending == Ending::Timeout { timeout } else { chance.millis(0, longest) };
        let sampled = chance.percent(85);
        let trace_id = TraceId::from_bytes((u128::from(chance.next()) | 1).to_be_bytes()).expect("not zero");
        let span_id =
            |chance: &mut Chance| SpanId::from_bytes((chance.next() | 1).to_be_bytes()).expect("not zero");
        let (root, parent) = (span_id(chance), span_id(chance));
        let header = format!("Root={};Parent={parent};Sampled={}", trace_id.xray(), u8::from(sampled));
        let begin = has_link.then(|| Begin {
            request_id: format!("request-{number}"),
            trace_id,
            root,
            parent: Some(parent),
            sampled,
            name: "orders".to_owned(),
            kind: 2,
            start: Timestamp::EPOCH,
        });
        let mut sends: Vec<(Duration, Post)> = (0..chance.below(5))
            .map(|_| (chance.millis(0, took.as_millis() as u64), Post::by(chance, unique)))
            .collect();
        let own_root = match (ending, chance.below(100)) {
            (Ending::Well, 0..5) => OwnRoot::Unsent,
            (Ending::Well, 5..10) => OwnRoot::Unanswered,
            _ => OwnRoot::Sent,
        };
        let has_root = has_link && sampled && matches!(ending, Ending::Well | Ending::LateCrash);
        if has_root && own_root != OwnRoot::Unsent {
            *unique += 1;
            sends.push((took, Post::root(root, *unique, chance.percent(20))));
        }
        sends.sort_by_key(|(at, _)| *at);
        Self {
            request_id: format!("request-{number}"),
            gap: Duration::from_millis(chance.pick(&[0, 1, 20, 300, 2000, 15_000, 400_000])),
            timeout,
            trace_header: (chance.percent(80) || !has_link).then_some(header),
            begin,
            ending,
            root: own_root,
            took,
            sends,
        }
    }

    /// The root span that only the extension can send, if there is to be one: its trace and, where it was said, its id.
    pub(super) fn missing_root(&self) -> Option<(TraceId, Option<SpanId>)> {
        let is_missing = match self.ending {
            Ending::Timeout | Ending::Crash => true,
            Ending::Well | Ending::LateCrash => self.root == OwnRoot::Unsent,
        };
        if !is_missing {
            return None;
        }
        if let Some(begin) = &self.begin {
            return begin.sampled.then_some((begin.trace_id, Some(begin.root)));
        }
        if self.ending == Ending::Well {
            return None;
        }
        let header = self.trace_header.as_deref().expect("it has a header or the link");
        let header = lamplight_core::trace::TraceHeader::parse(header);
        let sampled = header.sampling != lamplight_core::trace::Sampling::NotSampled;
        sampled.then(|| (header.root.expect("it has a trace"), None))
    }

    /// What its root may say of what went wrong: the environment may end before the platform has said it exactly.
    pub(super) fn failures(&self) -> &'static [Option<&'static str>] {
        match self.ending {
            Ending::Well => &[None],
            Ending::Timeout => &[Some("the function timed out")],
            Ending::Crash | Ending::LateCrash => {
                &[Some("the function's process ended"), Some("the function failed")]
            }
        }
    }

    /// Whose child the invocation is, as the platform has it.
    pub(super) fn caller(&self) -> Option<SpanId> {
        lamplight_core::trace::TraceHeader::parse(self.trace_header.as_deref()?).parent
    }

    pub(super) fn done(&self) -> Option<Said> {
        let begin = self.begin.as_ref()?;
        let done = Done {
            request_id: self.request_id.clone(),
            root_sent: begin.sampled && self.root == OwnRoot::Sent,
            spans: 1,
        };
        (self.ending == Ending::Well).then_some(Said::Done(done))
    }
}

// === impl Post ===

impl Post {
    fn root(id: SpanId, unique: u64, is_json: bool) -> Self {
        let (encoding, body) = match is_json {
            true => (Encoding::Json, request_in_json(id, unique)),
            false => (Encoding::Protobuf, request([resource([span(id.to_bytes(), unique)])])),
        };
        Self { signal: Signal::Traces, encoding, body, is_root: true }
    }

    pub(super) fn by(chance: &mut Chance, unique: &mut u64) -> Self {
        let signal = chance.pick(&Signal::ALL);
        let of = |signal, encoding, body| Self { signal, encoding, body, is_root: false };
        if chance.percent(3) {
            return of(signal, Encoding::Protobuf, Bytes::from_static(b"\x0a\x7fnot"));
        }
        if chance.percent(15) {
            *unique += 1;
            let items = "{},".repeat(chance.below(4) as usize);
            let body = format!(
                r#"{{"resourceLogs":[{{"scopeLogs":[{{"logRecords":[{items}{{"body":{unique}}}]}}]}}]}}"#
            );
            return of(Signal::Logs, Encoding::Json, body.into());
        }
        let fill = chance.pick(&[0, 0, 0, 1000, 30_000]);
        let resources: Vec<Message> = (0..chance.below(3))
            .map(|_| {
                let items: Vec<Message> = (0..chance.below(4))
                    .map(|_| {
                        *unique += 1;
                        item(signal, *unique, fill)
                    })
                    .collect();
                resource(items)
            })
            .collect();
        of(signal, Encoding::Protobuf, request(resources))
    }
}

fn request(resources: impl IntoIterator<Item = Message>) -> Bytes {
    Message::new().messages(1, resources).into_bytes().into()
}

/// A span, and another one that names it.
fn request_in_json(id: SpanId, unique: u64) -> Bytes {
    let spans = format!(r#"{{"spanId":"{:016x}","parentSpanId":"{id}"}},{{"spanId":"{id}"}}"#, unique);
    format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{spans}]}}]}}]}}"#).into()
}

fn resource(items: impl IntoIterator<Item = Message>) -> Message {
    Message::new().message(2, Message::new().messages(2, items))
}

fn span(id: [u8; 8], unique: u64) -> Message {
    Message::new().bytes(2, &id).fixed64(7, unique)
}

fn item(signal: Signal, unique: u64, fill: usize) -> Message {
    let filler = "x".repeat(fill);
    match signal {
        Signal::Traces => span(unique.to_be_bytes(), unique).text(5, &filler),
        Signal::Logs => Message::new().fixed64(1, unique).message(5, Message::new().text(1, &filler)),
        Signal::Metrics => {
            let point = Message::new().fixed64(3, unique);
            Message::new().text(1, &filler).message(5, Message::new().message(1, point))
        }
    }
}
