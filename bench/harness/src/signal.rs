//! What a subject says about an invocation, and whether it came.

use lamplight_emulator::{Invocation, LineSource, TelemetrySource};

use crate::subject::Work;

/// Something that a subject says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Three lines, with their fields.
    Logs,
    /// Two metrics with one dimension, in one document in Embedded Metric Format.
    Metrics,
    /// Three spans, sent to the X-Ray daemon.
    Segments,
    /// Attributes of those.
    SegmentAttributes,
    /// Three spans with their attributes, sent over OTLP.
    Spans,
    /// As many spans as the work has, sent to the X-Ray daemon.
    EachSegment,
    /// As many spans as the work has, sent over OTLP.
    EachSpan,
    /// Spans as OTLP on stdout, packed.
    PackedSpans,
}

/// All those of an order.
const OF_ORDERS: &[Signal] =
    &[Signal::Logs, Signal::Metrics, Signal::Segments, Signal::SegmentAttributes, Signal::Spans];
/// All those of spans.
const OF_SPANS: &[Signal] = &[Signal::EachSegment, Signal::EachSpan, Signal::PackedSpans];

/// Sees to it that these signals, and no others, came of the invocation.
pub fn check(expected: &[Signal], work: Work, done: &Invocation) -> Result<(), String> {
    let (all, spans) = match work {
        Work::Order => (OF_ORDERS, 3),
        Work::Spans { count, .. } => (OF_SPANS, count),
    };
    for signal in all {
        match (expected.contains(signal), signal.came_of(done, spans)) {
            (true, false) => return Err(format!("says nothing as {signal:?}: {done:?}")),
            (false, true) => return Err(format!("says something as {signal:?}, unasked: {done:?}")),
            _ => {}
        }
    }
    Ok(())
}

// === impl Signal ===

impl Signal {
    /// Whether it goes to a collector.
    pub fn is_otlp(self) -> bool {
        matches!(self, Self::Spans | Self::EachSpan)
    }

    fn came_of(self, done: &Invocation, spans: usize) -> bool {
        match self {
            Self::Logs => [
                ["order received", "ada", "A-17"],
                ["order checked", "lamp-desk", "A-17"],
                ["order accepted", "22.5", "A-17"],
            ]
            .iter()
            .all(|parts| lines_with(done, parts) == 1),
            Self::Metrics => {
                let parts =
                    ["CloudWatchMetrics", "OrdersPlaced", "OrderValue", "\"Source\":\"http\"", "22.5"];
                lines_with(done, &parts) == 1
            }
            Self::Segments => sent(done, TelemetrySource::Xray, SPANS),
            Self::SegmentAttributes => sent(done, TelemetrySource::Xray, ATTRIBUTES),
            Self::Spans => {
                sent(done, TelemetrySource::Otlp, SPANS) && sent(done, TelemetrySource::Otlp, ATTRIBUTES)
            }
            // One of them has another name. Some libraries send each twice, when it begins and when it ends.
            Self::EachSegment => times(done, TelemetrySource::Xray, "reserve") >= spans - 1,
            Self::EachSpan => times(done, TelemetrySource::Otlp, "reserve") == spans - 1,
            Self::PackedSpans => lines_with(done, &["__otel_otlp_stdout"]) == 1,
        }
    }
}

const SPANS: &[&str] = &["checkout", "reserve", "charge"];
const ATTRIBUTES: &[&str] =
    &["channel", "web", "sku", "lamp-desk", "warehouse", "host", "pay.internal", "attempt"];

/// How many lines of the function hold all of these.
fn lines_with(done: &Invocation, parts: &[&str]) -> usize {
    let own = done.lines.iter().filter(|line| line.source == LineSource::Stdout);
    own.filter(|line| parts.iter().all(|part| line.text.contains(part))).count()
}

/// Each of these was sent there.
fn sent(done: &Invocation, source: TelemetrySource, parts: &[&str]) -> bool {
    let holds = |part: &&str| {
        let mut payloads = done.telemetry.iter().filter(|payload| payload.source == source);
        payloads.any(|payload| payload.bytes.windows(part.len()).any(|window| window == part.as_bytes()))
    };
    parts.iter().all(holds)
}

/// How often this was sent there.
fn times(done: &Invocation, source: TelemetrySource, part: &str) -> usize {
    let payloads = done.telemetry.iter().filter(|payload| payload.source == source);
    let windows = payloads.flat_map(|payload| payload.bytes.windows(part.len()));
    windows.filter(|window| *window == part.as_bytes()).count()
}
