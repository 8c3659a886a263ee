//! What a function writes and sends to X-Ray, on its way through the extension.

#![cfg(target_os = "linux")]

mod support;

use std::collections::BTreeMap;
use std::net::UdpSocket;
use std::time::Duration;

use lamplight_emulator::backends::{Backend, LogRecord};
use lamplight_emulator::{FunctionConfig, Status};
use serde_json::json;
use support::{Beside, config, invoke};

/// A function with the extension beside it, which sends its lines to this collector.
async fn with_extension(config: FunctionConfig, collector: &str) -> Beside {
    let config = config
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector)
        .env("LAMPLIGHT_LOGS", "true")
        .freeze_after(Duration::ZERO);
    Beside::start(config).await
}

/// Bodies with the request that each is of, in the order they came.
fn said(logs: &[LogRecord]) -> Vec<(String, String)> {
    let id = |log: &LogRecord| log.attributes.get("faas.invocation_id").cloned().unwrap_or_default();
    logs.iter().map(|log| (log.body.clone(), id(log))).collect()
}

#[tokio::test]
async fn every_line_arrives_once_with_the_request_and_the_trace_that_it_is_of() {
    let collector = Backend::otlp().start().await.expect("a collector");
    let function = with_extension(config!("writes"), &collector.url()).await;
    let mut expected = Vec::new();
    for invocation in 0..4 {
        let text: Vec<String> = (0..5).map(|number| format!("text {invocation}-{number}")).collect();
        let structured = |number| format!("structured {invocation}-{number}");
        let json = (0..5).map(|number| json!({ "level": "WARN", "message": structured(number) }).to_string());
        let metrics = json!({ "_aws": { "Timestamp": 1, "CloudWatchMetrics": [] } }).to_string();
        let out: Vec<String> = text.iter().cloned().chain(json).chain([metrics]).collect();
        let done = invoke(&function, &json!({ "out": out, "err": [format!("stderr {invocation}")] })).await;
        assert_eq!(done.status, Status::Success, "{done:?}");
        let bodies = text.into_iter().chain((0..5).map(structured)).chain([format!("stderr {invocation}")]);
        expected.extend(bodies.map(|body| (body, done.request_id.clone())));
    }
    function.shutdown().await;
    let logs = collector.signals().logs;
    let mut came = said(&logs);
    came.sort_unstable();
    expected.sort_unstable();
    assert_eq!(came, expected, "nothing is missing, nothing came twice, and metrics are CloudWatch's");
    let mut traces: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for log in &logs {
        assert_eq!(log.trace_id.len(), 32, "{log:?}");
        traces.entry(&log.attributes["faas.invocation_id"]).or_default().push(&log.trace_id);
        assert_eq!(log.severity, if log.body.starts_with("structured") { 13 } else { 0 }, "{log:?}");
    }
    assert!(traces.values().all(|ids| ids.iter().all(|id| *id == ids[0])), "{traces:?}");
}

#[tokio::test]
async fn a_panic_is_one_record_and_lines_that_nobody_can_read_cost_nothing_else() {
    let collector = Backend::otlp().start().await.expect("a collector");
    let function = with_extension(config!("writes"), &collector.url()).await;
    let event = json!({ "out": ["{\"cut\": of", "\u{0}\u{1b}[31mred"], "panic": "out of stock" });
    let done = invoke(&function, &event).await;
    assert_eq!(done.status, Status::Success, "{done:?}");
    function.shutdown().await;
    let logs = collector.signals().logs;
    let panic = logs.iter().find(|log| log.body.contains(" panicked at ")).expect("the panic");
    assert!(panic.body.lines().count() >= 2, "{panic:?}");
    assert_eq!(panic.severity, 17);
    let bodies: Vec<_> =
        logs.iter().map(|log| &*log.body).filter(|body| !body.contains("panicked")).collect();
    assert_eq!(bodies, ["{\"cut\": of", "\u{0}\u{1b}[31mred"]);
}

#[tokio::test]
async fn segments_go_on_to_the_daemon_as_they_are_and_otlp_in_envelopes_to_the_collector() {
    let collector = Backend::otlp().start().await.expect("a collector");
    let daemon = UdpSocket::bind(("127.0.0.1", 0)).expect("a port");
    daemon.set_read_timeout(Some(Duration::from_secs(5))).expect("it can");
    // A port that nobody has now.
    let own = UdpSocket::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr()).expect("a port");
    let config = config!("writes")
        .env("AWS_XRAY_DAEMON_ADDRESS", own.to_string())
        .env("LAMPLIGHT_XRAY_UPSTREAM", daemon.local_addr().expect("its address").to_string());
    let function = with_extension(config, &collector.url()).await;
    // A request with one span: trace 1, span 2, the name "work".
    let otlp = "T1SCiYSJBIiChAAAAAAAAAAAAAAAAAAAAABEggAAAAAAAAAAioEd29yaw==";
    let segment = r#"{"id":"53995c3f42cd8ad8","name":"orders"}"#;
    let done = invoke(&function, &json!({ "datagrams": [segment, otlp, "T1S***"] })).await;
    assert_eq!(done.status, Status::Success, "{done:?}");
    let mut datagram = [0; 1000];
    let length = daemon.recv(&mut datagram).expect("a segment");
    let expected = format!("{{\"format\":\"json\",\"version\":1}}\n{segment}");
    assert_eq!(std::str::from_utf8(&datagram[..length]), Ok(&*expected));
    let mut events = function.subscribe();
    function.shutdown().await;
    let spans = collector.signals().spans;
    assert!(spans.iter().any(|span| span.span_id == format!("{:016x}", 2)), "{spans:?}");
    let lost = support::said(&mut events, "telemetry was lost");
    // One segment was passed on, and what was no envelope given up.
    assert!(
        lost.iter().any(|line| line.contains("delivered 1, rejected 0, queued 0, dropped 1 (refused)")),
        "{lost:?}"
    );
}
