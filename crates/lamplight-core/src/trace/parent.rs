//! W3C's trace header, `traceparent`.

use std::fmt;

use super::{SpanId, TraceId};

/// What a `traceparent` header says: `00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01`
/// (W3C Trace Context, "traceparent Header").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TraceParent {
    /// The trace.
    pub trace_id: TraceId,
    /// The span that the request was made in.
    pub parent: SpanId,
    /// Whether the caller may have recorded the trace.
    pub sampled: bool,
}

// === impl TraceParent ===

impl TraceParent {
    /// Reads a header, of any version but `ff`; of a later one than `00` more may follow. `None` where it is
    /// malformed: then a new trace begins.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut parts = text.splitn(5, '-');
        let (version, trace_id, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_hex = |text: &str| text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let is_known = is_hex(version) && !version.eq_ignore_ascii_case("ff");
        if !is_known || !is_hex(flags) || version == "00" && parts.next().is_some() {
            return None;
        }
        Some(Self {
            trace_id: TraceId::from_w3c(trace_id)?,
            parent: SpanId::from_hex(parent)?,
            // Of the flags only this one has had the same meaning in every version.
            sampled: u8::from_str_radix(flags, 16).ok()? & 1 == 1,
        })
    }
}

/// Version `00`, which every reader knows.
impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trace_id, parent, sampled } = self;
        write!(f, "00-{}-{parent}-0{}", trace_id.w3c(), u8::from(*sampled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";

    #[test]
    fn is_printed_as_it_was_read() {
        let parent = TraceParent::parse(TEXT).expect("a good header");
        assert!(parent.sampled);
        assert_eq!(parent.trace_id.w3c().as_str(), "5759e988bd862e3fe1be46a994272793");
        assert_eq!(parent.to_string(), TEXT);
        let not_sampled = TEXT.replace("-01", "-00");
        assert_eq!(TraceParent::parse(&not_sampled).expect("a good header").to_string(), not_sampled);
    }

    #[test]
    fn of_the_flags_the_first_counts_and_later_versions_may_say_more() {
        for (end, sampled) in [("-03", true), ("-02", false), ("-FF", true)] {
            let parent = TraceParent::parse(&TEXT.replace("-01", end)).expect("a good header");
            assert_eq!(parent.sampled, sampled, "{end}");
        }
        let later = format!("cc{}-more-of-it", &TEXT[2..]);
        assert_eq!(TraceParent::parse(&later), TraceParent::parse(TEXT));
    }

    #[test]
    fn what_is_malformed_is_none() {
        let ones = ["", "00", "00-1-2-3", &TEXT[..53], &TEXT[3..]].map(str::to_owned);
        let more = [
            format!("{TEXT}-00"),
            format!("ff{}", &TEXT[2..]),
            TEXT.replace("-01", "-+1"),
            TEXT.replace("5759e988bd862e3fe1be46a994272793", &"0".repeat(32)),
            TEXT.replace("53995c3f42cd8ad8", &"0".repeat(16)),
        ];
        for text in ones.into_iter().chain(more) {
            assert_eq!(TraceParent::parse(&text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_prints_what_it_reads_again(text in "\\PC{0,60}|[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}") {
            if let Some(parent) = TraceParent::parse(&text) {
                prop_assert_eq!(TraceParent::parse(&parent.to_string()), Some(parent));
            }
        }
    }
}
