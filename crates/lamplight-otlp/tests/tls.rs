//! Collectors in TLS: those that are who they should be, and all the others.

#![cfg(feature = "tls")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "another test needs more")]
mod spans;
mod tls_collector;

use std::time::Duration;

use lamplight_core::loss::{Loss, Losses};
use lamplight_otlp::{OtlpExporter, Settings};
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter as _};
use rustls::HandshakeKind;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use self::spans::span;
use self::tls_collector::{Authority, Then, TlsCollector};

/// Losses are counted for the process, so these tests take turns.
static TURN: Mutex<()> = Mutex::const_new(());

fn batch() -> Vec<SpanData> {
    vec![span(1), span(2), span(3)]
}

/// Spans that were not sent, and those that were refused.
fn lost() -> [u64; 2] {
    [Loss::SpansUnsent, Loss::SpansRefused].map(|loss| Losses::process().get(loss))
}

/// To this port of this machine, by name.
fn settings(port: u16) -> Settings {
    Settings::new(&format!("https://localhost:{port}")).unwrap()
}

fn trusting(authority: &Authority, collector: &TlsCollector) -> Settings {
    settings(collector.address.port()).with_certificate(&authority.file()).unwrap()
}

fn why(result: OTelSdkResult) -> String {
    match result {
        Err(OTelSdkError::InternalFailure(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// The spans of one export are lost, for this reason.
async fn fails(settings: Settings, reason: &str) {
    let before = lost();
    let why = why(OtlpExporter::new(settings).export(batch()).await);
    assert!(why.contains(reason), "{why}");
    assert_eq!(lost(), [before[0] + 3, before[1]]);
}

#[tokio::test]
async fn batches_go_out_on_one_connection_in_tls() {
    let _turn = TURN.lock().await;
    let (before, authority) = (lost(), Authority::new());
    let collector = TlsCollector::start(&authority.leaf("localhost"), Then::KeepOpen);
    let exporter = OtlpExporter::new(trusting(&authority, &collector));
    for _ in 0..3 {
        exporter.export(batch()).await.unwrap();
        let received = collector.received.recv().unwrap();
        assert_eq!((received.connection, received.handshake), (1, HandshakeKind::Full));
    }
    assert_eq!(lost(), before);
}

#[tokio::test]
async fn what_does_not_fit_into_a_record_arrives_whole() {
    let _turn = TURN.lock().await;
    let authority = Authority::new();
    let collector = TlsCollector::start(&authority.leaf("localhost"), Then::KeepOpen);
    let exporter = OtlpExporter::new(trusting(&authority, &collector));
    let mut large = span(1);
    large.name = "x".repeat(3 << 20).into();
    exporter.export(vec![large]).await.unwrap();
    assert!(collector.received.recv().unwrap().body > 3 << 20);
}

#[tokio::test]
async fn a_session_is_taken_up_again_on_the_next_connection() {
    let _turn = TURN.lock().await;
    let (before, authority) = (lost(), Authority::new());
    let collector = TlsCollector::start(&authority.leaf("localhost"), Then::Close);
    let exporter = OtlpExporter::new(trusting(&authority, &collector));
    exporter.export(batch()).await.unwrap();
    assert_eq!(collector.received.recv().unwrap().handshake, HandshakeKind::Full);
    exporter.export(batch()).await.unwrap();
    let received = collector.received.recv().unwrap();
    assert_eq!((received.connection, received.handshake), (2, HandshakeKind::Resumed));
    assert_eq!(lost(), before);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_trusted_and_not_tried_again() {
    let _turn = TURN.lock().await;
    let (authority, other) = (Authority::new(), Authority::new());
    let collector = TlsCollector::start(&authority.leaf("localhost"), Then::KeepOpen);
    fails(settings(collector.address.port()), "UnknownIssuer").await;
    fails(trusting(&other, &collector), "invalid peer certificate").await;
    // Each of the exports above took one connection.
    OtlpExporter::new(trusting(&authority, &collector)).export(batch()).await.unwrap();
    assert_eq!(collector.received.recv().unwrap().connection, 3);
}

#[tokio::test]
async fn a_certificate_that_is_over_is_not_trusted() {
    let _turn = TURN.lock().await;
    let authority = Authority::new();
    let collector = TlsCollector::start(&authority.expired("localhost"), Then::KeepOpen);
    fails(trusting(&authority, &collector), "expired").await;
}

#[tokio::test]
async fn a_certificate_of_another_host_is_not_trusted() {
    let _turn = TURN.lock().await;
    let authority = Authority::new();
    let collector = TlsCollector::start(&authority.leaf("elsewhere"), Then::KeepOpen);
    fails(trusting(&authority, &collector), "not valid for").await;
}

#[tokio::test]
async fn a_collector_may_ask_who_we_are() {
    let _turn = TURN.lock().await;
    let authority = Authority::new();
    let collector = TlsCollector::for_clients_of(&authority, &authority.leaf("localhost"));
    let (certificate, key) = authority.files_of(&authority.leaf("function"));
    let known = trusting(&authority, &collector).with_client_certificate(&certificate, &key).unwrap();
    OtlpExporter::new(known).export(batch()).await.unwrap();
    fails(trusting(&authority, &collector), "the connection ended before the answer").await;
}

#[tokio::test]
async fn a_handshake_that_hangs_is_left_at_the_timeout() {
    let _turn = TURN.lock().await;
    let before = lost();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let timeout = Duration::from_millis(300);
    let settings = settings(listener.local_addr().unwrap().port()).with_timeout(timeout).unwrap();
    let result = OtlpExporter::new(settings).export(batch()).await;
    assert!(matches!(result, Err(OTelSdkError::Timeout(at)) if at == timeout), "{result:?}");
    assert_eq!(lost(), [before[0] + 3, before[1]]);
}

#[tokio::test]
async fn a_connection_that_is_closed_within_the_handshake_is_tried_again_and_then_given_up() {
    let _turn = TURN.lock().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let closing = tokio::spawn(async move {
        for _ in 0..4 {
            let (mut stream, _) = listener.accept().await.unwrap();
            assert_ne!(stream.read(&mut [0; 4096]).await.unwrap(), 0);
        }
    });
    fails(settings(port), "no connection").await;
    closing.await.unwrap();
}

#[tokio::test]
async fn a_collector_without_tls_is_not_taken_for_one_with_it() {
    let _turn = TURN.lock().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let plain = tokio::spawn(async move {
        for _ in 0..4 {
            let (mut stream, _) = listener.accept().await.unwrap();
            assert_ne!(stream.read(&mut [0; 4096]).await.unwrap(), 0);
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        }
    });
    fails(settings(port), "corrupt message").await;
    plain.await.unwrap();
}
