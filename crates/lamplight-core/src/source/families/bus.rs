//! Events on an EventBridge bus, which all have the same envelope.

use super::{Fact, Family, Kind, Places, Trigger, at, family, rule};

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    // `aws.partner/…` is for those who are not AWS.
    family(Kind::EventBridgeCustom, Trigger::Pubsub,
        &[rule("detail-type & source != aws.*"), rule("detail-type & source = aws.partner/*")],
        &[ENVELOPE, &[
            (Fact::Trace, at("detail.x-amzn-trace-id")),
            (Fact::TraceParent, at("detail.traceparent")),
            (Fact::TraceState, at("detail.tracestate")),
        ]]),
    // Has the envelope's source, and now and then all of the envelope.
    family(Kind::CloudWatchAlarmAction, Trigger::Other,
        &[rule("alarmData.state & source = aws.cloudwatch")],
        &[ENVELOPE, &[
            (Fact::SourceArn, at("alarmArn")),
            (Fact::Operation, at("alarmData.state.value")),
        ]]),
    family(Kind::S3EventBridge, Trigger::Datasource,
        &[rule("detail-type & source = aws.s3")],
        &[ENVELOPE, &[
            (Fact::Collection, at("detail.bucket.name")),
            (Fact::Document, at("detail.object.key")),
        ]]),
    family(Kind::EventBridgeScheduled, Trigger::Timer,
        &[
            rule("detail-type = Scheduled Event & source = aws.events"),
            rule("detail-type = Scheduled Event & source = aws.scheduler"),
        ],
        &[ENVELOPE]),
    family(Kind::EventBridgeAutoScaling, Trigger::Pubsub, &[rule("detail-type & source = aws.autoscaling")], &[ENVELOPE]),
    family(Kind::EventBridgeCodeBuild, Trigger::Pubsub, &[rule("detail-type & source = aws.codebuild")], &[ENVELOPE]),
    family(Kind::EventBridgeCodeDeploy, Trigger::Pubsub, &[rule("detail-type & source = aws.codedeploy")], &[ENVELOPE]),
    family(Kind::EventBridgeCodePipeline, Trigger::Pubsub, &[rule("detail-type & source = aws.codepipeline")], &[ENVELOPE]),
    family(Kind::EventBridgeEcr, Trigger::Pubsub, &[rule("detail-type & source = aws.ecr")], &[ENVELOPE]),
    family(Kind::EventBridgeAwsService, Trigger::Pubsub, &[rule("detail-type & source = aws.*")], &[ENVELOPE]),
];

const ENVELOPE: Places = &[
    (Fact::Id, at("id")),
    (Fact::Correlation, at("id")),
    (Fact::Source, at("source")),
    (Fact::DetailType, at("detail-type")),
    (Fact::Time, at("time")),
    (Fact::SourceArn, at("resources[0]")),
];
