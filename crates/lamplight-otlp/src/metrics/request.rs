//! Points as the body of a request.

use super::attributes;
use super::exponential::{Buckets, Exponential};
use super::histograms::Histograms;
use super::pending::Row;
use super::point::{Kind, Sizes};
use super::unit;
use crate::protobuf::{bytes, fixed64, length, message, number, varint, varint_len};

/// `AGGREGATION_TEMPORALITY_DELTA`
pub(super) const DELTA: u64 = 1;

/// How many of these points, from the first on, fit into a request of so many bytes. One is always sent.
pub(super) fn fitting(rows: &[Row<'_>], most: usize) -> usize {
    let mut bytes = 0;
    let fits = |row: &&Row<'_>| {
        bytes += row.bytes();
        bytes <= most
    };
    rows.iter().take_while(fits).count().max(1)
}

/// Appends an `ExportMetricsServiceRequest`. The namespace is the name of the instrumentation scope.
pub(super) fn write(
    out: &mut Vec<u8>,
    resource: &[u8],
    schema_url: &str,
    rows: &[Row<'_>],
    histograms: &Histograms,
) {
    message(out, 1, |out| {
        message(out, 1, |out| out.extend_from_slice(resource));
        for scope in rows.chunk_by(|one, other| one.namespace == other.namespace) {
            message(out, 2, |out| {
                message(out, 1, |out| bytes(out, 1, scope[0].namespace.as_bytes()));
                for metric in scope.chunk_by(Row::is_of) {
                    message(out, 2, |out| write_metric(out, metric, histograms));
                }
            });
        }
        bytes(out, 3, schema_url.as_bytes());
    });
}

/// Writes the points of one metric.
fn write_metric(out: &mut Vec<u8>, rows: &[Row<'_>], histograms: &Histograms) {
    let Row { name, unit, kind, .. } = rows[0];
    bytes(out, 1, name.as_bytes());
    bytes(out, 3, unit::symbol(unit).as_bytes());
    message(out, kind.field(), |out| {
        for row in rows {
            message(out, 1, |out| match kind {
                Kind::Sum => write_number(out, row),
                Kind::Exponential => write_exponential(out, row),
                Kind::Explicit => write_explicit(out, row, histograms),
            });
        }
        number(out, 2, DELTA);
        if kind == Kind::Sum {
            number(out, 3, u64::from(rows.iter().all(|row| row.point.only_grows())));
        }
    });
}

/// Writes a `NumberDataPoint`.
fn write_number(out: &mut Vec<u8>, row: &Row<'_>) {
    write_times(out, row);
    double(out, 4, row.point.sum);
    attributes::copy(out, 7, row.attributes);
}

/// Writes an `ExponentialHistogramDataPoint`.
fn write_exponential(out: &mut Vec<u8>, row: &Row<'_>) {
    attributes::copy(out, 1, row.attributes);
    write_summary(out, row);
    if let Sizes::Exponential(sizes) = &row.point.sizes {
        let Exponential { scale, zeros, positive, negative } = &**sizes;
        number(out, 6, zigzag(*scale));
        if *zeros > 0 {
            fixed64(out, 7, *zeros);
        }
        write_buckets(out, 8, positive);
        write_buckets(out, 9, negative);
    }
    double(out, 12, row.point.least);
    double(out, 13, row.point.greatest);
}

/// Writes a `HistogramDataPoint`.
fn write_explicit(out: &mut Vec<u8>, row: &Row<'_>, histograms: &Histograms) {
    write_summary(out, row);
    if let (Sizes::Explicit(counts), Histograms::Explicit(bounds)) = (&row.point.sizes, histograms) {
        length(out, 6, 8 * counts.len());
        counts.iter().for_each(|count| out.extend_from_slice(&count.to_le_bytes()));
        length(out, 7, 8 * bounds.len());
        bounds.iter().for_each(|bound| out.extend_from_slice(&bound.to_bits().to_le_bytes()));
    }
    attributes::copy(out, 9, row.attributes);
    double(out, 11, row.point.least);
    double(out, 12, row.point.greatest);
}

/// The fields that both kinds of histograms have. A sum that does not only grow is none of a histogram (OTLP,
/// `HistogramDataPoint.sum`).
fn write_summary(out: &mut Vec<u8>, row: &Row<'_>) {
    write_times(out, row);
    fixed64(out, 4, row.point.count);
    if row.point.only_grows() {
        double(out, 5, row.point.sum);
    }
}

/// The fields that all points have.
fn write_times(out: &mut Vec<u8>, row: &Row<'_>) {
    fixed64(out, 2, row.point.started.as_nanos());
    fixed64(out, 3, row.point.until.as_nanos());
}

fn write_buckets(out: &mut Vec<u8>, field: u8, Buckets { offset, counts }: &Buckets) {
    if counts.is_empty() {
        return;
    }
    message(out, field, |out| {
        number(out, 1, zigzag(*offset));
        length(out, 2, counts.iter().map(|count| varint_len(*count)).sum());
        counts.iter().for_each(|count| varint(out, *count));
    });
}

fn double(out: &mut Vec<u8>, field: u8, value: f64) {
    fixed64(out, field, value.to_bits());
}

/// A number that may be negative, so that those near zero are short.
fn zigzag(value: i32) -> u64 {
    u64::from((value << 1 ^ value >> 31) as u32)
}
