//! What code says about a span while it is open.

use std::borrow::Cow;

use lamplight_core::clock::Timestamp;
use opentelemetry::trace::{Event, Status};
use opentelemetry::{Array, Key, KeyValue, StringValue, Value};
use opentelemetry_sdk::trace::SpanLinks;

use crate::origin::{Origin, push_link};

/// The attribute with the keys of those that X-Ray shall index, by the convention of the exporters that
/// write X-Ray's documents.
pub(crate) const ANNOTATIONS: &str = "aws.xray.annotations";

/// Attributes, events, links and the status of an open span.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) attributes: Vec<KeyValue>,
    pub(crate) events: Vec<Event>,
    pub(crate) links: SpanLinks,
    pub(crate) status: Status,
}

// === impl Said ===

impl Said {
    /// Takes an attribute. One that is said again has its last value.
    pub(crate) fn put(&mut self, key: Key, value: Value) {
        match self.attributes.iter_mut().find(|known| known.key == key) {
            Some(known) => known.value = value,
            None => self.attributes.push(KeyValue::new(key, value)),
        }
    }

    /// Takes an attribute that X-Ray shall index.
    pub(crate) fn annotate(&mut self, key: Key, value: Value) {
        let name = StringValue::from(key.as_str().to_owned());
        self.put(key, value);
        let list = self.attributes.iter_mut().find(|known| known.key.as_str() == ANNOTATIONS);
        match list.map(|list| &mut list.value) {
            Some(Value::Array(Array::String(names))) if names.contains(&name) => {}
            Some(Value::Array(Array::String(names))) => names.push(name),
            _ => self.put(ANNOTATIONS.into(), Value::Array(Array::String(vec![name]))),
        }
    }

    /// Takes a link to the span that a sender has told, if what it says names one.
    pub(crate) fn link(&mut self, carrier: &str) {
        if let Some(link) = Origin::of_carrier(carrier).link(None) {
            push_link(&mut self.links, link);
        }
    }

    /// Something went wrong within the span.
    pub(crate) fn fail(&mut self, at: Timestamp, message: String, attributes: Vec<KeyValue>) {
        self.events.push(Event::new("exception", at.into(), attributes, 0));
        // A status that says more is not given up for one that says nothing.
        if !message.is_empty() || self.status == Status::Unset {
            self.status = Status::Error { description: Cow::Owned(message) };
        }
    }
}
