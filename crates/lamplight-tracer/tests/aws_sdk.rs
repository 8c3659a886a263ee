//! The interceptor, called as the SDK's orchestrator calls it.

mod support;

use std::sync::Arc;

use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
    BeforeTransmitInterceptorContextMut, BeforeTransmitInterceptorContextRef, Error,
    FinalizerInterceptorContextRef, Input, InterceptorContext, Output,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, Metadata, OrchestratorError};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, Layer};
use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::settings::SettingsBuilder;
use lamplight_tracer::aws_sdk::TraceAwsSdk;
use opentelemetry::Value;
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;
use support::{Kept, attribute, event, subscriber, tracer};
use tower::ServiceExt as _;
use tower_layer::Layer as _;

const HEADER: &str =
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1";

/// What a service answers: a status and headers, or nothing.
type Answer = Option<(u16, Vec<(&'static str, &'static str)>)>;

/// A call that is tried until these answers are used up, and ends like this. The trace headers that were sent.
fn call(answers: &[Answer], end: Result<Output, OrchestratorError<Error>>) -> Vec<Option<String>> {
    let (interceptor, components) = (TraceAwsSdk::new(), components());
    let mut config = Layer::new("operation");
    config.store_put(Metadata::new("PutItem", "DynamoDB"));
    let mut bag = ConfigBag::of_layers([config]);
    let mut context = InterceptorContext::new(Input::erase(()));
    let mut told = Vec::new();

    interceptor
        .read_before_execution(&BeforeSerializationInterceptorContextRef::from(&context), &mut bag)
        .expect("it refuses nothing");
    context.enter_serialization_phase();
    context.take_input();
    let mut request = HttpRequest::new(SdkBody::empty());
    request.set_uri("https://dynamodb.eu-west-1.amazonaws.com/").expect("a good address");
    context.set_request(request);
    context.enter_before_transmit_phase();
    for _ in answers {
        let mut signing = BeforeTransmitInterceptorContextMut::from(&mut context);
        interceptor.modify_before_signing(&mut signing, &components, &mut bag).expect("it refuses nothing");
        let headers = signing.request_mut().headers_mut();
        headers.insert(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
        );
        told.push(headers.get("x-amzn-trace-id").map(str::to_owned));
        interceptor
            .read_before_transmit(&BeforeTransmitInterceptorContextRef::from(&context), &components, &mut bag)
            .expect("it refuses nothing");
    }
    context.enter_transmit_phase();
    context.take_request();
    if let Some(Some((status, headers))) = answers.last() {
        let mut response = HttpResponse::new((*status).try_into().expect("a good status"), SdkBody::empty());
        for (name, value) in headers {
            response.headers_mut().insert(*name, *value);
        }
        context.set_response(response);
        context.enter_before_deserialization_phase();
        interceptor
            .read_before_deserialization(
                &BeforeDeserializationInterceptorContextRef::from(&context),
                &components,
                &mut bag,
            )
            .expect("it refuses nothing");
        context.enter_deserialization_phase();
    }
    match end {
        Ok(output) => context.set_output_or_error(Ok(output)),
        Err(error) => context.fail(error),
    }
    interceptor
        .read_after_execution(&FinalizerInterceptorContextRef::from(&context), &components, &mut bag)
        .expect("it refuses nothing");
    told
}

fn components() -> RuntimeComponents {
    RuntimeComponentsBuilder::for_tests().build().expect("enough for tests")
}

/// The call within an invocation with this header.
async fn traced(
    header: &str,
    work: impl Fn() -> Vec<Option<String>> + Send + Sync + 'static,
) -> (Kept, Vec<Option<String>>) {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let work = Arc::new(work);
    let handler = service_fn(move |_: LambdaEvent<()>| {
        let work = work.clone();
        async move { Ok::<_, std::io::Error>(work()) }
    });
    let told = tracer.layer().layer(handler).oneshot(event("r1", Some(header), ())).await.expect("fine");
    (kept, told)
}

fn text(span: &SpanData, key: &str) -> String {
    attribute(span, key).map(|value| value.to_string()).unwrap_or_default()
}

#[tokio::test]
async fn a_call_is_a_span_of_its_service_and_the_service_is_told_of_it() {
    let (kept, told) =
        traced(HEADER, || call(&[Some((200, vec![("x-amzn-requestid", "Q7")]))], Ok(Output::erase(()))))
            .await;
    let (span, root) = (kept.span("DynamoDB.PutItem"), kept.span("orders"));
    assert_eq!((&span.span_kind, &span.status), (&SpanKind::Client, &Status::Unset));
    assert_eq!(span.parent_span_id, root.span_context.span_id());
    for (key, value) in [
        ("rpc.system", "aws-api"),
        ("rpc.service", "DynamoDB"),
        ("rpc.method", "PutItem"),
        ("aws.request_id", "Q7"),
        ("aws.region", "eu-west-1"),
        ("cloud.region", "eu-west-1"),
        ("server.address", "dynamodb.eu-west-1.amazonaws.com"),
        ("http.response.status_code", "200"),
        ("http.request.resend_count", ""),
        ("error.type", ""),
    ] {
        assert_eq!(text(&span, key), value, "{key}");
    }
    let id = span.span_context.span_id();
    let header = format!("Root=1-5759e988-bd862e3fe1be46a994272793;Parent={id};Sampled=1;Lineage=a87bd80c:1");
    assert_eq!(told, [Some(header)]);
}

#[tokio::test]
async fn what_the_service_refuses_is_an_error_with_its_name_and_tries_are_counted() {
    let (kept, told) = traced(HEADER, || {
        let refused = (400, vec![("x-amzn-errortype", "com.amazon#ThrottlingException:http://internal/")]);
        let error = Error::erase(std::io::Error::other("slow down"));
        call(&[None, None, Some(refused)], Err(OrchestratorError::operation(error)))
    })
    .await;
    let span = kept.span("DynamoDB.PutItem");
    assert_eq!(text(&span, "error.type"), "ThrottlingException");
    assert_eq!(attribute(&span, "http.request.resend_count"), Some(Value::I64(2)));
    assert_eq!(attribute(&span, "http.response.status_code"), Some(Value::I64(400)));
    assert_eq!(span.status, Status::error("slow down"));
    assert_eq!(told.len(), 3);
}

#[tokio::test]
async fn a_service_without_a_name_for_its_error_has_its_status() {
    let (kept, _) = traced(HEADER, || {
        let error = Error::erase(std::io::Error::other("no such key"));
        call(&[Some((404, vec![("x-amz-request-id", "S3")]))], Err(OrchestratorError::operation(error)))
    })
    .await;
    let span = kept.span("DynamoDB.PutItem");
    assert_eq!(
        (text(&span, "error.type"), text(&span, "aws.request_id")),
        ("404".to_owned(), "S3".to_owned())
    );
}

#[tokio::test]
async fn no_answer_is_an_error_that_says_why() {
    let (kept, _) = traced(HEADER, || {
        let refused = ConnectorError::io(std::io::Error::other("connection refused").into());
        call(&[None], Err(OrchestratorError::connector(refused)))
    })
    .await;
    let span = kept.span("DynamoDB.PutItem");
    let Status::Error { description } = &span.status else { panic!("{:?}", span.status) };
    assert!(description.contains("connection refused"), "{description}");
    assert_eq!(text(&span, "http.response.status_code"), "");
    assert_ne!(text(&span, "error.type"), "");
}

#[tokio::test]
async fn in_a_request_that_is_not_sampled_there_is_no_span_and_the_service_is_told() {
    let header = HEADER.replace("Sampled=1", "Sampled=0");
    let (kept, told) = traced(&header, || call(&[Some((200, vec![]))], Ok(Output::erase(())))).await;
    assert!(kept.spans().is_empty());
    assert_eq!(told, [Some(header)]);
}

#[test]
fn outside_of_an_invocation_a_call_is_as_it_was() {
    assert_eq!(call(&[Some((200, vec![]))], Ok(Output::erase(()))), [None]);
}
