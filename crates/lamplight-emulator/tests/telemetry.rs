//! What a function sends to the sinks for its telemetry.

mod support;

use TelemetrySource::{Otlp, OtlpLogs, OtlpMetrics, Xray};
use lamplight_emulator::{EventKind, Invocation, Status, TelemetrySource, TracingMode};
use support::{event, invoke, raw, start, text};

fn payloads(invocation: &Invocation) -> Vec<(TelemetrySource, &str)> {
    let text = |bytes| std::str::from_utf8(bytes).expect("the function sends text");
    invocation.telemetry.iter().map(|telemetry| (telemetry.source, text(&telemetry.bytes))).collect()
}

#[tokio::test]
async fn payloads_belong_to_the_invocation_that_was_running() {
    let function = start(raw().otlp(true).env("AT_START", "xray starting")).await;
    let first = invoke(&function, "\"!xray one\"").await;
    let second = invoke(&function, "\"!otlp two\"").await;
    let third = invoke(&function, "1").await;
    assert_eq!(payloads(&first), [(Xray, "starting"), (Xray, "one")]);
    assert_eq!(payloads(&second), [(Otlp, "two")]);
    assert_eq!(text(&second), "\"200\"");
    assert_eq!(payloads(&third), []);
    let time = first.telemetry[1].time;
    assert!(time >= first.started_at && time <= second.started_at);
}

#[tokio::test]
async fn what_is_sent_after_the_response_is_there_when_the_next_event_is_asked_for() {
    let function = start(raw().otlp(true)).await;
    for n in 0..20 {
        let done = invoke(&function, &format!("\"!xray-after-response {n}\"")).await;
        assert_eq!(payloads(&done), [(Xray, n.to_string().as_str())]);
        let done = invoke(&function, &format!("\"!otlp-after-response {n}\"")).await;
        assert_eq!(payloads(&done), [(Otlp, n.to_string().as_str())]);
    }
}

#[tokio::test]
async fn what_is_sent_before_a_crash_is_not_lost() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!xray-and-exit last words\"").await;
    assert_eq!((done.status, payloads(&done)), (Status::Crash, vec![(Xray, "last words")]));
    assert_eq!(payloads(&invoke(&function, "\"!xray again\"").await), [(Xray, "again")]);
}

#[tokio::test]
async fn a_hundred_datagrams_all_arrive_in_order() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!xray-traced 100\"").await;
    let header = done.trace_header.clone().expect("tracing is active");
    let expected: Vec<_> = (0..100).map(|n| format!("{n} {header}")).collect();
    assert!(payloads(&done).into_iter().map(|(_, text)| text).eq(&expected));
}

#[tokio::test]
async fn a_subscriber_is_told_of_each_payload() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "\"!xray one\"").await;
    let told = event(&mut events, |event| match event.kind {
        EventKind::Telemetry { request_id, telemetry } => Some((request_id, telemetry)),
        _ => None,
    })
    .await;
    assert_eq!(told, (Some(done.request_id), done.telemetry[0].clone()));
}

#[tokio::test]
async fn the_otlp_sink_refuses_what_it_cannot_take() {
    let function = start(raw().otlp(true)).await;
    for (payload, status) in [
        ("\"!otlp-with Content-Encoding:gzip x\"", "\"415\""),
        ("\"!otlp-get /v1/traces\"", "\"405\""),
        ("\"!otlp-get /v1/metrics\"", "\"405\""),
        ("\"!otlp-to /v1/profiles x\"", "\"404\""),
    ] {
        let done = invoke(&function, payload).await;
        assert_eq!((text(&done), payloads(&done)), (status, vec![]), "{payload}");
    }
    let done = invoke(&function, "\"!otlp-with Content-Type:application/json {}\"").await;
    assert_eq!((text(&done), payloads(&done)), ("\"200\"", vec![(Otlp, "{}")]));
}

#[tokio::test]
async fn one_endpoint_takes_every_signal_and_tells_them_apart() {
    let function = start(raw().otlp(true)).await;
    for (path, source) in [("/v1/traces", Otlp), ("/v1/metrics", OtlpMetrics), ("/v1/logs", OtlpLogs)] {
        let done = invoke(&function, &format!("\"!otlp-to {path} one\"")).await;
        assert_eq!((text(&done), payloads(&done)), ("\"200\"", vec![(source, "one")]), "{path}");
    }
}

#[tokio::test]
async fn the_function_is_told_only_of_sinks_that_are_wanted() {
    let (xray, otlp) = ("\"!variable AWS_XRAY_DAEMON_ADDRESS\"", "\"!variable OTEL_EXPORTER_OTLP_ENDPOINT\"");
    let function = start(raw()).await;
    assert!(text(&invoke(&function, xray).await).starts_with("\"127.0.0.1:"));
    assert_eq!(text(&invoke(&function, otlp).await), "\"\"");
    for config in
        [raw().tracing(TracingMode::Off), raw().tracing(TracingMode::PassThrough), raw().xray(false)]
    {
        let function = start(config.otlp(true)).await;
        assert_eq!(text(&invoke(&function, xray).await), "\"\"");
        assert!(text(&invoke(&function, otlp).await).starts_with("\"http://127.0.0.1:"));
    }
}

#[tokio::test]
async fn sinks_that_the_user_has_are_used_in_place_of_ours() {
    let config = raw().otlp(true);
    let config = config.env("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000");
    let function = start(config.env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")).await;
    let told = invoke(&function, "\"!variable AWS_XRAY_DAEMON_ADDRESS\"").await;
    assert_eq!(text(&told), "\"127.0.0.1:2000\"");
    let told = invoke(&function, "\"!variable OTEL_EXPORTER_OTLP_ENDPOINT\"").await;
    assert_eq!(text(&told), "\"http://collector:4318\"");
}

#[tokio::test]
async fn of_invocations_that_share_a_process_each_gets_what_names_its_trace() {
    // The function asks for a second event while it works on the first one.
    let function = start(raw().max_concurrency(2)).await;
    let both = tokio::join!(
        invoke(&function, "\"!while-another-runs\""),
        invoke(&function, "\"!while-another-runs\""),
    );
    for done in [both.0, both.1] {
        let header = done.trace_header.clone().expect("tracing is active");
        assert_eq!(payloads(&done), [(Xray, header.as_str())]);
    }
}
