//! One span as a segment or subsegment.

use std::fmt::Write as _;

use lamplight_core::clock::Timestamp;
use lamplight_core::json::{Escaped, Object};
use lamplight_core::trace::{SpanId, TraceId};
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;

use crate::annotation::Annotated;
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
    /// The attributes that become annotations.
    pub(crate) annotated: Annotated,
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
    let mut page = Page::new(out, limit);
    if let Some(namespace) = namespace {
        page.string("namespace", namespace);
    }
    for flag in flags(span, &facts) {
        page.flag(flag);
    }
    let is_segment = place == Place::Root && span.parent_span_id == opentelemetry::SpanId::INVALID;
    if is_segment {
        write_service(&mut page, style);
        write_field(&mut page, "user", facts.text(Field::User));
    }
    if facts.has_http() {
        write_http(&mut page, &facts, is_segment);
    }
    if facts.has_aws() {
        write_aws(&mut page, &facts, style);
    }
    if let Some(database) = facts.database() {
        write_sql(&mut page, &facts, database, &span.name);
    }
    cause::write(&mut page, span);
    let mut shown = facts.shown();
    annotation::write(&mut page, &facts, &style.annotated, style.service.as_deref(), &mut shown);
    if !span.links.is_empty() {
        write_links(&mut page, span);
    }
    metadata::write(&mut page, span, &facts, &name, shown);
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
#[cold]
fn write_service(page: &mut Page<'_>, style: &Style) {
    if let Some(origin) = style.origin {
        page.string("origin", origin);
    }
    let service = page.object("service");
    write_field(page, "version", style.version.as_deref());
    page.close(service);
}

#[inline(never)]
fn write_field(page: &mut Page<'_>, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        page.string(key, first(text, MAX_FIELD));
    }
}

/// At most this many characters.
fn first(text: &str, characters: usize) -> &str {
    // A text is never shorter in bytes than in characters.
    let end = if text.len() <= characters { None } else { text.char_indices().nth(characters) };
    end.map_or(text, |(end, _)| &text[..end])
}

#[inline(never)]
fn write_http(page: &mut Page<'_>, facts: &Facts<'_>, is_segment: bool) {
    let http = page.object("http");
    let request = page.object("request");
    for (key, field) in [("method", Field::Method), ("url", Field::Url), ("user_agent", Field::UserAgent)] {
        write_field(page, key, facts.text(field));
    }
    if let Some((address, is_forwarded)) = facts.client() {
        write_field(page, "client_ip", Some(address));
        if is_segment && is_forwarded {
            page.flag("x_forwarded_for");
        }
    }
    write_parts_of_url(page, facts);
    page.close(request);
    let response = page.object("response");
    for (key, field) in [("status", Field::Status), ("content_length", Field::ContentLength)] {
        if let Some(number) = facts.number(field) {
            page.number(key, number);
        }
    }
    page.close(response);
    page.close(http);
}

/// Writes the URL where only its parts are known.
fn write_parts_of_url(page: &mut Page<'_>, facts: &Facts<'_>) {
    let (None, Some(path)) = (facts.text(Field::Url), facts.text(Field::Path)) else { return };
    match facts.text(Field::Host) {
        Some(host) => {
            let scheme = facts.text(Field::Scheme).unwrap_or("http");
            // 10 + 3 + 87 + 150 characters: no more than the 250 there is room for.
            let parts = [first(scheme, 10), "://", first(host, 87), first(path, 150)];
            write_parts(page, "url", &parts);
        }
        None => write_field(page, "url", Some(path)),
    }
}

/// Writes a string that is put together.
#[inline(never)]
fn write_parts(page: &mut Page<'_>, key: &str, parts: &[&str]) {
    let start = page.out.len();
    let mut object = Object::resume(page.out);
    let out = object.value(key);
    out.push(b'"');
    for part in parts {
        // Appending to a buffer does not fail.
        let _ = Escaped(out).write_str(part);
    }
    out.push(b'"');
    page.keep(start);
}

#[cold]
fn write_aws(page: &mut Page<'_>, facts: &Facts<'_>, style: &Style) {
    let aws = page.object("aws");
    let method = facts.is_aws().then(|| facts.text(Field::RpcMethod)).flatten();
    let tables = facts.list(Field::TableNames);
    let only = if let [table] = tables { Some(table.as_str()) } else { None };
    for (key, field, other) in [
        ("account_id", Field::AccountId, style.account_id.as_deref()),
        ("operation", Field::Operation, method),
        ("region", Field::Region, None),
        ("request_id", Field::RequestId, None),
        ("queue_url", Field::QueueUrl, None),
    ] {
        write_field(page, key, facts.text(field).or(other));
    }
    write_field(page, "table_name", only.or_else(|| facts.text(Field::TableName)));
    if tables.len() > 1 {
        let names = page.array("table_names");
        for table in tables {
            page.string_item(cut(table.as_str(), MAX_FIELD));
        }
        page.close(names);
    }
    page.close(aws);
}

/// Writes the call of a database that speaks SQL. A query that is too long is cut, and whole in the metadata.
#[cold]
fn write_sql(page: &mut Page<'_>, facts: &Facts<'_>, database: &str, span: &str) {
    let sql = page.object("sql");
    let name = facts.text(Field::DatabaseName).unwrap_or_default();
    let host = facts.text(Field::Host).unwrap_or("localhost");
    write_parts(page, "connection_string", &[first(host, 125), "/", first(name, 124)]);
    for (key, text) in [
        ("url", Some(span)),
        ("database_type", Some(database)),
        ("user", facts.text(Field::DatabaseUser)),
        ("sanitized_query", facts.text(Field::DatabaseQuery)),
    ] {
        write_field(page, key, text);
    }
    page.close(sql);
}

#[cold]
fn write_links(page: &mut Page<'_>, span: &SpanData) {
    let links = page.array("links");
    for link in span.links.iter() {
        let trace = TraceId::from_bytes(link.span_context.trace_id().to_bytes());
        let id = SpanId::from_bytes(link.span_context.span_id().to_bytes());
        let (Some(trace), Some(id)) = (trace, id) else { continue };
        let start = page.item();
        page.out.push(b'{');
        Object::resume(page.out).string("trace_id", trace.xray().as_str());
        Object::resume(page.out).string("id", id.hex().as_str());
        if page.keep(start) {
            metadata::write_attributes(page, &link.attributes);
            page.out.push(b'}');
        }
    }
    page.close(links);
}
