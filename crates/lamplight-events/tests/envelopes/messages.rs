//! Queues, topics, streams and buses, and what passes from one to the other.

use lamplight_core::source::Kind;
use lamplight_events::envelope::{
    ContentErrorKind, EventBridge, Json, Kinesis, Raw, Record, S3, Sns, Sqs, Text,
};
use lamplight_events::sources::sqs::SqsEvent;
use lamplight_events::{BatchSource, Source};
use serde_json::{Value, json};

use super::support::{BAD, GOOD, Order, assert_lossless, assert_wrong, kinesis, order, read};

/// Messages with these bodies.
fn sqs(bodies: &[&str]) -> Value {
    let records = bodies.iter().enumerate().map(|(index, body)| {
        json!({ "messageId": format!("m{index}"), "receiptHandle": "r", "body": body, "eventSource": "aws:sqs",
            "attributes": {}, "messageAttributes": {}, "new": 1 })
    });
    json!({ "Records": records.collect::<Vec<_>>(), "new": true })
}

fn notification(message: &str) -> String {
    json!({ "Type": "Notification", "MessageId": "n", "TopicArn": "arn:aws:sns:us-east-1:123456789012:orders",
        "Message": message, "SigningCertURL": "https://example.com" })
    .to_string()
}

fn sns(messages: &[&str]) -> Value {
    let records = messages.iter().map(|message| {
        json!({ "EventSource": "aws:sns", "Sns": { "Type": "Notification", "MessageId": "n", "Message": message,
            "SigningCertUrl": "https://example.com", "MessageAttributes": {} } })
    });
    json!({ "Records": records.collect::<Vec<_>>() })
}

fn eventbridge(detail: &str) -> String {
    format!(r#"{{"version":"0","id":"e","detail-type":"Placed","source":"shop","detail":{detail}}}"#)
}

#[test]
fn a_bad_message_fails_nobody_else() {
    let event = sqs(&[GOOD, "{", BAD, GOOD, ""]);
    let batch: Sqs<Json<Order>> = read(&event);
    let [first, broken, wrong, last, empty] = &batch.records[..] else { panic!("five messages") };
    assert_eq!(first.content, Ok(order()));
    assert_eq!(last.content, Ok(order()));
    assert_wrong(&wrong.content, "Records[2].body.items[1].price");

    let error = broken.content.as_ref().expect_err("is not JSON");
    assert_eq!(error.kind(), ContentErrorKind::NotJson);
    assert_eq!(error.to_string(), "Records[1].body: EOF while parsing an object");
    let error = empty.content.as_ref().expect_err("is nothing");
    assert_eq!(error.kind(), ContentErrorKind::Empty);
    assert_eq!(error.to_string(), "Records[4].body: there is nothing, expected JSON");

    assert_eq!(wrong.body, BAD, "for the dead letters");
    let ids: Vec<_> = batch.records.iter().map(|message| SqsEvent::id(message)).collect();
    assert_eq!(ids, ["m0", "m1", "m2", "m3", "m4"].map(|id| Some(id.into())));
    assert_lossless(&event, &batch);
    assert_lossless(&event, &batch.clone().into_event());
    assert_eq!(batch.facts().kind(), Kind::Sqs);
    assert_eq!(batch.facts().record_count(), Some(5));
}

#[test]
fn messages_that_are_taken_out_are_not_given_back() {
    let mut batch: Sqs<Text> = read(&sqs(&["a", "b", "c"]));
    batch.records.retain(|message| message.body != "b");
    let bodies: Vec<_> = batch.into_event().records.into_iter().map(|message| message.body).collect();
    assert_eq!(bodies, ["a", "c"]);
}

#[test]
fn a_message_may_be_text_or_bytes_or_nothing() {
    let event = sqs(&["Hello", ""]);
    let batch: Sqs<Text> = read(&event);
    assert_eq!(batch.records[0].content.as_deref(), Ok("Hello"));
    let batch: Sqs<Raw> = read(&event);
    assert_eq!(batch.records[0].content.as_deref(), Ok(&b"Hello"[..]));
    let batch: Sqs<Option<Text>> = read(&event);
    let contents = batch.into_iter().map(|message| message.content.expect("is read"));
    assert_eq!(contents.collect::<Vec<_>>(), [Some("Hello".to_owned()), None]);
}

#[test]
fn a_type_is_strict_where_it_asks_for_that() {
    let batch: Sqs<Json<Order>> = read(&sqs(&[r#"{"items":[],"note":1}"#, r#"{"items":[{}]}"#, "[]"]));
    let errors =
        batch.records.iter().map(|message| message.content.as_ref().expect_err("is refused").to_string());
    assert_eq!(
        errors.collect::<Vec<_>>(),
        [
            "Records[0].body.note: unknown field `note`, expected `items`",
            "Records[1].body.items[0]: missing field `price`",
            "Records[2].body: invalid length 0, expected struct Order with 1 element",
        ]
    );
}

#[test]
fn an_error_shows_little_of_what_was_sent() {
    let name = "Ada Lovelace, London, ".repeat(100);
    let body = json!({ "items": [{ "price": name }] }).to_string();
    let batch: Sqs<Json<Order>> = read(&sqs(&[&body]));
    let error = batch.records[0].content.as_ref().expect_err("is refused");
    let shown = "Records[0].body.items[0].price: invalid type: string \"Ada Lovelace, London, Ada Lovela...\", expected f64";
    assert_eq!(error.to_string(), shown);
    assert!(!format!("{error:?}").contains(&name[..40]));
    let sources = std::iter::successors(std::error::Error::source(error), |error| error.source());
    assert_eq!(sources.filter(|source| source.to_string().contains(&name[..40])).count(), 0);
}

#[test]
fn a_notification() {
    let event = sns(&[GOOD]);
    let batch: Sns<Json<Order>> = read(&event);
    let [Record { record, content, .. }] = &batch.records[..] else { panic!("one record") };
    assert_eq!(record.sns.message, GOOD);
    assert_eq!(content, &Ok(order()));
    assert_lossless(&event, &batch);
    let batch: Sns<Json<Order>> = read(&sns(&[BAD]));
    assert_wrong(&batch.records[0].content, "Records[0].Sns.Message.items[1].price");
}

#[test]
fn a_notification_in_a_queue() {
    let event = sqs(&[&notification(GOOD), &notification(BAD), GOOD]);
    let batch: Sqs<Sns<Json<Order>>> = read(&event);
    let good = batch.records[0].content.as_ref().expect("is read");
    assert_eq!(good.content, order());
    assert_eq!(good.topic_arn, "arn:aws:sns:us-east-1:123456789012:orders");
    assert_wrong(&batch.records[1].content, "Records[1].body.Message.items[1].price");
    let error = batch.records[2].content.as_ref().expect_err("is no notification");
    assert_eq!(error.to_string(), "Records[2].body: missing field `Type`");
    assert_lossless(&event, &batch);
}

#[test]
fn a_function_s_event_of_a_topic_in_a_queue() {
    let batch: Sqs<Sns<Json<Order>>> =
        read(&sqs(&[&sns(&[GOOD]).to_string(), &sns(&[BAD]).to_string(), &sns(&[GOOD, GOOD]).to_string()]));
    let good = batch.records[0].content.as_ref().expect("is read");
    assert_eq!((&good.content, good.signing_cert_url.as_deref()), (&order(), Some("https://example.com")));
    assert_wrong(&batch.records[1].content, "Records[1].body.Records[0].Sns.Message.items[1].price");
    let error = batch.records[2].content.as_ref().expect_err("is ambiguous");
    assert_eq!(error.to_string(), "Records[2].body.Records: 2 notifications, expected one");
}

#[test]
fn an_event_of_a_bus_in_a_topic() {
    let batch: Sns<EventBridge<Order>> = read(&sns(&[&eventbridge(GOOD)]));
    let event = batch.records[0].content.as_ref().expect("is read");
    assert_eq!((&event.detail, event.detail_type.as_str()), (&order(), "Placed"));
    let batch: Sns<EventBridge<Order>> = read(&sns(&[&eventbridge(BAD)]));
    assert_wrong(&batch.records[0].content, "Records[0].Sns.Message.detail.items[1].price");
}

#[test]
fn an_event_of_a_bus_in_a_topic_in_a_queue() {
    let batch: Sqs<Sns<EventBridge<Order>>> = read(&sqs(&[
        &notification(&eventbridge(GOOD)),
        &notification(&eventbridge(BAD)),
        &notification("{}"),
    ]));
    assert_eq!(batch.records[0].content.as_ref().expect("is read").content.detail, order());
    assert_wrong(&batch.records[1].content, "Records[1].body.Message.detail.items[1].price");
    let error = batch.records[2].content.as_ref().expect_err("is no event of a bus");
    assert_eq!(error.to_string(), "Records[2].body.Message: missing field `detail-type`");
}

#[test]
fn records_of_a_stream() {
    let mut event = kinesis(&[GOOD.as_bytes(), BAD.as_bytes(), b"\xff", b""]);
    event["Records"][3]["kinesis"]["data"] = json!("not base64");
    let batch: Kinesis<Json<Order>> = read(&event);
    assert_eq!(batch.records[0].content, Ok(order()));
    assert_wrong(&batch.records[1].content, "Records[1].kinesis.data.items[1].price");
    let error = batch.records[2].content.as_ref().expect_err("is not JSON");
    assert_eq!(error.to_string(), "Records[2].kinesis.data: expected value");
    let error = batch.records[3].content.as_ref().expect_err("is not base64");
    assert_eq!(error.kind(), ContentErrorKind::NotBase64);
    assert_eq!(error.to_string(), "Records[3].kinesis.data: not base64: \"not base64\"");
    assert_lossless(&event, &batch);

    let batch: Kinesis<Text> = read(&event);
    let error = batch.records[2].content.as_ref().expect_err("is not text");
    assert_eq!(error.kind(), ContentErrorKind::NotUtf8);
}

fn s3(key: &str) -> String {
    json!({ "Records": [{ "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
        "s3": { "bucket": { "name": "orders" }, "object": { "key": key, "size": 1 } } }] })
    .to_string()
}

#[test]
fn a_notification_of_a_bucket_in_a_queue() {
    let test = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2014-10-13T15:57:02.089Z","Bucket":"orders"}"#;
    let event = sqs(&[&s3("new/a+b%2Fc.json"), test, "{}", "{\"Records\":[{}]}"]);
    let batch: Sqs<S3> = read(&event);
    let created = batch.records[0].content.as_ref().expect("is read");
    assert_eq!(created.records[0].s3.object.decoded_key(), "new/a b/c.json");
    let tried = batch.records[1].content.as_ref().expect("is read");
    assert!(tried.records.is_empty());
    assert_eq!(tried.extra["Bucket"], "orders");
    let error = batch.records[2].content.as_ref().expect_err("is nothing of S3's");
    assert_eq!(error.to_string(), "Records[2].body: missing field `Records`");
    let error = batch.records[3].content.as_ref().expect_err("is nothing of S3's");
    assert_eq!(error.to_string(), "Records[3].body.Records[0]: missing field `s3`");
    assert_lossless(&event, &batch);
}

#[test]
fn a_notification_of_a_bucket_in_a_topic_in_a_queue() {
    let batch: Sqs<Sns<S3>> = read(&sqs(&[&notification(&s3("a")), &notification("{")]));
    let created = batch.records[0].content.as_ref().expect("is read");
    assert_eq!(created.content.records[0].s3.bucket.name, "orders");
    let error = batch.records[1].content.as_ref().expect_err("is not JSON");
    assert_eq!(error.path(), "Records[1].body.Message");
}
