//! The exporter against collectors that behave badly: what it returns, how long it takes, and what is counted.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod collector;
#[expect(dead_code, reason = "another test needs more")]
mod spans;

use std::sync::atomic::Ordering;
use std::time::Duration;

use lamplight_core::loss::{Loss, Losses};
use lamplight_otlp::{OtlpExporter, Settings};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceResponse,
};
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter as _};
use prost::Message as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, timeout};

use self::collector::{Act, Collector, answer};
use self::spans::span;

/// Long enough for anything that works, on a busy machine.
const AMPLE: Duration = Duration::from_secs(20);

/// Losses are counted for the process, so these tests take turns.
static TURN: Mutex<()> = Mutex::const_new(());

/// What was lost since this was made.
struct Lost {
    before: [u64; 2],
    _turn: MutexGuard<'static, ()>,
}

impl Lost {
    async fn nothing_yet() -> Self {
        let turn = TURN.lock().await;
        Self { before: Self::now(), _turn: turn }
    }

    fn now() -> [u64; 2] {
        [Loss::SpansUnsent, Loss::SpansRefused].map(|loss| Losses::process().get(loss))
    }

    /// Unsent, and refused.
    fn so_far(&self) -> [u64; 2] {
        let now = Self::now();
        [now[0] - self.before[0], now[1] - self.before[1]]
    }
}

fn exporter(collector: &Collector) -> OtlpExporter {
    with_timeout(collector, AMPLE)
}

fn with_timeout(collector: &Collector, timeout: Duration) -> OtlpExporter {
    let settings = Settings::new(&format!("http://{}", collector.address)).unwrap();
    OtlpExporter::new(settings.with_timeout(timeout).unwrap())
}

fn batch() -> Vec<SpanData> {
    vec![span(1), span(2), span(3)]
}

fn ok() -> Act {
    answer("200 OK", "", b"")
}

/// The result, and how long it took.
async fn timed(exporter: &OtlpExporter) -> (OTelSdkResult, Duration) {
    let start = Instant::now();
    let result = exporter.export(batch()).await;
    (result, start.elapsed())
}

fn why(result: OTelSdkResult) -> String {
    match result {
        Err(OTelSdkError::InternalFailure(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn batches_go_out_on_one_connection() {
    let lost = Lost::nothing_yet().await;
    let mut collector = Collector::start([ok()]).await;
    let settings = Settings::new(&format!("http://{}/base", collector.address)).unwrap();
    let exporter = OtlpExporter::new(settings.with_header("x-key", "secret").unwrap());
    for _ in 0..3 {
        exporter.export(batch()).await.unwrap();
        let received = collector.received().await;
        assert_eq!(received.spans, 3);
        assert!(received.head.starts_with("post /base/v1/traces http/1.1\r\n"), "{}", received.head);
        for header in [
            format!("host: {}", collector.address),
            "content-type: application/x-protobuf".to_owned(),
            "x-key: secret".to_owned(),
        ] {
            assert!(received.head.lines().any(|line| line == header), "{header} in {}", received.head);
        }
    }
    assert_eq!(collector.connections.load(Ordering::SeqCst), 1);
    assert_eq!(lost.so_far(), [0, 0]);
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_compressed_batch_arrives_whole() {
    let lost = Lost::nothing_yet().await;
    let mut collector = Collector::start([answer("503 Busy", "", b""), ok()]).await;
    let settings = Settings::new(&format!("http://{}", collector.address)).unwrap().with_gzip();
    OtlpExporter::new(settings).export(batch()).await.unwrap();
    for _ in 0..2 {
        let received = collector.received().await;
        assert!(received.head.contains("content-encoding: gzip"), "{}", received.head);
        assert_eq!(received.spans, 3);
    }
    assert_eq!(lost.so_far(), [0, 0]);
}

#[cfg(feature = "json")]
#[tokio::test]
async fn a_batch_in_json_arrives_whole_and_what_is_refused_of_it_is_counted() {
    let lost = Lost::nothing_yet().await;
    let answer =
        answer("200 OK", "", br#"{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}"#);
    let mut collector = Collector::start([answer]).await;
    let settings = Settings::new(&format!("http://{}", collector.address)).unwrap();
    let settings = settings.with_encoding(lamplight_otlp::Encoding::Json);
    OtlpExporter::new(settings).export(batch()).await.unwrap();
    let received = collector.received().await;
    assert!(received.head.contains("content-type: application/json"), "{}", received.head);
    assert_eq!(received.spans, 3);
    assert_eq!(lost.so_far(), [0, 2]);
}

#[cfg(feature = "sigv4")]
#[tokio::test]
async fn each_attempt_is_signed_when_it_is_made() {
    let lost = Lost::nothing_yet().await;
    let mut collector = Collector::start([answer("503 Busy", "retry-after: 2\r\n", b""), ok()]).await;
    let settings = Settings::new(&format!("http://{}", collector.address)).unwrap();
    let credentials = lamplight_otlp::Credentials::new("AKIDEXAMPLE", "secret", Some("token".to_owned()));
    let settings = settings.with_signature(credentials, "eu-west-1", "xray");
    OtlpExporter::new(settings).export(batch()).await.unwrap();
    let mut dates = Vec::new();
    for _ in 0..2 {
        let head = collector.received().await.head;
        let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        assert!(value("authorization: aws4-hmac-sha256 credential=akidexample/").is_some(), "{head}");
        assert_eq!(value("x-amz-security-token: ").as_deref(), Some("token"));
        dates.push(value("x-amz-date: ").unwrap());
    }
    assert!(dates[0] < dates[1], "{dates:?}");
    assert_eq!(lost.so_far(), [0, 0]);
}

#[tokio::test]
async fn an_empty_batch_is_not_sent() {
    let collector = Collector::start([ok()]).await;
    exporter(&collector).export(Vec::new()).await.unwrap();
    assert_eq!(collector.connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn where_nobody_listens_it_gives_up_after_a_moment() {
    let lost = Lost::nothing_yet().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (result, took) = timed(&OtlpExporter::new(Settings::new(&url).unwrap())).await;
    assert!(why(result).contains("no connection"));
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(lost.so_far(), [3, 0]);
}

#[tokio::test]
async fn a_collector_that_hangs_is_left_at_the_timeout_and_can_be_tried_again() {
    let lost = Lost::nothing_yet().await;
    let mut collector = Collector::start([Act::Hang, ok()]).await;
    let limit = Duration::from_millis(300);
    let exporter = with_timeout(&collector, limit);
    let (result, took) = timed(&exporter).await;
    assert!(matches!(result, Err(OTelSdkError::Timeout(at)) if at == limit), "{result:?}");
    assert!(took >= limit && took < limit + Duration::from_secs(5), "{took:?}");
    assert_eq!(lost.so_far(), [3, 0]);
    collector.received().await;
    exporter.export(batch()).await.unwrap();
    assert_eq!(lost.so_far(), [3, 0]);
    assert_eq!(collector.connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_temporary_refusal_is_tried_again_when_the_collector_says() {
    let lost = Lost::nothing_yet().await;
    let collector = Collector::start([answer("429 Slow Down", "retry-after: 1\r\n", b"wait"), ok()]).await;
    let (result, took) = timed(&exporter(&collector)).await;
    result.unwrap();
    assert!(took >= Duration::from_secs(1), "{took:?}");
    assert_eq!(collector.connections.load(Ordering::SeqCst), 1);
    assert_eq!(lost.so_far(), [0, 0]);
}

#[tokio::test]
async fn a_wait_beyond_the_timeout_is_not_begun() {
    let lost = Lost::nothing_yet().await;
    let collector = Collector::start([answer("503 Busy", "retry-after: 3600\r\n", b"")]).await;
    let (result, took) = timed(&exporter(&collector)).await;
    assert!(why(result).contains("503"));
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(lost.so_far(), [0, 3]);
}

#[tokio::test]
async fn a_collector_that_stays_busy_is_asked_four_times() {
    let lost = Lost::nothing_yet().await;
    let mut collector = Collector::start([answer("503 Busy", "", b"")]).await;
    assert!(why(exporter(&collector).export(batch()).await).contains("503"));
    for _ in 0..4 {
        collector.received().await;
    }
    assert_eq!(lost.so_far(), [0, 3]);
}

#[tokio::test]
async fn other_refusals_are_final() {
    for status in ["400 Bad Request", "404 Not Found", "413 Too Large", "500 Oops", "301 Moved"] {
        let lost = Lost::nothing_yet().await;
        let mut collector = Collector::start([answer(status, "", b"no"), ok()]).await;
        let exporter = exporter(&collector);
        assert!(why(exporter.export(batch()).await).contains(&status[..3]));
        assert_eq!(lost.so_far(), [0, 3], "{status}");
        collector.received().await;
        exporter.export(batch()).await.unwrap();
        assert_eq!(collector.connections.load(Ordering::SeqCst), 1, "the connection is still good");
    }
}

#[tokio::test]
async fn what_is_refused_of_a_batch_is_counted() {
    for (rejected_spans, counted) in [(2, 2), (1000, 3), (0, 0), (-5, 0)] {
        let lost = Lost::nothing_yet().await;
        let error_message = "too old".to_owned();
        let partial_success = Some(ExportTracePartialSuccess { rejected_spans, error_message });
        let body = ExportTraceServiceResponse { partial_success }.encode_to_vec();
        let collector = Collector::start([answer("200 OK", "", &body)]).await;
        exporter(&collector).export(batch()).await.unwrap();
        assert_eq!(lost.so_far(), [0, counted], "{rejected_spans}");
    }
}

#[tokio::test]
async fn garbage_after_a_good_status_takes_nothing_away_from_it() {
    let lost = Lost::nothing_yet().await;
    let large = vec![b'x'; 100 * 1024];
    let broken_off = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc".to_vec();
    let collector = Collector::start([
        answer("200 OK", "", b"\xff\xff<html>"),
        answer("200 OK", "", &large),
        Act::AnswerAndClose(broken_off),
        ok(),
    ])
    .await;
    let exporter = exporter(&collector);
    for _ in 0..4 {
        exporter.export(batch()).await.unwrap();
    }
    assert_eq!(lost.so_far(), [0, 0]);
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_not_asked_for_again() {
    let lost = Lost::nothing_yet().await;
    let collector = Collector::start([Act::Answer(b"\x00\x01 nonsense \r\n\r\n".to_vec()), ok()]).await;
    let exporter = exporter(&collector);
    assert!(why(exporter.export(batch()).await).contains("not HTTP"));
    assert_eq!(lost.so_far(), [3, 0]);
    exporter.export(batch()).await.unwrap();
    assert_eq!(lost.so_far(), [3, 0]);
}

#[tokio::test]
async fn answers_may_take_any_form_that_http_has() {
    let lost = Lost::nothing_yet().await;
    let error_message = "too old".to_owned();
    let partial_success = Some(ExportTracePartialSuccess { rejected_spans: 2, error_message });
    let body = ExportTraceServiceResponse { partial_success }.encode_to_vec();
    let (first, last) = body.split_at(4);
    let sized = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    let sized = [sized.as_bytes(), &body].concat();
    let old = format!("HTTP/1.0 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let old = [old.as_bytes(), &body].concat();
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n";
    let size = format!("\r\n{:X};x=y\r\n", last.len());
    let chunked = [&head[..], first, size.as_bytes(), last, b"\r\n0\r\nx: y\r\n\r\n"].concat();
    let announced = [&b"HTTP/1.1 100 Continue\r\n\r\n"[..], &sized].concat();
    let unsized_ = [&b"HTTP/1.1 200 OK\r\n\r\n"[..], &body].concat();
    for (act, connections) in [
        (Act::Answer(sized.clone()), 1),
        (Act::Trickle(sized), 1),
        (Act::Answer(chunked.clone()), 1),
        (Act::Trickle(chunked), 1),
        (Act::Trickle(announced), 1),
        (Act::AnswerAndClose(old), 2),
        (Act::AnswerAndClose(unsized_), 2),
    ] {
        let before = lost.so_far()[1];
        let collector = Collector::start([act.clone()]).await;
        let exporter = exporter(&collector);
        for _ in 0..2 {
            exporter.export(batch()).await.unwrap();
        }
        assert_eq!(lost.so_far(), [0, before + 4], "the body was read: {act:?}");
        assert_eq!(collector.connections.load(Ordering::SeqCst), connections, "{act:?}");
    }
}

#[tokio::test]
async fn a_connection_that_says_more_than_it_was_asked_is_not_used_again() {
    let lost = Lost::nothing_yet().await;
    for more in ["HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n", "x"] {
        let text = format!("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n{more}");
        let collector = Collector::start([Act::AnswerAndClose(text.into_bytes())]).await;
        let exporter = exporter(&collector);
        exporter.export(batch()).await.unwrap();
        exporter.export(batch()).await.unwrap();
        assert_eq!(collector.connections.load(Ordering::SeqCst), 2);
    }
    assert_eq!(lost.so_far(), [0, 0]);
}

#[tokio::test]
async fn a_head_without_an_end_is_not_read_for_ever() {
    let lost = Lost::nothing_yet().await;
    let head = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(200 * 1024));
    let collector = Collector::start([Act::AnswerAndClose(head.into_bytes())]).await;
    assert!(why(exporter(&collector).export(batch()).await).contains("not HTTP"));
    assert_eq!(lost.so_far(), [3, 0]);
}

#[tokio::test]
async fn an_answer_that_comes_before_the_request_is_read_counts() {
    let lost = Lost::nothing_yet().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let exporter = OtlpExporter::new(Settings::new(&url).unwrap().with_timeout(AMPLE).unwrap());
    let impatient = tokio::spawn(async move {
        // Kept open, and never read again: only who looks for the answer while sending finds it.
        let mut streams = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_exact(&mut [0; 4]).await.unwrap();
            stream.write_all(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n").await.unwrap();
            streams.push(stream);
        }
        streams
    });
    for _ in 0..2 {
        // One, which is a request however large it is.
        let mut batch = vec![span(1)];
        // More than the system takes for a connection that nobody reads.
        batch[0].name = "x".repeat(32 * 1024 * 1024).into();
        assert!(why(exporter.export(batch).await).contains("413"));
    }
    timeout(AMPLE, impatient).await.unwrap().unwrap();
    assert_eq!(lost.so_far(), [0, 2]);
}

#[tokio::test]
async fn a_connection_reset_within_the_answer_is_tried_again() {
    let lost = Lost::nothing_yet().await;
    let mut collector =
        Collector::start([Act::Reset(b"HTTP/1.1 200 OK\r\ncont"), Act::Reset(b""), ok()]).await;
    exporter(&collector).export(batch()).await.unwrap();
    for _ in 0..3 {
        assert_eq!(collector.received().await.spans, 3);
    }
    assert_eq!(lost.so_far(), [0, 0]);
}

#[tokio::test]
async fn a_collector_that_always_resets_is_given_up() {
    let lost = Lost::nothing_yet().await;
    let collector = Collector::start([Act::Reset(b"")]).await;
    let (result, took) = timed(&exporter(&collector)).await;
    assert!(why(result).contains("connection"));
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(lost.so_far(), [3, 0]);
}

#[tokio::test]
async fn a_connection_that_was_closed_between_exports_is_opened_again_at_once() {
    let lost = Lost::nothing_yet().await;
    let mut collector =
        Collector::start([Act::AnswerAndClose(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec())])
            .await;
    let exporter = exporter(&collector);
    for _ in 0..5 {
        exporter.export(batch()).await.unwrap();
        collector.closed().await;
    }
    assert_eq!(collector.connections.load(Ordering::SeqCst), 5);
    assert_eq!(lost.so_far(), [0, 0]);
}

#[tokio::test]
async fn an_export_that_is_dropped_is_counted_and_leaves_the_exporter_usable() {
    let lost = Lost::nothing_yet().await;
    let mut collector = Collector::start([Act::Hang, ok()]).await;
    let exporter = exporter(&collector);
    {
        let export = exporter.export(batch());
        tokio::select! {
            result = export => panic!("nobody answered: {result:?}"),
            received = collector.received() => assert_eq!(received.spans, 3),
        }
    }
    assert_eq!(lost.so_far(), [3, 0]);
    exporter.export(batch()).await.unwrap();
    assert_eq!(lost.so_far(), [3, 0]);
}

#[tokio::test]
async fn an_export_runs_on_a_thread_of_the_runtimes_choice() {
    let _lost = Lost::nothing_yet().await;
    let collector = Collector::start([ok()]).await;
    let exporter = exporter(&collector);
    let task = tokio::spawn(async move { exporter.export(batch()).await });
    timeout(AMPLE, task).await.unwrap().unwrap().unwrap();
}

/// Spans of which no two fit into one request.
fn large() -> Vec<SpanData> {
    let mut batch = batch();
    for span in &mut batch {
        span.attributes.push(opentelemetry::KeyValue::new("text", "x".repeat(3 << 20)));
    }
    batch
}

#[tokio::test]
async fn a_batch_that_is_too_large_is_several_requests() {
    let lost = Lost::nothing_yet().await;
    let mut collector = Collector::start([ok()]).await;
    exporter(&collector).export(large()).await.unwrap();
    for _ in 0..3 {
        assert_eq!(collector.received().await.spans, 1);
    }
    assert_eq!(lost.so_far(), [0, 0]);
    assert_eq!(collector.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn of_several_requests_each_fails_on_its_own() {
    let lost = Lost::nothing_yet().await;
    let collector = Collector::start([ok(), answer("400 Bad Request", "", b""), ok()]).await;
    let result = exporter(&collector).export(large()).await;
    assert!(why(result).contains("400"));
    assert_eq!(lost.so_far(), [0, 1]);
}

#[tokio::test]
async fn of_several_requests_all_are_counted_when_the_time_is_over() {
    let lost = Lost::nothing_yet().await;
    let collector = Collector::start([ok(), Act::Hang]).await;
    let result = with_timeout(&collector, Duration::from_millis(500)).export(large()).await;
    assert!(matches!(result, Err(OTelSdkError::Timeout(_))), "{result:?}");
    let [unsent, refused] = lost.so_far();
    assert!((2..=3).contains(&unsent) && refused == 0, "{unsent}, {refused}");
}

#[tokio::test]
async fn a_date_to_try_again_at_that_is_past_is_now() {
    let lost = Lost::nothing_yet().await;
    let busy = answer("503 Busy", "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n", b"");
    let collector = Collector::start([busy, ok()]).await;
    exporter(&collector).export(batch()).await.unwrap();
    assert_eq!(lost.so_far(), [0, 0]);
}

#[tokio::test]
async fn after_the_shutdown_an_export_is_a_mistake() {
    let lost = Lost::nothing_yet().await;
    let collector = Collector::start([ok()]).await;
    let exporter = exporter(&collector);
    exporter.export(batch()).await.unwrap();
    exporter.shutdown().unwrap();
    let result = exporter.export(batch()).await;
    assert!(matches!(result, Err(OTelSdkError::AlreadyShutdown)), "{result:?}");
    assert_eq!(lost.so_far(), [3, 0]);
}

#[test]
fn outside_of_a_runtime_an_export_fails_and_is_counted() {
    use std::future::Future as _;
    use std::task::{Context, Poll, Waker};

    let lost = TURN.blocking_lock();
    let before = Lost::now();
    let exporter = OtlpExporter::new(Settings::new("http://127.0.0.1:4318").unwrap());
    let mut export = std::pin::pin!(exporter.export(batch()));
    match export.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => assert!(why(result).contains("runtime")),
        Poll::Pending => panic!("there is nothing to wait for"),
    }
    assert_eq!(Lost::now()[0] - before[0], 3);
    drop(lost);
}
