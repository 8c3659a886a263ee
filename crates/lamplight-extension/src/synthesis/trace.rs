//! The place of an invocation in its trace.

use lamplight_core::clock::Timestamp;
use lamplight_core::link::Begin;
use lamplight_core::trace::{Sampling, SpanId, TraceHeader, TraceId};

/// The root span of an invocation, as far as it is known without having been sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    pub(crate) trace_id: TraceId,
    pub(crate) id: SpanId,
    pub(crate) parent: Option<SpanId>,
    pub(crate) is_sampled: bool,
    /// The function's name where nobody said another.
    pub(crate) name: Option<String>,
    /// OTLP's number of its kind.
    pub(crate) kind: u8,
    pub(crate) start: Timestamp,
}

/// OTLP's number of the kind `SERVER`.
const SERVER: u8 = 2;

// === impl Root ===

impl Root {
    /// The root that the function announced.
    pub(crate) fn announced(begin: &Begin) -> Self {
        Self {
            trace_id: begin.trace_id,
            id: begin.root,
            parent: begin.parent,
            is_sampled: begin.sampled,
            name: Some(begin.name.clone()).filter(|name| !name.is_empty()),
            kind: begin.kind,
            start: begin.start,
        }
    }

    /// The root of an invocation that nobody announced: as Lambda's trace header has it, with ids that are derived
    /// from the request's where there is none. The same request has the same ids.
    pub(crate) fn derived(request_id: &str, header: Option<&str>, start: Timestamp) -> Self {
        let header = header.map(TraceHeader::parse).unwrap_or_default();
        let (own, id) = ids(request_id);
        Self {
            trace_id: header.root.unwrap_or(own),
            id,
            parent: header.parent,
            is_sampled: header.sampling != Sampling::NotSampled,
            name: None,
            kind: SERVER,
            start,
        }
    }
}

/// Ids out of a digest of the request's, in which a bit is set so that neither is zero.
fn ids(request_id: &str) -> (TraceId, SpanId) {
    let mut hash = hmac_sha256::Hash::new();
    hash.update(b"lamplight");
    hash.update(request_id.as_bytes());
    let digest = hash.finalize();
    let (mut trace_id, mut id) = ([0; 16], [0; 8]);
    id.copy_from_slice(&digest[..8]);
    trace_id.copy_from_slice(&digest[16..]);
    id[7] |= 1;
    trace_id[15] |= 1;
    let ids = (TraceId::from_bytes(trace_id), SpanId::from_bytes(id));
    let (Some(trace_id), Some(id)) = ids else { unreachable!("a bit of each is set") };
    (trace_id, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_the_same_ids_again_and_another_has_others() {
        let root = |id: &str| Root::derived(id, None, Timestamp::EPOCH);
        assert_eq!(root("a"), root("a"));
        assert_ne!(root("a").id, root("b").id);
        assert_ne!(root("a").trace_id, root("b").trace_id);
    }

    #[test]
    fn lambdas_header_counts() {
        let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";
        let root = Root::derived("a", Some(header), Timestamp::EPOCH);
        assert_eq!(root.trace_id.xray().as_str(), "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!(root.parent.map(|id| id.to_string()).as_deref(), Some("53995c3f42cd8ad8"));
        assert!(!root.is_sampled);
    }
}
