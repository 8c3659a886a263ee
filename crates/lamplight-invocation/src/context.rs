//! The context of a request, kept in one allocation.

use std::ops::Range;

use lambda_runtime::Context;
use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{Sampling, SpanId, TraceHeader, TraceId};

/// What Lambda said of the invocation: ids, deadline, trace header.
///
/// A copy of the runtime's [`Context`] cut down to what telemetry needs, that outlives the request.
#[derive(Clone, Debug, Default)]
pub struct RequestContext {
    /// All texts, one after the other.
    texts: Box<str>,
    request_id: Range<u32>,
    function_arn: Option<Range<u32>>,
    trace_header: Option<Range<u32>>,
    tenant_id: Option<Range<u32>>,
    deadline: Option<Timestamp>,
    /// What the trace header says, read once for everyone who asks.
    trace_id: Option<TraceId>,
    parent_id: Option<SpanId>,
    sampling: Sampling,
}

impl RequestContext {
    /// The id of the request, as Lambda gave it.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.text(&self.request_id)
    }

    /// The ARN that was invoked, with its qualifier if there was one.
    #[must_use]
    pub fn function_arn(&self) -> Option<&str> {
        self.function_arn.as_ref().map(|range| self.text(range))
    }

    /// The trace header as it came, if it did.
    #[must_use]
    pub fn trace_header(&self) -> Option<&str> {
        self.trace_header.as_ref().map(|range| self.text(range))
    }

    /// The trace that the header names.
    #[must_use]
    pub fn trace_id(&self) -> Option<TraceId> {
        self.trace_id
    }

    /// The span that the header names as the parent.
    #[must_use]
    pub fn parent_id(&self) -> Option<SpanId> {
        self.parent_id
    }

    /// What the header says about recording.
    #[must_use]
    pub fn sampling(&self) -> Sampling {
        self.sampling
    }

    /// The tenant that the request is for, on functions that isolate tenants.
    #[must_use]
    pub fn tenant_id(&self) -> Option<&str> {
        self.tenant_id.as_ref().map(|range| self.text(range))
    }

    /// When Lambda ends the invocation.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        self.deadline
    }

    fn text(&self, range: &Range<u32>) -> &str {
        &self.texts[range.start as usize..range.end as usize]
    }
}

impl From<&Context> for RequestContext {
    fn from(context: &Context) -> Self {
        let arn = Some(context.invoked_function_arn.as_str());
        // The runtime puts a sentence here when the header is missing.
        let arn = arn.filter(|arn| arn.starts_with("arn:"));
        let trace = context.xray_trace_id.as_deref().filter(|header| !header.is_empty());
        let header = trace.map(TraceHeader::parse).unwrap_or_default();
        let tenant = context.tenant_id.as_deref().filter(|tenant| !tenant.is_empty());
        let length = [Some(context.request_id.as_str()), arn, trace, tenant];
        let mut texts = String::with_capacity(length.iter().flatten().map(|text| text.len()).sum());
        let mut keep = |text: &str| {
            // Headers that add up to 4 GiB do not get through HTTP.
            let start = u32::try_from(texts.len()).unwrap_or(u32::MAX);
            texts.push_str(text);
            start..u32::try_from(texts.len()).unwrap_or(u32::MAX)
        };
        Self {
            request_id: keep(&context.request_id),
            function_arn: arn.map(&mut keep),
            trace_header: trace.map(&mut keep),
            tenant_id: tenant.map(&mut keep),
            texts: texts.into_boxed_str(),
            deadline: (context.deadline > 0).then(|| Timestamp::from_millis(context.deadline)),
            trace_id: header.root,
            parent_id: header.parent,
            sampling: header.sampling,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_lambda_said() {
        let mut context = Context::default();
        context.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd".into();
        context.invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:orders".into();
        context.xray_trace_id = Some("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1".into());
        context.tenant_id = Some("blue".into());
        context.deadline = 1_700_000_000_000;
        let kept = RequestContext::from(&context);
        assert_eq!(kept.request_id(), context.request_id);
        assert_eq!(kept.function_arn(), Some(context.invoked_function_arn.as_str()));
        assert_eq!(kept.trace_header(), context.xray_trace_id.as_deref());
        assert_eq!(kept.trace_id(), TraceId::from_xray("1-5759e988-bd862e3fe1be46a994272793"));
        assert_eq!((kept.parent_id(), kept.sampling()), (None, Sampling::Sampled));
        assert_eq!(kept.tenant_id(), Some("blue"));
        assert_eq!(kept.deadline(), Some(Timestamp::from_millis(1_700_000_000_000)));
    }

    #[test]
    fn absence_is_none_and_not_a_sentence() {
        let mut context = Context::default();
        context.invoked_function_arn = "No header lambda-runtime-invoked-function-arn found.".into();
        context.xray_trace_id = Some(String::new());
        let kept = RequestContext::from(&context);
        assert_eq!(kept.request_id(), "");
        assert_eq!(kept.function_arn(), None);
        assert_eq!(kept.trace_header(), None);
        assert_eq!(kept.tenant_id(), None);
        assert_eq!(kept.deadline(), None);
    }
}
