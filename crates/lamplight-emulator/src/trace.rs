//! The trace header that the function gets, made from the one the caller sent.

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{Sampling, SpanId, TraceHeader, TraceId};
use uuid::Uuid;

use crate::TracingMode;
use crate::lifecycle::Tracing;

/// The trace of one invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trace {
    /// The header for the function.
    pub(crate) header: String,
    /// The header that Lambda got, or had to make up: what extensions are told.
    pub(crate) upstream: String,
    /// What Lambda's own lines say of it; only for a sampled trace under active tracing.
    recorded: Option<Recorded>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Recorded {
    trace_id: String,
    segment_id: String,
}

// === impl Trace ===

impl Trace {
    /// The trace for an invocation that came with the header `upstream` at the time `now`.
    ///
    /// `random` is where new ids come from.
    pub(crate) fn new(
        mode: TracingMode,
        upstream: Option<&str>,
        now: Timestamp,
        mut random: impl FnMut() -> [u8; 16],
    ) -> Option<Self> {
        match mode {
            TracingMode::Off => None,
            TracingMode::PassThrough => upstream.filter(|header| !header.is_empty()).map(|header| Self {
                header: header.to_owned(),
                upstream: header.to_owned(),
                recorded: None,
            }),
            TracingMode::Active => {
                let mut upstream = TraceHeader::parse(upstream.unwrap_or_default());
                let root = *upstream.root.get_or_insert_with(|| new_trace(now, random()));
                if upstream.parent.is_none() {
                    upstream.parent = Some(new_span(random()));
                }
                if matches!(upstream.sampling, Sampling::Requested | Sampling::Unsaid) {
                    upstream.sampling = Sampling::Sampled;
                }
                let segment = new_span(random());
                let recorded = (upstream.sampling == Sampling::Sampled).then(|| Recorded {
                    trace_id: root.xray().as_str().to_owned(),
                    segment_id: segment.to_string(),
                });
                let told = upstream.to_string();
                Some(Self { header: upstream.with_parent(segment).to_string(), upstream: told, recorded })
            }
        }
    }

    /// What Lambda's own lines say of it.
    pub(crate) fn tracing(&self) -> Option<Tracing<'_>> {
        self.recorded.as_ref().map(|recorded| Tracing {
            header: &self.upstream,
            trace_id: &recorded.trace_id,
            segment_id: &recorded.segment_id,
        })
    }
}

/// Sixteen bytes, of which 122 bits are random.
pub(crate) fn random() -> [u8; 16] {
    Uuid::new_v4().into_bytes()
}

fn new_trace(now: Timestamp, mut bytes: [u8; 16]) -> TraceId {
    let second = u32::try_from(now.as_millis() / 1000).unwrap_or(u32::MAX);
    bytes[..4].copy_from_slice(&second.to_be_bytes());
    TraceId::from_bytes(bytes).expect("the version of a UUID is never zero")
}

fn new_span(bytes: [u8; 16]) -> SpanId {
    let [.., a, b, c, d, e, f, g, h] = bytes;
    SpanId::from_bytes([a, b, c, d, e, f, g, h]).expect("the variant of a UUID is never zero")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(0x5759_e988 * 1000 + 123);
    const UPSTREAM: &str =
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:1";

    fn header(mode: TracingMode, upstream: Option<&str>) -> Option<String> {
        trace(mode, upstream).map(|trace| trace.header)
    }

    fn trace(mode: TracingMode, upstream: Option<&str>) -> Option<Trace> {
        let mut last = 0;
        Trace::new(mode, upstream, NOW, || {
            last += 1;
            [last; 16]
        })
    }

    #[test]
    fn active_tracing_keeps_the_trace_and_gives_a_parent_of_its_own() {
        assert_eq!(
            header(TracingMode::Active, Some(UPSTREAM)).as_deref(),
            Some("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=0101010101010101;Sampled=1;Lineage=a:1")
        );
    }

    #[test]
    fn active_tracing_starts_a_sampled_trace_where_there_is_none() {
        assert_eq!(
            header(TracingMode::Active, None).as_deref(),
            Some("Root=1-5759e988-010101010101010101010101;Parent=0303030303030303;Sampled=1")
        );
    }

    #[test]
    fn a_decision_not_to_sample_stands_and_is_not_reported() {
        let upstream = UPSTREAM.replace("Sampled=1", "Sampled=0");
        let trace = trace(TracingMode::Active, Some(&upstream)).expect("a trace");
        assert!(trace.header.contains("Sampled=0"));
        assert!(trace.tracing().is_none());
    }

    #[test]
    fn pass_through_changes_nothing_and_off_gives_nothing() {
        assert_eq!(header(TracingMode::PassThrough, Some("any thing")).as_deref(), Some("any thing"));
        assert_eq!(header(TracingMode::PassThrough, None), None);
        assert_eq!(header(TracingMode::Off, Some(UPSTREAM)), None);
    }

    #[test]
    fn what_is_reported_is_the_callers_header_and_the_segment_given() {
        let trace = trace(TracingMode::Active, Some(UPSTREAM)).expect("a trace");
        let tracing = trace.tracing().expect("it is sampled");
        assert_eq!(tracing.header, UPSTREAM);
        assert_eq!(tracing.trace_id, "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!(tracing.segment_id, "0101010101010101");
    }
}
