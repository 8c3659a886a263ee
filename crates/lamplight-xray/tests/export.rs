//! The exporter on real sockets: what arrives, and what is counted where nothing can.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod schema;
#[expect(dead_code, reason = "other tests need more")]
mod spans;

use std::future::Future;
use std::net::{SocketAddr, UdpSocket};
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use lamplight_core::loss::{Loss, Losses};
use lamplight_xray::XrayExporter;
use opentelemetry::KeyValue;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter as _};

use self::spans::span;

/// Losses are counted for the process, so these tests take turns.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unsent() -> u64 {
    Losses::process().get(Loss::SpansUnsent)
}

/// One poll is all it takes, outside of any runtime.
fn export(exporter: &XrayExporter, batch: Vec<SpanData>) -> OTelSdkResult {
    match pin!(exporter.export(batch)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("an export never waits"),
    }
}

fn daemon() -> (UdpSocket, SocketAddr) {
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    daemon.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let address = daemon.local_addr().unwrap();
    (daemon, address)
}

fn received(daemon: &UdpSocket) -> serde_json::Value {
    let mut datagram = vec![0; 65_536];
    let length = daemon.recv(&mut datagram).unwrap();
    let document = datagram[..length].strip_prefix(b"{\"format\":\"json\",\"version\":1}\n").unwrap();
    let document = serde_json::from_slice(document).unwrap();
    schema::check(&document);
    document
}

#[test]
fn documents_arrive_at_the_daemon() {
    let _turn = turn();
    let (daemon, address) = daemon();
    let mut exporter = XrayExporter::builder(address.into()).annotate(["id"]).build();
    exporter.set_resource(&Resource::builder_empty().with_service_name("orders").build());
    let before = unsent();
    for round in 0..2 {
        let mut parent = span(1, 9);
        parent.attributes = vec![KeyValue::new("id", round), KeyValue::new("faas.coldstart", round == 0)];
        export(&exporter, vec![span(2, 1), parent]).unwrap();
        let document = received(&daemon);
        assert_eq!(document["annotations"]["id"], round);
        assert_eq!(document["annotations"]["Service"], "orders");
        assert_eq!(document["subsegments"][0]["id"], "0000000000000002");
    }
    assert_eq!(unsent(), before);
}

#[test]
fn the_largest_document_fits_a_datagram() {
    let _turn = turn();
    let (daemon, address) = daemon();
    let exporter = XrayExporter::new(address.into());
    let cut = Losses::process().get(Loss::SpansCut);
    let mut large = span(1, 9);
    large.attributes = (0..200).map(|index| KeyValue::new(format!("{index}"), "x".repeat(999))).collect();
    export(&exporter, vec![large]).unwrap();
    assert_eq!(received(&daemon)["metadata"]["span"]["cut"], true);
    assert_eq!(Losses::process().get(Loss::SpansCut), cut + 1);
}

#[test]
fn where_nobody_listens_the_export_succeeds_and_the_loss_is_counted() {
    let _turn = turn();
    // The address of a socket that was closed again: nobody else gets it in a moment.
    let (daemon, address) = daemon();
    drop(daemon);
    let exporter = XrayExporter::new(address.into());
    let before = unsent();
    for _ in 0..4 {
        export(&exporter, vec![span(1, 9), span(2, 1)]).unwrap();
    }
    assert_eq!(unsent() - before, 6, "all but the last batch, of which nothing is known yet");
}

#[test]
fn a_daemon_that_starts_late_gets_what_comes_then() {
    let _turn = turn();
    let (gone, address) = daemon();
    drop(gone);
    let exporter = XrayExporter::new(address.into());
    let before = unsent();
    export(&exporter, vec![span(1, 9)]).unwrap();
    let daemon = UdpSocket::bind(address).unwrap();
    daemon.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    export(&exporter, vec![span(2, 9)]).unwrap();
    assert_eq!(received(&daemon)["id"], "0000000000000002");
    assert_eq!(unsent() - before, 1);
}

#[test]
fn an_address_that_cannot_be_reached_is_counted_for_every_datagram() {
    let _turn = turn();
    // Broadcasting is not permitted to an ordinary socket.
    let exporter = XrayExporter::new(SocketAddr::from(([255, 255, 255, 255], 2000)).into());
    let before = unsent();
    export(&exporter, vec![span(1, 9), span(2, 8), span(3, 7)]).unwrap();
    assert_eq!(unsent() - before, 3);
}

#[test]
fn a_span_without_an_id_is_counted_and_the_others_are_sent() {
    let _turn = turn();
    let (daemon, address) = daemon();
    let mut broken = span(1, 9);
    broken.span_context = spans::context(0);
    let before = unsent();
    export(&XrayExporter::new(address.into()), vec![broken, span(2, 9)]).unwrap();
    assert_eq!(received(&daemon)["id"], "0000000000000002");
    assert_eq!(unsent() - before, 1);
}

#[test]
fn after_the_shutdown_an_export_is_a_mistake() {
    let _turn = turn();
    let (_daemon, address) = daemon();
    let exporter = XrayExporter::new(address.into());
    exporter.shutdown().unwrap();
    exporter.shutdown().unwrap();
    let result = export(&exporter, vec![span(1, 9)]);
    assert!(matches!(result, Err(OTelSdkError::AlreadyShutdown)), "{result:?}");
}

#[test]
#[should_panic(expected = "does not match")]
fn the_schema_refuses_what_xray_does() {
    schema::check(&serde_json::json!({
        "name": "GET /{id}", "id": "0000000000000002", "start_time": 1,
        "trace_id": "1-5759e988-bd862e3fe1be46a994272793",
    }));
}
