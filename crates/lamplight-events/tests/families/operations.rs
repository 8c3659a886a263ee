//! Services and operations.

use lamplight_events::sources::batch_job::BatchJobEvent;
use lamplight_events::sources::cloudformation_custom_resource::{
    CloudFormationCustomResourceEvent, CloudFormationRequestType, CloudFormationResponse, MOST_RESPONSE_BYTES,
};
use lamplight_events::sources::cloudwatch_alarm_action::{
    CloudWatchAlarmActionEvent, CloudWatchAlarmStateValue,
};
use lamplight_events::sources::cloudwatch_dashboard_widget::{
    CloudWatchDashboardWidgetEvent, DashboardTheme,
};
use lamplight_events::sources::cloudwatch_logs::{CloudWatchLogsEvent, CloudWatchLogsMessageType};
use lamplight_events::sources::codedeploy_hook::CodeDeployHookEvent;
use lamplight_events::sources::codepipeline_job::CodePipelineJobEvent;
use lamplight_events::sources::config_rule::{
    ConfigEvaluationMode, ConfigItemStatus, ConfigMessageType, ConfigRuleEvent,
};
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
use lamplight_events::sources::lambda_destination::{DestinationCondition, LambdaDestinationEvent};
use lamplight_events::sources::s3_eventbridge::{S3DeletionType, S3EventBridgeEvent, S3EventBridgeKind};
use lamplight_events::sources::sagemaker_ground_truth::{
    ConsolidatedAnnotation, GroundTruthConsolidationResponse, GroundTruthPreResponse,
    SageMakerGroundTruthEvent,
};
use lamplight_events::sources::secretsmanager_rotation::{RotationStep, SecretsManagerRotationEvent};
use lamplight_events::sources::stepfunctions_context::StepFunctionsContextEvent;
use lamplight_events::sources::stepfunctions_error::StepFunctionsErrorEvent;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{check, corpus};

/// An event of the corpus.
fn of<T: DeserializeOwned>(file: &str) -> T {
    let event = corpus::events().into_iter().find(|event| event.file == file).expect("it is in the corpus");
    serde_json::from_value(event.value()).expect("it is of its type")
}

#[test]
fn eventbridge_custom() {
    check::<EventBridgeCustomEvent>("eventbridge-custom");
    check::<EventBridge<Value>>("eventbridge-custom");
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

#[test]
fn cloudwatch_alarm_action() {
    check::<CloudWatchAlarmActionEvent>("cloudwatch-alarm-action");
}

#[test]
fn an_alarm_over_an_expression_has_metrics_with_and_without_a_statistic() {
    let event: CloudWatchAlarmActionEvent = of("powertools-python/cloudWatchAlarmEventSingleMetric.json");
    let [expression, metric, _] = &event.alarm_data.configuration.metrics[..] else {
        panic!("an expression over two metrics")
    };
    assert_eq!(expression.expression.as_deref(), Some("m1/m2"));
    assert_eq!((expression.metric_stat.is_none(), expression.return_data), (true, true));
    let statistic = metric.metric_stat.as_ref().expect("a metric");
    assert_eq!(statistic.metric.name.as_deref(), Some("Invocations"));
    assert!(expression.extra.is_empty() && metric.extra.is_empty() && statistic.extra.is_empty());

    let state = &event.alarm_data.state;
    assert_eq!(state.value, Some(CloudWatchAlarmStateValue::Alarm));
    assert_eq!(state.timestamp.as_ref().map(|at| at.unix_millis()), Some(1_708_170_788_431));
    let reason = state.read_reason_data().expect("it is JSON").expect("it is there");
    assert_eq!(reason.evaluated_datapoints[0].value.as_ref().and_then(|it| it.as_f64()), Some(1.0));
    assert!(reason.extra.is_empty(), "{:?}", reason.extra);
}

#[test]
fn a_composite_alarm_says_which_alarms_made_it_change() {
    let event: CloudWatchAlarmActionEvent =
        of("aws_lambda_events/example-cloudwatch-alarm-composite-with-suppressor-alarm.json");
    let configuration = &event.alarm_data.configuration;
    assert!(configuration.alarm_rule.as_deref().is_some_and(|rule| rule.starts_with("ALARM(ServerCpu")));
    assert_eq!(configuration.actions_suppressor_wait_period, Some(120));
    assert!(configuration.metrics.is_empty());
    let reason = event.alarm_data.state.read_reason_data().expect("it is JSON").expect("it is there");
    assert_eq!(reason.triggering_alarms[0].state.value, Some(CloudWatchAlarmStateValue::Alarm));
}

#[test]
fn cloudwatch_dashboard_widget() {
    check::<CloudWatchDashboardWidgetEvent>("cloudwatch-dashboard-widget");
    let event: CloudWatchDashboardWidgetEvent = of("powertools-python/cloudWatchDashboardEvent.json");
    assert_eq!(event.extra["original"], "param-to-widget");
    let context = event.widget_context;
    assert!(context.extra.is_empty(), "{:?}", context.extra);
    assert_eq!(context.theme, Some(DashboardTheme::Light));
    assert_eq!(
        context.time_range.zoom.and_then(|it| it.end).map(|at| at.unix_millis()),
        Some(1_627_282_956_521)
    );
}

#[test]
fn cloudformation_custom_resource() {
    check::<CloudFormationCustomResourceEvent>("cloudformation-custom-resource");
    let event: CloudFormationCustomResourceEvent =
        of("aws_lambda_events/example-cloudformation-custom-resource-update-request.json");
    assert_eq!(event.request_type, Some(CloudFormationRequestType::Update));
    let properties: Value = event.resource_properties.read().expect("it is JSON");
    assert_eq!(properties["Key3"]["Key4"], "new-map");
    assert!(event.old_resource_properties.is_some() && event.extra.is_empty());
}

#[test]
fn a_resource_without_a_type_or_an_address_to_answer_to_is_one() {
    let event: CloudFormationCustomResourceEvent =
        serde_json::from_value(json!({"RequestType": "Delete", "PhysicalResourceId": "table-1"}))
            .expect("all else may be absent");
    assert_eq!(event.resource_type, None);
    assert_eq!(event.response_url, None);
}

/// A response is written as it is documented, and read as the same.
fn assert_documented<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    response: &T,
    documented: &Value,
) {
    assert_eq!(serde_json::to_value(response).expect("it can be written"), *documented);
    assert_eq!(serde_json::from_str::<T>(&documented.to_string()).expect("it can be read"), *response);
}

#[test]
fn a_response_about_a_resource_is_written_as_documented() {
    let request: CloudFormationCustomResourceEvent =
        of("aws_lambda_events/example-cloudformation-custom-resource-create-request.json");
    let stack =
        "arn:aws:cloudformation:us-east-1:123456789012:stack/stack-name/16580499-7622-4a9c-b32f-4eba35da93da";
    let response = CloudFormationResponse::success(&request, "table-1")
        .with_data(&json!({"OutputName1": "Value1"}))
        .expect("it is JSON")
        .with_no_echo();
    let documented = json!({
        "Status": "SUCCESS",
        "PhysicalResourceId": "table-1",
        "StackId": stack,
        "RequestId": "82304eb2-bdda-469f-a33b-a3f1406d0a52",
        "LogicalResourceId": "CustomResource",
        "NoEcho": true,
        "Data": {"OutputName1": "Value1"},
    });
    assert_documented(&response, &documented);
    assert!(documented.to_string().len() < MOST_RESPONSE_BYTES);

    let response = CloudFormationResponse::failed(&request, "no more tables");
    let documented = json!({
        "Status": "FAILED",
        "Reason": "no more tables",
        "PhysicalResourceId": "82304eb2-bdda-469f-a33b-a3f1406d0a52",
        "StackId": stack,
        "RequestId": "82304eb2-bdda-469f-a33b-a3f1406d0a52",
        "LogicalResourceId": "CustomResource",
    });
    assert_documented(&response, &documented);
}

#[test]
fn a_resource_that_is_there_keeps_its_id_when_something_fails() {
    let request: CloudFormationCustomResourceEvent =
        of("aws_lambda_events/example-cloudformation-custom-resource-update-request.json");
    let response = CloudFormationResponse::failed(&request, "no");
    assert_eq!(Some(response.physical_resource_id), request.physical_resource_id);
}

#[test]
fn config_rule() {
    check::<ConfigRuleEvent>("config-rule");
    let event: ConfigRuleEvent = of("powertools-python/awsConfigRuleScheduled.json");
    assert_eq!(event.evaluation_mode, Some(ConfigEvaluationMode::Detective));
    let parameters: Option<Value> = event.read_rule_parameters().expect("they are JSON");
    assert_eq!(parameters, Some(json!({"test": "x"})));
    let invoking = event.read_invoking_event().expect("it is JSON");
    assert_eq!(invoking.message_type, Some(ConfigMessageType::Scheduled));
    assert_eq!(invoking.notification_creation_time.map(|at| at.unix_millis()), Some(1_682_601_977_741));
}

#[test]
fn a_configuration_item_is_typed_whether_it_is_whole_or_too_large() {
    let event: ConfigRuleEvent = of("aws-lambda-java-libs/config_event.json");
    let item = event.read_invoking_event().expect("it is JSON").configuration_item.expect("it is whole");
    assert_eq!(item.configuration_item_status, Some(ConfigItemStatus::Ok));
    assert_eq!(item.resource_type.as_deref(), Some("AWS::EC2::Instance"));
    assert_eq!(item.configuration.as_ref().map(|it| it.get().contains("bar")), Some(true));
    assert!(item.extra.is_empty(), "{:?}", item.extra);
    assert!(item.relationships.iter().all(|it| it.name.is_some() && it.extra.is_empty()));

    let event: ConfigRuleEvent =
        of("md-aws-config-developer-guide/evaluate-config_develop-rules_example-events-2.json");
    let invoking = event.read_invoking_event().expect("it is JSON");
    assert_eq!(invoking.message_type, Some(ConfigMessageType::OversizedConfigurationItemChange));
    let summary = invoking.configuration_item_summary.expect("there is a summary");
    assert_eq!(summary.change_type.as_deref(), Some("UPDATE"));
    assert!(summary.extra.is_empty(), "{:?}", summary.extra);
}

#[test]
fn codepipeline_job() {
    check::<CodePipelineJobEvent>("codepipeline-job");
    let event: CodePipelineJobEvent = of("powertools-python/codePipelineEventWithEncryptionKey.json");
    let data = event.job.data;
    assert!(data.encryption_key.and_then(|key| key.id).is_some_and(|id| id.starts_with("arn:aws:kms:")));
    assert_eq!(
        data.action_configuration.configuration.user_parameters.as_deref(),
        Some("some-input-such-as-a-URL")
    );
    assert_eq!(data.input_artifacts[0].name, "ArtifactName");
    assert!(data.extra.is_empty(), "{:?}", data.extra);
}

#[test]
fn codedeploy_hook() {
    check::<CodeDeployHookEvent>("codedeploy-hook");
}

#[test]
fn secretsmanager_rotation() {
    check::<SecretsManagerRotationEvent>("secretsmanager-rotation");
    let event: SecretsManagerRotationEvent = of("aws-lambda-go/secretsmanager-secret-rotation-event.json");
    assert_eq!(event.step, Some(RotationStep::CreateSecret));
    assert_eq!(event.rotation_token.as_deref(), Some("abcd1234-efgh-5678-ijkl-8ab4515a7db0"));
}

#[test]
fn stepfunctions_context() {
    check::<StepFunctionsContextEvent>("stepfunctions-context");
    let event: StepFunctionsContextEvent = of("datadog-lambda-extension/step_function_event.json");
    let execution = event.execution.expect("an execution");
    assert_eq!(execution.start_time.map(|at| at.unix_millis()), Some(1_722_369_352_976));
    assert_eq!(execution.redrive_count, Some(0));
    assert_eq!(event.state.map(|state| state.name).as_deref(), Some("agocsTest1"));
    assert!(event.extra.is_empty(), "{:?}", event.extra);
}

#[test]
fn stepfunctions_error() {
    check::<StepFunctionsErrorEvent>("stepfunctions-error");
    let json = json!({"Error": "Failed", "Cause": "{\"errorMessage\":\"no\",\"errorType\":\"Failed\"}"});
    let event: StepFunctionsErrorEvent = serde_json::from_value(json).expect("an error");
    let cause: Option<Value> = event.read_cause().expect("it is JSON");
    assert_eq!(cause.expect("it is there")["errorMessage"], "no");
}

#[test]
fn lambda_destination() {
    check::<LambdaDestinationEvent>("lambda-destination");
    let event: LambdaDestinationEvent = of("md-aws-lambda-developer-guide/invocation-async-2.json");
    let request = event.request_context.expect("an invocation");
    assert_eq!(request.condition, Some(DestinationCondition::RetriesExhausted));
    assert_eq!(request.approximate_invoke_count, Some(3));
    let payload: Value = event.request_payload.expect("its payload").read().expect("it is JSON");
    assert_eq!(payload["ORDER_IDS"][0], "9e07af03-ce31-4ff3-xmpl-36dce652cb4f");
    assert!(event.extra.is_empty(), "{:?}", event.extra);
}

#[test]
fn a_batch_that_was_given_up_says_where_it_is() {
    let batch = json!({
        "shardId": "shardId-00000001573689847184-864758bb",
        "startSequenceNumber": "800000000003126276362",
        "endSequenceNumber": "800000000003126276362",
        "approximateArrivalOfFirstRecord": "2019-11-14T00:13:19Z",
        "approximateArrivalOfLastRecord": "2019-11-14T00:13:19Z",
        "batchSize": 1,
        "streamArn": "arn:aws:dynamodb:us-east-2:123456789012:table/mytable/stream/2019-11-14T00:04:06.388",
    });
    for key in ["KinesisBatchInfo", "DDBStreamBatchInfo"] {
        let json = json!({
            "requestContext": {"condition": "RetryAttemptsExhausted", "approximateInvokeCount": 1},
            "version": "1.0",
            "timestamp": "2019-11-14T00:13:49.717Z",
            key: batch,
        });
        let event: LambdaDestinationEvent = serde_json::from_str(&json.to_string()).expect("a record");
        assert_eq!(serde_json::to_value(&event).expect("it can be written"), json);
        let info = event.kinesis_batch_info.or(event.ddb_stream_batch_info).expect("a batch");
        assert_eq!(info.shard_id, "shardId-00000001573689847184-864758bb");
        assert_eq!(info.approximate_arrival_of_first_record.map(|at| at.unix_seconds()), Some(1_573_690_399));
        assert!(event.extra.is_empty(), "{:?}", event.extra);
    }
}

#[test]
fn a_batch_of_kafka_that_was_given_up_may_bring_its_records() {
    let json = json!({
        "responseContext": null,
        "version": "1.0",
        "KafkaBatchInfo": {
            "batchSize": 500,
            "payloadSize": 2_039_086,
            "recordsInfo": {"Topic-0": {"firstRecordOffset": "49601", "lastRecordOffset": "49602"}},
        },
        "payload": {"eventSource": "aws:kafka"},
    });
    let event: LambdaDestinationEvent = serde_json::from_str(&json.to_string()).expect("a record");
    assert_eq!(event.payload["eventSource"], "aws:kafka");
    let batch = event.kafka_batch_info.expect("a batch");
    assert_eq!(batch.records_info["Topic-0"].last_record_offset.as_deref(), Some("49602"));
}

#[test]
fn batch_job() {
    check::<BatchJobEvent>("batch-job");
}

#[test]
fn sagemaker_ground_truth() {
    check::<SageMakerGroundTruthEvent>("sagemaker-ground-truth");
    let event: SageMakerGroundTruthEvent =
        of("tschoffelen-lambda-sample-events/aws__sagemaker-ground-truth-pre-human.json");
    let object = event.data_object.expect("an object");
    assert_eq!(object.source_ref.as_deref(), Some("s3://sagemakerexample/object_to_annotate.jpg"));
}

#[test]
fn responses_to_ground_truth_are_written_as_documented() {
    let response =
        GroundTruthPreResponse::new(&json!({"taskObject": "s3://bucket/a.jpg"})).expect("it is JSON");
    assert_documented(&response, &json!({"taskInput": {"taskObject": "s3://bucket/a.jpg"}}));
    let documented =
        json!({"taskInput": {"taskObject": "s3://bucket/a.jpg"}, "isHumanAnnotationRequired": "false"});
    assert_documented(&response.without_people(), &documented);

    let label = json!({"label": {"annotationsFromAllWorkers": []}});
    let response: GroundTruthConsolidationResponse =
        vec![ConsolidatedAnnotation::new("0", &label).expect("it is JSON")];
    let documented = json!([{"datasetObjectId": "0", "consolidatedAnnotation": {"content": label}}]);
    assert_documented(&response, &documented);
}
