//! Any spans become documents that X-Ray takes: each is one line of JSON within the limits of size, every span is in
//! exactly one of them, below its parent or naming it, and names, annotations and causes are as X-Ray wants them.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use lamplight_xray::{Documents, MAX_DOCUMENT};
use opentelemetry::trace::{Event, Link, SpanContext, SpanKind, Status, TraceFlags, TraceState};
use opentelemetry::{Array, InstrumentationScope, KeyValue, SpanId, TraceId, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

const TRACE: u128 = 0x5759_e988_bd86_2e3f_e1be_46a9_9427_2793;

/// Keys that mean something, and some that are the same annotation.
const KEYS: [&str; 16] = [
    "http.request.method",
    "url.full",
    "url.path",
    "server.address",
    "http.response.status_code",
    "rpc.system",
    "aws.remote.service",
    "client.address",
    "db.system.name",
    "db.query.text",
    "aws.dynamodb.table_names",
    "aws.xray.annotations",
    "exception.stacktrace",
    "faas.coldstart",
    "a.b",
    "a-b",
];

/// Makes spans of any bytes, and documents of the spans.
///
/// # Panics
///
/// Where something does not hold.
pub fn check(bytes: &[u8]) {
    let mut source = Source(bytes);
    let mut documents = Documents::default();
    documents.annotate(["a.b", "a-b", "url.path"]);
    documents.set_resource(&Resource::builder_empty().with_service_name(source.text()).build());
    let spans: Vec<_> = (1..=64).map_while(|id| source.span(id)).collect();
    let mut found = BTreeMap::new();
    let invalid = documents.write(&spans, |datagram| {
        let document =
            datagram.bytes.strip_prefix(b"{\"format\":\"json\",\"version\":1}\n").expect("the header");
        assert!(document.len() <= MAX_DOCUMENT && datagram.bytes.len() <= 65_507, "{}", document.len());
        let document: serde_json::Value = serde_json::from_slice(document).expect("JSON");
        assert_eq!(document["trace_id"], "1-5759e988-bd862e3fe1be46a994272793");
        let before = found.len();
        walk(&document, document["parent_id"].as_str(), &mut found);
        assert_eq!(found.len() - before, datagram.spans);
    });
    assert_eq!((invalid, found.len()), (0, spans.len()), "each span is in one document");
    for span in spans {
        let parent = Some(span.parent_span_id).filter(|id| *id != SpanId::INVALID).map(|id| id.to_string());
        assert_eq!(found[&span.span_context.span_id().to_string()], parent);
    }
}

/// Looks at a segment and at what is nested in it; notes each by its id, with its parent's.
fn walk(segment: &serde_json::Value, parent: Option<&str>, found: &mut BTreeMap<String, Option<String>>) {
    let id = segment["id"].as_str().expect("an id");
    assert!(found.insert(id.to_owned(), parent.map(str::to_owned)).is_none(), "{id} is there twice");
    let name = segment["name"].as_str().expect("a name");
    let is_allowed = |character: char| character.is_alphanumeric() || " _.:/%&#=+-@".contains(character);
    assert!((1..=200).contains(&name.len()) && name.chars().all(is_allowed), "{name:?}");
    let (start, end) = (segment["start_time"].as_f64(), segment["end_time"].as_f64());
    assert!(start.expect("a start") <= end.expect("an end"));
    for annotations in segment["annotations"].as_object().into_iter() {
        assert!(annotations.len() <= 50);
        for (key, value) in annotations {
            assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'), "{key:?}");
            assert!(value.as_str().is_none_or(|text| text.len() <= 1000));
            assert!(value.is_boolean() || value.is_number() || value.is_string(), "{value}");
        }
    }
    let mut exceptions: Vec<_> = segment["cause"]["exceptions"].as_array().into_iter().flatten().collect();
    let all = exceptions.len();
    exceptions.dedup_by_key(|exception| exception["id"].as_str());
    assert_eq!(exceptions.len(), all, "exceptions have ids of their own");
    for child in segment["subsegments"].as_array().into_iter().flatten() {
        walk(child, Some(id), found);
    }
}

/// Bytes that spans are made of; zeros when they are used up.
struct Source<'a>(&'a [u8]);

impl Source<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// Text of up to 15 bytes, now and then many times over.
    fn text(&mut self) -> String {
        let length = self.byte();
        let (text, rest) = self.0.split_at(self.0.len().min(usize::from(length & 15)));
        self.0 = rest;
        let times = if length >= 0xf0 { 1 + 32 * usize::from(self.byte()) } else { 1 };
        String::from_utf8_lossy(text).repeat(times)
    }

    fn span(&mut self, id: u64) -> Option<SpanData> {
        if self.0.is_empty() {
            return None;
        }
        let kinds =
            [SpanKind::Client, SpanKind::Server, SpanKind::Internal, SpanKind::Producer, SpanKind::Consumer];
        let shape = self.byte();
        let start = UNIX_EPOCH + Duration::from_millis(1_465_510_280_000 + u64::from(self.byte()));
        let mut events = SpanEvents::default();
        events.events = (0..shape >> 6).map(|_| self.event()).collect();
        let mut links = SpanLinks::default();
        links.links = (0..shape >> 5 & 1).map(|_| Link::new(context(7), self.attributes(), 0)).collect();
        Some(SpanData {
            span_context: context(id),
            parent_span_id: SpanId::from(u64::from(self.byte() & 127)),
            parent_span_is_remote: shape & 31 == 31,
            span_kind: kinds[usize::from(shape) % kinds.len()].clone(),
            name: self.text().into(),
            start_time: start,
            end_time: start + Duration::from_millis(self.byte().into()),
            attributes: self.attributes(),
            dropped_attributes_count: 0,
            events,
            links,
            status: if shape & 1 == 1 { Status::error(self.text()) } else { Status::Unset },
            instrumentation_scope: InstrumentationScope::builder("fuzz").build(),
        })
    }

    fn event(&mut self) -> Event {
        let name = if self.byte() & 1 == 1 { "exception".to_owned() } else { self.text() };
        Event::new(name, UNIX_EPOCH, self.attributes(), 0)
    }

    fn attributes(&mut self) -> Vec<KeyValue> {
        let count = self.byte() & 63;
        (0..count).map_while(|_| (!self.0.is_empty()).then(|| self.attribute())).collect()
    }

    fn attribute(&mut self) -> KeyValue {
        let shape = self.byte();
        let key = match KEYS.get(usize::from(shape >> 3)) {
            Some(key) => (*key).to_owned(),
            None => self.text(),
        };
        let value = match shape & 7 {
            0 => Value::Bool(self.byte() & 1 == 1),
            1 => Value::I64(400 + i64::from(self.byte())),
            2 => Value::F64(f64::from(self.byte()) / 0.0_f64.max(f64::from(self.byte()))),
            3 => Value::Array(Array::I64(vec![i64::MIN; usize::from(self.byte()) * 16])),
            4 => Value::Array(Array::String(vec!["a.b".into(), self.text().into()])),
            5 => Value::from("postgresql"),
            _ => Value::from(self.text()),
        };
        KeyValue::new(key, value)
    }
}

fn context(id: u64) -> SpanContext {
    let (trace, id) = (TraceId::from(TRACE), SpanId::from(id));
    SpanContext::new(trace, id, TraceFlags::SAMPLED, false, TraceState::default())
}
