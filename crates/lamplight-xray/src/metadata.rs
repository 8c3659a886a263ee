//! Metadata: everything about a span that has no place of its own in a document.

use lamplight_core::clock::Timestamp;
use lamplight_core::json::{Object, write_string};
use opentelemetry::trace::Event;
use opentelemetry_sdk::trace::SpanData;

use crate::annotation::{Annotated, is_overwritten};
use crate::cause::EXCEPTION;
use crate::facts::Facts;
use crate::page::{Page, write_seconds};

/// Writes the metadata: attributes in the namespace `default`, the rest in the namespace `span`.
///
/// `name` is what the span is shown as.
pub(crate) fn write(
    page: &mut Page<'_>,
    span: &SpanData,
    facts: &Facts<'_>,
    name: &str,
    annotated: Annotated,
) {
    page.object("metadata", |page| {
        page.object("default", |page| {
            for (index, attribute) in span.attributes.iter().enumerate() {
                let is_shown = annotated.has(index) || facts.shows(attribute);
                if !is_shown && !is_overwritten(&span.attributes, index) {
                    page.attribute(attribute.key.as_str(), &attribute.value);
                }
            }
        });
        let has_another_name = name != span.name;
        if !has_another_name && span.events.is_empty() && !page.is_cut {
            return;
        }
        page.object("span", |page| {
            if has_another_name {
                page.text("name", &span.name);
            }
            page.array("events", |page| {
                span.events
                    .iter()
                    .filter(|event| event.name != EXCEPTION)
                    .for_each(|event| write_event(page, event));
            });
            if page.is_cut {
                page.mark("cut");
            }
        });
    });
}

fn write_event(page: &mut Page<'_>, event: &Event) {
    let fits = page.item(|out| {
        out.push(b'{');
        write_string(Object::resume(out).value("name"), &event.name);
        write_seconds(Object::resume(out).value("time"), Timestamp::from(event.timestamp).as_nanos());
    });
    if fits {
        page.object("attributes", |page| {
            for (index, attribute) in event.attributes.iter().enumerate() {
                if !is_overwritten(&event.attributes, index) {
                    page.attribute(attribute.key.as_str(), &attribute.value);
                }
            }
        });
        page.close(b'}');
    }
}
