//! Queues, topics, streams and stores.

use lamplight_events::sources::activemq::ActiveMqEvent;
use lamplight_events::sources::batch_response::BatchResponse;
use lamplight_events::sources::codecommit::CodeCommitEvent;
use lamplight_events::sources::documentdb::{DocumentDbEvent, DocumentDbOperation};
use lamplight_events::sources::dynamodb_stream::{
    DynamoDbEventName, DynamoDbKinesisRecord, DynamoDbStreamEvent, DynamoDbStreamViewType,
};
use lamplight_events::sources::firehose::{FirehoseEvent, FirehoseResponse, FirehoseResponseRecord};
use lamplight_events::sources::kafka::KafkaTimestampType;
use lamplight_events::sources::kinesis_analytics::{
    KinesisAnalyticsEvent, KinesisAnalyticsInputResponse, KinesisAnalyticsInputResult,
    KinesisAnalyticsOutputResponse, KinesisAnalyticsOutputResult,
};
use lamplight_events::sources::kinesis_stream::KinesisStreamEvent;
use lamplight_events::sources::msk::MskEvent;
use lamplight_events::sources::rabbitmq::RabbitMqEvent;
use lamplight_events::sources::s3::S3Event;
use lamplight_events::sources::s3_batch::{S3BatchEvent, S3BatchResultCode};
use lamplight_events::sources::s3_object_lambda::S3ObjectLambdaEvent;
use lamplight_events::sources::s3_test_event::S3TestEvent;
use lamplight_events::sources::self_managed_kafka::SelfManagedKafkaEvent;
use lamplight_events::sources::ses::{SesDisposition, SesEvent, SesResponse, SesVerdictStatus};
use lamplight_events::sources::sns::{SnsEvent, SnsNotification, SnsType};
use lamplight_events::sources::sqs::SqsEvent;
use lamplight_events::sources::tumbling_window::TumblingWindowResponse;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::check;

#[test]
fn sqs() {
    check::<SqsEvent>("sqs");
}

#[test]
fn sns() {
    check::<SnsEvent>("sns");
}

#[test]
fn kinesis_stream() {
    check::<KinesisStreamEvent>("kinesis-stream");
}

#[test]
fn dynamodb_stream() {
    check::<DynamoDbStreamEvent>("dynamodb-stream");
}

#[test]
fn s3() {
    check::<S3Event>("s3");
}

#[test]
fn s3_test_event() {
    check::<S3TestEvent>("s3-test-event");
}

#[test]
fn s3_batch() {
    check::<S3BatchEvent>("s3-batch");
}

#[test]
fn s3_object_lambda() {
    check::<S3ObjectLambdaEvent>("s3-object-lambda");
}

#[test]
fn ses() {
    check::<SesEvent>("ses");
}

#[test]
fn codecommit() {
    check::<CodeCommitEvent>("codecommit");
}

#[test]
fn firehose() {
    check::<FirehoseEvent>("firehose");
}

#[test]
fn kinesis_analytics() {
    check::<KinesisAnalyticsEvent>("kinesis-analytics");
}

#[test]
fn msk() {
    check::<MskEvent>("msk");
}

#[test]
fn self_managed_kafka() {
    check::<SelfManagedKafkaEvent>("self-managed-kafka");
}

#[test]
fn activemq() {
    check::<ActiveMqEvent>("activemq");
}

#[test]
fn rabbitmq() {
    check::<RabbitMqEvent>("rabbitmq");
}

#[test]
fn documentdb() {
    check::<DocumentDbEvent>("documentdb");
}

fn read<T: DeserializeOwned>(json: &Value) -> T {
    serde_json::from_str(&json.to_string()).unwrap_or_else(|error| panic!("{error} in {json}"))
}

fn written<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("it can be written")
}

/// A response is written as it is documented, and read as the same.
fn assert_documented<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    response: &T,
    documented: &Value,
) {
    assert_eq!(written(response), *documented);
    assert_eq!(read::<T>(documented), *response);
}

#[test]
fn an_sqs_message_of_a_fifo_queue_has_its_group_and_place() {
    let event: SqsEvent = read(&json!({"Records": [{
        "messageId": "11d6ee51-4cc7-4302-9e22-7cd8afdaadf5",
        "receiptHandle": "AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw...",
        "body": "Test message.",
        "attributes": {
            "ApproximateReceiveCount": "2",
            "SentTimestamp": "1573251510774",
            "SequenceNumber": "18849496460467696128",
            "MessageGroupId": "1",
            "SenderId": "AIDAIO23YVJENQZJOL4VO",
            "MessageDeduplicationId": "1",
            "ApproximateFirstReceiveTimestamp": "1573251510775",
            "DeadLetterQueueSourceArn": "arn:aws:sqs:us-east-2:123456789012:orders.fifo"
        },
        "messageAttributes": {"n": {"dataType": "Binary", "binaryValue": "not base64"}},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:fifo.fifo",
        "awsRegion": "us-east-2"
    }]}));
    let [message] = &event.records[..] else { panic!("one message") };
    let attributes = &message.attributes;
    assert_eq!(attributes.approximate_receive_count.as_deref(), Some(&2));
    assert_eq!(
        attributes.sent_timestamp.as_ref().map(|sent| sent.to_string()).as_deref(),
        Some("2019-11-08T22:18:30.774Z")
    );
    assert_eq!(attributes.sequence_number.as_deref(), Some("18849496460467696128"));
    assert_eq!(attributes.message_group_id.as_deref(), Some("1"));
    assert_eq!(
        attributes.dead_letter_queue_source_arn.as_deref(),
        Some("arn:aws:sqs:us-east-2:123456789012:orders.fifo")
    );
    assert!(message.is_fifo());
    assert_eq!(message.queue_name(), Some("fifo.fifo"));
    let binary = message.message_attributes["n"].binary_value.as_ref().expect("a binary");
    assert!(binary.bytes().is_err(), "fails where it is used, and nowhere else");
}

#[test]
fn a_batch_response_is_written_as_documented() {
    assert_documented(&BatchResponse::success(), &json!({"batchItemFailures": []}));
    let mut response = BatchResponse::of_failures(["id2"]);
    response.fail("id4");
    assert!(!response.is_success());
    let documented = json!({"batchItemFailures": [{"itemIdentifier": "id2"}, {"itemIdentifier": "id4"}]});
    assert_documented(&response, &documented);
}

#[test]
fn an_sns_notification_in_a_queue_has_its_addresses() {
    let body = json!({
        "Type": "Notification",
        "MessageId": "dc1e94d9-56c5-5e96-808d-cc7f68faa162",
        "SequenceNumber": "10000000000000003000",
        "TopicArn": "arn:aws:sns:us-east-2:111122223333:ExampleTopic1",
        "Subject": "TestSubject",
        "Message": "This is a test message",
        "Timestamp": "2021-02-16T21:41:19.978Z",
        "SignatureVersion": "1",
        "Signature": "FMG5tlZhJNHLHUXvZgtZzlk24FzVa7oX",
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/cert.pem",
        "UnsubscribeURL": "https://sns.us-east-2.amazonaws.com/?Action=Unsubscribe",
        "MessageAttributes": {
            "kind": {"Type": "String", "Value": "order"},
            "raw": {"Type": "Binary", "Value": "SGVsbG8="}
        }
    });
    let notification: SnsNotification = read(&body);
    assert_eq!(notification.kind, SnsType::Notification);
    assert_eq!(notification.message, "This is a test message");
    assert_eq!(
        notification.unsubscribe_url.as_deref(),
        Some("https://sns.us-east-2.amazonaws.com/?Action=Unsubscribe")
    );
    assert_eq!(
        notification.timestamp.as_ref().map(|at| at.to_string()).as_deref(),
        Some("2021-02-16T21:41:19.978Z")
    );
    let attributes = &notification.message_attributes;
    let raw = attributes["raw"].binary_value().expect("a binary");
    assert_eq!(raw.bytes(), Ok(&b"Hello"[..]));
    assert_eq!(attributes["kind"].binary_value(), None);
    assert_eq!(written(&notification), body);
}

#[test]
fn a_body_that_is_no_sns_notification_is_refused() {
    let read = |json: &str| serde_json::from_str::<SnsNotification>(json);
    assert!(read(r#"{"id":1}"#).is_err());
    assert!(read(r#"{"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:1:t"}"#).is_err());
}

#[test]
fn a_kinesis_record_came_at_the_hundredth_of_a_second() {
    let event: KinesisStreamEvent = read(&json!({"Records": [{
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "1",
            "sequenceNumber": "49590338271490256608559692538361571095921575989136588898",
            "data": "SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==",
            "approximateArrivalTimestamp": 1_545_084_650.98
        },
        "eventID": "shardId-000000000006:49590338271490256608559692538361571095921575989136588898"
    }]}));
    let record = &event.records[0];
    let at = record.kinesis.approximate_arrival_timestamp.as_ref().expect("a time");
    assert_eq!(at.unix_millis(), 1_545_084_650_980);
    assert_eq!(record.kinesis.data.bytes(), Ok(&b"Hello, this is a test."[..]));
    assert_eq!(record.shard_id(), Some("shardId-000000000006"));
}

#[test]
fn the_state_of_a_tumbling_window_may_be_any_json() {
    let event: KinesisStreamEvent = read(&json!({
        "Records": [],
        "window": {"start": "2020-12-09T07:04:00Z", "end": "2020-12-09T07:06:00Z"},
        "state": {"1": 282, "2": {"sum": [1, 2.5]}},
        "shardId": "shardId-000000000006",
        "isFinalInvokeForWindow": true,
        "isWindowTerminatedEarly": false
    }));
    let state: Value = event.state.read().expect("JSON");
    assert_eq!(state, json!({"1": 282, "2": {"sum": [1, 2.5]}}));
    assert_eq!(event.is_final_invoke_for_window, Some(true));
    let window = event.window.expect("a window");
    let (start, end) = window.start.zip(window.end).expect("both ends");
    assert_eq!(end.unix_seconds() - start.unix_seconds(), 120);
}

#[test]
fn a_response_to_a_tumbling_window_is_written_as_documented() {
    let mut response = TumblingWindowResponse::of_state(&json!({"key": "value"})).expect("JSON");
    response.fail("49590338271490256608559692538361571095921575989136588898");
    let documented = json!({
        "state": {"key": "value"},
        "batchItemFailures": [{"itemIdentifier": "49590338271490256608559692538361571095921575989136588898"}]
    });
    assert_documented(&response, &documented);
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Order {
    id: u64,
    items: Vec<Item>,
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Item {
    price: f64,
}

fn changed_order(price: &Value) -> Value {
    json!({
        "Keys": {"id": {"N": "101"}},
        "NewImage": {"id": {"N": "101"}, "items": {"L": [{"M": {"price": price}}]}},
        "SizeBytes": 26
    })
}

#[test]
fn a_change_in_a_table_is_read_as_the_users_type() {
    let mut change = changed_order(&json!({"N": "12.50"}));
    change["SequenceNumber"] = json!("4421584500000000017450439091");
    change["StreamViewType"] = json!("NEW_AND_OLD_IMAGES");
    change["ApproximateCreationDateTime"] = json!(1_479_499_740);
    let event: DynamoDbStreamEvent = read(&json!({"Records": [{
        "eventID": "c4ca4238a0b923820dcc509a6f75849b",
        "eventName": "INSERT",
        "dynamodb": change,
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/Orders/stream/2015-06-27T00:48:05.899"
    }]}));
    let record = &event.records[0];
    assert_eq!(record.event_name, Some(DynamoDbEventName::Insert));
    assert!(!record.is_time_to_live());
    let change = &record.dynamodb;
    assert_eq!(change.stream_view_type, Some(DynamoDbStreamViewType::NewAndOldImages));
    let created = change.approximate_creation_date_time.as_ref().map(|at| at.unix_seconds());
    assert_eq!(created, Some(1_479_499_740));
    let order = Order { id: 101, items: vec![Item { price: 12.5 }] };
    assert_eq!(change.read_new_image(), Ok(Some(order)));
    assert_eq!(change.read_old_image::<Order>(), Ok(None));
}

#[test]
fn an_image_of_another_type_is_told_with_its_path() {
    let event: DynamoDbStreamEvent =
        read(&json!({"Records": [{"dynamodb": changed_order(&json!({"S": "cheap"}))}]}));
    let change = &event.records[0].dynamodb;
    let error = change.read_new_image::<Order>().unwrap_err();
    assert_eq!(error.path(), "NewImage.items[0].price");
    assert_eq!(error.to_string(), "NewImage.items[0].price: invalid type: string \"cheap\", expected f64");
    assert_eq!(change.read_keys::<Order>().unwrap_err().to_string(), "Keys: missing field `items`");
}

#[test]
fn an_item_whose_time_is_over_is_known() {
    let record = |name: &str| {
        let event: DynamoDbStreamEvent = read(&json!({"Records": [{
            "eventName": name, "dynamodb": {},
            "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
        }]}));
        event.records[0].is_time_to_live()
    };
    assert!(record("REMOVE"));
    assert!(!record("MODIFY"));
}

#[test]
fn a_change_that_comes_by_kinesis_has_its_instant_in_either_precision() {
    let record = |at: u64, precision: Option<&str>| {
        let mut change = changed_order(&json!({"N": "1"}));
        change["ApproximateCreationDateTime"] = json!(at);
        change["ApproximateCreationDateTimePrecision"] = json!(precision);
        let record: DynamoDbKinesisRecord = read(&json!({
            "awsRegion": "us-east-1", "eventID": "b3f6", "eventName": "MODIFY", "userIdentity": null,
            "recordFormat": "application/json", "tableName": "Orders", "dynamodb": change,
            "eventSource": "aws:dynamodb"
        }));
        assert_eq!(record.table_name.as_deref(), Some("Orders"));
        assert_eq!(record.record_format.as_deref(), Some("application/json"));
        assert!(record.dynamodb.read_new_image::<Order>().is_ok_and(|order| order.is_some()));
        let created = record.dynamodb.created().expect("an instant");
        created.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_micros()
    };
    assert_eq!(record(1_636_400_165_461, None), 1_636_400_165_461_000);
    assert_eq!(record(1_636_400_165_461, Some("MILLISECOND")), 1_636_400_165_461_000);
    assert_eq!(record(1_636_400_165_461_257, Some("MICROSECOND")), 1_636_400_165_461_257);
}

#[test]
fn the_key_of_an_s3_object_is_decoded() {
    let event: S3Event = read(&json!({"Records": [{
        "eventVersion": "2.1",
        "eventName": "ObjectRemoved:Delete",
        "eventTime": "1970-01-01T00:00:00.123Z",
        "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810"},
        "s3": {
            "bucket": {"name": "photos", "awsGeneratedTags": {"aws:cloudformation:stack-name": "prod"}},
            "object": {"key": "red+flowers/a%2Bb.jpg", "sequencer": "0055AED6DCD90281E5"}
        }
    }]}));
    let record = &event.records[0];
    assert_eq!(record.s3.object.decoded_key(), "red flowers/a+b.jpg");
    assert_eq!(record.s3.object.size, None);
    assert_eq!(record.event_time.as_ref().map(|at| at.unix_millis()), Some(123));
    assert_eq!(
        record.response_elements.get("X-Amz-Request-Id").map(String::as_str),
        Some("C3D13FE58DE4C810")
    );
    let tags = record.s3.bucket.aws_generated_tags.as_ref().expect("tags");
    assert_eq!(tags["aws:cloudformation:stack-name"], "prod");
}

#[test]
fn an_s3_record_has_what_only_some_events_have() {
    let event: S3Event = read(&json!({"Records": [{
        "s3": {},
        "glacierEventData": {"restoreEventData": {
            "lifecycleRestorationExpiryTime": "1970-01-01T00:01:00.000Z",
            "lifecycleRestoreStorageClass": "GLACIER"
        }},
        "replicationEventData": {
            "replicationRuleId": "rule",
            "destinationBucket": "arn:aws:s3:::copy",
            "s3Operation": "OBJECT_PUT",
            "requestTime": "1970-01-01T00:00:01.000Z",
            "failureReason": "AssumeRoleNotPermitted"
        },
        "intelligentTieringEventData": {"destinationAccessTier": "DEEP_ARCHIVE_ACCESS"},
        "lifecycleEventData": {"transitionEventData": {"destinationStorageClass": "GLACIER"}}
    }]}));
    let record = event.records.into_iter().next().expect("a record");
    let restored = record.glacier_event_data.and_then(|data| data.restore_event_data).expect("a restore");
    assert_eq!(restored.lifecycle_restoration_expiry_time.map(|at| at.unix_seconds()), Some(60));
    assert_eq!(restored.lifecycle_restore_storage_class.as_deref(), Some("GLACIER"));
    let replication = record.replication_event_data.expect("a replication");
    assert_eq!(replication.failure_reason.as_deref(), Some("AssumeRoleNotPermitted"));
    assert_eq!(replication.request_time.map(|at| at.unix_seconds()), Some(1));
    let tier = record.intelligent_tiering_event_data.and_then(|data| data.destination_access_tier);
    assert_eq!(tier.as_deref(), Some("DEEP_ARCHIVE_ACCESS"));
    let transition = record.lifecycle_event_data.and_then(|data| data.transition_event_data);
    let class = transition.and_then(|data| data.destination_storage_class);
    assert_eq!(class.as_deref(), Some("GLACIER"));
}

#[test]
fn a_firehose_record_is_answered_under_the_key_of_its_source() {
    let event: FirehoseEvent = read(&json!({
        "invocationId": "invocation",
        "records": [
            {"recordId": "1", "approximateArrivalTimestamp": 1_510_254_469_498_u64, "data": "SGVsbG8=",
             "kinesisRecordMetadata": {"subsequenceNumber": "", "sequenceNumber": "7"}},
            {"recordId": "2", "kafkaRecordValue": "SGVsbG8=",
             "mskRecordMetadata": {"offset": "5", "partitionId": "1"}}
        ]
    }));
    let [direct, kafka] = &event.records[..] else { panic!("two records") };
    let arrived = direct.approximate_arrival_timestamp.as_ref().map(|at| at.unix_millis());
    assert_eq!(arrived, Some(1_510_254_469_498));
    let metadata = kafka.msk_record_metadata.as_ref().expect("metadata");
    assert_eq!(metadata.offset.as_deref(), Some(&5));
    for record in [direct, kafka] {
        assert_eq!(record.payload().and_then(|payload| payload.bytes().ok()), Some(&b"Hello"[..]));
    }
    let response = FirehoseResponse::new([
        direct.transformed("Bye").with_partition_key("year", "2026"),
        kafka.transformed("Bye"),
        FirehoseResponseRecord::failed("3"),
        FirehoseResponseRecord::dropped("4"),
    ]);
    let documented = json!({"records": [
        {"recordId": "1", "result": "Ok", "data": "Qnll", "metadata": {"partitionKeys": {"year": "2026"}}},
        {"recordId": "2", "result": "Ok", "kafkaRecordValue": "Qnll"},
        {"recordId": "3", "result": "ProcessingFailed"},
        {"recordId": "4", "result": "Dropped"}
    ]});
    assert_documented(&response, &documented);
}

fn kafka_record() -> Value {
    json!({
        "topic": "mytopic", "partition": 0, "offset": 15,
        "timestamp": 1_545_084_650_987_u64, "timestampType": "CREATE_TIME",
        "key": null,
        "headers": [{"k": [104, 105]}, {"k": [200]}, {"signed": [-56]}],
        "valueSchemaMetadata": {"schemaId": "123", "dataFormat": "AVRO"}
    })
}

#[test]
fn a_kafka_record_has_its_headers_and_its_exact_instant() {
    let event: MskEvent = read(&json!({
        "eventSource": "aws:kafka",
        "bootstrapServers": "b-2.example.com:9092, b-1.example.com:9092",
        "records": {"mytopic-0": [kafka_record()]}
    }));
    let brokers: Vec<_> = event.brokers().collect();
    assert_eq!(brokers, ["b-2.example.com:9092", "b-1.example.com:9092"]);
    let record = event.iter().next().expect("a record");
    assert_eq!(record.timestamp.as_ref().map(|at| at.unix_millis()), Some(1_545_084_650_987));
    assert_eq!(record.timestamp_type, Some(KafkaTimestampType::CreateTime));
    assert!(record.is_tombstone());
    assert_eq!(record.key, None);
    assert_eq!(record.header("k"), Some(&[200][..]), "the last of several");
    assert_eq!(record.header("signed"), Some(&[200][..]));
    let headers: Vec<_> = record.iter_headers().collect();
    assert_eq!(headers, [("k", &b"hi"[..]), ("k", &[200]), ("signed", &[200])]);
    let schema = record.value_schema_metadata.as_ref().expect("a schema");
    assert_eq!(schema.data_format.as_deref(), Some("AVRO"));
}

#[test]
fn a_kafka_record_needs_no_headers() {
    let mut record = kafka_record();
    record["headers"] = Value::Null;
    record["timestamp"] = json!(1_545_084_650_987.5);
    let event: SelfManagedKafkaEvent =
        read(&json!({"eventSource": "SelfManagedKafka", "records": {"mytopic-0": [record]}}));
    let record = event.iter().next().expect("a record");
    assert_eq!(record.iter_headers().count(), 0);
    assert_eq!(record.timestamp.as_ref().map(|at| at.unix_nanos()), Some(1_545_084_650_987_500_000));
    assert_eq!(event.brokers().count(), 0);
}

#[test]
fn an_s3_batch_job_of_either_version_is_answered() {
    let event: S3BatchEvent = read(&json!({
        "invocationSchemaVersion": "2.0",
        "invocationId": "Jr3s8KZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZzatx7Ruy",
        "job": {"id": "ry77cd60", "userArguments": {"suffix": "_new"}},
        "tasks": [
            {"taskId": "1", "s3Key": "a+b.jpg", "s3VersionId": null, "s3Bucket": "photos"},
            {"taskId": "2", "s3Key": "c.jpg", "s3BucketArn": "arn:aws:s3:::photos"}
        ]
    }));
    let arguments = event.job.user_arguments.as_ref().expect("arguments");
    assert_eq!(arguments["suffix"], "_new");
    let [first, second] = &event.tasks[..] else { panic!("two tasks") };
    assert_eq!(first.decoded_key(), "a b.jpg");
    assert_eq!((first.bucket_name(), second.bucket_name()), (Some("photos"), Some("photos")));
    let response = event
        .response()
        .with_result(first.result(S3BatchResultCode::Succeeded, "done"))
        .with_result(second.result(S3BatchResultCode::TemporaryFailure, "later"));
    let documented = json!({
        "invocationSchemaVersion": "2.0",
        "invocationId": "Jr3s8KZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZzatx7Ruy",
        "results": [
            {"taskId": "1", "resultCode": "Succeeded", "resultString": "done"},
            {"taskId": "2", "resultCode": "TemporaryFailure", "resultString": "later"}
        ]
    });
    assert_documented(&response, &documented);
}

#[test]
fn a_receipt_without_a_dmarc_verdict_is_read() {
    let event: SesEvent = read(&json!({"Records": [{"ses": {
        "mail": {"headers": [{"name": "Subject", "value": "Hello"}], "timestamp": "1970-01-01T00:00:01.000Z"},
        "receipt": {
            "spamVerdict": {"status": "PASS"}, "virusVerdict": {"status": "SOMETHING_NEW"},
            "action": {"type": "Lambda", "invocationType": "RequestResponse"}
        }
    }}]}));
    let message = &event.records[0].ses;
    assert_eq!(message.mail.header("subject"), Some("Hello"));
    assert_eq!(message.receipt.dmarc_verdict, None);
    let status = |verdict: &Option<lamplight_events::sources::ses::SesVerdict>| {
        verdict.as_ref().and_then(|verdict| verdict.status.clone())
    };
    assert_eq!(status(&message.receipt.spam_verdict), Some(SesVerdictStatus::Pass));
    let new = SesVerdictStatus::Other("SOMETHING_NEW".to_owned());
    assert_eq!(status(&message.receipt.virus_verdict), Some(new));
}

#[test]
fn an_ses_response_is_written_as_documented() {
    for (disposition, word) in [
        (SesDisposition::Continue, "CONTINUE"),
        (SesDisposition::StopRule, "STOP_RULE"),
        (SesDisposition::StopRuleSet, "STOP_RULE_SET"),
    ] {
        assert_documented(&SesResponse::new(disposition), &json!({"disposition": word}));
    }
}

#[test]
fn a_codecommit_trigger_names_its_repository_and_branch() {
    let event: CodeCommitEvent = read(&json!({"Records": [{
        "codecommit": {"references": [
            {"commit": "5c4ef1049f1d27deadbeeff313e0730018be182b", "created": true, "ref": "refs/heads/main"}
        ]},
        "eventTime": "2016-01-01T23:59:59.000+0000",
        "eventSourceARN": "arn:aws:codecommit:us-east-1:123456789012:my-repo"
    }]}));
    let record = &event.records[0];
    assert_eq!(record.repository(), Some("my-repo"));
    assert_eq!(record.event_time.as_ref().map(|at| at.unix_seconds()), Some(1_451_692_799));
    let reference = &record.codecommit.references[0];
    assert_eq!(reference.reference.as_deref(), Some("refs/heads/main"));
    assert_eq!((reference.created, reference.deleted), (Some(true), None));
}

#[test]
fn kinesis_analytics_is_answered_before_and_behind_the_application() {
    let record = |metadata: &str, of: &Value| {
        read::<KinesisAnalyticsEvent>(&json!({
            "applicationArn": "arn:aws:kinesisanalytics:us-east-1:123456789012:application/a",
            "streamArn": if metadata == "lambdaDeliveryRecordMetadata" { Value::Null } else { json!("arn") },
            "records": [{"recordId": "1", "data": "SGVsbG8=", metadata: of}]
        }))
    };
    let input = record(
        "kinesisStreamRecordMetadata",
        &json!({"approximateArrivalTimestamp": 1_583_348_638_390_u64, "shardId": "12"}),
    );
    assert!(input.is_input());
    let metadata = input.records[0].kinesis_stream_record_metadata.as_ref().expect("metadata");
    let arrived = metadata.approximate_arrival_timestamp.as_ref().map(|at| at.unix_millis());
    assert_eq!(arrived, Some(1_583_348_638_390));
    let output = record("lambdaDeliveryRecordMetadata", &json!({"retryHint": 3}));
    assert!(!output.is_input());
    let retries = output.records[0].lambda_delivery_record_metadata.as_ref().and_then(|of| of.retry_hint);
    assert_eq!(retries, Some(3));

    let response = KinesisAnalyticsInputResponse::new([
        KinesisAnalyticsInputResult::ok("1", "Hello"),
        KinesisAnalyticsInputResult::dropped("2"),
        KinesisAnalyticsInputResult::failed("3"),
    ]);
    let documented = json!({"records": [
        {"recordId": "1", "result": "Ok", "data": "SGVsbG8="},
        {"recordId": "2", "result": "Dropped"},
        {"recordId": "3", "result": "ProcessingFailed"}
    ]});
    assert_documented(&response, &documented);
    let response = KinesisAnalyticsOutputResponse::new([
        KinesisAnalyticsOutputResult::ok("1"),
        KinesisAnalyticsOutputResult::failed("2"),
    ]);
    let documented = json!({"records": [
        {"recordId": "1", "result": "Ok"}, {"recordId": "2", "result": "DeliveryFailed"}
    ]});
    assert_documented(&response, &documented);
}

#[test]
fn an_activemq_message_may_expire_by_text_and_needs_no_mode() {
    let event: ActiveMqEvent = read(&json!({"eventSource": "aws:mq", "messages": [
        {"messageID": "1", "data": "SGVsbG8=", "expiration": "60000", "properties": {"retries": 3},
         "brokerInTime": 1_598_827_811_958_u64, "destination": {"physicalname": "testQueue"}},
        {"messageID": "2", "expiration": 0, "destination": {"physicalName": "testQueue"}}
    ]}));
    let [first, second] = &event.messages[..] else { panic!("two messages") };
    assert_eq!(first.expiration.as_deref(), Some(&60_000));
    assert_eq!(second.expiration.as_deref(), Some(&0));
    assert_eq!(first.delivery_mode, None);
    assert_eq!(first.broker_in_time.as_ref().map(|at| at.unix_millis()), Some(1_598_827_811_958));
    assert_eq!(first.properties.as_ref().map(|of| of["retries"].clone()), Some(json!(3)));
    for message in [first, second] {
        assert_eq!(message.destination.as_ref().and_then(|of| of.name()), Some("testQueue"));
    }
}

#[test]
fn a_rabbitmq_message_has_headers_of_bytes_and_needs_no_priority() {
    let event: RabbitMqEvent = read(&json!({"eventSource": "aws:rmq", "rmqMessagesByQueue": {"pizza::/": [{
        "basicProperties": {
            "headers": {"text": {"bytes": [118, 97, 108]}, "number": 10},
            "priority": null, "expiration": "60000", "timestamp": "Jan 1, 1970, 12:33:41 AM"
        },
        "redelivered": false,
        "data": "SGVsbG8="
    }]}}));
    let message = event.iter().next().expect("a message");
    let properties = &message.basic_properties;
    assert_eq!(properties.header("text").as_ref().and_then(|bytes| bytes.as_str()), Some("val"));
    assert_eq!(properties.header("number"), None);
    assert_eq!(properties.headers["number"], json!(10));
    assert_eq!(properties.priority, None);
    assert_eq!(properties.expiration.as_deref(), Some(&60_000));
    assert_eq!(message.data.bytes(), Ok(&b"Hello"[..]));
}

#[test]
fn a_change_in_documentdb_has_its_document() {
    let event: DocumentDbEvent = read(&json!({"eventSource": "aws:docdb", "events": [
        {"event": {
            "_id": {"_data": "0163eeb6e7000000090100000009000041e1"},
            "clusterTime": {"$timestamp": {"t": 1_676_588_775, "i": 9}},
            "documentKey": {"_id": {"$oid": "63eeb6e7d418cd98afb1c1d7"}},
            "fullDocument": {"anyField": "sampleValue"},
            "ns": {"db": "test_database", "coll": "test_collection"},
            "operationType": "insert"
        }},
        {"event": {"operationType": "update", "updateDescription": {
            "updatedFields": {"a": 1}, "removedFields": ["b"],
            "truncatedArrays": [{"field": "c", "newSize": 2}]
        }}}
    ]}));
    let [insert, update] = &event.events[..] else { panic!("two changes") };
    assert_eq!(insert.event.operation_type, Some(DocumentDbOperation::Insert));
    let document: Value = insert.event.full_document.read().expect("a document");
    assert_eq!(document["anyField"], "sampleValue");
    let time = insert.event.cluster_time.as_ref().and_then(|time| time.timestamp.as_ref()).expect("a time");
    assert_eq!(time.time.as_ref().map(|at| at.unix_seconds()), Some(1_676_588_775));
    let description = update.event.update_description.as_ref().expect("an update");
    assert_eq!(description.removed_fields, ["b"]);
    assert_eq!(description.truncated_arrays[0].new_size, Some(2));
}

#[test]
fn what_an_object_lambda_is_asked_for_is_known_by_its_context() {
    let event: S3ObjectLambdaEvent = read(&json!({
        "xAmzRequestId": "requestId",
        "getObjectContext": {"inputS3Url": "https://example.com/a", "outputRoute": "io", "outputToken": "t"},
        "userRequest": {"url": "https://example.com/a", "headers": {"Accept-Encoding": "identity"}},
        "userIdentity": {"sessionContext": {"attributes": {"mfaAuthenticated": "false"}}}
    }));
    let context = event.get_object_context.as_ref().expect("a context");
    assert_eq!((context.output_route.as_str(), &*context.output_token), ("io", "t"));
    assert_eq!(event.head_object_context, None);
    let request = event.user_request.as_ref().expect("a request");
    assert_eq!(request.headers.get("accept-encoding").map(String::as_str), Some("identity"));
    let session = event.user_identity.and_then(|identity| identity.session_context);
    let attributes = session.and_then(|session| session.attributes).expect("attributes");
    assert_eq!(attributes.mfa_authenticated.as_deref(), Some(&false));
}

#[test]
fn an_s3_test_event_is_no_s3_event() {
    let json = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "photos"});
    let event: S3TestEvent = read(&json);
    assert_eq!(event.bucket.as_deref(), Some("photos"));
    assert!(serde_json::from_value::<S3Event>(json).is_err());
}
