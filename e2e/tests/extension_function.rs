//! Functions with Lamplight beside the extension: they find it, and each invocation has exactly one root, whoever
//! writes it.

#![cfg(target_os = "linux")]

mod support;

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use lamplight::core::link::{Done, MOST_BYTES, Message, Name};
use lamplight_emulator::backends::Backend;
use lamplight_emulator::{
    Events, Fault, Function, FunctionConfig, Invocation, Invoke, Moment, Status, TelemetrySource,
};
use serde_json::{Value, json};
use support::{Beside, config, invoke, json_lines, named, started, trace_of};

/// A function with the extension beside it, both in an environment of their own, frozen between invocations.
async fn beside_extension(config: FunctionConfig) -> Beside {
    let config = config
        // Enough to send what there is, on a machine that has a lot to do.
        .env("LAMPLIGHT_DEADLINE_MARGIN", "1000")
        .timeout(Duration::from_secs(3))
        .freeze_after(Duration::ZERO);
    Beside::start(config).await
}

/// The same, with a collector behind it.
async fn with_collector(config: FunctionConfig) -> (Beside, Backend) {
    let collector = Backend::otlp().start().await.expect("a collector");
    let config = config.env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
    (beside_extension(config).await, collector)
}

/// The id of the root, as the function itself knows it.
fn root_id(invocation: &Invocation) -> String {
    let lines = json_lines(invocation);
    let line = lines.iter().find(|line| line["message"] == "begins").expect("it began");
    line["span_id"].as_str().expect("an id").to_owned()
}

/// What was said about telemetry so far, by anybody.
fn said(events: &mut Events) -> Vec<String> {
    support::said(events, "\"logger\":\"lamplight\"")
}

#[tokio::test]
async fn what_a_function_records_arrives_once_in_its_trace_with_the_set_up_of_the_first() {
    let (function, collector) = with_collector(config!("linked")).await;
    let mut events = function.subscribe();
    let mut invocations = Vec::new();
    for _ in 0..3 {
        let done = invoke(&function, &json!("well")).await;
        assert_eq!(done.status, Status::Success, "{done:?}");
        assert!(done.telemetry.is_empty(), "nothing goes to X-Ray");
        invocations.push(done);
    }
    function.shutdown().await;
    let spans = collector.signals().spans;
    for (number, done) in invocations.iter().enumerate() {
        let trace = trace_of(&spans, done);
        let (root, first) = (named(&trace, "linked"), number == 0);
        assert_eq!(root.span_id, root_id(done));
        assert_eq!(trace.len(), if first { 4 } else { 3 }, "{trace:#?}");
        for child in ["early", "work"].into_iter().chain(first.then_some("init")) {
            assert_eq!(named(&trace, child).parent_span_id, root.span_id, "{child}");
        }
        assert!(trace.iter().all(|span| !span.is_error));
    }
    assert_eq!(spans.len(), 10, "and nothing else: {spans:#?}");
    assert_eq!(said(&mut events), Vec::<String>::new());
}

#[tokio::test]
async fn sixty_four_invocations_lose_nothing() {
    let (function, collector) = with_collector(config!("linked")).await;
    let mut events = function.subscribe();
    let mut expected = Vec::new();
    for number in 0..64 {
        let end = if number % 8 == 7 { "badly" } else { "well" };
        expected.push(root_id(&invoke(&function, &json!(end)).await));
    }
    function.shutdown().await;
    let mut spans = collector.signals().spans;
    // What is on its way when an invocation ends may arrive, and is sent again all the same.
    spans.sort_by(|one, other| one.span_id.cmp(&other.span_id));
    spans.dedup();
    let mut roots: Vec<_> = spans.iter().filter(|span| span.name == "linked").collect();
    assert_eq!(roots.iter().filter(|root| root.is_error).count(), 8);
    roots.sort_by_key(|root| root.start);
    assert_eq!(roots.iter().map(|root| root.span_id.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(spans.len(), 64 * 3 + 1);
    assert_eq!(said(&mut events), Vec::<String>::new());
}

#[tokio::test]
async fn a_function_that_times_out_has_one_root_with_its_own_id_below_which_its_spans_are() {
    let (function, collector) = with_collector(config!("linked")).await;
    let hung = invoke(&function, &json!("hang")).await;
    assert_eq!(hung.status, Status::Timeout);
    let well = invoke(&function, &json!("well")).await;
    function.shutdown().await;
    let spans = collector.signals().spans;
    let trace = trace_of(&spans, &hung);
    let root = named(&trace, "linked");
    assert!(root.is_error);
    assert_eq!((&root.span_id, &*root.attributes["error.type"]), (&root_id(&hung), "timeout"));
    let (early, work) = (named(&trace, "early"), named(&trace, "work"));
    assert_eq!((&early.parent_span_id, &work.parent_span_id), (&root.span_id, &root.span_id));
    assert!(work.is_error && !early.is_error);
    assert_eq!(work.attributes["lamplight.unfinished"], "true");
    assert!(root.end >= work.end && root.start <= early.start, "it is around them");
    assert!(!named(&trace_of(&spans, &well), "linked").is_error, "the next one is on its own");
}

#[tokio::test]
async fn a_handler_that_ends_when_its_time_has_almost_run_out_has_its_own_root_and_no_other() {
    let (function, collector) = with_collector(config!("linked")).await;
    let late = invoke(&function, &json!("late")).await;
    assert_eq!(late.status, Status::Success, "{late:?}");
    function.shutdown().await;
    let trace = trace_of(&collector.signals().spans, &late);
    let root = named(&trace, "linked");
    assert_eq!((&root.span_id, root.is_error), (&root_id(&late), false));
    assert_eq!(
        named(&trace, "work").attributes["lamplight.unfinished"],
        "true",
        "it was sent while it was open"
    );
}

#[tokio::test]
async fn whatever_an_invocation_ends_with_there_is_one_root_that_says_so_with_the_functions_own_id() {
    let (function, collector) = with_collector(config!("linked")).await;
    let mut ended = Vec::new();
    for (end, status, error_type) in [
        ("badly", Status::HandlerError, None),
        ("panic", Status::HandlerError, Some("panic")),
        ("exit", Status::Crash, Some("Runtime.ExitError")),
        ("well", Status::Success, None),
    ] {
        let done = invoke(&function, &json!(end)).await;
        assert_eq!(done.status, status, "{end}");
        ended.push((done, error_type));
    }
    function.shutdown().await;
    let spans = collector.signals().spans;
    for (done, error_type) in ended {
        let trace = trace_of(&spans, &done);
        let root = named(&trace, "linked");
        assert_eq!(root.span_id, root_id(&done));
        assert_eq!(root.is_error, done.status != Status::Success, "{root:?}");
        if let Some(error_type) = error_type {
            assert_eq!(root.attributes["error.type"], error_type);
        }
    }
}

#[tokio::test]
async fn a_function_that_ran_out_of_memory_has_one_root_that_says_so() {
    let (function, collector) = with_collector(config!("linked")).await;
    invoke(&function, &json!("well")).await;
    function.inject(Fault::OutOfMemory(Moment::Handler));
    let killed = invoke(&function, &json!("hang")).await;
    assert_eq!(killed.status, Status::Crash);
    function.shutdown().await;
    let spans = collector.signals().spans;
    let errors: Vec<_> = spans.iter().filter(|span| span.is_error).collect();
    let [root] = errors[..] else { panic!("one in {spans:#?}") };
    assert_eq!(root.attributes["faas.invocation_id"], killed.request_id);
    assert_eq!(root.attributes["error.type"], "Runtime.OutOfMemory");
}

#[tokio::test]
async fn of_a_request_that_is_not_sampled_there_are_metrics_and_no_spans_even_when_it_times_out() {
    let (function, collector) = with_collector(config!("linked")).await;
    let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";
    for (end, status) in [("well", Status::Success), ("hang", Status::Timeout)] {
        let event = Invoke::new(json!(end).to_string()).trace_header(header);
        assert_eq!(function.invoke(event).await.expect("not shut down").status, status);
    }
    function.shutdown().await;
    let signals = collector.signals();
    assert_eq!(signals.spans, []);
    assert!(signals.points.iter().any(|point| point.metric == "faas.timeouts"), "{:?}", signals.points);
}

#[tokio::test]
async fn metrics_that_go_over_otlp_go_by_way_of_the_extension() {
    let (function, collector) = with_collector(config!("linked").env("OTEL_METRICS_EXPORTER", "otlp")).await;
    for _ in 0..3 {
        let done = invoke(&function, &json!("well")).await;
        assert!(json_lines(&done).iter().all(|line| line["_aws"].is_null()), "none is in the log");
    }
    function.shutdown().await;
    let points = collector.signals().points;
    let calls: f64 = points.iter().filter(|point| point.metric == "Calls").map(|point| point.value).sum();
    assert!((calls - 3.0).abs() < f64::EPSILON, "{points:?}");
}

#[tokio::test]
async fn without_a_collector_the_extension_has_nowhere_to_send_to_and_traces_go_to_x_ray() {
    let function = beside_extension(config!("linked")).await;
    let done = invoke(&function, &json!("well")).await;
    assert!(!done.telemetry.is_empty());
    assert!(done.telemetry.iter().all(|sent| sent.source == TelemetrySource::Xray), "{:?}", done.telemetry);
    function.shutdown().await;
}

#[tokio::test]
async fn an_extension_that_is_killed_takes_its_environment_along_and_the_next_has_another() {
    let (function, collector) = with_collector(config!("linked")).await;
    invoke(&function, &json!("well")).await;
    function.inject(Fault::KillExtension(support::extension_name(), Moment::Handler));
    invoke(&function, &json!("well")).await;
    let well = invoke(&function, &json!("well")).await;
    assert_eq!(well.status, Status::Success);
    function.shutdown().await;
    assert_eq!(named(&trace_of(&collector.signals().spans, &well), "linked").span_id, root_id(&well));
}

/// The test in place of the extension: whatever is said and sent to it can be looked at at any moment.
struct Stand {
    link: UnixDatagram,
    otlp: Backend,
}

impl Stand {
    async fn beside(config: FunctionConfig) -> (Function, Self) {
        let otlp = Backend::otlp().start().await.expect("a collector");
        let port = otlp.address().port();
        let name = format!("lamplight-{}-{port}", std::process::id());
        let link = Name::Abstract(name.clone()).listen().expect("a socket");
        let config = config
            .env("LAMPLIGHT_OTLP_PORT", port.to_string())
            .env("LAMPLIGHT_SOCKET", format!("@{name}"))
            // Nobody can send there from within the function: TLS is not built in, and there is no such host.
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.invalid")
            .env("OTEL_EXPORTER_OTLP_HEADERS", "key=secret");
        (started(config).await, Self { link, otlp })
    }

    fn heard(&self) -> Vec<Message> {
        let mut datagram = [0; MOST_BYTES];
        let mut heard = Vec::new();
        while let Ok(length) = self.link.recv(&mut datagram) {
            heard.push(Message::parse(&datagram[..length]).expect("a message"));
        }
        heard
    }
}

#[tokio::test]
async fn the_end_is_told_before_the_next_event_is_asked_for_and_after_all_was_sent() {
    let (function, extension) = Stand::beside(config!("linked")).await;
    for number in 1..=8 {
        // It comes back when the function has asked for the next event.
        let done = invoke(&function, &json!("well")).await;
        let [Message::Begin(begin), Message::Done(end)] = &extension.heard()[..] else {
            panic!("both were told");
        };
        let spans = extension.otlp.signals().spans;
        assert_eq!(spans.len(), number * 3, "all was sent");
        assert_eq!(*end, Done { request_id: done.request_id.clone(), root_sent: true, spans: 3 });
        assert_eq!((begin.root.to_string(), &begin.request_id), (root_id(&done), &done.request_id));
    }
    let requests = extension.otlp.requests();
    assert!(requests.iter().all(|request| !request.headers.contains_key("key")), "keys stay where they are");
    assert_eq!(extension.otlp.connections(), 1);
    function.shutdown().await;
}

#[tokio::test]
async fn an_extension_that_goes_away_costs_telemetry_but_no_invocation() {
    let (function, extension) = Stand::beside(config!("linked")).await;
    let mut events = function.subscribe();
    assert_eq!(invoke(&function, &json!("well")).await.status, Status::Success);
    assert_eq!(said(&mut events), Vec::<String>::new());
    drop(extension);
    for _ in 0..3 {
        let done = invoke(&function, &json!("well")).await;
        assert_eq!((done.status, &*done.payload), (Status::Success, &br#""well""#[..]));
    }
    let said = said(&mut events);
    let count = |what| said.iter().filter(|line| line.contains(what)).count();
    assert_eq!(count("the extension cannot be told of an invocation"), 1, "{said:?}");
    assert_eq!(count("spans are lost"), 1, "{said:?}");
    let lines: Vec<Value> = said.iter().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert!(lines.iter().all(|line| line["level"] == "WARN"), "{lines:?}");
    function.shutdown().await;
}
