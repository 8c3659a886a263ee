//! Reading what Lambda says, in text and in JSON, and printing it again.
#![cfg(feature = "report")]

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{SpanId, TraceId};
use lamplight_records::platform::{
    End, Event, Fault, InitReport, InitStart, Record, Report, RestoreReport, RestoreStart, Start, Status,
    TimedOut, Tracing,
};
use proptest::prelude::*;
use serde_json::json;

const ID: &str = "3f2c9d5e-0000-4000-8000-0000000009a1";

fn text(line: &str) -> Record {
    Record::parse_text(line).unwrap_or_else(|| panic!("a record: {line}"))
}

fn report(line: &str) -> Report {
    match text(line) {
        Record::Report(report) => report,
        other => panic!("a REPORT: {other:?}"),
    }
}

/// Lines as they stand in log streams.
const LINES: [&str; 10] = [
    "INIT_START Runtime Version: provided:al2023.v100\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:0cdcfbdefbc5e7d3343f73c2e2dd3cba17d61dea0686b404502a0c9ce83931b9\t",
    "INIT_REPORT Init Duration: 10008.42 ms\tPhase: init\tStatus: timeout\t",
    "INIT_REPORT Init Duration: 1.12 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError\t",
    "START RequestId: 3f2c9d5e-0000-4000-8000-0000000009a1 Version: $LATEST",
    "END RequestId: 3f2c9d5e-0000-4000-8000-0000000009a1",
    "REPORT RequestId: 3f2c9d5e-0000-4000-8000-0000000009a1\tDuration: 12.34 ms\tBilled Duration: 54 ms\tMemory Size: 128 MB\tMax Memory Used: 29 MB\tInit Duration: 41.20 ms\t",
    "REPORT RequestId: 3f2c9d5e-0000-4000-8000-0000000009a1\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tStatus: timeout\t\nXRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: 53995c3f42cd8ad8\tSampled: true\t",
    "REPORT RequestId: 3f2c9d5e-0000-4000-8000-0000000009a1\tDuration: 7.00 ms\tBilled Duration: 7 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\tRestore Duration: 300.25 ms\tBilled Restore Duration: 250 ms\tStatus: error\tError Type: Runtime.ExitError\t",
    "2026-01-31T23:59:59.999Z 3f2c9d5e-0000-4000-8000-0000000009a1 Task timed out after 3.00 seconds",
    "RequestId: 3f2c9d5e-0000-4000-8000-0000000009a1 Error: Runtime exited with error: exit status 1\nRuntime.ExitError",
];

#[test]
fn prints_every_line_of_a_log_stream_as_it_read_it() {
    for line in LINES {
        assert_eq!(text(line).to_string(), line);
        assert_eq!(text(&format!("{line}\n")), text(line), "with its line feed");
    }
}

#[test]
fn reads_every_part_of_a_report() {
    let report = report(LINES[6]);
    assert_eq!(report.request_id, ID);
    assert_eq!(report.duration, Some(Duration::from_secs(3)));
    assert_eq!(report.billed, Some(Duration::from_secs(3)));
    assert_eq!((report.memory_mb, report.max_memory_mb), (Some(128), Some(30)));
    assert_eq!((report.init, report.status), (None, Some(Status::Timeout)));
    let tracing = report.tracing.expect("an XRAY line");
    assert_eq!(tracing.trace_id, TraceId::from_xray("1-5759e988-bd862e3fe1be46a994272793"));
    assert_eq!(tracing.segment_id, SpanId::from_hex("53995c3f42cd8ad8"));
    assert_eq!(tracing.sampled, Some(true));
}

#[test]
fn a_report_may_lack_parts_and_may_have_unknown_ones() {
    let report = report(&format!(
        "REPORT RequestId: {ID}\tDuration: soon\tGPU Used: 3\tInit Duration: 5 ms\tSampled: so"
    ));
    let mut expected = Report::default();
    expected.request_id = ID.to_owned();
    expected.init = Some(Duration::from_millis(5));
    assert_eq!(report, expected);
}

#[test]
fn says_none_to_other_text() {
    for line in [
        "",
        "START",
        "START RequestId: ",
        "START RequestId: a b c",
        "STARTED RequestId: a",
        "END of the day",
        "REPORT RequestId:",
        "REPORT Duration: 1.00 ms\t",
        "INIT_START ",
        "INIT_REPORT Phase: init",
        "RequestId: ",
        "RequestId: alone",
        "now 3f2c Task timed out after 3.00 seconds",
        "2026-01-31T23:59:59.999Z 3f2c Task timed out after a while",
        "order received",
    ] {
        assert_eq!(Record::parse_text(line), None, "{line}");
    }
}

#[test]
fn both_forms_of_a_report_are_the_same_record() {
    let event = json!({
        "time": "2026-01-31T23:59:59.999Z",
        "type": "platform.report",
        "record": {
            "requestId": ID,
            "status": "timeout",
            "metrics": {
                "durationMs": 3000.0, "billedDurationMs": 3000, "memorySizeMB": 128, "maxMemoryUsedMB": 30,
            },
            "spans": [{"name": "extensionOverhead", "start": "2026-01-31T23:59:59.999Z", "durationMs": 1.5}],
            "tracing": {
                "spanId": "53995c3f42cd8ad8",
                "type": "X-Amzn-Trace-Id",
                "value": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=0efbd19962d95b05;Sampled=1",
            },
        },
    });
    let event = Event::parse(event.to_string().as_bytes()).expect("a report");
    assert_eq!(event.record, text(LINES[6]));
    assert_eq!(event.time, Some(Timestamp::from_millis(1_769_903_999_999)));
}

#[test]
fn reads_the_other_events_of_the_platform() {
    let cases = [
        (
            json!({"type": "platform.initStart", "record": {
                "initializationType": "on-demand", "phase": "init", "functionName": "orders",
                "functionVersion": "$LATEST", "runtimeVersion": "provided:al2023.v100"}}),
            "InitStart",
        ),
        (
            json!({"type": "platform.initRuntimeDone", "record": {
                "initializationType": "on-demand", "status": "error", "errorType": "Runtime.ExitError"}}),
            "InitRuntimeDone",
        ),
        (
            json!({"type": "platform.initReport", "record": {
                "initializationType": "on-demand", "phase": "init", "metrics": {"durationMs": 125.33}}}),
            "InitReport",
        ),
        (
            json!({"type": "platform.restoreStart", "record": {
                "functionName": "orders", "functionVersion": "7", "instanceId": "i", "instanceMaxMemory": 1}}),
            "RestoreStart",
        ),
        (
            json!({"type": "platform.restoreReport", "record": {
                "status": "success", "metrics": {"durationMs": 70.87}}}),
            "RestoreReport",
        ),
        (json!({"type": "platform.start", "record": {"requestId": ID, "version": "$LATEST"}}), "Start"),
        (
            json!({"type": "platform.runtimeDone", "record": {
                "requestId": ID, "status": "success", "spans": null,
                "metrics": {"durationMs": 140.0, "producedBytes": 16}}}),
            "RuntimeDone",
        ),
        (json!({"type": "platform.end", "record": {"requestId": ID}}), "End"),
        (
            json!({"type": "platform.fault", "record": format!("RequestId: {ID} Process exited before completing request")}),
            "Fault",
        ),
    ];
    let read: Vec<_> = cases
        .iter()
        .map(|(event, name)| {
            let record = Event::from_value(event).expect(name).record;
            assert!(format!("{record:?}").starts_with(name), "{record:?}");
            record
        })
        .collect();
    insta::assert_debug_snapshot!(read);
}

#[test]
fn says_none_to_events_that_are_not_the_platforms() {
    for event in [
        json!({"type": "function", "record": "hello"}),
        json!({"type": "extension", "record": {"requestId": ID}}),
        json!({"type": "platform.telemetrySubscription", "record": {"name": "x", "state": "Subscribed"}}),
        json!({"type": "platform.fromTheFuture", "record": {"requestId": ID}}),
        json!({"type": "platform.report", "record": {"metrics": {"durationMs": 1}}}),
        json!({"type": "platform.report"}),
        json!({"type": "platform.fault", "record": {}}),
        json!({"level": "INFO", "message": "hello"}),
    ] {
        assert_eq!(Event::from_value(&event), None, "{event}");
    }
    for bytes in
        [&b""[..], b"{", b"[]", b"hello", b"{\"type\":\"platform.end\",\"record\":{\"requestId\":\"\xff\"}}"]
    {
        assert_eq!(Event::parse(bytes), None);
    }
}

#[test]
fn one_bad_part_of_an_event_costs_that_part() {
    let event = json!({"time": "now", "type": "platform.report", "record": {
        "requestId": ID, "status": 7,
        "metrics": {"durationMs": -1, "billedDurationMs": "54", "memorySizeMB": 128, "maxMemoryUsedMB": 1e99},
        "tracing": {"value": "Root=nonsense"},
    }});
    let event = Event::from_value(&event).expect("a report");
    let mut expected = Report::default();
    expected.request_id = ID.to_owned();
    expected.memory_mb = Some(128);
    assert_eq!((event.time, event.record), (None, Record::Report(expected)));
}

#[test]
fn a_record_about_an_invocation_names_it() {
    for (line, named) in LINES.iter().zip([false, false, false, true, true, true, true, true, true, true]) {
        assert_eq!(text(line).request_id(), named.then_some(ID), "{line}");
    }
}

/// Milliseconds with at most two decimals: what a line can hold.
fn printable() -> impl Strategy<Value = Duration> {
    (0_u64..100_000_000).prop_map(|hundredths| Duration::from_micros(hundredths * 10))
}

fn whole() -> impl Strategy<Value = Duration> {
    (0_u64..1_000_000).prop_map(Duration::from_millis)
}

fn word() -> impl Strategy<Value = String> {
    "[A-Za-z0-9:.$-]{1,20}"
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![Just(Status::Success), Just(Status::Failure), Just(Status::Error), Just(Status::Timeout)]
}

fn tracing() -> impl Strategy<Value = Tracing> {
    let ids = (any::<Option<[u8; 16]>>(), any::<Option<[u8; 8]>>(), any::<Option<bool>>());
    ids.prop_filter_map("nothing is known", |(trace, segment, sampled)| {
        let mut tracing = Tracing::default();
        tracing.trace_id = trace.and_then(TraceId::from_bytes);
        tracing.segment_id = segment.and_then(SpanId::from_bytes);
        tracing.sampled = sampled;
        (tracing != Tracing::default()).then_some(tracing)
    })
}

prop_compose! {
    fn any_report()(
        request_id in word(),
        duration in prop::option::of(printable()),
        billed in prop::option::of(whole()),
        memory in any::<(Option<u32>, Option<u32>)>(),
        init in prop::option::of(printable()),
        restore in prop::option::of(printable()),
        billed_restore in prop::option::of(whole()),
        status in prop::option::of(status()),
        error_type in prop::option::of(word()),
        tracing in prop::option::of(tracing()),
    ) -> Report {
        let mut report = Report::default();
        report.request_id = request_id;
        report.duration = duration;
        report.billed = billed;
        (report.memory_mb, report.max_memory_mb) = memory;
        report.init = init;
        report.restore = restore;
        report.billed_restore = billed_restore;
        report.status = status;
        report.error_type = error_type;
        report.tracing = tracing;
        report
    }
}

fn any_start() -> impl Strategy<Value = Start> {
    (word(), prop::option::of(word())).prop_map(|(request_id, version)| {
        let mut start = Start::default();
        start.request_id = request_id;
        start.version = version;
        start
    })
}

fn any_end() -> impl Strategy<Value = End> {
    word().prop_map(|request_id| {
        let mut end = End::default();
        end.request_id = request_id;
        end
    })
}

fn any_init_start() -> impl Strategy<Value = InitStart> {
    (word(), prop::option::of(word())).prop_map(|(version, arn)| {
        let mut init = InitStart::default();
        init.runtime_version = Some(version);
        init.runtime_version_arn = arn;
        init
    })
}

fn any_init_report() -> impl Strategy<Value = InitReport> {
    (printable(), prop::option::of(word()), prop::option::of(status())).prop_map(
        |(duration, phase, status)| {
            let mut init = InitReport::default();
            init.duration = Some(duration);
            init.phase = phase;
            init.status = status;
            init
        },
    )
}

fn any_restore_start() -> impl Strategy<Value = RestoreStart> {
    (word(), prop::option::of(word())).prop_map(|(version, arn)| {
        let mut restore = RestoreStart::default();
        restore.runtime_version = Some(version);
        restore.runtime_version_arn = arn;
        restore
    })
}

fn any_restore_report() -> impl Strategy<Value = RestoreReport> {
    (printable(), prop::option::of(status())).prop_map(|(duration, status)| {
        let mut restore = RestoreReport::default();
        restore.duration = Some(duration);
        restore.status = status;
        restore
    })
}

fn any_fault() -> impl Strategy<Value = Fault> {
    (word(), "[ -~]{0,40}[!-~]", prop::option::of(word())).prop_map(|(request_id, message, kind)| {
        let mut fault = Fault::default();
        fault.request_id = request_id;
        fault.message = message;
        fault.error_type = kind;
        fault
    })
}

fn any_timed_out() -> impl Strategy<Value = TimedOut> {
    (0_u64..4_000_000_000_000, word(), 0_u64..90_000).prop_map(|(at, request_id, hundredths)| {
        TimedOut::new(Timestamp::from_millis(at), request_id, Duration::from_millis(hundredths * 10))
    })
}

fn any_record() -> impl Strategy<Value = Record> {
    prop_oneof![
        any_report().prop_map(Record::Report),
        any_start().prop_map(Record::Start),
        any_end().prop_map(Record::End),
        any_init_start().prop_map(Record::InitStart),
        any_init_report().prop_map(Record::InitReport),
        any_restore_start().prop_map(Record::RestoreStart),
        any_restore_report().prop_map(Record::RestoreReport),
        any_fault().prop_map(Record::Fault),
        any_timed_out().prop_map(Record::TimedOut),
    ]
}

proptest! {
    #[test]
    fn reads_what_it_prints(record in any_record()) {
        prop_assert_eq!(Record::parse_text(&record.to_string()), Some(record));
    }

    #[test]
    fn never_panics_on_text(text in "\\PC{0,80}|(START|END|REPORT|INIT_START|INIT_REPORT|RequestId:)[ \\tA-Za-z0-9:.\\n]{0,80}") {
        let _record = Record::parse_text(&text).map(|record| record.to_string());
    }

    #[test]
    fn never_panics_on_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _event = Event::parse(&bytes);
    }

    #[test]
    fn never_panics_on_a_line_that_is_cut_off(record in any_record(), cut in any::<prop::sample::Index>()) {
        let printed = record.to_string();
        let _record = Record::parse_text(&printed[..cut.index(printed.len())]);
    }
}
