//! What the tests send.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use lamplight_core::clock::Timestamp;
use lamplight_core::sigv4;
use lamplight_emulator::backends::{Backend, Credentials};

pub(crate) const TRACE: &str = "5759e988bd862e3fe1be46a994272793";
pub(crate) const SPAN: &str = "53995c3f42cd8ad8";
/// The time of AWS's own examples of signatures.
const SECONDS: u64 = 1_440_938_160;

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// When all of it is said to have happened, in nanoseconds.
pub(crate) fn now() -> u64 {
    SECONDS * 1_000_000_000
}

// === impl Sent ===

impl Sent {
    fn new(path: &str, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(content_type));
        Self { method: Method::POST, path: path.to_owned(), headers, body: body.into() }
    }

    fn protobuf(path: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(path, "application/x-protobuf", body)
    }

    fn json(path: &str, body: &str) -> Self {
        Self::new(path, "application/json", body)
    }

    /// A call of AWS's JSON protocol.
    pub(crate) fn json_call(target: &'static str, body: &'static str) -> Self {
        Self::new("/", "application/x-amz-json-1.1", body).with_header("x-amz-target", target)
    }

    pub(crate) fn with_header(&self, name: &'static str, value: &'static str) -> Self {
        let mut sent = self.clone();
        sent.headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        sent
    }

    pub(crate) fn with_body(&self, body: &[u8]) -> Self {
        Self { body: body.to_vec(), ..self.clone() }
    }

    pub(crate) fn with_path(&self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self.clone() }
    }

    pub(crate) fn with_method(&self, method: &str) -> Self {
        Self { method: method.parse().expect("a method"), ..self.clone() }
    }

    pub(crate) fn compressed(&self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&self.body).expect("memory takes it");
        let body = encoder.finish().expect("memory takes it");
        Self { body, ..self.with_header("content-encoding", "gzip") }
    }

    /// Signed for a service by `lamplight-core`, which knows nothing of who verifies it here.
    pub(crate) fn signed(&self, backend: &Backend, credentials: &Credentials, service: &str) -> Self {
        let mut sent = self.clone();
        let text = |text: &str| HeaderValue::from_str(text).expect("text");
        sent.headers.insert("host", text(&backend.address().to_string()));
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let request = sigv4::Request { method: self.method.as_str(), path, query, body: &self.body };
        let headers: Vec<(&str, &str)> =
            sent.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().expect("text"))).collect();
        let Credentials { access_key, secret_key, session_token, .. } = credentials;
        let signer = sigv4::Credentials::new(access_key, secret_key, session_token.clone());
        let scope = sigv4::Scope { region: "us-east-1", service };
        let signature = signer.sign(&request, &headers, scope, Timestamp::from_nanos(now()));
        sent.headers.insert("x-amz-date", text(signature.date()));
        sent.headers.insert("authorization", text(signature.authorization()));
        if let Some(token) = session_token {
            sent.headers.insert("x-amz-security-token", text(token));
        }
        sent
    }
}

// === protobuf, by hand: what reads it must not be what writes it ===

/// A field of the wire type for bytes.
fn field(number: u32, content: &[u8]) -> Vec<u8> {
    let mut out = varint(u64::from(number << 3 | 2));
    out.extend(varint(content.len() as u64));
    out.extend_from_slice(content);
    out
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn fixed64(number: u32, value: u64) -> Vec<u8> {
    [varint(u64::from(number << 3 | 1)), value.to_le_bytes().to_vec()].concat()
}

fn small(number: u32, value: u64) -> Vec<u8> {
    [varint(u64::from(number << 3)), varint(value)].concat()
}

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}

fn attribute(number: u32, key: &str, value: &[u8]) -> Vec<u8> {
    field(number, &[field(1, key.as_bytes()), field(2, value)].concat())
}

fn text_attribute(number: u32, key: &str, value: &str) -> Vec<u8> {
    attribute(number, key, &field(1, value.as_bytes()))
}

fn span_at(name: &str, time: u64) -> Vec<u8> {
    let tries = field(5, &[field(1, &small(3, 1)), field(1, &small(2, 1))].concat());
    [
        field(1, &bytes_of(TRACE)),
        field(2, &bytes_of(SPAN)),
        field(5, name.as_bytes()),
        fixed64(7, time),
        fixed64(8, time + 1000),
        text_attribute(9, "sku", "A-17"),
        attribute(9, "tries", &tries),
        field(15, &small(3, 2)),
    ]
    .concat()
}

/// A request with these items, of the service `shop`.
fn request(path: &str, resource: &[u8], items: &[Vec<u8>]) -> Sent {
    let items = items.iter().map(|item| field(2, item)).collect::<Vec<_>>().concat();
    Sent::protobuf(path, field(1, &[field(1, resource), field(2, &items)].concat()))
}

fn shop() -> Vec<u8> {
    text_attribute(1, "service.name", "shop")
}

pub(crate) fn span(name: &str) -> Sent {
    request("/v1/traces", &shop(), &[span_at(name, now())])
}

pub(crate) fn spans(count: usize) -> Sent {
    request("/v1/traces", &shop(), &vec![span_at("a", now()); count])
}

pub(crate) fn spans_at(times: &[u64]) -> Sent {
    let spans: Vec<Vec<u8>> = times.iter().map(|time| span_at("a", *time)).collect();
    request("/v1/traces", &shop(), &spans)
}

/// Something as large as this, made by something that can be made longer.
fn padded<T>(size: usize, measure: impl Fn(&T) -> usize, make: impl Fn(usize) -> T) -> T {
    let mut padding = size.saturating_sub(measure(&make(0)));
    // Lengths are longer where they are larger.
    while measure(&make(padding)) > size {
        padding -= 1;
    }
    let made = make(padding);
    assert_eq!(measure(&made), size);
    made
}

fn span_of_size(bytes: usize) -> Vec<u8> {
    padded(bytes, Vec::len, |padding| span_at(&"x".repeat(padding), now()))
}

pub(crate) fn small_span_and_one_of_size(bytes: usize) -> Sent {
    request("/v1/traces", &shop(), &[span_at("a", now()), span_of_size(bytes)])
}

/// A request of this size, of spans that are none of them too large.
pub(crate) fn spans_of_size(bytes: usize) -> Sent {
    let full = vec![span_of_size(150_000); bytes / 150_200];
    padded(
        bytes,
        |sent: &Sent| sent.body.len(),
        |padding| {
            let last = span_at(&"x".repeat(padding), now());
            request("/v1/traces", &shop(), &[full.clone(), vec![last]].concat())
        },
    )
}

pub(crate) fn span_with_head_of_size(bytes: usize) -> Sent {
    let resource = padded(bytes, Vec::len, |padding| text_attribute(1, "service.name", &"x".repeat(padding)));
    request("/v1/traces", &resource, &[span_at("a", now())])
}

fn log_record(id: &str, body: &str) -> Vec<u8> {
    [
        fixed64(1, now()),
        small(2, 17),
        field(5, &field(1, body.as_bytes())),
        text_attribute(6, "log.record.uid", id),
        field(9, &bytes_of(TRACE)),
        field(10, &bytes_of(SPAN)),
    ]
    .concat()
}

pub(crate) fn log(id: &str) -> Sent {
    request("/v1/logs", &shop(), &[log_record(id, "sold out")])
}

pub(crate) fn logs_of_size(bytes: usize) -> Sent {
    padded(
        bytes,
        |sent: &Sent| sent.body.len(),
        |padding| {
            request(
                "/v1/logs",
                &shop(),
                &[
                    log_record("l", &"x".repeat(padding / 2)),
                    log_record("m", &"x".repeat(padding - padding / 2)),
                ],
            )
        },
    )
}

pub(crate) fn metrics() -> Sent {
    let table = |number| text_attribute(number, "table", "orders");
    let double = |number, value: f64| fixed64(number, value.to_bits());
    let metric = |name: &str, number, point: Vec<u8>| {
        [field(1, name.as_bytes()), field(3, b"1"), field(number, &field(1, &point))].concat()
    };
    let items = [
        metric("gauge", 5, [fixed64(3, now()), double(4, 1.5), table(7)].concat()),
        metric("sum", 7, [fixed64(3, now()), fixed64(6, 2), table(7)].concat()),
        metric("histogram", 9, [fixed64(3, now()), double(5, 3.5), table(9)].concat()),
        metric("exponential", 10, [fixed64(3, now()), double(5, 4.5), table(1)].concat()),
        metric("summary", 11, [fixed64(3, now()), double(5, 5.5), table(7)].concat()),
    ];
    request("/v1/metrics", &shop(), &items)
}

// === JSON ===

const SHOP: &str = r#""resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]}"#;

pub(crate) fn spans_json(count: usize) -> Sent {
    let (start, end) = (now(), now() + 1000);
    let span = format!(
        r#"{{"traceId":"{TRACE}","spanId":"{SPAN}","name":"load","startTimeUnixNano":"{start}","endTimeUnixNano":"{end}","status":{{"code":2}},"unknown":[],"attributes":[{{"key":"sku","value":{{"stringValue":"A-17"}}}},{{"key":"tries","value":{{"arrayValue":{{"values":[{{"intValue":"1"}},{{"boolValue":true}}]}}}}}}]}}"#
    );
    let spans = vec![span; count].join(",");
    Sent::json(
        "/v1/traces",
        &format!(r#"{{"resourceSpans":[{{{SHOP},"scopeSpans":[{{"spans":[{spans}]}}]}}]}}"#),
    )
}

pub(crate) fn log_json(id: &str) -> Sent {
    let time = now();
    let log = format!(
        r#"{{"timeUnixNano":"{time}","severityNumber":17,"body":{{"stringValue":"sold out"}},"traceId":"{TRACE}","spanId":"{SPAN}","attributes":[{{"key":"log.record.uid","value":{{"stringValue":"{id}"}}}}]}}"#
    );
    Sent::json(
        "/v1/logs",
        &format!(r#"{{"resourceLogs":[{{{SHOP},"scopeLogs":[{{"logRecords":[{log}]}}]}}]}}"#),
    )
}

pub(crate) fn metrics_json() -> Sent {
    let time = now();
    let attributes = r#""attributes":[{"key":"table","value":{"stringValue":"orders"}}]"#;
    let metric = |name: &str, kind: &str, value: &str| {
        format!(
            r#"{{"name":"{name}","unit":"1","{kind}":{{"dataPoints":[{{"timeUnixNano":"{time}",{value},{attributes}}}]}}}}"#
        )
    };
    let metrics = [
        metric("gauge", "gauge", r#""asDouble":1.5"#),
        metric("sum", "sum", r#""asInt":"2""#),
        metric("histogram", "histogram", r#""sum":3.5"#),
        metric("exponential", "exponentialHistogram", r#""sum":4.5"#),
        metric("summary", "summary", r#""sum":5.5"#),
    ];
    let metrics = metrics.join(",");
    Sent::json(
        "/v1/metrics",
        &format!(r#"{{"resourceMetrics":[{{{SHOP},"scopeMetrics":[{{"metrics":[{metrics}]}}]}}]}}"#),
    )
}
