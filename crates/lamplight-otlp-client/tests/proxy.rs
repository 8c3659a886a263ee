//! Proxies, over real sockets.

#![cfg(feature = "proxy")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "another test needs more")]
mod server;

use lamplight_otlp_client::{Client, Encoding, Settings, Signal};

use self::server::Server;

fn client(endpoint: &str, proxy: &str) -> Client {
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
        ("HTTP_PROXY", proxy),
        ("https_proxy", proxy),
        ("NO_PROXY", "169.254.0.0/16"),
    ];
    let (settings, problems) = Settings::for_signal(Signal::Traces, &environment).unwrap();
    assert_eq!(problems, []);
    Client::new(settings, "us/1")
}

#[tokio::test]
async fn a_proxy_for_plain_http_is_asked_for_the_whole_url_and_told_who_asks() {
    let mut proxy = Server::start([]).await;
    let client = client("http://collector.invalid:4318/base", &format!("http://us:secret@{}", proxy.address));
    let answer = client.attempt(Encoding::Protobuf, b"{}").await.unwrap();
    assert_eq!(answer.status.as_u16(), 200);
    let received = proxy.received().await;
    let head = received.head;
    assert!(
        head.starts_with(
            "POST http://collector.invalid:4318/base/v1/traces HTTP/1.1\r\nhost: collector.invalid:4318\r\n"
        ),
        "{head}"
    );
    assert!(head.contains("\r\nproxy-authorization: Basic dXM6c2VjcmV0\r\n"), "{head}");
    assert_eq!(received.body, b"{}");
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn a_proxy_for_https_is_asked_for_a_tunnel_and_its_refusal_is_told() {
    use lamplight_otlp_client::Undelivered;

    use self::server::Act;

    let refusal = "HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n";
    let mut proxy = Server::start([Act::Answer(refusal)]).await;
    let client = client("https://collector.invalid", &proxy.url());
    let failed = client.attempt(Encoding::Protobuf, b"body").await;
    let Err(Undelivered::Failed(why)) = failed else { panic!("{failed:?}") };
    let expected = format!("the proxy {}: it answers 407", proxy.address);
    assert!(why.to_string().contains(&expected), "{why}");
    let head = proxy.received().await.head;
    assert_eq!(head, "CONNECT collector.invalid:443 HTTP/1.1\r\nhost: collector.invalid:443\r\n\r\n");
}
