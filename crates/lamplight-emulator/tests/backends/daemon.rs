//! The X-Ray daemon.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use lamplight_emulator::backends::{XrayDaemon, XrayDatagram};
use tokio::net::UdpSocket;

use crate::sample;

const HEADER: &str = "{\"format\": \"json\", \"version\": 1}\n";

#[tokio::test]
async fn documents_and_spans_come_in_order_and_what_is_neither_is_told() {
    let daemon = XrayDaemon::start().await.expect("it starts");
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("there is a port");
    let otlp = BASE64_STANDARD.encode(&sample::span("a").body);
    let document =
        r#"{"name":"shop","id":"53995c3f42cd8ad8","trace_id":"1-5759e988-bd862e3fe1be46a994272793"}"#;
    let sent = [
        format!("{HEADER}{document}"),
        format!("{HEADER}T1S{otlp}"),
        format!("{HEADER}T1U{otlp}"),
        format!("{HEADER}{{}}"),
        format!("{HEADER}T1S*"),
        document.to_owned(),
        "{\"format\":\"json\",\"version\":2}\n{}".to_owned(),
    ];
    for datagram in &sent {
        socket.send_to(datagram.as_bytes(), daemon.address()).await.expect("it is sent");
    }
    daemon.received(sent.len()).await;
    let datagrams = daemon.datagrams();
    let XrayDatagram::Document { name, id, trace_id, json, .. } = &datagrams[0] else {
        panic!("{datagrams:?}")
    };
    assert_eq!((name.as_str(), id.as_str(), json.as_str()), ("shop", "53995c3f42cd8ad8", document));
    assert_eq!(trace_id, "1-5759e988-bd862e3fe1be46a994272793");
    for (datagram, is_sampled) in datagrams[1..3].iter().zip([true, false]) {
        let XrayDatagram::Spans { sampled, spans, .. } = datagram else { panic!("{datagram:?}") };
        assert_eq!((*sampled, spans[0].span_id.as_str()), (is_sampled, sample::SPAN));
    }
    assert!(datagrams[3..].iter().all(|datagram| matches!(datagram, XrayDatagram::Malformed { .. })));
    assert_eq!(datagrams.len(), sent.len());
}
