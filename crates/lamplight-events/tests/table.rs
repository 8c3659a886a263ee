//! What is read of the events that other projects test with, by family, beside what `aws_lambda_events` reads.
//!
//! ```text
//! cargo test -p lamplight-events --all-features --test table -- --nocapture
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::catch_unwind;

use aws_lambda_events as theirs;
use lamplight_core::source::Facts;
use lamplight_events::{DetectError, Event};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[path = "../../lamplight-core/tests/corpus/mod.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod corpus;

/// How many events of a family there are, and what became of them.
#[derive(Clone, Copy, Default)]
struct Row {
    events: usize,
    detected: usize,
    parsed: usize,
    lossless: usize,
    facts: usize,
    parsed_by_theirs: usize,
    lossless_by_theirs: usize,
}

#[test]
fn every_event_is_detected_and_read_without_loss() {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut wrong = Vec::new();
    for event in corpus::events().iter().filter(|event| event.expect == "accept") {
        let row = rows.entry(event.family.clone()).or_default();
        let came = event.value();
        row.events += 1;
        let (parsed, lossless) = by_theirs(&event.family, &came);
        row.parsed_by_theirs += usize::from(parsed);
        row.lossless_by_theirs += usize::from(lossless);
        match Event::detect(&event.bytes) {
            Ok(detected) => {
                let known = detected.kind.name() == event.family;
                let kept = serde_json::to_value(&detected.event).is_ok_and(|written| holds(&written, &came));
                let wrong_facts = wrong_facts(&detected.event.facts(), event);
                row.parsed += 1;
                row.detected += usize::from(known);
                row.lossless += usize::from(kept);
                row.facts += usize::from(wrong_facts.is_empty());
                if !known || !kept || !wrong_facts.is_empty() {
                    wrong.push(format!("{}: {known} {kept} {wrong_facts:?}", event.file));
                }
            }
            Err(error) => wrong.push(format!("{}: {error}", event.file)),
        }
    }
    print(&rows);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let total = total(&rows);
    let ours = [total.detected, total.parsed, total.lossless, total.facts];
    assert_eq!((total.events, ours), (651, [651; 4]));
    assert!(total.lossless_by_theirs < total.parsed_by_theirs && total.parsed_by_theirs < 651, "is measured");
}

#[test]
fn an_event_with_flaws_is_read_or_named_with_a_path() {
    let events = corpus::events();
    let flawed: Vec<_> = events.iter().filter(|event| event.expect == "accept-lenient").collect();
    let mut refused = Vec::new();
    for event in &flawed {
        match Event::detect(&event.bytes) {
            Ok(detected) => {
                let written = serde_json::to_value(&detected.event).expect("is written");
                assert!(holds(&written, &event.value()), "{}", event.file);
            }
            // What lacks a key has it in the message, and the path to what lacks it; at the root that is nothing.
            Err(DetectError::NotReadable { error, .. }) => {
                assert!(!error.path().is_empty() || error.message().contains('`'), "{}: {error}", event.file);
                refused.push(format!("{}: {error}", event.file));
            }
            Err(error) => panic!("{}: {error}", event.file),
        }
    }
    assert_eq!(flawed.len(), 51);
    say(&format!("with flaws: {} events, {} refused\n{}", flawed.len(), refused.len(), refused.join("\n")));
}

fn total(rows: &BTreeMap<String, Row>) -> Row {
    rows.values().fold(Row::default(), |total, row| Row {
        events: total.events + row.events,
        detected: total.detected + row.detected,
        parsed: total.parsed + row.parsed,
        lossless: total.lossless + row.lossless,
        facts: total.facts + row.facts,
        parsed_by_theirs: total.parsed_by_theirs + row.parsed_by_theirs,
        lossless_by_theirs: total.lossless_by_theirs + row.lossless_by_theirs,
    })
}

fn print(rows: &BTreeMap<String, Row>) {
    let mut table = format!(
        "{:<30}{:>8}{:>10}{:>8}{:>10}{:>7} |{:>8}{:>10}\n",
        "family", "events", "detected", "parsed", "lossless", "facts", "parsed", "lossless"
    );
    let total = total(rows);
    for (family, row) in rows.iter().chain([(&"all".to_owned(), &total)]) {
        let theirs = match has_type(family) {
            true => format!("{:>8}{:>10}", row.parsed_by_theirs, row.lossless_by_theirs),
            false => format!("{:>8}{:>10}", "-", "-"),
        };
        writeln!(
            table,
            "{family:<30}{:>8}{:>10}{:>8}{:>10}{:>7} |{theirs}",
            row.events, row.detected, row.parsed, row.lossless, row.facts
        )
        .expect("a String takes all");
    }
    say(&table);
}

#[expect(clippy::print_stdout, reason = "the table that the manual quotes")]
fn say(text: &str) {
    println!("{text}");
}

/// Whether all that came is in what was written. `null` is the same as nothing.
fn holds(written: &Value, came: &Value) -> bool {
    match (written, came) {
        (_, Value::Null) => true,
        (Value::Object(written), Value::Object(came)) => {
            came.iter().all(|(key, came)| holds(written.get(key).unwrap_or(&Value::Null), came))
        }
        (Value::Array(written), Value::Array(came)) => {
            written.len() == came.len()
                && written.iter().zip(came).all(|(written, came)| holds(written, came))
        }
        (Value::Null, Value::Object(came)) => came.is_empty(),
        (Value::Null, Value::Array(came)) => came.is_empty(),
        (written, came) => written == came,
    }
}

/// What their types may change without being counted as loss: how keys of headers are written, and numbers.
fn folded(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(key, member)| (key.to_lowercase(), folded(member))).collect()
        }
        Value::Array(elements) => elements.iter().map(folded).collect(),
        Value::Number(number) => number.as_f64().into(),
        value => value.clone(),
    }
}

/// Those of the facts that another program found which the typed event says otherwise, among those that mean the
/// same for every family. The tests of the scanner compare all.
fn wrong_facts<B: AsRef<[u8]>>(facts: &Facts<B>, event: &corpus::Event) -> Vec<String> {
    let http = facts.http();
    let found = [
        ("method", http.as_ref().map(|http| http.method.clone())),
        ("path", http.as_ref().map(|http| http.path.clone())),
        ("request_id", facts.request_id()),
        ("source", facts.source()),
        ("detail_type", facts.detail_type()),
        ("time", facts.time()),
        ("trace", facts.trace_header()),
    ];
    let wrong = found.into_iter().filter_map(|(name, found)| {
        // Of messages there is one each.
        let expected = event.facts.get(name).filter(|_| (name, &*event.family) != ("trace", "sqs"))?;
        let found = found.map_or(Value::Null, |found| found.into());
        (found != *expected).then(|| format!("{name}: {found}, not {expected}"))
    });
    wrong.collect()
}

/// Whether a type of theirs reads an event, and whether all of it is there afterwards: of several the best.
fn by_theirs(family: &str, came: &Value) -> (bool, bool) {
    types_of_theirs(family).map(|(_, read)| read(came)).max().unwrap_or_default()
}

fn has_type(family: &str) -> bool {
    family == "all" || types_of_theirs(family).next().is_some()
}

fn types_of_theirs(family: &str) -> impl Iterator<Item = &'static (&'static str, Reader)> {
    READERS.iter().filter(move |(of, _)| *of == family)
}

type Reader = fn(&Value) -> (bool, bool);

fn read<T: DeserializeOwned + Serialize>(came: &Value) -> (bool, bool) {
    let text = came.to_string();
    // It may panic.
    let written = catch_unwind(|| serde_json::from_str::<T>(&text).ok().map(serde_json::to_value));
    match written {
        Ok(Some(Ok(written))) => (true, holds(&folded(&written), &folded(came))),
        Ok(Some(Err(_))) => (true, false),
        Ok(None) | Err(_) => (false, false),
    }
}

#[rustfmt::skip]
const READERS: &[(&str, Reader)] = &[
    ("appsync-batch-resolver", read::<Vec<theirs::appsync::AppSyncDirectResolverEvent>>),
    ("activemq", read::<theirs::activemq::ActiveMqEvent>),
    ("alb", read::<theirs::alb::AlbTargetGroupRequest>),
    ("apigw-authorizer-httpapi-v1", read::<theirs::apigw::ApiGatewayV2CustomAuthorizerV1Request>),
    ("apigw-authorizer-httpapi-v2", read::<theirs::apigw::ApiGatewayV2CustomAuthorizerV2Request>),
    ("apigw-authorizer-request", read::<theirs::apigw::ApiGatewayCustomAuthorizerRequestTypeRequest>),
    ("apigw-authorizer-token", read::<theirs::apigw::ApiGatewayCustomAuthorizerRequest>),
    ("apigw-authorizer-websocket", read::<theirs::apigw::ApiGatewayCustomAuthorizerRequestTypeRequest>),
    ("apigw-http-v1", read::<theirs::apigw::ApiGatewayProxyRequest>),
    ("apigw-http-v2", read::<theirs::apigw::ApiGatewayV2httpRequest>),
    ("apigw-rest", read::<theirs::apigw::ApiGatewayProxyRequest>),
    ("apigw-websocket", read::<theirs::apigw::ApiGatewayWebsocketProxyRequest>),
    ("appsync-authorizer", read::<theirs::appsync::AppSyncLambdaAuthorizerRequest>),
    ("appsync-direct-resolver", read::<theirs::appsync::AppSyncDirectResolverEvent>),
    ("bedrock-agent-api", read::<theirs::event::bedrock_agent_runtime::AgentEvent>),
    ("bedrock-agent-function", read::<theirs::event::bedrock_agent_runtime::AgentEvent>),
    ("clientvpn-connection-handler", read::<theirs::clientvpn::ClientVpnConnectionHandlerRequest>),
    ("cloudformation-custom-resource", read::<theirs::cloudformation::CloudFormationCustomResourceRequest>),
    ("cloudformation-custom-resource", read::<theirs::cloudformation::provider::CloudFormationCustomResourceRequest>),
    ("cloudwatch-alarm-action", read::<theirs::cloudwatch_alarms::CloudWatchMetricAlarm>),
    ("cloudwatch-alarm-action", read::<theirs::cloudwatch_alarms::CloudWatchCompositeAlarm>),
    ("cloudwatch-logs", read::<theirs::cloudwatch_logs::LogsEvent>),
    ("codecommit", read::<theirs::code_commit::CodeCommitEvent>),
    ("codedeploy-hook", read::<theirs::codedeploy::CodeDeployLifecycleEvent>),
    ("codepipeline-job", read::<theirs::codepipeline_job::CodePipelineJobEvent>),
    ("cognito-create-auth-challenge", read::<theirs::cognito::CognitoEventUserPoolsCreateAuthChallenge>),
    ("cognito-custom-message", read::<theirs::cognito::CognitoEventUserPoolsCustomMessage>),
    ("cognito-define-auth-challenge", read::<theirs::cognito::CognitoEventUserPoolsDefineAuthChallenge>),
    ("cognito-post-authentication", read::<theirs::cognito::CognitoEventUserPoolsPostAuthentication>),
    ("cognito-post-confirmation", read::<theirs::cognito::CognitoEventUserPoolsPostConfirmation>),
    ("cognito-pre-authentication", read::<theirs::cognito::CognitoEventUserPoolsPreAuthentication>),
    ("cognito-pre-signup", read::<theirs::cognito::CognitoEventUserPoolsPreSignup>),
    ("cognito-pre-token-generation", read::<theirs::cognito::CognitoEventUserPoolsPreTokenGen>),
    ("cognito-pre-token-generation", read::<theirs::cognito::CognitoEventUserPoolsPreTokenGenV2>),
    ("cognito-sync", read::<theirs::cognito::CognitoEvent>),
    ("cognito-user-migration", read::<theirs::cognito::CognitoEventUserPoolsMigrateUser>),
    ("cognito-verify-auth-challenge", read::<theirs::cognito::CognitoEventUserPoolsVerifyAuthChallenge>),
    ("config-rule", read::<theirs::config::ConfigEvent>),
    ("connect-contact-flow", read::<theirs::connect::ConnectEvent>),
    ("documentdb", read::<theirs::documentdb::DocumentDbEvent>),
    ("dynamodb-stream", read::<theirs::dynamodb::Event>),
    ("dynamodb-stream", read::<theirs::dynamodb::TimeWindowEvent>),
    ("eventbridge-autoscaling", read::<theirs::autoscaling::AutoScalingEvent>),
    ("eventbridge-aws-service", read::<theirs::eventbridge::EventBridgeEvent>),
    ("eventbridge-codebuild", read::<theirs::codebuild::CodeBuildEvent>),
    ("eventbridge-codedeploy", read::<theirs::codedeploy::CodeDeployEvent>),
    ("eventbridge-codepipeline", read::<theirs::codepipeline_cloudwatch::CodePipelineCloudWatchEvent>),
    ("eventbridge-custom", read::<theirs::eventbridge::EventBridgeEvent>),
    ("eventbridge-ecr", read::<theirs::ecr_scan::EcrScanEvent>),
    ("eventbridge-ecr", read::<theirs::eventbridge::EventBridgeEvent>),
    ("eventbridge-scheduled", read::<theirs::eventbridge::EventBridgeEvent>),
    ("firehose", read::<theirs::firehose::KinesisFirehoseEvent>),
    ("iot-1-click", read::<theirs::iot_1_click::IoTOneClickEvent>),
    ("iot-button", read::<theirs::iot_button::IoTButtonEvent>),
    ("iot-custom-authorizer", read::<theirs::iot::IoTCoreCustomAuthorizerRequest>),
    ("kinesis-analytics", read::<theirs::kinesis::analytics::KinesisAnalyticsOutputDeliveryEvent>),
    ("kinesis-stream", read::<theirs::kinesis::KinesisEvent>),
    ("kinesis-stream", read::<theirs::kinesis::KinesisTimeWindowEvent>),
    ("lambda-url", read::<theirs::lambda_function_urls::LambdaFunctionUrlRequest>),
    ("lex-v1", read::<theirs::lex::LexEvent>),
    ("msk", read::<theirs::kafka::KafkaEvent>),
    ("rabbitmq", read::<theirs::rabbitmq::RabbitMqEvent>),
    ("s3", read::<theirs::s3::S3Event>),
    ("s3-batch", read::<theirs::s3::batch_job::S3BatchJobEvent>),
    ("s3-eventbridge", read::<theirs::eventbridge::EventBridgeEvent>),
    ("s3-object-lambda", read::<theirs::s3::object_lambda::S3ObjectLambdaEvent>),
    ("secretsmanager-rotation", read::<theirs::secretsmanager::SecretsManagerSecretRotationEvent>),
    ("self-managed-kafka", read::<theirs::kafka::KafkaEvent>),
    ("ses", read::<theirs::ses::SimpleEmailEvent>),
    ("sns", read::<theirs::sns::SnsEvent>),
    ("sqs", read::<theirs::sqs::SqsEvent>),
    ("vpc-lattice-v1", read::<theirs::vpc_lattice::VpcLatticeRequestV1>),
    ("vpc-lattice-v2", read::<theirs::vpc_lattice::VpcLatticeRequestV2>),
];
