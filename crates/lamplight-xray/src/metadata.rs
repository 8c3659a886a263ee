//! Metadata: everything about a span that has no place of its own in a document.

use lamplight_core::clock::Timestamp;
use lamplight_core::json::{Object, write_string};
use opentelemetry::KeyValue;
use opentelemetry::trace::Event;
use opentelemetry_sdk::trace::SpanData;

use crate::cause::EXCEPTION;
use crate::facts::{Facts, Places, is_overwritten};
use crate::page::{Page, write_seconds};

/// Writes the metadata: attributes in the namespace `default`, but for those `shown` elsewhere; the rest in the
/// namespace `span`.
///
/// `name` is what the span is shown as.
pub(crate) fn write(page: &mut Page<'_>, span: &SpanData, facts: &Facts<'_>, name: &str, shown: Places) {
    let metadata = page.object("metadata");
    let default = page.object("default");
    for (place, attribute) in facts.attributes().iter().enumerate() {
        if !shown.has(place) && !facts.is_overwritten(place) {
            page.attribute(attribute.key.as_str(), &attribute.value);
        }
    }
    page.close(default);
    if name != span.name || !span.events.is_empty() || page.is_cut {
        write_rest(page, span, name);
    }
    page.close(metadata);
}

#[cold]
fn write_rest(page: &mut Page<'_>, span: &SpanData, name: &str) {
    let rest = page.object("span");
    if name != span.name {
        page.text("name", &span.name);
    }
    let events = page.array("events");
    for event in span.events.iter().filter(|event| event.name != EXCEPTION) {
        write_event(page, event);
    }
    page.close(events);
    if page.is_cut {
        page.flag("cut");
    }
    page.close(rest);
}

fn write_event(page: &mut Page<'_>, event: &Event) {
    let start = page.item();
    page.out.push(b'{');
    write_string(Object::resume(page.out).value("name"), &event.name);
    write_seconds(Object::resume(page.out).value("time"), Timestamp::from(event.timestamp).as_nanos());
    if page.keep(start) {
        write_attributes(page, &event.attributes);
        page.out.push(b'}');
    }
}

/// Writes the attributes of an event or of a link.
#[inline(never)]
pub(crate) fn write_attributes(page: &mut Page<'_>, attributes: &[KeyValue]) {
    let object = page.object("attributes");
    for (place, attribute) in attributes.iter().enumerate() {
        if !is_overwritten(attributes, place) {
            page.attribute(attribute.key.as_str(), &attribute.value);
        }
    }
    page.close(object);
}
