//! What the API says about an open span.

use std::borrow::Cow;
use std::time::SystemTime;

use opentelemetry::trace::{Event, Link, SpanContext, SpanKind, Status};
use opentelemetry::{Key, KeyValue, SpanId, Value};

use crate::origin::push_link;
use crate::record::Record;

impl Record {
    /// What it is made with.
    pub(super) fn begin(
        &mut self,
        kind: Option<SpanKind>,
        attributes: Option<Vec<KeyValue>>,
        events: Option<Vec<Event>>,
        links: Option<Vec<Link>>,
    ) {
        self.kind = kind.unwrap_or(SpanKind::Internal);
        for KeyValue { key, value, .. } in attributes.into_iter().flatten() {
            self.said.put(key, value);
        }
        self.said.events = events.unwrap_or_default();
        for link in links.into_iter().flatten() {
            push_link(&mut self.said.links, link);
        }
    }

    pub(super) fn put(&mut self, key: Key, value: Value) {
        self.said.put(key, value);
    }

    pub(super) fn event(&mut self, name: Cow<'static, str>, at: SystemTime, attributes: Vec<KeyValue>) {
        self.said.events.push(Event::new(name, at, attributes, 0));
    }

    /// `Ok` is final, and an error is not taken back but by `Ok` (OpenTelemetry specification, "Tracing API",
    /// "Set Status").
    pub(super) fn set_status(&mut self, status: Status) {
        if status > self.said.status
            || matches!((&status, &self.said.status), (Status::Error { .. }, Status::Error { .. }))
        {
            self.said.status = status;
        }
    }

    pub(super) fn rename(&mut self, name: Cow<'static, str>) {
        self.name = name;
    }

    pub(super) fn link(&mut self, to: SpanContext, attributes: Vec<KeyValue>) {
        push_link(&mut self.said.links, Link::new(to, attributes, 0));
    }

    /// The span, and the one of the API that was current when it was made.
    pub(crate) fn with_surroundings(&self) -> (SpanId, SpanId) {
        (self.span, self.around)
    }
}
