//! OTLP/HTTP: reading requests, and the answers to them.
//!
//! <https://opentelemetry.io/docs/specs/otlp/#otlphttp>

mod json;
mod messages;
mod reply;
mod signals;

pub(super) use self::reply::{Encoding, failed, taken};
pub use self::signals::{DataPoint, LogRecord, Signal, Signals, Span};

use std::collections::BTreeMap;

use bytes::Bytes;
use prost::Message as _;
use serde_json::Value;

use self::messages::{AnyValue, KeyValue, Request, Resource};

/// A request, as far as limits and an index look at it.
#[derive(Clone, Debug, Default)]
pub(super) struct Batch {
    pub(super) groups: Vec<Group>,
}

/// The items of one scope of one resource.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Of the resource and the scope together, as they were encoded.
    pub(super) head_bytes: usize,
    pub(super) items: Vec<Item>,
}

/// A span, a log record or a metric.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// As it was encoded.
    pub(super) bytes: usize,
    /// When it began, or happened: nanoseconds since the epoch.
    pub(super) times: Vec<u64>,
    pub(super) signals: Signals,
}

/// The body is not what its content type says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) String);

// === impl Batch ===

impl Batch {
    pub(super) fn read(signal: Signal, encoding: Encoding, body: &Bytes) -> Result<Self, Malformed> {
        match encoding {
            Encoding::Protobuf => Self::protobuf(signal, body.clone()),
            Encoding::Json => json::read(signal, body),
        }
    }

    fn protobuf(signal: Signal, body: Bytes) -> Result<Self, Malformed> {
        let request = Request::decode(body)?;
        let mut groups = Vec::new();
        for of_resource in request.resources {
            let resource = of_resource.resource.unwrap_or_default();
            let service = service(&Resource::decode(resource.clone())?.attributes);
            for of_scope in of_resource.scopes {
                let head_bytes = resource.len() + of_scope.scope.map_or(0, |scope| scope.len());
                let items = of_scope.items.into_iter();
                let items = items.map(|item| Item::protobuf(signal, item, service.as_deref()));
                groups.push(Group { head_bytes, items: items.collect::<Result<_, _>>()? });
            }
        }
        Ok(Self { groups })
    }

    pub(super) fn items(&self) -> impl Iterator<Item = &Item> {
        self.groups.iter().flat_map(|group| &group.items)
    }
}

// === impl Item ===

impl Item {
    fn protobuf(signal: Signal, item: Bytes, service: Option<&str>) -> Result<Self, Malformed> {
        let bytes = item.len();
        Ok(match signal {
            Signal::Traces => Self::span(bytes, messages::Span::decode(item)?, service),
            Signal::Logs => Self::log(bytes, &messages::LogRecord::decode(item)?, service),
            Signal::Metrics => Self::metric(bytes, &messages::Metric::decode(item)?, service),
        })
    }

    fn span(bytes: usize, span: messages::Span, service: Option<&str>) -> Self {
        let span = Span {
            trace_id: hex(&span.trace_id),
            span_id: hex(&span.span_id),
            parent_span_id: hex(&span.parent_span_id),
            name: span.name,
            service: service.map(str::to_owned),
            start: span.start,
            end: span.end,
            is_error: span.status.is_some_and(|status| status.code == 2),
            attributes: attributes(&span.attributes),
        };
        let times = vec![span.start];
        Self { bytes, times, signals: Signals { spans: vec![span], ..Signals::default() } }
    }

    fn log(bytes: usize, log: &messages::LogRecord, service: Option<&str>) -> Self {
        let attributes = attributes(&log.attributes);
        let log = LogRecord {
            id: attributes.get("log.record.uid").cloned(),
            time: if log.time == 0 { log.observed } else { log.time },
            severity: log.severity,
            body: log.body.as_ref().map(AnyValue::text).unwrap_or_default(),
            trace_id: hex(&log.trace_id),
            span_id: hex(&log.span_id),
            service: service.map(str::to_owned),
            attributes,
        };
        let times = vec![log.time];
        Self { bytes, times, signals: Signals { logs: vec![log], ..Signals::default() } }
    }

    fn metric(bytes: usize, metric: &messages::Metric, service: Option<&str>) -> Self {
        let mut points = Vec::new();
        let mut point = |time: u64, value: f64, of_point: &[KeyValue]| {
            points.push(DataPoint {
                metric: metric.name.clone(),
                unit: metric.unit.clone(),
                time,
                value,
                service: service.map(str::to_owned),
                attributes: attributes(of_point),
            });
        };
        for number in metric.gauge.iter().chain(&metric.sum).flat_map(|numbers| &numbers.points) {
            let value = number.double.or(number.int.map(|int| int as f64));
            point(number.time, value.unwrap_or_default(), &number.attributes);
        }
        for histogram in metric.histogram.iter().flat_map(|histograms| &histograms.points) {
            point(histogram.time, histogram.sum.unwrap_or_default(), &histogram.attributes);
        }
        for histogram in metric.exponential_histogram.iter().flat_map(|histograms| &histograms.points) {
            point(histogram.time, histogram.sum.unwrap_or_default(), &histogram.attributes);
        }
        for summary in metric.summary.iter().flat_map(|summaries| &summaries.points) {
            point(summary.time, summary.sum, &summary.attributes);
        }
        let times = points.iter().map(|point| point.time).collect();
        Self { bytes, times, signals: Signals { points, ..Signals::default() } }
    }
}

fn service(attributes: &[KeyValue]) -> Option<String> {
    let name = attributes.iter().find(|attribute| attribute.key == "service.name")?;
    name.value.as_ref().map(AnyValue::text)
}

fn attributes(list: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |attribute: &KeyValue| attribute.value.as_ref().map(AnyValue::text).unwrap_or_default();
    list.iter().map(|attribute| (attribute.key.clone(), text(attribute))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

// === impl AnyValue ===

impl AnyValue {
    fn text(&self) -> String {
        match &self.string {
            Some(text) => text.clone(),
            None => self.json().to_string(),
        }
    }

    fn json(&self) -> Value {
        if let Some(text) = &self.string {
            return text.as_str().into();
        }
        let scalar = self.bool.map(Value::from).or_else(|| self.int.map(Value::from));
        let scalar = scalar.or_else(|| self.double.map(Value::from));
        let array = || self.array.as_ref().map(|array| array.values.iter().map(Self::json).collect());
        let member =
            |member: &KeyValue| (member.key.clone(), member.value.as_ref().map_or(Value::Null, Self::json));
        let list = || self.list.as_ref().map(|list| list.values.iter().map(member).collect());
        let bytes = || self.bytes.as_ref().map(|bytes| hex(bytes).into());
        scalar.or_else(array).or_else(list).or_else(bytes).unwrap_or(Value::Null)
    }
}

// === impl Malformed ===

impl From<prost::DecodeError> for Malformed {
    fn from(error: prost::DecodeError) -> Self {
        Self(error.to_string())
    }
}

#[cfg(test)]
mod tests;
