//! Each behaviour, as who sends to it sees it.

use std::io::ErrorKind;
use std::time::Duration;

use lamplight_emulator::backends::{Backend, Behaviour, Idle, IdleEnd};

use crate::client::{Connection, Outcome, post};
use crate::sample;

const LONG: Duration = Duration::from_secs(30);
/// Nothing that answers takes so long, and nothing that does not answer is waited for longer.
const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_collector_takes_what_it_is_sent() {
    let backend = Backend::otlp().start().await.expect("it starts");
    assert_eq!(post(&backend, &sample::span("a")).await.status(), 200);
    let signals = backend.signals();
    assert_eq!(signals.spans.len(), 1);
    assert_eq!(signals.span(sample::TRACE, sample::SPAN).count(), 1);
    assert_eq!(backend.requests()[0].status, Some(200));
}

#[tokio::test]
async fn latency_delays_the_answer() {
    let backend = Backend::otlp().start().await.expect("it starts");
    backend.plan([Behaviour::Latency(SHORT)]);
    let started = tokio::time::Instant::now();
    assert_eq!(post(&backend, &sample::span("a")).await.status(), 200);
    assert!(started.elapsed() >= SHORT);
    assert_eq!(backend.signals().spans.len(), 1);
}

#[tokio::test]
async fn a_throttled_request_is_told_when_to_come_again_and_is_not_taken() {
    let backend = Backend::otlp().start().await.expect("it starts");
    backend.plan([Behaviour::throttle(Duration::from_secs(2))]);
    let reply = post(&backend, &sample::span("a")).await.reply();
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("2")));
    assert!(backend.signals().spans.is_empty());
    assert_eq!(post(&backend, &sample::span("a")).await.status(), 200, "the plan is over");
}

#[tokio::test]
async fn a_burst_of_503_ends_and_a_400_says_why() {
    let backend = Backend::otlp().start().await.expect("it starts");
    backend.plan([Behaviour::status(503), Behaviour::status(503), Behaviour::status(400)]);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(post(&backend, &sample::span("a")).await.status());
    }
    assert_eq!(statuses, [503, 503, 400, 200]);
    backend.always(Behaviour::status(500));
    for _ in 0..3 {
        assert_eq!(post(&backend, &sample::span("a")).await.status(), 500);
    }
    assert_eq!(backend.signals().spans.len(), 1);
}

#[tokio::test]
async fn a_partial_success_says_how_many_it_did_not_take_in_the_form_of_the_request() {
    let backend = Backend::otlp().start().await.expect("it starts");
    let partial = Behaviour::PartialSuccess { rejected: 1, message: "too long".to_owned() };
    backend.always(partial);
    let reply = post(&backend, &sample::spans_json(3)).await.reply();
    let told = r#"{"partialSuccess":{"errorMessage":"too long","rejectedSpans":"1"}}"#;
    let told: serde_json::Value = serde_json::from_str(told).expect("JSON");
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&reply.body).expect("JSON"), told);
    assert_eq!((reply.status, backend.signals().spans.len()), (200, 2));
    let reply = post(&backend, &sample::span("a")).await.reply();
    // Field 1, a message: field 1 is 1, field 2 the text.
    assert_eq!(reply.body, b"\x0a\x0c\x08\x01\x12\x08too long");
    assert_eq!(reply.header("content-type"), Some("application/x-protobuf"));
}

#[tokio::test]
async fn who_is_refused_cannot_connect_until_it_is_over() {
    let backend = Backend::otlp().start().await.expect("it starts");
    let mut open = Connection::to(&backend).await;
    assert_eq!(open.post(&sample::span("a")).await.status(), 200);
    backend.refuse().await.expect("it can");
    assert!(open.post(&sample::span("b")).await.failed(), "what was open is closed");
    let error = Connection::try_to(&backend).await.expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    backend.accept().expect("it can");
    assert_eq!(post(&backend, &sample::span("c")).await.status(), 200);
    assert_eq!(backend.signals().spans.len(), 2);
}

#[tokio::test]
async fn a_black_hole_takes_the_request_and_never_answers() {
    let backend = Backend::otlp().start().await.expect("it starts");
    backend.plan([Behaviour::Blackhole]);
    let answered = tokio::time::timeout(SHORT, post(&backend, &sample::span("a"))).await;
    assert!(answered.is_err(), "there is no answer");
    backend.received(1).await;
    assert_eq!(backend.requests()[0].status, None);
    assert!(backend.signals().spans.is_empty());
}

#[tokio::test]
async fn a_connection_is_reset_in_the_middle_of_a_body() {
    let backend = Backend::otlp().start().await.expect("it starts");
    backend.plan([Behaviour::Reset]);
    let large = sample::span(&"a".repeat(30 << 20));
    let outcome = post(&backend, &large).await;
    assert!(
        matches!(outcome, Outcome::Failed(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)),
        "{outcome:?}"
    );
    let request = &backend.requests()[0];
    assert!(request.body.len() < large.body.len(), "it was not read to its end");
    assert_eq!(request.status, None);
}

#[tokio::test]
async fn a_slow_reader_makes_who_writes_wait_and_takes_it_all() {
    let backend = Backend::otlp().start().await.expect("it starts");
    let fast = tokio::time::Instant::now();
    let body = sample::span(&"a".repeat(64 << 10));
    assert_eq!(post(&backend, &body).await.status(), 200);
    let fast = fast.elapsed();
    backend.plan([Behaviour::SlowRead { bytes: 8 << 10, every: Duration::from_millis(40) }]);
    let slow = tokio::time::Instant::now();
    assert_eq!(post(&backend, &body).await.status(), 200);
    // Eight pieces at the least.
    assert!(slow.elapsed() >= Duration::from_millis(320), "{:?}, {fast:?}", slow.elapsed());
    assert_eq!(backend.signals().spans.len(), 2);
}

#[tokio::test]
async fn a_server_of_http_1_0_closes_after_each_answer() {
    let backend = Backend::otlp().start().await.expect("it starts");
    backend.plan([Behaviour::Close]);
    let mut connection = Connection::to(&backend).await;
    let reply = connection.post(&sample::span("a")).await.reply();
    assert_eq!((reply.status, reply.version.as_str()), (200, "HTTP/1.0"));
    assert!(connection.post(&sample::span("b")).await.failed());
}

#[tokio::test]
async fn a_connection_is_kept_and_closed_when_it_is_idle_for_too_long() {
    // So long that nothing pauses that much in between, however busy the machine is.
    let idle = Idle::closed_after(Duration::from_secs(2));
    let backend = Backend::otlp().idle(idle).start().await.expect("it starts");
    let mut connection = Connection::to(&backend).await;
    for _ in 0..3 {
        assert_eq!(connection.post(&sample::span("a")).await.status(), 200);
    }
    assert_eq!(connection.ends(LONG).await, Ok(()), "closed, not reset");
    assert_eq!((backend.connections(), backend.signals().spans.len()), (1, 3));
}

#[tokio::test]
async fn a_gap_that_nobody_waits_for_ages_idle_connections() {
    for (end, expected) in [(IdleEnd::Close, Ok(())), (IdleEnd::Reset, Err(ErrorKind::ConnectionReset))] {
        let idle = Idle::closed_after(Duration::from_secs(350)).with_end(end);
        let backend = Backend::otlp().idle(idle).start().await.expect("it starts");
        let mut connection = Connection::to(&backend).await;
        assert_eq!(connection.post(&sample::span("a")).await.status(), 200);
        backend.pass(Duration::from_secs(349));
        assert_eq!(connection.post(&sample::span("a")).await.status(), 200, "that was too short");
        backend.pass(Duration::from_secs(350));
        assert_eq!(connection.ends(LONG).await, expected);
    }
}

#[tokio::test]
async fn a_connection_that_was_forgotten_on_the_way_is_never_answered_again() {
    let idle = Idle::closed_after(Duration::from_secs(350)).with_end(IdleEnd::Silence);
    let backend = Backend::otlp().idle(idle).start().await.expect("it starts");
    let mut connection = Connection::to(&backend).await;
    assert_eq!(connection.post(&sample::span("a")).await.status(), 200);
    backend.pass(Duration::from_secs(400));
    // Until the connection has noticed, it answers.
    let silent = async {
        while tokio::time::timeout(SHORT, connection.post(&sample::span("b"))).await.is_ok() {
            backend.pass(Duration::from_secs(400));
        }
    };
    tokio::time::timeout(LONG, silent).await.expect("there is no answer, and no error");
    assert_eq!(post(&backend, &sample::span("c")).await.status(), 200, "a new one is answered");
}

#[tokio::test]
async fn nothing_is_open_when_the_backend_is_gone() {
    let backend = Backend::otlp().start().await.expect("it starts");
    let mut connection = Connection::to(&backend).await;
    assert_eq!(connection.post(&sample::span("a")).await.status(), 200);
    assert_eq!(backend.open_connections(), 1);
    drop(backend);
    assert!(connection.ends(LONG).await.is_ok());
}
