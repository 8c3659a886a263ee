//! A span that was made through the API.

use std::borrow::Cow;
use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use lamplight_core::clock::Timestamp;
use opentelemetry::trace::{Span, SpanContext, Status};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::trace::SpanData;

use crate::record::Record;
use crate::root::Ending;
use crate::trace::lock;
use crate::tracer::Shared;

/// A span that was made through the API.
#[derive(Debug)]
pub struct ApiSpan {
    context: SpanContext,
    /// None where it is not recorded, and after its end.
    open: Option<Arc<Open>>,
}

/// What is known of it until it ends.
struct Open {
    record: Mutex<Record>,
    tracer: Arc<Shared>,
    scope: InstrumentationScope,
}

/// An open span, to whom its trace tells that the time runs out.
pub(crate) trait Unfinished: Debug + Send + Sync {
    /// The span as it is now, the first time.
    fn unfinished(&self, ending: &Ending<'_>) -> Option<SpanData>;
}

// === impl ApiSpan ===

impl ApiSpan {
    pub(super) fn not_recorded(context: SpanContext) -> Self {
        Self { context, open: None }
    }

    pub(super) fn open(record: Record, tracer: Arc<Shared>, scope: InstrumentationScope) -> Self {
        let trace = record.trace().clone();
        let context = trace.context_of(record.id());
        let open = Arc::new(Open { record: Mutex::new(record), tracer, scope });
        let weak = Arc::downgrade(&open);
        trace.opened_by_api(weak);
        Self { context, open: Some(open) }
    }

    fn say(&self, say: impl FnOnce(&mut Record)) {
        if let Some(open) = &self.open {
            say(&mut lock(&open.record));
        }
    }

    fn end_at(&mut self, at: Option<SystemTime>) {
        let Some(open) = self.open.take() else { return };
        let now = at.map_or_else(|| open.tracer.now(), Timestamp::from);
        lock(&open.record).end(None, &open.scope, now);
    }
}

impl Span for ApiSpan {
    fn add_event<T: Into<Cow<'static, str>>>(&mut self, name: T, attributes: Vec<KeyValue>) {
        if let Some(open) = &self.open {
            let now = open.tracer.now();
            lock(&open.record).event(name.into(), now.into(), attributes);
        }
    }

    fn add_event_with_timestamp<T>(&mut self, name: T, timestamp: SystemTime, attributes: Vec<KeyValue>)
    where
        T: Into<Cow<'static, str>>,
    {
        self.say(|record| record.event(name.into(), timestamp, attributes));
    }

    fn span_context(&self) -> &SpanContext {
        &self.context
    }

    fn is_recording(&self) -> bool {
        self.open.is_some()
    }

    fn set_attribute(&mut self, attribute: KeyValue) {
        self.say(|record| record.put(attribute.key, attribute.value));
    }

    fn set_status(&mut self, status: Status) {
        self.say(|record| record.set_status(status));
    }

    fn update_name<T: Into<Cow<'static, str>>>(&mut self, new_name: T) {
        self.say(|record| record.rename(new_name.into()));
    }

    fn add_link(&mut self, span_context: SpanContext, attributes: Vec<KeyValue>) {
        self.say(|record| record.link(span_context, attributes));
    }

    fn end(&mut self) {
        self.end_at(None);
    }

    fn end_with_timestamp(&mut self, timestamp: SystemTime) {
        self.end_at(Some(timestamp));
    }
}

impl Drop for ApiSpan {
    fn drop(&mut self) {
        self.end_at(None);
    }
}

// === impl Open ===

impl Unfinished for Open {
    fn unfinished(&self, ending: &Ending<'_>) -> Option<SpanData> {
        lock(&self.record).unfinished(&self.scope, self.tracer.now(), ending)
    }
}

impl Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Open").finish_non_exhaustive()
    }
}
