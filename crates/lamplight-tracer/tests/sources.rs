//! What the event adds to the root span: attributes, kind, name, parent and links.

mod support;

use lambda_runtime::{LambdaInvocation, service_fn};
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::Scope;
use lamplight_tracer::TracerBuilder;
use opentelemetry::Value;
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;
use support::{attribute, invocation, tracer_with};
use tower::ServiceExt;
use tower_layer::Layer;

const RUNTIME: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const CALLER: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// All spans of an invocation with this header and this event, through the layer around the runtime.
async fn spans_by(
    more: impl FnOnce(TracerBuilder) -> TracerBuilder,
    header: Option<&str>,
    event: &str,
) -> Vec<SpanData> {
    let (tracer, kept, _) = tracer_with(SettingsBuilder::new(), more);
    let runtime = service_fn(|_: LambdaInvocation| async { Ok::<_, std::io::Error>(()) });
    tracer.layer().layer(runtime).oneshot(invocation(header, event)).await.expect("fine");
    kept.spans()
}

async fn root_by(
    more: impl FnOnce(TracerBuilder) -> TracerBuilder,
    header: Option<&str>,
    event: &str,
) -> SpanData {
    let mut spans = spans_by(more, header, event).await;
    assert_eq!(spans.len(), 1, "{spans:?}");
    spans.remove(0)
}

async fn root(header: Option<&str>, event: &str) -> SpanData {
    root_by(|builder| builder, header, event).await
}

fn xray(builder: TracerBuilder) -> TracerBuilder {
    builder.root_kind(SpanKind::Internal)
}

fn text(span: &SpanData, key: &str) -> String {
    attribute(span, key).map(|value| value.to_string()).unwrap_or_default()
}

fn trace_id(span: &SpanData) -> String {
    span.span_context.trace_id().to_string()
}

fn linked(span: &SpanData) -> Vec<String> {
    let links = span.links.iter();
    links.map(|link| format!("{}-{}", link.span_context.trace_id(), link.span_context.span_id())).collect()
}

fn request(headers: &str) -> String {
    format!(
        r#"{{"version":"2.0","routeKey":"GET /orders/{{id}}","rawPath":"/orders/17","headers":{{{headers}}},
        "requestContext":{{"http":{{"method":"GET","path":"/orders/17"}},"domainName":"api.example.com","requestId":"q"}}}}"#
    )
}

/// The root of an invocation that answers like this.
async fn root_answered(status: u16, event: &str) -> SpanData {
    let (tracer, kept, _) = tracer_with(SettingsBuilder::new(), |builder| builder);
    let runtime = service_fn(move |_: LambdaInvocation| async move {
        Scope::current().answered(status);
        Ok::<_, std::io::Error>(())
    });
    tracer.layer().layer(runtime).oneshot(invocation(None, event)).await.expect("fine");
    kept.spans().remove(0)
}

#[tokio::test]
async fn a_response_over_http_has_a_status_and_from_500_on_it_is_an_error() {
    for (status, expected, error_type) in [
        (200, Status::Unset, ""),
        (404, Status::Unset, ""),
        (500, Status::error(""), "500"),
        (503, Status::error(""), "503"),
    ] {
        let root = root_answered(status, &request("")).await;
        assert_eq!(attribute(&root, "http.response.status_code"), Some(Value::I64(status.into())));
        assert_eq!((&root.status, text(&root, "error.type").as_str()), (&expected, error_type));
    }
    let message = root_answered(500, &messages(&[""])).await;
    assert_eq!(attribute(&message, "http.response.status_code"), None, "this is no response over HTTP");
    assert_eq!(message.status, Status::Unset);
}

#[tokio::test]
async fn a_request_says_who_made_it() {
    let root = root(None, &request(r#""x-forwarded-for":"203.0.113.7","user-agent":"curl/8""#)).await;
    assert_eq!(text(&root, "client.address"), "203.0.113.7");
    assert_eq!(text(&root, "user_agent.original"), "curl/8");
}

#[tokio::test]
async fn the_sender_of_a_notification_and_of_an_event_is_a_link() {
    let notification = format!(
        r#"{{"Records":[{{"EventSource":"aws:sns","Sns":{{"TopicArn":"arn:aws:sns:eu-west-1:1:t","MessageAttributes":{{
            "traceparent":{{"Type":"String","Value":"{CALLER}"}},"x-amzn-trace-id":{{"Type":"String","Value":"{RUNTIME}"}}}}}}}}]}}"#
    );
    let event =
        format!(r#"{{"detail-type":"Order placed","source":"shop","detail":{{"traceparent":"{CALLER}"}}}}"#);
    let header = format!(
        r#"{{"detail-type":"Order placed","source":"shop","detail":{{"x-amzn-trace-id":"{RUNTIME}"}}}}"#
    );
    let caller = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
    assert_eq!(linked(&root(Some(RUNTIME), &notification).await), [caller]);
    assert_eq!(linked(&root(Some(RUNTIME), &event).await), [caller]);
    assert_eq!(linked(&root(None, &header).await), ["5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8"]);
    assert_eq!(linked(&root(Some(RUNTIME), &header).await), [""; 0], "it is a part of that trace anyway");
}

fn messages(headers: &[&str]) -> String {
    let message = |header: &&str| {
        format!(
            r#"{{"messageId":"m","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-west-1:123456789012:orders",
            "attributes":{{"AWSTraceHeader":"{header}"}}}}"#
        )
    };
    format!(r#"{{"Records":[{}]}}"#, headers.iter().map(message).collect::<Vec<_>>().join(","))
}

#[tokio::test]
async fn a_request_over_http_is_served() {
    let root = root(None, &request(r#""x-forwarded-proto":"https""#)).await;
    assert_eq!((&*root.name, &root.span_kind), ("/orders/{id}", &SpanKind::Server));
    for (key, value) in [
        ("faas.trigger", "http"),
        ("http.request.method", "GET"),
        ("http.route", "/orders/{id}"),
        ("url.path", "/orders/17"),
        ("url.scheme", "https"),
        ("server.address", "api.example.com"),
        ("cloud.account.id", "123456789012"),
        ("aws.lambda.invoked_arn", "arn:aws:lambda:eu-west-1:123456789012:function:orders"),
    ] {
        assert_eq!(text(&root, key), value, "{key}");
    }
}

#[tokio::test]
async fn messages_are_consumed() {
    let batch = root(None, &messages(&["", ""])).await;
    assert_eq!((&*batch.name, &batch.span_kind), ("orders", &SpanKind::Consumer));
    assert_eq!(text(&batch, "faas.trigger"), "pubsub");
    assert_eq!(text(&batch, "messaging.system"), "aws_sqs");
    assert_eq!(text(&batch, "messaging.destination.name"), "orders");
    assert_eq!(attribute(&batch, "messaging.batch.message_count"), Some(Value::I64(2)));
    assert_eq!(attribute(&batch, "messaging.message.id"), None);
    let one = root(None, &messages(&[""])).await;
    assert_eq!(text(&one, "messaging.message.id"), "m");
    let topic = r#"{"Records":[{"EventSource":"aws:sns","Sns":{"TopicArn":"arn:aws:sns:eu-west-1:1:t","MessageId":"n"}}]}"#;
    assert_eq!(text(&root(None, topic).await, "aws.sns.topic.arn"), "arn:aws:sns:eu-west-1:1:t");
}

#[tokio::test]
async fn what_changed_in_a_store_is_a_document() {
    let event = r#"{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","eventTime":"2026-01-31T00:00:00Z",
        "s3":{"bucket":{"name":"photos"},"object":{"key":"cat.jpg"}}}]}"#;
    let root = root(None, event).await;
    for (key, value) in [
        ("faas.trigger", "datasource"),
        ("faas.document.collection", "photos"),
        ("faas.document.name", "cat.jpg"),
        ("faas.document.operation", "ObjectCreated:Put"),
        ("faas.document.time", "2026-01-31T00:00:00Z"),
    ] {
        assert_eq!(text(&root, key), value, "{key}");
    }
}

#[tokio::test]
async fn a_schedule_says_when() {
    let event =
        r#"{"id":"1","detail-type":"Scheduled Event","source":"aws.events","time":"2026-01-31T00:00:00Z"}"#;
    let root = root(None, event).await;
    assert_eq!((text(&root, "faas.trigger").as_str(), root.span_kind.clone()), ("timer", SpanKind::Server));
    assert_eq!(text(&root, "faas.time"), "2026-01-31T00:00:00Z");
}

#[tokio::test]
async fn an_event_of_no_known_kind_has_a_trigger_too() {
    assert_eq!(text(&root(None, "7").await, "faas.trigger"), "other");
}

#[tokio::test]
async fn the_caller_is_the_parent_and_lambdas_context_a_link() {
    let root =
        root(Some(RUNTIME), &request(&format!(r#""traceparent":"{CALLER}","tracestate":"vendor=7""#))).await;
    assert_eq!(trace_id(&root), "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(root.parent_span_id.to_string(), "b7ad6b7169203331");
    assert_eq!(root.span_context.trace_state().get("vendor"), Some("7"));
    assert_eq!(linked(&root), ["5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8"]);
}

#[tokio::test]
async fn for_xray_lambdas_own_segment_is_the_parent_and_the_caller_a_link() {
    let event = request(&format!(r#""traceparent":"{CALLER}","x-amzn-trace-id":"{RUNTIME}""#));
    let root = root_by(xray, Some(RUNTIME), &event).await;
    assert_eq!(trace_id(&root), "5759e988bd862e3fe1be46a994272793");
    assert_eq!(root.parent_span_id.to_string(), "53995c3f42cd8ad8");
    assert_eq!(linked(&root), ["0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"]);
    assert_eq!(root.span_kind, SpanKind::Internal);
}

#[tokio::test]
async fn the_trace_header_of_a_request_counts_where_lambda_gives_none() {
    let event = request(&format!(r#""X-Amzn-Trace-Id":"{RUNTIME}""#));
    for more in [xray, |builder| builder] {
        let root = root_by(more, None, &event).await;
        assert_eq!(root.parent_span_id.to_string(), "53995c3f42cd8ad8");
        assert_eq!(linked(&root), [""; 0]);
    }
}

#[tokio::test]
async fn what_the_caller_decided_about_sampling_holds() {
    let not_sampled = RUNTIME.replace("Sampled=1", "Sampled=0");
    let declined = request(&format!(r#""traceparent":"{}""#, CALLER.replace("-01", "-00")));
    let wanted = request(&format!(r#""traceparent":"{CALLER}""#));
    assert_eq!(spans_by(|builder| builder, Some(RUNTIME), &declined).await.len(), 0);
    assert_eq!(spans_by(|builder| builder, Some(&not_sampled), &wanted).await.len(), 1);
    assert_eq!(spans_by(xray, Some(&not_sampled), &wanted).await.len(), 0);
    assert_eq!(spans_by(xray, Some(RUNTIME), &declined).await.len(), 1);
}

#[tokio::test]
async fn a_request_that_leaves_the_decision_open_is_sampled_by_share() {
    for header in [None, Some("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=?")] {
        assert_eq!(spans_by(|builder| builder.share(0.0), header, "7").await.len(), 0);
        assert_eq!(spans_by(|builder| builder.share(1.0), header, "7").await.len(), 1);
    }
}

#[tokio::test]
async fn each_message_is_a_link_and_none_a_parent() {
    let other = "Root=1-5759e988-0af7651916cd43dd8448eb21;Parent=b7ad6b7169203331;Sampled=0;Lineage=a:1";
    let root = root(None, &messages(&[RUNTIME, "Root=malformed", other, "", RUNTIME])).await;
    assert!(!root.parent_span_is_remote);
    let runtime = "5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8";
    assert_eq!(linked(&root), [runtime, "5759e9880af7651916cd43dd8448eb21-b7ad6b7169203331", runtime]);
    let sampled: Vec<_> = root.links.iter().map(|link| link.span_context.is_sampled()).collect();
    assert_eq!(sampled, [true, false, true]);
}

#[tokio::test]
async fn links_beyond_the_limit_are_counted() {
    let root = root(Some(RUNTIME), &messages(&[RUNTIME; 130])).await;
    assert_eq!((root.links.len(), root.links.dropped_count), (128, 2));
}
