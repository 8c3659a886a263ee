//! What a collector reads.

use bytes::Bytes;
use lamplight_emulator::backends::{Backend, Signal, Signals};

use crate::client::post;
use crate::sample;

#[tokio::test]
async fn protobuf_and_json_plain_and_compressed_are_the_same_spans() {
    let backend = Backend::otlp().start().await.expect("it starts");
    let protobuf = sample::span("load");
    let json = sample::spans_json(1);
    for sent in [&protobuf, &protobuf.compressed(), &json, &json.compressed()] {
        assert_eq!(post(&backend, sent).await.status(), 200);
    }
    let spans = backend.signals().spans;
    assert_eq!(spans.len(), 4);
    for span in &spans {
        assert_eq!(span, &spans[0]);
    }
    assert_eq!(spans[0].service.as_deref(), Some("shop"));
    assert_eq!(spans[0].attributes["sku"], "A-17");
    assert_eq!(spans[0].attributes["tries"], "[1,true]");
    assert!(spans[0].is_error && spans[0].start < spans[0].end);
    let counts = backend.signals().span_counts();
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [4], "what came twice is told");
}

#[tokio::test]
async fn logs_are_found_by_their_id() {
    let backend = Backend::otlp().start().await.expect("it starts");
    for sent in [sample::log_json("l-1"), sample::log("l-2")] {
        assert_eq!(post(&backend, &sent).await.status(), 200);
    }
    let signals = backend.signals();
    let (first, second) = (signals.log("l-1").next(), signals.log("l-2").next());
    for (log, id) in [(first, "l-1"), (second, "l-2")] {
        let log = log.expect("it was taken");
        assert_eq!((log.body.as_str(), log.severity), ("sold out", 17), "{id}");
        assert_eq!((log.trace_id.as_str(), log.span_id.as_str()), (sample::TRACE, sample::SPAN));
        assert_eq!(log.time, sample::now());
    }
}

#[tokio::test]
async fn every_kind_of_metric_has_its_points() {
    let backend = Backend::otlp().start().await.expect("it starts");
    for sent in [sample::metrics_json(), sample::metrics()] {
        assert_eq!(post(&backend, &sent).await.status(), 200);
    }
    let signals = backend.signals();
    for (name, value) in
        [("gauge", 1.5), ("sum", 2.0), ("histogram", 3.5), ("exponential", 4.5), ("summary", 5.5)]
    {
        let values: Vec<f64> = signals.metric(name).map(|point| point.value).collect();
        assert_eq!(values, [value, value], "{name}");
    }
    assert_eq!(signals.points[0].attributes["table"], "orders");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_a_reason() {
    let backend = Backend::otlp().start().await.expect("it starts");
    let good = sample::span("a");
    for (sent, status) in [
        (good.with_body(b"\xff\xff"), 400),
        (sample::spans_json(1).with_body(b"{"), 400),
        (sample::spans_json(1).with_body(br#"{"resourceSpans":{}}"#), 400),
        (good.with_header("content-encoding", "gzip"), 400),
        (good.with_header("content-encoding", "br"), 415),
        (good.with_header("content-type", "text/plain"), 415),
        (good.with_path("/v2/traces"), 404),
        (good.with_method("GET"), 405),
    ] {
        assert_eq!(post(&backend, &sent).await.status(), status, "{} {}", sent.method, sent.path);
    }
    assert!(backend.signals().spans.is_empty());
    assert_eq!(backend.requests().len(), 8);
}

#[test]
fn a_body_alone_is_read_in_whichever_form_it_is() {
    let read =
        |signal, sent: sample::Sent| Signals::read(signal, &Bytes::from(sent.body)).expect("a request");
    for sent in [sample::metrics_json(), sample::metrics()] {
        assert_eq!(read(Signal::Metrics, sent).points.len(), 5);
    }
    for sent in [sample::log_json("l-1"), sample::log("l-1")] {
        assert_eq!(read(Signal::Logs, sent).log("l-1").count(), 1);
    }
    assert_eq!(Signals::read(Signal::Logs, &Bytes::from_static(b"{ no request")), None);
}
