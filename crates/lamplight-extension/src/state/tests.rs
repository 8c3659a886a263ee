//! What the state makes of platform events, event by event.

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{SpanId, TraceId};
use lamplight_records::emf::Document;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use serde_json::{Value, json};

use super::*;
use crate::event::Saved;
use crate::logs::Line;
use crate::otlp::writer::Message;
use crate::settings::Mode;
use crate::synthesis::Resource;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + millis)
}

fn platform(millis: u64, kind: &str, record: &Value) -> Event {
    let event = json!({ "time": at(millis).to_string(), "type": kind, "record": record });
    Event::Platform(platform::Event::from_value(&event).expect("a platform event"))
}

fn invoke(millis: u64) -> Event {
    Event::Invoke(Invoke {
        request_id: "r".to_owned(),
        deadline: at(millis + 3000),
        arn: None,
        trace_header: Some(
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1".to_owned(),
        ),
    })
}

/// What is done after events, each at its time.
fn done(settings: Settings, takes: [bool; 3], events: Vec<(u64, Event)>) -> Vec<Action> {
    let mut state = State::new(settings, at(0), 1);
    let to = Destination { name: "collector".to_owned(), takes, limits: Default::default() };
    let configured = (0, Event::Configured(vec![to]));
    std::iter::once(configured)
        .chain(events)
        .flat_map(|(millis, event)| state.step(event, at(millis)))
        .collect()
}

/// An attempt of which all was taken.
fn taken(attempt: u64) -> Sent {
    Sent { attempt, verdict: Verdict::Delivered { rejected: 0 } }
}

/// What is sent in protobuf, as all is that the extension writes.
fn spans(actions: &[Action]) -> Vec<Span> {
    let bodies = actions.iter().filter_map(|action| match action {
        Action::Send { signal: Signal::Traces, encoding: Encoding::Protobuf, bodies, .. } => {
            Some(bodies.concat())
        }
        _ => None,
    });
    let requests = bodies.map(|body| ExportTraceServiceRequest::decode(&body[..]).expect("OTLP"));
    let scopes =
        requests.flat_map(|request| request.resource_spans).flat_map(|resource| resource.scope_spans);
    scopes.flat_map(|scope| scope.spans).collect()
}

fn done_with_it(millis: u64) -> (u64, Event) {
    over(millis, "success")
}

fn over(millis: u64, status: &str) -> (u64, Event) {
    (millis, platform(millis, "platform.runtimeDone", &json!({ "requestId": "r", "status": status })))
}

fn called_by(millis: u64, header: Option<&str>) -> (u64, Event) {
    let Event::Invoke(invoke) = invoke(millis) else { unreachable!("it is one") };
    (millis, Event::Invoke(Invoke { trace_header: header.map(str::to_owned), ..invoke }))
}

fn set_up() -> [(u64, Event); 2] {
    let report = json!({ "metrics": { "durationMs": 100 } });
    [(0, platform(0, "platform.initStart", &json!({}))), (100, platform(100, "platform.initReport", &report))]
}

fn named<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let mut named = spans.iter().filter(|span| span.name == name);
    let (Some(span), None) = (named.next(), named.next()) else { panic!("one {name}: {spans:?}") };
    span
}

#[test]
fn without_an_announced_root_the_set_up_is_a_child_of_whoever_called() {
    const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793";
    let calls = [
        (Some(format!("{TRACE};Parent=53995c3f42cd8ad8")), &0x5399_5c3f_42cd_8ad8_u64.to_be_bytes()[..]),
        (Some(TRACE.to_owned()), &[]),
        (None, &[]),
    ];
    for (header, parent) in calls {
        let events = set_up().into_iter().chain([called_by(200, header.as_deref()), done_with_it(300)]);
        let spans = spans(&done(Settings::default(), [true; 3], events.collect()));
        assert_eq!(named(&spans, "init").parent_span_id, parent, "{header:?}");
    }
}

#[test]
fn the_platform_names_the_trace_of_an_invocation_that_crashed_before_the_extension_was_told_of_it() {
    let tracing = json!({
        "spanId": "53995c3f42cd8ad8",
        "type": "X-Amzn-Trace-Id",
        "value": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=0000000000000001;Sampled=1",
    });
    let start = json!({ "requestId": "r", "version": "$LATEST", "tracing": tracing });
    let started = (202, platform(200, "platform.start", &start));
    let events = vec![started, over(202, "error"), called_by(203, Some("Root=1-0"))];
    let spans = spans(&done(Settings::default(), [true; 3], events));
    let [root] = &spans[..] else { panic!("one root: {spans:?}") };
    assert_eq!(root.trace_id, 0x5759_e988_bd86_2e3f_e1be_46a9_9427_2793_u128.to_be_bytes());
    assert_eq!(root.parent_span_id, 0x5399_5c3f_42cd_8ad8_u64.to_be_bytes());
    let times = [root.start_time_unix_nano, root.end_time_unix_nano];
    assert_eq!(times, [at(200), at(202)].map(Timestamp::as_nanos));
    let events = vec![over(202, "error"), called_by(200, None)];
    let others = self::spans(&done(Settings::default(), [true; 3], events));
    assert_ne!(others[0].trace_id, root.trace_id, "nobody named its trace");
}

#[test]
fn of_two_answers_that_come_too_late_together_none_is_given_up() {
    let body = |signal: Signal, json: &str| {
        let body = Bytes::from(json.to_owned());
        (210, Event::Received { request: 1, signal, encoding: Encoding::Json, body })
    };
    let log = body(Signal::Logs, r#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}"#);
    let span = body(Signal::Traces, r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}"#);
    let settings =
        Settings { mode: Mode::End, flush_timeout: Duration::from_millis(100), ..Settings::default() };
    let sent_and_given_up = |answers: &[u64]| {
        let answered = Event::Sent(answers.iter().map(|attempt| taken(*attempt)).collect());
        let events = [(200, invoke(200)), log.clone(), span.clone(), done_with_it(220), (500, answered)];
        let actions = done(settings.clone(), [true; 3], events.into());
        let sent = actions.iter().filter(|action| matches!(action, Action::Send { .. })).count();
        let given_up = actions.iter().filter(|action| matches!(action, Action::Abort { .. })).count();
        (sent, given_up)
    };
    assert_eq!(sent_and_given_up(&[1, 2]), (2, 0));
    assert_eq!(sent_and_given_up(&[1]), (2, 1), "the other has no answer");
}

/// An invocation that is announced, and whose root the function could not send.
fn unsent() -> Vec<(u64, Event)> {
    let begin = link::Begin {
        request_id: "r".to_owned(),
        trace_id: TraceId::from_bytes([7; 16]).expect("not zero"),
        root: SpanId::from_bytes([8; 8]).expect("not zero"),
        parent: SpanId::from_bytes([9; 8]),
        sampled: true,
        name: "GET /orders".to_owned(),
        kind: 2,
        start: at(210),
    };
    let done = link::Done { request_id: "r".to_owned(), root_sent: false, spans: 1 };
    vec![
        (200, invoke(200)),
        (211, Event::Link(link::Message::Begin(begin))),
        (290, Event::Link(link::Message::Done(done))),
    ]
}

#[test]
fn a_root_that_the_function_could_not_send_is_written_without_a_word_on_how_it_ended() {
    let shutdown = Event::Shutdown { reason: ShutdownReason::Spindown, deadline: at(2500) };
    let next = Event::Invoke(Invoke {
        request_id: "next".to_owned(),
        deadline: at(3500),
        arn: None,
        trace_header: None,
    });
    // The platform says that it is over; or another begins; or nothing more happens.
    let afters = [vec![done_with_it(295), (500, next.clone())], vec![(500, next)], vec![]];
    for after in afters {
        let events = unsent().into_iter().chain(after).chain([(500, shutdown.clone()), (600, Event::Tick)]);
        let spans = spans(&done(Settings::default(), [true; 3], events.collect()));
        let root = named(&spans, "GET /orders");
        assert_eq!((&root.trace_id[..], &root.span_id[..]), (&[7; 16][..], &[8; 8][..]));
        assert_eq!((&root.parent_span_id[..], root.kind, &root.status), (&[9; 8][..], 2, &None));
        assert_eq!(
            (root.start_time_unix_nano, root.end_time_unix_nano),
            (at(210).as_nanos(), at(290).as_nanos())
        );
    }
}

#[test]
fn a_root_that_arrived_although_the_function_had_no_answer_is_not_written_again() {
    let root = Message::new().bytes(2, &[8; 8]);
    let protobuf = Resource::default().request([root]).into();
    let json = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"0808080808080808"}]}]}]}"#.into();
    // Before the function says that it could not send it, or on its way until after that.
    for (at_ms, encoding, body) in [
        (280, Encoding::Protobuf, &protobuf),
        (292, Encoding::Protobuf, &protobuf),
        (280, Encoding::Json, &json),
    ] {
        let body = Bytes::clone(body);
        let posted = Event::Received { request: 1, signal: Signal::Traces, encoding, body };
        let mut events = unsent();
        events.push((at_ms, posted));
        events.sort_by_key(|(millis, _)| *millis);
        events.push((294, Event::Sent(vec![taken(1)])));
        events.push(done_with_it(295));
        events.push((500, Event::Shutdown { reason: ShutdownReason::Spindown, deadline: at(2500) }));
        events.push((600, Event::Tick));
        let spans = spans(&done(Settings::default(), [true; 3], events));
        // Of the function's own no more is said here than its id.
        assert!(spans.iter().all(|span| span.name.is_empty()), "{at_ms}: {spans:?}");
    }
}

#[test]
fn a_set_up_is_the_child_of_the_root_that_says_how_its_invocation_failed() {
    let events = set_up().into_iter().chain([(200, invoke(200)), over(300, "error")]);
    let spans = spans(&done(Settings::default(), [true; 3], events.collect()));
    let init = named(&spans, "init");
    let root = spans.iter().find(|span| span.name != "init").expect("a root");
    assert_eq!(init.parent_span_id, root.span_id);
    assert_eq!(root.parent_span_id, 0x5399_5c3f_42cd_8ad8_u64.to_be_bytes());
}

#[test]
fn whose_child_a_set_up_is_waits_until_it_is_known_how_a_late_invocation_ends() {
    let shutdown = Event::Shutdown { reason: ShutdownReason::Timeout, deadline: at(5500) };
    let events = vec![(200, invoke(200)), (3150, Event::Tick), (3500, shutdown), (3600, Event::Tick)];
    let events: Vec<_> = set_up().into_iter().chain(events).collect();
    let before = spans(&done(Settings::default(), [true; 3], events[..4].to_vec()));
    assert_eq!(before, [], "nobody knows yet");
    let after = spans(&done(Settings::default(), [true; 3], events));
    let root = after.iter().find(|span| span.name != "init").expect("a root");
    assert_eq!(named(&after, "init").parent_span_id, root.span_id);
}

#[test]
fn an_environment_restored_from_a_snapshot_has_a_span_of_that_and_none_of_its_old_set_up() {
    let events = vec![
        (0, platform(0, "platform.initStart", &json!({ "initializationType": "snap-start" }))),
        (500, platform(500, "platform.initReport", &json!({ "metrics": { "durationMs": 500 } }))),
        (3_600_000, platform(3_600_000, "platform.restoreStart", &json!({}))),
        (
            3_600_070,
            platform(3_600_070, "platform.restoreReport", &json!({ "metrics": { "durationMs": 70.87 } })),
        ),
        (3_600_100, invoke(3_600_100)),
        done_with_it(3_600_200),
    ];
    let spans = spans(&done(Settings::default(), [true; 3], events));
    let [restore] = &spans[..] else { panic!("one span: {spans:?}") };
    assert_eq!(restore.name, "restore");
    assert_eq!(restore.start_time_unix_nano, at(3_600_000).as_nanos());
    assert_eq!(restore.end_time_unix_nano - restore.start_time_unix_nano, 70_870_000);
    assert_eq!(restore.trace_id, 0x5759_e988_bd86_2e3f_e1be_46a9_9427_2793_u128.to_be_bytes());
    assert_eq!(restore.parent_span_id.len(), 8);
    assert_ne!(restore.parent_span_id, restore.span_id);
}

#[test]
fn without_a_collector_for_metrics_they_are_printed_for_cloudwatch_if_that_is_wanted() {
    let report = json!({ "requestId": "r", "status": "success",
        "metrics": { "durationMs": 250, "billedDurationMs": 250, "memorySizeMB": 128, "maxMemoryUsedMB": 64 } });
    let events = || {
        vec![
            (0, platform(0, "platform.initStart", &json!({}))),
            (100, platform(100, "platform.initReport", &json!({ "metrics": { "durationMs": 100 } }))),
            (200, invoke(200)),
            (400, platform(400, "platform.report", &report)),
        ]
    };
    let printed = |settings, takes| {
        let actions = done(settings, takes, events()).into_iter();
        actions
            .filter_map(|action| if let Action::Print(line) = action { Some(line) } else { None })
            .collect::<Vec<_>>()
    };
    let wanted = Settings { emf_namespace: Some("Orders".to_owned()), ..Settings::default() };
    assert_eq!(printed(Settings::default(), [true, false, true]), [""; 0], "nobody asked for it");
    assert_eq!(printed(wanted.clone(), [true; 3]), [""; 0], "a collector takes them");
    let lines = printed(wanted, [true, false, true]);
    let [line] = &lines[..] else { panic!("one line: {lines:?}") };
    let raw: Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(
        raw["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
        json!([[]]),
        "the function's name is not known"
    );
    let document = Document::parse(line.as_bytes()).expect("metrics");
    assert_eq!(document.timestamp, Some(at(400)));
    let metrics: Vec<_> = document
        .metrics
        .iter()
        .map(|metric| (&*metric.namespace, &*metric.name, metric.unit.as_deref(), &metric.values[..]))
        .collect();
    let expected: [(_, _, _, &[f64]); 5] = [
        ("Orders", "faas.invocations", Some("Count"), &[1.0]),
        ("Orders", "faas.coldstarts", Some("Count"), &[1.0]),
        ("Orders", "faas.invoke_duration", Some("Seconds"), &[0.25]),
        ("Orders", "faas.init_duration", Some("Seconds"), &[0.1]),
        ("Orders", "faas.mem_usage", Some("Bytes"), &[67_108_864.0]),
    ];
    assert_eq!(metrics, expected);
}

#[test]
fn a_managed_environment_sends_by_the_clock_and_never_asks_for_an_event() {
    let mut state = State::new(Settings { is_managed: true, ..Settings::default() }, at(0), 1);
    let to = Destination { name: "collector".to_owned(), takes: [true; 3], limits: Default::default() };
    let mut actions = state.step(Event::Configured(vec![to]), at(0));
    let report = json!({ "requestId": "r", "status": "error", "errorType": "Function.Unknown",
        "metrics": { "durationMs": 3 } });
    actions.extend(state.step(platform(10, "platform.report", &report), at(10)));
    while let Some(wakes) = state.wakes().filter(|wakes| *wakes <= at(5000)) {
        actions.extend(state.step(Event::Tick, wakes));
    }
    assert_eq!(spans(&actions).len(), 1, "the report tells of an error: {actions:?}");
    let metrics = |action: &Action| matches!(action, Action::Send { signal: Signal::Metrics, .. });
    assert!(actions.iter().any(metrics), "{actions:?}");
    assert!(!actions.iter().any(|action| matches!(action, Action::Next)), "{actions:?}");
}

#[test]
fn a_panic_costs_what_is_in_no_file_and_neither_the_rest_nor_the_balance() {
    let mut state = State::new(Settings::default(), at(0), 1);
    let to = Destination { name: "collector".to_owned(), takes: [true; 3], limits: Default::default() };
    state.step(Event::Configured(vec![to]), at(0));
    let kept = Saved {
        file: 7,
        destination: "collector".to_owned(),
        signal: Signal::Logs,
        encoding: Encoding::Json,
        items: 5,
        is_urgent: false,
        body: Bytes::from_static(b"{}"),
    };
    state.step(Event::Restored(kept), at(1));
    let line = |text: &str| Line::new(None, json!(text));
    let lines = vec![line("one"), line("thread 'main' panicked at a.rs:1:1:")];
    state.step(Event::Logged(lines), at(2));
    state.recover();
    assert!(state.is_consistent());
    let account = *state.ledger().account(0, Signal::Logs);
    assert_eq!((account.dropped(Reason::Panic), account.spooled, account.queued), (1, 5, 0));
    assert_eq!(state.ledger().unrouted(Signal::Logs).dropped(Reason::Panic), 1, "the panic of the function");

    let shutdown = Event::Shutdown { reason: ShutdownReason::Spindown, deadline: at(2002) };
    state.step(shutdown, at(3));
    let said = state.step(Event::Tick, at(2000));
    let account = state.ledger().account(0, Signal::Logs);
    assert_eq!((account.dropped(Reason::Shutdown), account.spooled), (5, 0), "nobody finds it: {said:?}");
    assert!(state.is_consistent());
}
