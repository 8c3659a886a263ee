//! A span that is open.

use std::borrow::Cow;
use std::sync::Arc;

use lamplight_core::clock::Timestamp;
use lamplight_invocation::scope::SpanIds;
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry::{InstrumentationScope, KeyValue, SpanId, Value};
use opentelemetry_sdk::trace::{SpanData, SpanEvents};
use tracing::span::Id;
use tracing_subscriber::registry::Extensions;

use crate::id;
use crate::root::Ending;
use crate::said::Said;
use crate::trace::Trace;
use crate::unfinished::UNFINISHED;

/// What is known of a span until it ends. Lives in the extensions of its `tracing` span.
#[derive(Debug)]
pub(crate) struct Record {
    trace: Arc<Trace>,
    pub(crate) span: SpanId,
    parent: SpanId,
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: SpanKind,
    started: Timestamp,
    pub(crate) said: Said,
    /// The invocation's own span, which is not exported from here.
    is_root: bool,
    /// The span of OpenTelemetry's API that was current when it was made.
    #[cfg(feature = "otel-api")]
    pub(crate) around: SpanId,
    /// It was sent before it ended.
    is_sent: bool,
}

// === impl Record ===

impl Record {
    /// The invocation's own span: others are its children.
    pub(crate) fn root(trace: Arc<Trace>) -> Self {
        let span = trace.root();
        Self::with_id(span, true, trace, SpanId::INVALID, Cow::Borrowed(""), Timestamp::EPOCH)
    }

    pub(crate) fn new(
        trace: Arc<Trace>,
        parent: SpanId,
        name: Cow<'static, str>,
        started: Timestamp,
    ) -> Self {
        Self::with_id(id::span_id(), false, trace, parent, name, started)
    }

    #[inline]
    fn with_id(
        span: SpanId,
        is_root: bool,
        trace: Arc<Trace>,
        parent: SpanId,
        name: Cow<'static, str>,
        started: Timestamp,
    ) -> Self {
        Self {
            trace,
            span,
            parent,
            name,
            kind: SpanKind::Internal,
            started,
            said: Said::default(),
            is_root,
            #[cfg(feature = "otel-api")]
            around: SpanId::INVALID,
            is_sent: false,
        }
    }

    /// Takes a field: as an attribute, or for what its name says. One that is recorded again has its last
    /// value.
    pub(crate) fn set(&mut self, key: &'static str, value: Value) {
        match key {
            "otel.name" => self.name = Cow::Owned(value.as_str().into_owned()),
            "otel.kind" => self.kind = kind(&value.as_str()),
            "otel.link" => self.said.link(&value.as_str()),
            "otel.status_code" => self.set_status_code(&value.as_str()),
            "otel.status_message" => {
                self.said.status = Status::Error { description: Cow::Owned(value.as_str().into_owned()) };
            }
            _ => self.said.put(key.into(), value),
        }
    }

    /// What was said about it. The root's is kept by its trace.
    pub(crate) fn said(&mut self) -> Option<&mut Said> {
        (!self.is_root).then_some(&mut self.said)
    }

    /// What a line that is logged in it says of it.
    pub(crate) fn ids(extensions: &Extensions<'_>) -> Option<SpanIds> {
        let record = extensions.get::<Self>()?;
        Some(SpanIds {
            trace_id: lamplight_core::trace::TraceId::from_bytes(record.trace.trace_id().to_bytes())?,
            span_id: lamplight_core::trace::SpanId::from_bytes(record.span.to_bytes())?,
        })
    }

    pub(crate) fn trace(&self) -> &Arc<Trace> {
        &self.trace
    }

    pub(crate) fn id(&self) -> SpanId {
        self.span
    }

    fn set_status_code(&mut self, code: &str) {
        match (code.eq_ignore_ascii_case("error"), &self.said.status) {
            (true, Status::Error { .. }) => {}
            (true, _) => self.said.status = Status::error(""),
            (false, _) if code.eq_ignore_ascii_case("ok") => self.said.status = Status::Ok,
            (false, _) => {}
        }
    }

    /// Something went wrong within the span.
    pub(crate) fn fail(&mut self, at: Timestamp, message: String, attributes: Vec<KeyValue>) {
        self.said.fail(at, message, attributes);
    }

    /// Ends the span, and gives it to its trace. What is left of the record has nothing more to say.
    pub(crate) fn end(&mut self, id: Option<&Id>, scope: &InstrumentationScope, now: Timestamp) {
        if !self.is_root {
            let trace = self.trace.clone();
            trace.ended(id, || self.finish(scope, now));
        }
    }

    /// The span at its end, unless it was sent before.
    #[inline]
    fn finish(&mut self, scope: &InstrumentationScope, now: Timestamp) -> Option<SpanData> {
        if std::mem::replace(&mut self.is_sent, true) {
            return None;
        }
        let said = std::mem::take(&mut self.said);
        let name = std::mem::take(&mut self.name);
        Some(self.data(name, said, scope, now))
    }

    /// The span as it is when the invocation's time runs out, once. What is said of it later is not sent.
    pub(crate) fn unfinished(
        &mut self,
        scope: &InstrumentationScope,
        now: Timestamp,
        ending: &Ending<'_>,
    ) -> Option<SpanData> {
        if self.is_root || std::mem::replace(&mut self.is_sent, true) {
            return None;
        }
        let mut said = self.said.clone();
        said.put(UNFINISHED.into(), Value::Bool(true));
        if let (Status::Unset, Some(status)) = (&said.status, ending.status()) {
            said.status = status;
            let error_type = ending.error_type().unwrap_or_default();
            said.put("error.type".into(), Value::from(error_type));
        }
        Some(self.data(self.name.clone(), said, scope, now))
    }

    #[inline]
    fn data(
        &self,
        name: Cow<'static, str>,
        said: Said,
        scope: &InstrumentationScope,
        now: Timestamp,
    ) -> SpanData {
        let Said { attributes, events: ended, links, status } = said;
        let mut events = SpanEvents::default();
        events.events = ended;
        SpanData {
            span_context: self.trace.context_of(self.span),
            parent_span_id: self.parent,
            parent_span_is_remote: false,
            span_kind: self.kind.clone(),
            name,
            start_time: self.started.into(),
            end_time: now.max(self.started).into(),
            attributes,
            dropped_attributes_count: 0,
            events,
            links,
            status,
            instrumentation_scope: scope.clone(),
        }
    }
}

fn kind(text: &str) -> SpanKind {
    let kinds = [
        ("server", SpanKind::Server),
        ("client", SpanKind::Client),
        ("producer", SpanKind::Producer),
        ("consumer", SpanKind::Consumer),
    ];
    let known = kinds.into_iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
    known.map_or(SpanKind::Internal, |(_, kind)| kind)
}
