//! Points in JSON, as OTLP has it: numbers of 64 bits as text, temporality as a number (OpenTelemetry protocol
//! specification, "JSON Protobuf Encoding").

use lamplight_core::json::{Object, write_string};

use super::attributes;
use super::exponential::{Buckets, Exponential};
use super::histograms::Histograms;
use super::pending::Row;
use super::point::{Kind, Sizes};
use super::request::DELTA;
use super::unit;

/// How much longer a point may be than it is as protobuf: names and braces of an attribute with one character.
pub(super) const LONGER: usize = 6;

/// Appends the request for points. The resource is an object.
pub(super) fn write(
    out: &mut Vec<u8>,
    resource: &[u8],
    schema_url: &str,
    rows: &[Row<'_>],
    histograms: &Histograms,
) {
    let mut request = Object::begin(out);
    list(request.value("resourceMetrics"), [()], |out, ()| {
        let mut of_resource = Object::begin(out);
        of_resource.raw("resource", resource);
        let scopes = rows.chunk_by(|one, other| one.namespace == other.namespace);
        list(of_resource.value("scopeMetrics"), scopes, |out, scope| {
            let mut object = Object::begin(out);
            object.object("scope", |object| object.string("name", scope[0].namespace));
            list(object.value("metrics"), scope.chunk_by(Row::is_of), |out, metric| {
                write_metric(out, metric, histograms);
            });
            object.end();
        });
        if !schema_url.is_empty() {
            of_resource.string("schemaUrl", schema_url);
        }
        of_resource.end();
    });
    request.end();
}

/// Writes the points of one metric.
fn write_metric(out: &mut Vec<u8>, rows: &[Row<'_>], histograms: &Histograms) {
    let Row { name, unit, kind, .. } = rows[0];
    let mut metric = Object::begin(out);
    metric.string("name", name);
    metric.string("unit", unit::symbol(unit));
    let field = match kind {
        Kind::Sum => "sum",
        Kind::Exponential => "exponentialHistogram",
        Kind::Explicit => "histogram",
    };
    metric.object(field, |object| {
        list(object.value("dataPoints"), rows, |out, row| write_point(out, row, histograms));
        object.number("aggregationTemporality", DELTA);
        if kind == Kind::Sum {
            object.bool("isMonotonic", rows.iter().all(|row| row.point.only_grows()));
        }
    });
    metric.end();
}

fn write_point(out: &mut Vec<u8>, row: &Row<'_>, histograms: &Histograms) {
    let point = row.point;
    let mut object = Object::begin(out);
    list(object.value("attributes"), attributes::texts(row.attributes), |out, (name, value)| {
        let mut attribute = Object::begin(out);
        attribute.string("key", name);
        attribute.object("value", |object| object.string("stringValue", value));
        attribute.end();
    });
    object.display("startTimeUnixNano", &point.started.as_nanos());
    object.display("timeUnixNano", &point.until.as_nanos());
    if row.kind == Kind::Sum {
        object.number("asDouble", point.sum);
        return object.end();
    }
    object.display("count", &point.count);
    if point.only_grows() {
        object.number("sum", point.sum);
    }
    object.number("min", point.least);
    object.number("max", point.greatest);
    match (&point.sizes, histograms) {
        (Sizes::Exponential(sizes), _) => write_sizes(&mut object, sizes),
        (Sizes::Explicit(counts), Histograms::Explicit(bounds)) => {
            list(object.value("bucketCounts"), counts, write_count);
            list(object.value("explicitBounds"), bounds, |out, bound| {
                lamplight_core::json::Number::write(*bound, out);
            });
        }
        _ => {}
    }
    object.end();
}

fn write_sizes(object: &mut Object<'_>, Exponential { scale, zeros, positive, negative }: &Exponential) {
    object.number("scale", *scale);
    object.display("zeroCount", zeros);
    for (side, Buckets { offset, counts }) in [("positive", positive), ("negative", negative)] {
        if !counts.is_empty() {
            object.object(side, |object| {
                object.number("offset", *offset);
                list(object.value("bucketCounts"), counts, write_count);
            });
        }
    }
}

fn write_count(out: &mut Vec<u8>, count: &u64) {
    write_string(out, &count.to_string());
}

fn list<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}
