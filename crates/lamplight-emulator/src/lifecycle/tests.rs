//! Every line, in both forms, as it is printed.

use super::*;

const ID: &str = "8e9e2a3c-6f0b-4c1e-9a77-0d9ec3d5a1b2";
const NOW: Timestamp = Timestamp::from_millis(1_769_903_999_999);
const TRACE: Tracing<'_> = Tracing {
    header: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
    trace_id: "1-5759e988-bd862e3fe1be46a994272793",
    segment_id: "0af7651916cd43dd",
};

fn text(notices: &[Notice<'_>]) -> String {
    lines(Style { format: LogFormat::Text, level: SystemLogLevel::Info }, notices)
}

fn json(level: SystemLogLevel, notices: &[Notice<'_>]) -> String {
    lines(Style { format: LogFormat::Json, level }, notices)
}

/// Each line in brackets, so that white space at its end shows.
fn lines(style: Style, notices: &[Notice<'_>]) -> String {
    let lines = notices.iter().filter_map(|notice| style.line(NOW, notice));
    lines.map(|line| format!("[{}]\n", line.replace('\t', "\\t"))).collect()
}

fn report(init: bool) -> Report {
    Report {
        duration: Duration::from_micros(12_340),
        billed: Duration::from_millis(if init { 54 } else { 13 }),
        memory_size_mb: 128,
        max_memory_mb: 29,
        init_duration: init.then_some(Duration::from_micros(41_200)),
    }
}

const INIT: InitKind = InitKind { initialization_type: "on-demand", phase: "init" };

fn init_start() -> Notice<'static> {
    Notice::InitStart(InitStart {
        init: INIT,
        function: "orders",
        version: "$LATEST",
        function_arn: "arn:aws:lambda:us-east-1:000000000000:function:orders",
        region: "us-east-1",
        log_stream: "2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef",
        memory_mb: 128,
    })
}

fn start(trace: Option<Tracing<'_>>) -> Notice<'_> {
    let function_arn = "arn:aws:lambda:us-east-1:000000000000:function:orders";
    Notice::Start { request_id: ID, version: "$LATEST", function_arn, trace }
}

fn done<'a>(outcome: Outcome<'a>, trace: Option<Tracing<'a>>) -> Notice<'a> {
    let success = outcome == Outcome::Success;
    Notice::Done(Done {
        request_id: ID,
        outcome,
        duration: Duration::from_micros(12_340),
        produced_bytes: if success { 16 } else { 0 },
        response: success.then_some(ResponseTimes {
            started: NOW,
            latency: Duration::from_micros(11_500),
            duration: Duration::from_micros(40),
            overhead: Duration::from_micros(800),
        }),
        trace,
    })
}

#[test]
fn a_cold_and_a_warm_invocation_as_text() {
    let (cold, warm) = (report(true), report(false));
    let outcome = Outcome::Success;
    insta::assert_snapshot!(text(&[
        init_start(),
        Notice::InitRuntimeDone { init: INIT, outcome },
        Notice::InitDone { init: INIT, duration: Duration::from_micros(41_200), outcome },
        start(None),
        done(outcome, None),
        Notice::Report { request_id: ID, report: &cold, outcome, overhead: None, trace: None },
        start(Some(TRACE)),
        done(outcome, Some(TRACE)),
        Notice::Report { request_id: ID, report: &warm, outcome, overhead: None, trace: Some(TRACE) },
    ]));
}

#[test]
fn a_cold_and_a_warm_invocation_as_json() {
    let (cold, warm) = (report(true), report(false));
    let outcome = Outcome::Success;
    let notices = [
        init_start(),
        Notice::InitRuntimeDone { init: INIT, outcome },
        Notice::InitDone { init: INIT, duration: Duration::from_micros(41_200), outcome },
        start(None),
        done(outcome, None),
        Notice::Report { request_id: ID, report: &cold, outcome, overhead: None, trace: None },
        start(Some(TRACE)),
        done(outcome, Some(TRACE)),
        Notice::Report { request_id: ID, report: &warm, outcome, overhead: None, trace: Some(TRACE) },
    ];
    insta::assert_snapshot!("json_at_debug", json(SystemLogLevel::Debug, &notices));
    insta::assert_snapshot!("json_at_info", json(SystemLogLevel::Info, &notices));
    assert_eq!(json(SystemLogLevel::Warn, &notices), "", "nothing went wrong");
}

#[test]
fn a_timeout() {
    let timeout = Duration::from_secs(3);
    let report = Report { duration: timeout, billed: timeout, ..report(false) };
    let outcome = Outcome::Timeout;
    let notices = [
        start(None),
        Notice::TimedOut { request_id: ID, timeout },
        done(outcome, None),
        Notice::Report { request_id: ID, report: &report, outcome, overhead: None, trace: None },
    ];
    insta::assert_snapshot!("timeout_as_text", text(&notices));
    insta::assert_snapshot!("timeout_as_json", json(SystemLogLevel::Warn, &notices));
}

#[test]
fn a_crash() {
    let report = report(true);
    let outcome = Outcome::Error("Runtime.ExitError");
    let message = "Runtime exited with error: exit status 1";
    let notices = [
        start(Some(TRACE)),
        Notice::Failed { request_id: ID, message, error_type: "Runtime.ExitError" },
        done(outcome, Some(TRACE)),
        Notice::Report { request_id: ID, report: &report, outcome, overhead: None, trace: Some(TRACE) },
    ];
    insta::assert_snapshot!("crash_as_text", text(&notices));
    insta::assert_snapshot!("crash_as_json", json(SystemLogLevel::Warn, &notices));
}

#[test]
fn an_init_that_fails() {
    let duration = Duration::from_micros(10_170);
    let mut notices = Vec::new();
    for outcome in [Outcome::Error("Runtime.ExitError"), Outcome::Error("Sandbox.Failure"), Outcome::Timeout]
    {
        notices.extend([
            Notice::InitRuntimeDone { init: INIT, outcome },
            Notice::InitDone { init: INIT, duration, outcome },
        ]);
    }
    insta::assert_snapshot!("init_failure_as_text", text(&notices));
    insta::assert_snapshot!("init_failure_as_json", json(SystemLogLevel::Info, &notices));
}
