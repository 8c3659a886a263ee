//! What was sent over OTLP, item by item.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{Batch, Encoding};

/// One of the three kinds of telemetry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signal {
    /// `/v1/traces`.
    Traces,
    /// `/v1/logs`.
    Logs,
    /// `/v1/metrics`.
    Metrics,
}

/// Everything that a backend took, in the order it came; what came twice is in it twice.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Signals {
    /// Spans.
    pub spans: Vec<Span>,
    /// Log records.
    pub logs: Vec<LogRecord>,
    /// Data points of metrics.
    pub points: Vec<DataPoint>,
}

/// One span.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Span {
    /// In hex, 32 digits.
    pub trace_id: String,
    /// In hex, 16 digits.
    pub span_id: String,
    /// In hex, 16 digits; empty at the root.
    pub parent_span_id: String,
    /// Its name.
    pub name: String,
    /// `service.name` of its resource.
    pub service: Option<String>,
    /// Nanoseconds since the Unix epoch.
    pub start: u64,
    /// Nanoseconds since the Unix epoch.
    pub end: u64,
    /// Its status is an error.
    pub is_error: bool,
    /// Strings as they are, anything else as JSON.
    pub attributes: BTreeMap<String, String>,
}

/// One log record.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LogRecord {
    /// The attribute `log.record.uid`, if it has one.
    pub id: Option<String>,
    /// Nanoseconds since the Unix epoch; when it was observed, if it does not say when it happened.
    pub time: u64,
    /// From 1 (trace) to 24 (fatal); 0 when it does not say.
    pub severity: i32,
    /// A string as it is, anything else as JSON.
    pub body: String,
    /// In hex, 32 digits; empty outside of a trace.
    pub trace_id: String,
    /// In hex, 16 digits; empty outside of a span.
    pub span_id: String,
    /// `service.name` of its resource.
    pub service: Option<String>,
    /// Strings as they are, anything else as JSON.
    pub attributes: BTreeMap<String, String>,
}

/// One data point of a metric.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct DataPoint {
    /// The metric's name.
    pub metric: String,
    /// The metric's unit.
    pub unit: String,
    /// Nanoseconds since the Unix epoch.
    pub time: u64,
    /// The value; the sum of a histogram or a summary.
    pub value: f64,
    /// `service.name` of its resource.
    pub service: Option<String>,
    /// Strings as they are, anything else as JSON.
    pub attributes: BTreeMap<String, String>,
}

// === impl Signals ===

impl Signals {
    /// Reads a request of OTLP/HTTP in whichever of its two forms it is, JSON or Protocol Buffers.
    ///
    /// `None` for what is neither. An empty request is one in Protocol Buffers without items.
    #[must_use]
    pub fn read(signal: Signal, request: &Bytes) -> Option<Self> {
        // A line feed is white space to the one and the first byte of nearly every request to the other.
        let json = || Batch::read(signal, Encoding::Json, request);
        let batch = json().or_else(|_| Batch::read(signal, Encoding::Protobuf, request)).ok()?;
        let mut signals = Self::default();
        batch.groups.into_iter().flat_map(|group| group.items).for_each(|item| signals.append(item.signals));
        Some(signals)
    }

    /// Every time that this span came.
    pub fn span<'a>(&'a self, trace_id: &'a str, span_id: &'a str) -> impl Iterator<Item = &'a Span> {
        self.spans.iter().filter(move |span| span.trace_id == trace_id && span.span_id == span_id)
    }

    /// Every time that the log record with this `log.record.uid` came.
    pub fn log<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a LogRecord> {
        self.logs.iter().filter(move |log| log.id.as_deref() == Some(id))
    }

    /// Every data point of this metric.
    pub fn metric<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a DataPoint> {
        self.points.iter().filter(move |point| point.metric == name)
    }

    /// How often each span came, by trace id and span id: to tell what was lost and what came twice.
    #[must_use]
    pub fn span_counts(&self) -> BTreeMap<(String, String), usize> {
        let mut counts = BTreeMap::new();
        for span in &self.spans {
            *counts.entry((span.trace_id.clone(), span.span_id.clone())).or_default() += 1;
        }
        counts
    }

    pub(in crate::backends) fn append(&mut self, mut other: Self) {
        self.spans.append(&mut other.spans);
        self.logs.append(&mut other.logs);
        self.points.append(&mut other.points);
    }

    /// Without the last so many items.
    pub(in crate::backends) fn forget(&mut self, count: u64) {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        self.spans.truncate(self.spans.len().saturating_sub(count));
        self.logs.truncate(self.logs.len().saturating_sub(count));
        self.points.truncate(self.points.len().saturating_sub(count));
    }
}

// === impl Signal ===

impl Signal {
    /// The signal that is posted to this path.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        match path {
            "/v1/traces" => Some(Self::Traces),
            "/v1/logs" => Some(Self::Logs),
            "/v1/metrics" => Some(Self::Metrics),
            _ => None,
        }
    }
}
