//! What leaves the extension: to which backends, how signed, in which parts, by which way.

#![cfg(target_os = "linux")]

mod support;

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use e2e::otlp::{self, message, request};
use lamplight_emulator::Status;
use lamplight_emulator::backends::{Authority, Backend, Behaviour, Credentials};
use support::{Beside, Port, config, invoke, posts, said};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::TcpStream;

/// A function with the extension beside it, which is told this.
async fn with_extension(environment: &[(&str, String)]) -> Beside {
    let config = environment.iter().fold(config!("posts"), |config, (name, value)| config.env(*name, value));
    Beside::start(config).await
}

/// The function sends so many spans.
async fn sends(function: &Beside, spans: u64) {
    let done = invoke(function, &posts(2, spans, false, "well")).await;
    assert_eq!(done.status, Status::Success, "{done:?}");
}

/// Someone beside the function sends this.
async fn post(port: &Port, signal: &str, body: &[u8]) {
    let status = otlp::post(port.number, signal, otlp::PROTOBUF, body).await;
    assert_eq!(status.expect("the extension answers"), 200);
}

/// A span of exactly so many bytes.
fn span(id: u8, bytes: usize) -> Vec<u8> {
    let head = message(&[(1, &[id; 16]), (2, &[id; 8])]);
    let name = |length: usize| message(&[(5, &vec![b'x'; length])]);
    let length = (0..bytes).rev().find(|length| head.len() + name(*length).len() == bytes);
    [head, name(length.expect("a length that fits"))].concat()
}

/// A log record with a body of so many bytes.
fn record(length: usize) -> Vec<u8> {
    message(&[(5, &message(&[(1, &vec![b'x'; length])]))])
}

/// The keys that the emulator gives every environment.
fn credentials() -> Credentials {
    Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        .with_session_token("local")
}

/// A file with the certificate of an authority, which lasts as long as the test.
struct Trusted(NamedTempFile);

impl Trusted {
    fn new(authority: &Authority) -> Self {
        let mut file = NamedTempFile::new().expect("a file");
        file.write_all(authority.pem().as_bytes()).expect("there is room for it");
        Self(file)
    }

    fn variable(&self) -> (&'static str, String) {
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", self.0.path().display().to_string())
    }
}

#[tokio::test]
async fn several_destinations_have_it_all_and_one_that_is_down_costs_the_others_nothing() {
    let first = Backend::otlp().start().await.expect("a collector");
    let second = Backend::otlp().start().await.expect("a collector");
    let function = with_extension(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", first.url()),
        ("LAMPLIGHT_DESTINATIONS", "second,down".to_owned()),
        ("LAMPLIGHT_DESTINATION_SECOND_ENDPOINT", second.url()),
        ("LAMPLIGHT_DESTINATION_SECOND_HEADERS", "x-key=k".to_owned()),
        ("LAMPLIGHT_DESTINATION_SECOND_COMPRESSION", "gzip".to_owned()),
        ("LAMPLIGHT_DESTINATION_DOWN_ENDPOINT", "http://127.0.0.1:1".to_owned()),
    ])
    .await;
    let mut events = function.subscribe();
    sends(&function, 3).await;
    function.shutdown().await;
    for backend in [&first, &second] {
        let spans = backend.signals().spans;
        assert_eq!(spans.iter().filter(|span| span.name == "work").count(), 3);
    }
    let header = |backend: &Backend, name: &str| {
        let requests = backend.requests();
        requests.iter().map(|request| request.headers.contains_key(name)).collect::<Vec<_>>()
    };
    for name in ["x-key", "content-encoding"] {
        assert!(header(&first, name).iter().all(|has| !has) && header(&second, name).iter().all(|has| *has));
    }
    let lost = said(&mut events, "telemetry was lost");
    assert!(!lost.is_empty() && lost.iter().all(|line| line.contains(" to down: ")), "{lost:?}");
}

#[tokio::test]
async fn signed_requests_over_tls_are_taken_and_spans_are_split_at_the_limit_of_their_number() {
    let authority = Authority::new().expect("an authority");
    let trusted = Trusted::new(&authority);
    for (spans, most_requests) in [(9_999, 1), (10_000, 1), (10_001, 2)] {
        let xray = Backend::xray(credentials()).tls(&authority).start().await.expect("a backend");
        let function = with_extension(&[
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", format!("{}/v1/traces", xray.url())),
            ("LAMPLIGHT_OTLP_SIGV4", "true".to_owned()),
            trusted.variable(),
        ])
        .await;
        sends(&function, spans).await;
        function.shutdown().await;
        let taken = xray.signals().spans.into_iter().filter(|span| span.name == "work").count();
        assert_eq!(taken as u64, spans);
        let requests = xray.requests();
        assert!(requests.iter().all(|request| request.status == Some(200)), "{spans}: {requests:?}");
        // A request of its own for the span of the set-up, if it had no room with the others.
        assert!(requests.len() <= most_requests + 1, "{spans} spans in {} requests", requests.len());
    }
}

#[tokio::test]
async fn a_span_beyond_the_limit_of_its_size_is_given_up_and_said_and_costs_no_other() {
    let xray = Backend::xray(credentials()).start().await.expect("a backend");
    let function = with_extension(&[
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", format!("{}/v1/traces", xray.url())),
        ("LAMPLIGHT_OTLP_SIGV4", "true".to_owned()),
    ])
    .await;
    let mut events = function.subscribe();
    sends(&function, 1).await;
    post(&function.port, "traces", &request(&[span(1, 199_999), span(2, 200_000), span(3, 200_001)])).await;
    sends(&function, 1).await;
    function.shutdown().await;
    let large = xray.signals().spans.into_iter().filter(|span| span.name.starts_with('x'));
    let ids: Vec<_> = large.map(|span| span.span_id).collect();
    assert_eq!(ids, ["0101010101010101", "0202020202020202"]);
    assert!(xray.requests().iter().all(|request| request.status == Some(200)));
    let lost = said(&mut events, "telemetry was lost");
    assert!(matches!(&lost[..], [line] if line.contains("dropped 1 (too_large)")), "{lost:?}");
}

#[tokio::test]
async fn logs_go_to_the_stream_beside_those_of_the_function_in_requests_of_the_allowed_size() {
    let most = 1_048_576;
    // What is around the bodies of four records: each has lengths of three bytes.
    let around = request(&vec![record(0x10_000); 4]).len() - 4 * 0x10_000;
    for (more, expected) in [(-1, 1), (0, 1), (1, 2)] {
        let logs = Backend::logs(credentials()).log_stream("/aws/lambda/posts", "lamplight");
        let logs = logs.start().await.expect("a backend");
        let function = with_extension(&[
            ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", format!("{}/v1/logs", logs.url())),
            ("LAMPLIGHT_OTLP_SIGV4", "true".to_owned()),
            ("LAMPLIGHT_LOGS", "false".to_owned()),
        ])
        .await;
        sends(&function, 0).await;
        let last = usize::try_from(most - i64::try_from(around).expect("small") - 3 * 0x40_000 + more);
        let records = [vec![record(0x40_000); 3], vec![record(last.expect("a length"))]].concat();
        let body = request(&records);
        assert_eq!(body.len() as i64, most + more, "the test writes what it means to");
        post(&function.port, "logs", &body).await;
        sends(&function, 0).await;
        function.shutdown().await;
        let requests = logs.requests();
        let sizes: Vec<_> = requests.iter().map(|request| (request.body.len(), request.status)).collect();
        assert_eq!(sizes.len(), expected, "{sizes:?}");
        assert!(sizes.iter().all(|(size, status)| *size as i64 <= most && *status == Some(200)), "{sizes:?}");
        assert_eq!(logs.signals().logs.len(), 4);
    }
}

#[tokio::test]
async fn a_header_names_another_stream() {
    let logs =
        Backend::logs(credentials()).log_stream("/mine", "lamplight").start().await.expect("a backend");
    let function = with_extension(&[
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", format!("{}/v1/logs", logs.url())),
        ("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "x-aws-log-group=/mine".to_owned()),
        ("LAMPLIGHT_OTLP_SIGV4", "yes".to_owned()),
    ])
    .await;
    sends(&function, 0).await;
    post(&function.port, "logs", &request(&[record(7)])).await;
    sends(&function, 0).await;
    function.shutdown().await;
    assert!(!logs.signals().logs.is_empty());
    assert!(logs.requests().iter().all(|request| request.status == Some(200)));
}

/// A proxy that opens tunnels to wherever it is asked, and the places that it was asked for.
async fn proxy(to: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let asks = Arc::clone(&asked);
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.expect("a connection");
            let asks = Arc::clone(&asks);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    if near.read_buf(&mut head).await.is_ok_and(|read| read == 0) {
                        return;
                    }
                }
                let head = String::from_utf8_lossy(&head);
                asks.lock().expect("nobody panics").extend(head.lines().next().map(str::to_owned));
                let mut far = TcpStream::connect(("127.0.0.1", to)).await.expect("the backend");
                near.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("it reads");
                let _ = copy_bidirectional(&mut near, &mut far).await;
            });
        }
    });
    (port, asked)
}

#[tokio::test]
async fn a_name_that_is_not_this_machine_is_reached_through_the_proxy() {
    // The certificate is for `localhost`, which has no proxy: the name has to be another one, with a dot at its end.
    let authority = Authority::new().expect("an authority");
    let trusted = Trusted::new(&authority);
    let backend = Backend::otlp().tls(&authority).start().await.expect("a backend");
    let (port, asked) = proxy(backend.address().port()).await;
    let function = with_extension(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", format!("https://localhost.:{}", backend.address().port())),
        ("HTTPS_PROXY", format!("http://127.0.0.1:{port}")),
        trusted.variable(),
    ])
    .await;
    sends(&function, 2).await;
    function.shutdown().await;
    let spans = backend.signals().spans;
    assert_eq!(spans.iter().filter(|span| span.name == "work").count(), 2);
    let asked = asked.lock().expect("nobody panics").clone();
    let expected = format!("CONNECT localhost.:{} HTTP/1.1", backend.address().port());
    assert!(!asked.is_empty() && asked.iter().all(|line| *line == expected), "{asked:?}");
}

#[tokio::test]
async fn what_makes_no_sense_is_said_once_and_the_function_goes_on() {
    let collector = Backend::otlp().start().await.expect("a collector");
    collector.plan([Behaviour::PartialSuccess { rejected: 1, message: "too old".to_owned() }]);
    let function = with_extension(&[
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", format!("{}/v1/traces", collector.url())),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon".to_owned()),
        ("LAMPLIGHT_DESTINATIONS", "archive".to_owned()),
        ("LAMPLIGHT_DESTINATION_ARCHIVE_ENDPOINT", "archive:4318".to_owned()),
        ("LAMPLIGHT_DESTINATION_ARCHIVE_PROTOCOL", "grpc".to_owned()),
    ])
    .await;
    let mut events = function.subscribe();
    for _ in 0..3 {
        sends(&function, 2).await;
    }
    function.shutdown().await;
    let lines = said(&mut events, "");
    for (what, times) in
        [("OTEL_EXPORTER_OTLP_TIMEOUT", 1), ("DESTINATION_ARCHIVE_PROTOCOL", 1), ("too old", 1)]
    {
        let count = lines.iter().filter(|line| line.contains(what)).count();
        assert_eq!(count, times, "{what}: {lines:?}");
    }
}

#[tokio::test]
async fn headers_that_are_kept_elsewhere_are_asked_for_until_they_are_there_and_nothing_is_lost_meanwhile() {
    let (first, second) =
        (Backend::otlp().start().await.expect("one"), Backend::otlp().start().await.expect("another"));
    let kept = Backend::secrets(credentials())
        .secret("of-first", r#"{"x-key":"a,b"}"#)
        .parameter("/of/second", "x-key=c%20d,x-more=e");
    let kept = kept.start().await.expect("a backend");
    kept.plan([Behaviour::status(503), Behaviour::status(503)]);
    let function = with_extension(&[
        ("AWS_ENDPOINT_URL", kept.url()),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", format!("{}/v1/traces", first.url())),
        (
            "LAMPLIGHT_HEADERS_SECRET_ARN",
            "arn:aws:secretsmanager:us-east-1:000000000000:secret:of-first-AbCdEf".to_owned(),
        ),
        ("LAMPLIGHT_DESTINATIONS", "second".to_owned()),
        ("LAMPLIGHT_DESTINATION_SECOND_TRACES_ENDPOINT", format!("{}/v1/traces", second.url())),
        ("LAMPLIGHT_DESTINATION_SECOND_HEADERS_SSM", "/of/second".to_owned()),
    ])
    .await;
    let mut events = function.subscribe();
    for _ in 0..2 {
        sends(&function, 2).await;
    }
    function.shutdown().await;
    for (backend, expected) in [(&first, "a,b"), (&second, "c d")] {
        assert_eq!(backend.signals().spans.iter().filter(|span| span.name == "work").count(), 4);
        let requests = backend.requests();
        assert!(requests.iter().all(|request| request.headers["x-key"] == expected), "{requests:?}");
    }
    let told = said(&mut events, "which waits for them: ");
    assert!(!told.is_empty() && told.len() <= 2 && told.iter().all(|line| line.contains("503")), "{told:?}");
}
