//! One span as a segment or subsegment.

use lamplight_core::clock::Timestamp;
use lamplight_core::json::{Object, write_string};
use lamplight_core::trace::{SpanId, TraceId};
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;

use crate::facts::{Facts, Field, MAX_FIELD};
use crate::name::write_name;
use crate::page::{Page, write_seconds};
use crate::value::cut;
use crate::{annotation, cause, metadata};

/// Where a span is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// At the beginning of a document.
    Root,
    /// Within its parent.
    Nested,
}

/// What holds for all spans.
#[derive(Debug, Default)]
pub(crate) struct Style {
    /// The attributes that become annotations, sorted.
    pub(crate) annotated: Vec<String>,
    /// The name of the service.
    pub(crate) service: Option<String>,
    /// Its version.
    pub(crate) version: Option<String>,
    /// The account that it belongs to.
    pub(crate) account_id: Option<String>,
    /// What X-Ray calls the place that it runs at.
    pub(crate) origin: Option<&'static str>,
}

/// Writes a span as an object that stays open. What makes the buffer longer than `limit` is left out;
/// returns whether that happened.
pub(crate) fn write(out: &mut Vec<u8>, limit: usize, span: &SpanData, place: Place, style: &Style) -> bool {
    let facts = Facts::of(&span.attributes);
    // What comes first is in every document, and needs neither escaping nor a comma that may not be there.
    out.extend_from_slice(b"{\"name\":");
    let name = facts.name(span);
    write_name(out, &name);
    write_ids(out, span, place);
    let start = Timestamp::from(span.start_time);
    out.extend_from_slice(b",\"start_time\":");
    write_seconds(out, start.as_nanos());
    let end = start.max(Timestamp::from(span.end_time));
    out.extend_from_slice(b",\"end_time\":");
    write_seconds(out, end.as_nanos());
    let namespace = match span.span_kind {
        _ if facts.is_aws() => Some("aws"),
        SpanKind::Client => Some("remote"),
        SpanKind::Producer | SpanKind::Consumer => facts.text(Field::RemoteService).map(|_| "remote"),
        SpanKind::Internal | SpanKind::Server => None,
    };
    if let Some(namespace) = namespace {
        Object::resume(out).string("namespace", namespace);
    }
    for flag in flags(span, &facts) {
        Object::resume(out).bool(flag, true);
    }
    let mut page = Page::new(out, limit);
    let is_segment = place == Place::Root && span.parent_span_id == opentelemetry::SpanId::INVALID;
    if is_segment {
        write_service(&mut page, style);
        write_field(&mut page, "user", facts.text(Field::User));
    }
    write_http(&mut page, &facts, is_segment);
    write_aws(&mut page, &facts, style);
    write_sql(&mut page, &facts, &span.name);
    cause::write(&mut page, span);
    let service = style.service.as_deref();
    let annotated = annotation::write(&mut page, &span.attributes, &facts, &style.annotated, service);
    write_links(&mut page, span);
    metadata::write(&mut page, span, &facts, &name, annotated);
    page.is_cut
}

fn write_ids(out: &mut Vec<u8>, span: &SpanData, place: Place) {
    let mut write = |before: &[u8], id: &[u8]| {
        out.extend_from_slice(before);
        out.extend_from_slice(id);
        out.push(b'"');
    };
    if let Some(id) = SpanId::from_bytes(span.span_context.span_id().to_bytes()) {
        write(b",\"id\":\"", id.hex().as_bytes());
    }
    if place == Place::Nested {
        return;
    }
    if let Some(trace) = TraceId::from_bytes(span.span_context.trace_id().to_bytes()) {
        write(b",\"trace_id\":\"", trace.xray().as_bytes());
    }
    // A span without a parent is the beginning of a trace: a segment.
    if let Some(parent) = SpanId::from_bytes(span.parent_span_id.to_bytes()) {
        write(b",\"type\":\"subsegment\",\"parent_id\":\"", parent.hex().as_bytes());
    }
}

fn flags(span: &SpanData, facts: &Facts<'_>) -> &'static [&'static str] {
    match (facts.status(), &span.status) {
        (Some(429), _) => &["error", "throttle"],
        (Some(400..=499), _) => &["error"],
        (Some(500..=599), _) | (_, Status::Error { .. }) => &["fault"],
        _ => &[],
    }
}

/// Where the code runs, and which version of it.
fn write_service(page: &mut Page<'_>, style: &Style) {
    if let Some(origin) = style.origin {
        page.member(|object| object.string("origin", origin));
    }
    if let Some(version) = &style.version {
        page.object("service", |page| write_field(page, "version", Some(version)));
    }
}

fn write_field(page: &mut Page<'_>, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        page.member(|object| object.formatted(key, format_args!("{text:.MAX_FIELD$}")));
    }
}

fn write_http(page: &mut Page<'_>, facts: &Facts<'_>, is_segment: bool) {
    if !facts.has_http() {
        return;
    }
    page.object("http", |page| {
        page.object("request", |page| {
            write_field(page, "method", facts.text(Field::Method));
            write_field(page, "url", facts.text(Field::Url));
            write_field(page, "user_agent", facts.text(Field::UserAgent));
            if let Some((address, is_forwarded)) = facts.client() {
                write_field(page, "client_ip", Some(address));
                if is_segment && is_forwarded {
                    page.member(|object| object.bool("x_forwarded_for", true));
                }
            }
            write_parts_of_url(page, facts);
        });
        page.object("response", |page| {
            for (key, field) in [("status", Field::Status), ("content_length", Field::ContentLength)] {
                if let Some(number) = facts.number(field) {
                    page.member(|object| object.number(key, number));
                }
            }
        });
    });
}

/// Writes the URL where only its parts are known.
fn write_parts_of_url(page: &mut Page<'_>, facts: &Facts<'_>) {
    let (None, Some(path)) = (facts.text(Field::Url), facts.text(Field::Path)) else { return };
    page.member(|object| match facts.text(Field::Host) {
        Some(host) => {
            let scheme = facts.text(Field::Scheme).unwrap_or("http");
            // 10 + 3 + 87 + 150 characters: no more than the 250 there is room for.
            object.formatted("url", format_args!("{scheme:.10}://{host:.87}{path:.150}"));
        }
        None => object.formatted("url", format_args!("{path:.MAX_FIELD$}")),
    });
}

fn write_aws(page: &mut Page<'_>, facts: &Facts<'_>, style: &Style) {
    if !facts.has_aws() {
        return;
    }
    page.object("aws", |page| {
        let method = facts.is_aws().then(|| facts.text(Field::RpcMethod)).flatten();
        let tables = facts.list(Field::TableNames);
        let only = if let [table] = tables { Some(table.as_str()) } else { None };
        for (key, text) in [
            ("account_id", facts.text(Field::AccountId).or(style.account_id.as_deref())),
            ("operation", facts.text(Field::Operation).or(method)),
            ("region", facts.text(Field::Region)),
            ("request_id", facts.text(Field::RequestId)),
            ("table_name", only.or_else(|| facts.text(Field::TableName))),
            ("queue_url", facts.text(Field::QueueUrl)),
        ] {
            write_field(page, key, text);
        }
        if tables.len() > 1 {
            page.array("table_names", |page| {
                for table in tables {
                    page.item(|out| write_string(out, cut(table.as_str(), MAX_FIELD)));
                }
            });
        }
    });
}

/// Writes the call of a database that speaks SQL. A query that is too long is cut, and whole in the metadata.
fn write_sql(page: &mut Page<'_>, facts: &Facts<'_>, span: &str) {
    let Some(database) = facts.database() else { return };
    page.object("sql", |page| {
        let name = facts.text(Field::DatabaseName).unwrap_or_default();
        let host = facts.text(Field::Host).unwrap_or("localhost");
        page.member(|object| object.formatted("connection_string", format_args!("{host:.125}/{name:.124}")));
        write_field(page, "url", Some(span));
        write_field(page, "database_type", Some(database));
        write_field(page, "user", facts.text(Field::DatabaseUser));
        write_field(page, "sanitized_query", facts.text(Field::DatabaseQuery));
    });
}

fn write_links(page: &mut Page<'_>, span: &SpanData) {
    if span.links.is_empty() {
        return;
    }
    page.array("links", |page| {
        for link in span.links.iter() {
            let trace = TraceId::from_bytes(link.span_context.trace_id().to_bytes());
            let id = SpanId::from_bytes(link.span_context.span_id().to_bytes());
            let (Some(trace), Some(id)) = (trace, id) else { continue };
            let fits = page.item(|out| {
                out.push(b'{');
                write_string(Object::resume(out).value("trace_id"), trace.xray().as_str());
                write_string(Object::resume(out).value("id"), id.hex().as_str());
            });
            if fits {
                page.object("attributes", |page| {
                    for (index, attribute) in link.attributes.iter().enumerate() {
                        if !annotation::is_overwritten(&link.attributes, index) {
                            page.attribute(attribute.key.as_str(), &attribute.value);
                        }
                    }
                });
                page.close(b'}');
            }
        }
    });
}
