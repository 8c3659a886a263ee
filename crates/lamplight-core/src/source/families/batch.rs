//! Events that are lists of records.
//!
//! Facts are those of the first record; a record's id correlates only where it is the only one.

use super::{Fact, Family, Kind, Places, Trigger, at, family, rule};

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    family(Kind::Sqs, Trigger::Pubsub,
        &[rule("Records[0].eventSource = aws:sqs")],
        &[RECORDS, &[
            (Fact::Id, at("Records[0].messageId")),
            (Fact::Correlation, at("Records[0].messageId")),
            (Fact::Trace, at("Records[0].attributes.AWSTraceHeader")),
        ]]),
    family(Kind::Sns, Trigger::Pubsub,
        &[rule("Records[0].EventSource = aws:sns")],
        &[&[
            (Fact::Records, at("Records")),
            (Fact::Source, at("Records[0].EventSource")),
            (Fact::SourceArn, at("Records[0].Sns.TopicArn")),
            (Fact::Id, at("Records[0].Sns.MessageId")),
            (Fact::Correlation, at("Records[0].Sns.MessageId")),
            (Fact::Time, at("Records[0].Sns.Timestamp")),
            (Fact::Trace, at("Records[0].Sns.MessageAttributes.x-amzn-trace-id.Value")),
            (Fact::TraceParent, at("Records[0].Sns.MessageAttributes.traceparent.Value")),
            (Fact::TraceState, at("Records[0].Sns.MessageAttributes.tracestate.Value")),
        ]]),
    family(Kind::KinesisStream, Trigger::Pubsub,
        &[rule("Records[0].eventSource = aws:kinesis")],
        &[RECORDS, &[
            (Fact::Id, at("Records[0].kinesis.sequenceNumber")),
            (Fact::Correlation, at("Records[0].eventID")),
        ]]),
    family(Kind::DynamoDbStream, Trigger::Datasource,
        &[rule("Records[0].eventSource = aws:dynamodb")],
        &[RECORDS, &[
            (Fact::Id, at("Records[0].dynamodb.SequenceNumber")),
            (Fact::Correlation, at("Records[0].eventID")),
        ]]),
    // Stores that speak S3's language put names of their own for the source.
    family(Kind::S3, Trigger::Datasource,
        &[rule("Records[0].eventSource = aws:s3"), rule("Records[0].s3")],
        &[RECORDS, &[
            (Fact::SourceArn, at("Records[0].s3.bucket.arn")),
            (Fact::Collection, at("Records[0].s3.bucket.name")),
            (Fact::Document, at("Records[0].s3.object.key")),
            (Fact::RequestId, at("Records[0].responseElements.x-amz-request-id")),
            (Fact::Correlation, at("Records[0].responseElements.x-amz-request-id")),
        ]]),
    family(Kind::Ses, Trigger::Other,
        &[rule("Records[0].eventSource = aws:ses")],
        &[RECORDS, &[
            (Fact::Id, at("Records[0].ses.mail.messageId")),
            (Fact::Correlation, at("Records[0].ses.mail.messageId")),
            (Fact::Time, at("Records[0].ses.mail.timestamp")),
        ]]),
    family(Kind::CodeCommit, Trigger::Other,
        &[rule("Records[0].eventSource = aws:codecommit")],
        &[RECORDS, &[
            (Fact::Id, at("Records[0].eventId")),
            (Fact::Correlation, at("Records[0].eventId")),
        ]]),
    family(Kind::KinesisAnalytics, Trigger::Other,
        &[rule("applicationArn & invocationId & records")],
        &[INVOCATION, &[
            (Fact::SourceArn, at("streamArn")),
            (Fact::SourceArn, at("applicationArn")),
        ]]),
    family(Kind::Firehose, Trigger::Other,
        &[rule("deliveryStreamArn & records"), rule("invocationId & records & region")],
        &[INVOCATION, &[(Fact::SourceArn, at("deliveryStreamArn"))]]),
    family(Kind::Msk, Trigger::Pubsub, &[rule("eventSource = aws:kafka")], &[KAFKA]),
    family(Kind::SelfManagedKafka, Trigger::Pubsub, &[rule("eventSource = *SelfManagedKafka")], &[KAFKA]),
    family(Kind::ActiveMq, Trigger::Pubsub,
        &[rule("eventSource = aws:amq"), rule("eventSource = aws:mq & messages")],
        &[BROKER, &[
            (Fact::Records, at("messages")),
            (Fact::Id, at("messages[0].messageID")),
            (Fact::Correlation, at("messages[0].messageID")),
        ]]),
    family(Kind::RabbitMq, Trigger::Pubsub,
        &[rule("eventSource = aws:rmq")],
        &[BROKER, &[(Fact::Records, at("rmqMessagesByQueue"))]]),
    family(Kind::DocumentDb, Trigger::Datasource,
        &[rule("eventSource = aws:docdb")],
        &[BROKER, &[
            (Fact::Records, at("events")),
            (Fact::Id, at("events[0].event._id._data")),
            (Fact::Correlation, at("events[0].event._id._data")),
            (Fact::Operation, at("events[0].event.operationType")),
            (Fact::Collection, at("events[0].event.ns.coll")),
            (Fact::Collection, at("events[0].event.ns.db")),
        ]]),
    family(Kind::S3Batch, Trigger::Datasource,
        &[rule("invocationSchemaVersion & tasks")],
        &[&[
            (Fact::Records, at("tasks")),
            (Fact::RequestId, at("invocationId")),
            (Fact::Correlation, at("invocationId")),
            (Fact::Id, at("tasks[0].taskId")),
            (Fact::SourceArn, at("tasks[0].s3BucketArn")),
            (Fact::Collection, at("tasks[0].s3Bucket")),
            (Fact::Document, at("tasks[0].s3Key")),
        ]]),
];

const RECORDS: Places = &[
    (Fact::Records, at("Records")),
    (Fact::Source, at("Records[0].eventSource")),
    (Fact::SourceArn, at("Records[0].eventSourceARN")),
    (Fact::Operation, at("Records[0].eventName")),
    (Fact::Time, at("Records[0].eventTime")),
];

const INVOCATION: Places = &[
    (Fact::Records, at("records")),
    (Fact::RequestId, at("invocationId")),
    (Fact::Correlation, at("invocationId")),
    (Fact::Id, at("records[0].recordId")),
];

const BROKER: Places = &[(Fact::Source, at("eventSource")), (Fact::SourceArn, at("eventSourceArn"))];

const KAFKA: Places = &[
    (Fact::Records, at("records")),
    (Fact::Source, at("eventSource")),
    (Fact::SourceArn, at("eventSourceArn")),
];
