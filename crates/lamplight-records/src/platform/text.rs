//! The text form of records.

use lamplight_core::trace::{SpanId, TraceId};

use super::{
    End, Fault, InitReport, InitStart, Record, Report, RestoreReport, RestoreStart, Start, Status, TimedOut,
    Tracing, quantity,
};

pub(super) fn parse(text: &str) -> Option<Record> {
    let text = text.trim_end();
    let (word, rest) = text.split_once(' ')?;
    match word {
        "START" => start(rest).map(Record::Start),
        "END" => end(rest).map(Record::End),
        "REPORT" => report(rest).map(Record::Report),
        "INIT_START" => init_start(rest).map(Record::InitStart),
        "INIT_REPORT" => init_report(rest).map(Record::InitReport),
        "RESTORE_START" => restore_start(rest).map(Record::RestoreStart),
        "RESTORE_REPORT" => restore_report(rest).map(Record::RestoreReport),
        "RequestId:" => fault(text).map(Record::Fault),
        time => timed_out(time, rest).map(Record::TimedOut),
    }
}

/// `RequestId: … Error: …`, then perhaps the error type on a line of its own.
pub(super) fn fault(text: &str) -> Option<Fault> {
    let (request_id, said) = text.trim_end().strip_prefix("RequestId: ")?.split_once(' ')?;
    let (message, error_type) = match said.split_once('\n') {
        Some((message, kind)) if is_error_type(kind) => (message, Some(kind.to_owned())),
        _ => (said, None),
    };
    let message = message.to_owned();
    is_request_id(request_id).then(|| Fault { request_id: request_id.to_owned(), message, error_type })
}

fn start(rest: &str) -> Option<Start> {
    let rest = rest.strip_prefix("RequestId: ")?;
    let (request_id, version) = match rest.split_once(" Version: ") {
        Some((request_id, version)) => (request_id, Some(version.to_owned())),
        None => (rest, None),
    };
    is_request_id(request_id).then(|| Start { request_id: request_id.to_owned(), version, tracing: None })
}

fn end(rest: &str) -> Option<End> {
    let request_id = rest.strip_prefix("RequestId: ")?;
    is_request_id(request_id).then(|| End { request_id: request_id.to_owned() })
}

/// `2026-01-31T23:59:59.999Z 3f2c… Task timed out after 3.00 seconds`
fn timed_out(time: &str, rest: &str) -> Option<TimedOut> {
    let (request_id, after) = rest.split_once(" Task timed out after ")?;
    let at = lamplight_core::date::parse(time)?;
    let after = quantity::seconds(after)?;
    is_request_id(request_id).then(|| TimedOut { at, request_id: request_id.to_owned(), after })
}

fn init_start(rest: &str) -> Option<InitStart> {
    let mut init = InitStart::default();
    for (key, value) in parts(rest) {
        match key {
            "Runtime Version" => init.runtime_version = Some(value.to_owned()),
            "Runtime Version ARN" => init.runtime_version_arn = Some(value.to_owned()),
            _ => {}
        }
    }
    (init != InitStart::default()).then_some(init)
}

fn init_report(rest: &str) -> Option<InitReport> {
    let mut report = InitReport::default();
    for (key, value) in parts(rest) {
        match key {
            "Init Duration" => report.duration = quantity::millis(value),
            "Phase" => report.phase = Some(value.to_owned()),
            "Status" => report.status = Status::parse(value),
            "Error Type" => report.error_type = Some(value.to_owned()),
            _ => {}
        }
    }
    report.duration.is_some().then_some(report)
}

fn restore_start(rest: &str) -> Option<RestoreStart> {
    let InitStart { runtime_version, runtime_version_arn, .. } = init_start(rest)?;
    Some(RestoreStart { runtime_version, runtime_version_arn, ..RestoreStart::default() })
}

fn restore_report(rest: &str) -> Option<RestoreReport> {
    let mut report = RestoreReport::default();
    for (key, value) in parts(rest) {
        match key {
            "Restore Duration" => report.duration = quantity::millis(value),
            "Status" => report.status = Status::parse(value),
            "Error Type" => report.error_type = Some(value.to_owned()),
            _ => {}
        }
    }
    report.duration.is_some().then_some(report)
}

fn report(rest: &str) -> Option<Report> {
    let mut report = Report::default();
    let mut tracing = Tracing::default();
    for (key, value) in parts(rest) {
        match key {
            "RequestId" => value.clone_into(&mut report.request_id),
            "Duration" => report.duration = quantity::millis(value),
            "Billed Duration" => report.billed = quantity::millis(value),
            "Memory Size" => report.memory_mb = quantity::megabytes(value),
            "Max Memory Used" => report.max_memory_mb = quantity::megabytes(value),
            "Init Duration" => report.init = quantity::millis(value),
            "Restore Duration" => report.restore = quantity::millis(value),
            "Billed Restore Duration" => report.billed_restore = quantity::millis(value),
            "Status" => report.status = Status::parse(value),
            "Error Type" => report.error_type = Some(value.to_owned()),
            "XRAY TraceId" => tracing.trace_id = TraceId::from_xray(value),
            "SegmentId" => tracing.segment_id = SpanId::from_hex(value),
            "Sampled" => tracing.sampled = value.parse().ok(),
            _ => {}
        }
    }
    report.tracing = tracing.known();
    is_request_id(&report.request_id).then_some(report)
}

/// The `key: value` parts of a line, which tabs and line feeds part; what is not a pair is passed over.
fn parts(rest: &str) -> impl Iterator<Item = (&str, &str)> {
    rest.split(['\t', '\n']).filter_map(|part| part.trim().split_once(": "))
}

/// Request ids are UUIDs on Lambda and anything without white space elsewhere.
fn is_request_id(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

/// `Runtime.ExitError` and the like: one word.
fn is_error_type(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}
