//! One attempt, over real sockets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod server;

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_otlp_client::{Client, Encoding, Settings, Signal, Undelivered};

use self::server::{Act, Server, WELL};

fn settings(server: &Server, signal: Signal) -> Settings {
    Settings::of_collector(signal, &server.url()).unwrap()
}

fn client(server: &Server) -> Client {
    Client::new(settings(server, Signal::Traces), "us/1")
}

async fn status(client: &Client) -> u16 {
    client.attempt(Encoding::Protobuf, b"body").await.unwrap().status.as_u16()
}

#[tokio::test]
async fn whatever_is_answered_is_the_answer_and_nothing_is_sent_again() {
    let mut server = Server::start([
        Act::Answer("HTTP/1.1 503 Busy\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n"),
        Act::Answer(
            "HTTP/1.1 429 Slow\r\nretry-after: Thu, 01 Jan 1970 00:01:00 GMT\r\ncontent-length: 0\r\n\r\n",
        ),
        Act::Answer("HTTP/1.1 400 No\r\ncontent-length: 3\r\n\r\nwhy"),
    ])
    .await;
    let (client, now) = (client(&server), Timestamp::from_millis(45_000));
    let mut answers = Vec::new();
    for _ in 0..3 {
        let answer = client.attempt(Encoding::Protobuf, b"body").await.unwrap();
        answers.push((answer.status.as_u16(), answer.is_temporary(), answer.retry_after(now)));
    }
    let (seven, fifteen) = (Duration::from_secs(7), Duration::from_secs(15));
    assert_eq!(answers, [(503, true, Some(seven)), (429, true, Some(fifteen)), (400, false, None)]);
    for _ in 0..3 {
        let received = server.received().await;
        assert_eq!((received.connection, &received.body[..]), (0, &b"body"[..]));
        assert!(received.head.contains("\r\nuser-agent: us/1\r\n"), "{}", received.head);
    }
}

#[tokio::test]
async fn a_kept_connection_that_was_at_its_end_is_replaced_and_a_fresh_one_is_not() {
    let mut server =
        Server::start([Act::Answer(WELL), Act::Close, Act::Answer(WELL), Act::Close, Act::Close]).await;
    let client = client(&server);
    assert_eq!((status(&client).await, status(&client).await), (200, 200));
    // The second request was received twice.
    let mut connections = Vec::new();
    for _ in 0..3 {
        connections.push(server.received().await.connection);
    }
    assert_eq!(connections, [0, 0, 1]);
    let failed = client.attempt(Encoding::Protobuf, b"body").await;
    assert!(matches!(failed, Err(Undelivered::Failed(_))), "{failed:?}");
    assert_eq!((server.received().await.connection, server.received().await.connection), (1, 2));
}

#[tokio::test]
async fn who_does_not_answer_in_time_has_not_and_the_connection_is_not_used_again() {
    let mut server = Server::start([Act::Hang]).await;
    let settings = settings(&server, Signal::Traces).with_timeout(Duration::from_millis(50)).unwrap();
    let client = Client::new(settings, "us/1");
    let late = client.attempt(Encoding::Protobuf, b"body").await;
    assert!(matches!(late, Err(Undelivered::Late(_))), "{late:?}");
    server.received().await;
    let client = Client::beside(&client, self::settings(&server, Signal::Traces), "us/1");
    assert_eq!(status(&client).await, 200);
    assert_eq!(server.received().await.connection, 1);
}

#[tokio::test]
async fn an_attempt_that_is_given_up_closes_its_connection() {
    let mut server = Server::start([Act::Hang]).await;
    let client = client(&server);
    tokio::select! {
        _ = client.attempt(Encoding::Protobuf, b"body") => panic!("nobody answers"),
        received = server.received() => assert_eq!(received.connection, 0),
    }
    assert_eq!(status(&client).await, 200);
    assert_eq!(server.received().await.connection, 1);
}

#[tokio::test]
async fn clients_of_one_place_share_connections_and_others_do_not() {
    let (mut server, mut other) = (Server::start([]).await, Server::start([]).await);
    let traces = client(&server);
    let logs = Client::beside(&traces, settings(&server, Signal::Logs), "us/1");
    let elsewhere = Client::beside(&traces, settings(&other, Signal::Metrics), "us/1");
    for client in [&traces, &logs, &elsewhere] {
        assert_eq!(status(client).await, 200);
    }
    let (first, second) = (server.received().await, server.received().await);
    assert_eq!((first.connection, second.connection), (0, 0));
    assert!(second.head.starts_with("POST /v1/logs HTTP/1.1\r\n"), "{}", second.head);
    assert!(other.received().await.head.starts_with("POST /v1/metrics HTTP/1.1\r\n"));
}

#[tokio::test]
async fn what_is_forgotten_is_not_used_again() {
    let mut server = Server::start([]).await;
    let client = client(&server);
    status(&client).await;
    client.forget(Duration::from_secs(60));
    status(&client).await;
    client.forget(Duration::ZERO);
    status(&client).await;
    let mut connections = Vec::new();
    for _ in 0..3 {
        connections.push(server.received().await.connection);
    }
    assert_eq!(connections, [0, 0, 1]);
}
