//! The endpoints of AWS: signatures, limits, secrets.

use std::time::Duration;

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_emulator::backends::{Backend, BackendConfig, Credentials, Limits};

use crate::client::{Reply, post};
use crate::sample::{self, Sent};

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "secret").with_session_token("session")
}

fn clock() -> Clock {
    Clock::manual(Timestamp::from_nanos(sample::now()))
}

async fn xray() -> Backend {
    Backend::xray(credentials()).clock(clock()).start().await.expect("it starts")
}

async fn send(backend: &Backend, service: &str, sent: &Sent) -> Reply {
    let signed = sent.signed(backend, &credentials(), service);
    post(backend, &signed).await.reply()
}

/// Sends all of these, and returns the statuses with how many items were rejected.
async fn answers(config: BackendConfig, service: &str, sent: &[Sent]) -> Vec<(u16, u64)> {
    let backend = config.clock(clock()).start().await.expect("it starts");
    let mut answers = Vec::new();
    for sent in sent {
        let reply = send(&backend, service, sent).await;
        answers.push((reply.status, reply.rejected()));
    }
    answers
}

#[tokio::test]
async fn each_endpoint_takes_what_is_signed_for_it() {
    let logs = Backend::logs(credentials()).log_stream("/aws/lambda/f", "s").clock(clock());
    let logs = logs.start().await.expect("it starts");
    let log = sample::log("l-1").with_header("x-aws-log-group", "/aws/lambda/f");
    let log = log.with_header("x-aws-log-stream", "s");
    assert_eq!(send(&logs, "logs", &log).await.status, 200);
    let metrics = Backend::metrics(credentials()).clock(clock()).start().await.expect("it starts");
    assert_eq!(send(&metrics, "monitoring", &sample::metrics()).await.status, 200);
    let xray = xray().await;
    assert_eq!(send(&xray, "xray", &sample::span("a")).await.status, 200);
    assert_eq!(send(&xray, "xray", &sample::log("a")).await.status, 404, "that is another endpoint");
    assert_eq!(xray.signals().spans.len(), 1);
}

#[tokio::test]
async fn who_does_not_sign_right_is_forbidden_to_send() {
    let backend = xray().await;
    let span = sample::span("a");
    let unsigned = post(&backend, &span).await.reply();
    assert_eq!(unsigned.status, 403);
    assert_eq!(unsigned.header("x-amzn-errortype"), Some("MissingAuthenticationTokenException"));
    let other = Credentials::new("AKIDEXAMPLE", "wrong").with_session_token("session");
    let forged = post(&backend, &span.signed(&backend, &other, "xray")).await.reply();
    assert_eq!(forged.header("x-amzn-errortype"), Some("InvalidSignatureException"));
    assert_eq!(send(&backend, "logs", &span).await.status, 403, "for another service");
    let changed = span.signed(&backend, &credentials(), "xray").with_body(b"");
    assert_eq!(post(&backend, &changed).await.status(), 403);
    assert!(backend.signals().spans.is_empty());
}

#[tokio::test]
async fn a_body_is_signed_as_it_is_sent_so_compressed() {
    let backend = xray().await;
    assert_eq!(send(&backend, "xray", &sample::span("a").compressed()).await.status, 200);
}

#[tokio::test]
async fn the_clock_of_who_signs_may_be_wrong_by_five_minutes() {
    let clock = clock();
    let backend = Backend::xray(credentials()).clock(clock.clone()).start().await.expect("it starts");
    clock.advance(Duration::from_secs(300));
    assert_eq!(send(&backend, "xray", &sample::span("a")).await.status, 200);
    clock.advance(Duration::from_secs(1));
    assert_eq!(send(&backend, "xray", &sample::span("a")).await.status, 403);
}

#[tokio::test]
async fn a_request_has_at_most_5_mb_however_small_it_is_on_the_way() {
    let limit = Limits::XRAY.request;
    let sized = |bytes| sample::spans_of_size(bytes);
    let sent = [sized(limit - 1), sized(limit), sized(limit + 1), sized(limit + 1).compressed()];
    let told = answers(Backend::xray(credentials()), "xray", &sent).await;
    assert_eq!(told, [(200, 0), (200, 0), (413, 0), (413, 0)]);
}

#[tokio::test]
async fn a_request_has_at_most_10_000_spans() {
    let limit = Limits::XRAY.items;
    let sent = [sample::spans(limit - 1), sample::spans(limit), sample::spans(limit + 1)];
    let told = answers(Backend::xray(credentials()), "xray", &sent).await;
    assert_eq!(told, [(200, 0), (200, 0), (400, 0)]);
}

#[tokio::test]
async fn a_span_has_at_most_200_kb_and_the_others_are_taken() {
    let limit = Limits::XRAY.item;
    let sized = |bytes| sample::small_span_and_one_of_size(bytes);
    let sent = [sized(limit - 1), sized(limit), sized(limit + 1)];
    let told = answers(Backend::xray(credentials()), "xray", &sent).await;
    assert_eq!(told, [(200, 0), (200, 0), (200, 1)]);
}

#[tokio::test]
async fn a_resource_and_its_scope_have_at_most_16_kb() {
    let limit = Limits::XRAY.head;
    let sized = |bytes| sample::span_with_head_of_size(bytes);
    let sent = [sized(limit - 1), sized(limit), sized(limit + 1)];
    let told = answers(Backend::xray(credentials()), "xray", &sent).await;
    assert_eq!(told, [(200, 0), (200, 0), (200, 1)]);
}

#[tokio::test]
async fn a_span_is_at_most_14_days_old_and_2_hours_early() {
    let (past, future) = (Limits::XRAY.past.as_nanos() as u64, Limits::XRAY.future.as_nanos() as u64);
    let now = sample::now();
    let sent = [now - past + 1, now - past, now - past - 1, now + future - 1, now + future, now + future + 1];
    let sent = sent.map(|time| sample::spans_at(&[time]));
    let told = answers(Backend::xray(credentials()), "xray", &sent).await;
    assert_eq!(told, [(200, 0), (200, 0), (400, 0), (200, 0), (200, 0), (400, 0)]);
}

#[tokio::test]
async fn the_spans_of_a_request_are_at_most_a_day_apart() {
    let day = Limits::XRAY.spread.as_nanos() as u64;
    let now = sample::now();
    let sent = [day - 1, day, day + 1].map(|apart| sample::spans_at(&[now - apart, now]));
    let told = answers(Backend::xray(credentials()), "xray", &sent).await;
    assert_eq!(told, [(200, 0), (200, 0), (400, 0)]);
}

#[tokio::test]
async fn a_request_of_logs_has_at_most_one_mebibyte() {
    let limit = Limits::LOGS.request;
    let sized = |bytes| {
        let sent = sample::logs_of_size(bytes).with_header("x-aws-log-group", "g");
        sent.with_header("x-aws-log-stream", "s")
    };
    let sent = [sized(limit - 1), sized(limit), sized(limit + 1)];
    let config = Backend::logs(credentials()).log_stream("g", "s");
    assert_eq!(answers(config, "logs", &sent).await, [(200, 0), (200, 0), (413, 0)]);
}

#[tokio::test]
async fn logs_go_to_a_stream_that_is_named_and_exists() {
    let config = Backend::logs(credentials()).log_stream("g", "s").clock(clock());
    let backend = config.start().await.expect("it starts");
    let log = sample::log("l");
    let to =
        |group, stream| log.with_header("x-aws-log-group", group).with_header("x-aws-log-stream", stream);
    for (sent, kind, part) in [
        (log.clone(), "InvalidParameterException", "x-aws-log-group"),
        (log.with_header("x-aws-log-group", "g"), "InvalidParameterException", "x-aws-log-stream"),
        (to("other", "s"), "ResourceNotFoundException", "log group"),
        (to("g", "other"), "ResourceNotFoundException", "log stream"),
    ] {
        let reply = send(&backend, "logs", &sent).await;
        assert_eq!((reply.status, reply.header("x-amzn-errortype")), (400, Some(kind)));
        assert!(reply.text().contains(part), "{}", reply.text());
    }
    assert_eq!(send(&backend, "logs", &to("g", "s")).await.status, 200);
}

#[tokio::test]
async fn secrets_and_parameters_are_told_to_who_signs() {
    let config = Backend::secrets(credentials()).clock(clock());
    let config = config.secret("api", "s3cret").parameter("/shop/key", "k");
    let backend = config.start().await.expect("it starts");
    let ask = |target: &'static str, body: &'static str| Sent::json_call(target, body);
    let get = "secretsmanager.GetSecretValue";
    let reply = send(&backend, "secretsmanager", &ask(get, r#"{"SecretId":"api"}"#)).await;
    assert_eq!(reply.json()["SecretString"], "s3cret");
    let reply = send(&backend, "secretsmanager", &ask(get, r#"{"SecretId":"none"}"#)).await;
    assert_eq!(reply.json()["__type"], "ResourceNotFoundException");
    let reply = send(&backend, "ssm", &ask("AmazonSSM.GetParameter", r#"{"Name":"/shop/key"}"#)).await;
    assert_eq!(reply.json()["Parameter"]["Value"], "k");
    let reply = send(&backend, "ssm", &ask("AmazonSSM.GetParameter", r#"{"Name":"/none"}"#)).await;
    assert_eq!((reply.status, &reply.json()["__type"]), (400, &"ParameterNotFound".into()));
    let both = ask("AmazonSSM.GetParameters", r#"{"Names":["/shop/key","/none"]}"#);
    let reply = send(&backend, "ssm", &both).await;
    assert_eq!(reply.json()["InvalidParameters"][0], "/none");
    let unsigned = post(&backend, &ask(get, r#"{"SecretId":"api"}"#)).await.reply();
    assert_eq!(unsigned.json()["__type"], "MissingAuthenticationTokenException");
    let other = send(&backend, "ssm", &ask("AmazonSSM.DeleteParameter", "{}")).await;
    assert_eq!(other.json()["__type"], "UnknownOperationException");
}
