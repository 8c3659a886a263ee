//! Services and operations.

use lamplight_events::sources::cloudwatch_logs::{CloudWatchLogsEvent, CloudWatchLogsMessageType};
use lamplight_events::sources::eventbridge::EventBridge;
use lamplight_events::sources::eventbridge_autoscaling::{EventBridgeAutoScalingEvent, LifecycleTransition};
use lamplight_events::sources::eventbridge_aws_service::{
    Ec2InstanceState, Ec2InstanceStateChange, EcsContainerInstanceStateChange, EcsTaskStateChange,
    EventBridgeAwsServiceEvent, RdsEvent, TranscribeJobStateChange, TranslateTextTranslationJobStateChange,
};
use lamplight_events::sources::eventbridge_codebuild::{
    CodeBuildPhaseType, CodeBuildStatus, EventBridgeCodeBuildEvent,
};
use lamplight_events::sources::eventbridge_codedeploy::{CodeDeployState, EventBridgeCodeDeployEvent};
use lamplight_events::sources::eventbridge_codepipeline::{CodePipelineState, EventBridgeCodePipelineEvent};
use lamplight_events::sources::eventbridge_custom::EventBridgeCustomEvent;
use lamplight_events::sources::eventbridge_ecr::{EcrScanStatus, EventBridgeEcrEvent};
use lamplight_events::sources::eventbridge_scheduled::EventBridgeScheduledEvent;
use lamplight_events::sources::s3_eventbridge::{S3DeletionType, S3EventBridgeEvent, S3EventBridgeKind};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::support::{check, corpus};

/// An event of the corpus.
fn of<T: DeserializeOwned>(file: &str) -> T {
    let event = corpus::events().into_iter().find(|event| event.file == file).expect("it is in the corpus");
    serde_json::from_value(event.value()).expect("it is of its type")
}

#[test]
fn eventbridge_custom() {
    check::<EventBridgeCustomEvent>("eventbridge-custom");
    check::<EventBridge<serde_json::Value>>("eventbridge-custom");
}

#[test]
fn eventbridge_scheduled() {
    check::<EventBridgeScheduledEvent>("eventbridge-scheduled");
    let event: EventBridgeScheduledEvent = of("aws-lambda-java-libs/cloudwatch_event.json");
    assert_eq!(event.time.map(|time| time.unix_seconds()), Some(1_601_481_514));
    assert_eq!(event.resources, ["arn:aws:events:eu-central-1:123456789012:rule/demoschedule"]);
}

#[test]
fn eventbridge_aws_service() {
    check::<EventBridgeAwsServiceEvent>("eventbridge-aws-service");
}

/// Reads an event with its detail, of which nothing may be left over.
fn detail<T: DeserializeOwned + Serialize>(file: &str, keys_left: impl Fn(&T) -> usize) -> T {
    let event: EventBridge<T> = of(file);
    assert_eq!(keys_left(&event.detail), 0, "{file}");
    event.detail
}

#[test]
fn details_of_aws_services_are_typed() {
    let ec2: Ec2InstanceStateChange =
        detail("md-amazon-eventbridge-user-guide/eb-event-patterns-1.json", |it: &Ec2InstanceStateChange| {
            it.extra.len()
        });
    assert_eq!(ec2.state, Some(Ec2InstanceState::Terminated));
    assert_eq!(ec2.instance_id, "i-1234567890abcdef0");

    let task = detail("aws-lambda-dotnet/ecs-task-state-change-event.json", |it: &EcsTaskStateChange| {
        it.extra.len() + it.containers.iter().map(|container| container.extra.len()).sum::<usize>()
    });
    assert_eq!(task.cpu, Some(256.into()));
    assert_eq!(task.started_at.map(|at| at.unix_millis()), Some(1_579_802_278_103));
    assert_eq!(task.containers[0].network_interfaces[0].private_ipv4_address.as_deref(), Some("10.0.0.139"));
    assert_eq!(task.attachments[0].details[0].value.as_deref(), Some("subnet-abcd1234"));

    let instance = detail(
        "aws-lambda-go/ecs-container-instance-state-change.json",
        |it: &EcsContainerInstanceStateChange| it.extra.len(),
    );
    assert_eq!(instance.remaining_resources[0].integer_value, Some(1988));
    assert_eq!(instance.registered_resources[2].string_set_value[0], "22");

    let job = detail(
        "aws-lambda-dotnet/cloudwatchevents-transcribejobstatechangefailed.json",
        |it: &TranscribeJobStateChange| it.extra.len(),
    );
    assert_eq!(job.transcription_job_status.as_deref(), Some("FAILED"));
    let job = detail(
        "aws-lambda-dotnet/cloudwatchevents-translatetexttranslationjobstatechange.json",
        |it: &TranslateTextTranslationJobStateChange| it.extra.len(),
    );
    assert_eq!(job.job_status.as_deref(), Some("COMPLETED"));
    let database =
        detail("md-aws-lambda-developer-guide/services-cloudwatchevents-1.json", |it: &RdsEvent| {
            it.extra.len()
        });
    assert_eq!(database.event_categories, ["backup"]);
}

#[test]
fn eventbridge_autoscaling() {
    check::<EventBridgeAutoScalingEvent>("eventbridge-autoscaling");
    let event: EventBridgeAutoScalingEvent =
        of("aws_lambda_events/example-autoscaling-event-launch-successful.json");
    assert_eq!(event.detail.details.and_then(|it| it.subnet_id).as_deref(), Some("subnet-12345678"));
    assert!(event.detail.extra.is_empty(), "{:?}", event.detail.extra);
    let event: EventBridgeAutoScalingEvent =
        of("aws_lambda_events/example-autoscaling-event-lifecycle-action.json");
    assert_eq!(event.detail.lifecycle_transition, Some(LifecycleTransition::Launching));
    assert!(event.detail.extra.is_empty(), "{:?}", event.detail.extra);
}

#[test]
fn eventbridge_codebuild() {
    check::<EventBridgeCodeBuildEvent>("eventbridge-codebuild");
    let event: EventBridgeCodeBuildEvent = of("aws_lambda_events/example-codebuild-phase-change.json");
    let detail = event.detail;
    assert!(detail.extra.is_empty(), "{:?}", detail.extra);
    assert_eq!(detail.completed_phase_status, Some(CodeBuildStatus::Succeeded));
    assert_eq!(detail.completed_phase_start.map(|at| at.unix_seconds()), Some(1_504_282_461));
    assert_eq!(detail.additional_information.phases[3].phase_type, Some(CodeBuildPhaseType::DownloadSource));
    assert!(detail.additional_information.phases.iter().all(|phase| phase.extra.is_empty()));
}

#[test]
fn eventbridge_codedeploy() {
    check::<EventBridgeCodeDeployEvent>("eventbridge-codedeploy");
    let event: EventBridgeCodeDeployEvent = of("aws_lambda_events/example-codedeploy-instance-event.json");
    assert_eq!(event.detail.state, Some(CodeDeployState::Success));
    assert!(event.detail.extra.is_empty(), "{:?}", event.detail.extra);
}

#[test]
fn eventbridge_codepipeline() {
    check::<EventBridgeCodePipelineEvent>("eventbridge-codepipeline");
    let event: EventBridgeCodePipelineEvent =
        of("aws_lambda_events/example-codepipeline-execution-stage-change-event.json");
    assert_eq!(event.detail.state, Some(CodePipelineState::Started));
    assert!(event.detail.extra.is_empty(), "{:?}", event.detail.extra);
}

#[test]
fn eventbridge_ecr() {
    check::<EventBridgeEcrEvent>("eventbridge-ecr");
    let event: EventBridgeEcrEvent =
        of("aws_lambda_events/example-ecr-image-scan-event-with-missing-severities.json");
    assert_eq!(event.detail.scan_status, Some(EcrScanStatus::Complete));
    assert_eq!(event.detail.finding_severity_counts.get("CRITICAL"), Some(&10));
    assert_eq!(event.detail.finding_severity_counts.get("HIGH"), None);
    assert!(event.detail.extra.is_empty(), "{:?}", event.detail.extra);
}

#[test]
fn s3_eventbridge() {
    check::<S3EventBridgeEvent>("s3-eventbridge");
    let event: S3EventBridgeEvent = of("powertools-python/s3EventBridgeNotificationObjectExpiredEvent.json");
    assert_eq!(event.kind(), S3EventBridgeKind::ObjectDeleted);
    assert_eq!(event.detail.deletion_type, Some(S3DeletionType::DeleteMarkerCreated));
    assert_eq!(event.detail.object.size, Some(184_662));
    assert!(event.detail.extra.is_empty(), "{:?}", event.detail.extra);
    let event: S3EventBridgeEvent = of("md-amazon-s3-userguide/ev-events-4.json");
    assert_eq!(event.kind(), S3EventBridgeKind::ObjectRestoreCompleted);
    assert_eq!(event.detail.restore_expiry_time.map(|at| at.unix_seconds()), Some(1_636_761_600));
    assert!(event.detail.extra.is_empty(), "{:?}", event.detail.extra);
}

#[test]
fn cloudwatch_logs() {
    check::<CloudWatchLogsEvent>("cloudwatch-logs");
    let event: CloudWatchLogsEvent = of("powertools-typescript/parser__cloudwatch__base.json");
    let data = event.data().expect("log events");
    assert_eq!(data.message_type, Some(CloudWatchLogsMessageType::DataMessage));
    assert_eq!(data.log_group, "/aws/lambda/some-other-name");
    assert_eq!(data.log_events[0].timestamp.as_ref().map(|at| at.unix_millis()), Some(1_729_520_895_158));
    assert!(data.extra.is_empty(), "{:?}", data.extra);
}

#[test]
fn what_cloudwatch_logs_never_packed_fails_only_when_it_is_unpacked() {
    for file in [
        "md-aws-lambda-developer-guide/samples-errorprocessor-1.json",
        "powertools-java/powertools-serialization__cwl_event.json",
        "serverless-event-mocks/aws__cloud-watch-log-event-template.json",
    ] {
        let error = of::<CloudWatchLogsEvent>(file).data().expect_err("it is not what is sent").to_string();
        assert!(error.starts_with("awslogs.data: "), "{file}: {error}");
    }
}
