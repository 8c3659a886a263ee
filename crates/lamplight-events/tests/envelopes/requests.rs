//! Requests over HTTP.

use lamplight_events::Source;
use lamplight_events::envelope::{
    Alb, ApiGatewayRest, ApiGatewayV1, ApiGatewayV2, ApiGatewayWebSocket, ContentErrorKind, Json, LambdaUrl,
    VpcLatticeV1, VpcLatticeV2,
};
use serde_json::{Value, json};

use super::support::{BAD, GOOD, Order, assert_lossless, assert_wrong, base64, order, read};

/// A request in all forms at once.
fn request(body: &Value, is_base64: bool) -> Value {
    json!({ "version": "2.0", "routeKey": "POST /orders", "rawPath": "/orders", "httpMethod": "POST", "path": "/orders",
        "resource": "/orders", "headers": { "Content-Type": "application/json" }, "body": body,
        "isBase64Encoded": is_base64, "is_base64_encoded": is_base64, "raw_path": "/orders", "method": "POST",
        "requestContext": { "requestId": "r", "http": { "method": "POST", "path": "/orders" }, "stage": "prod" } })
}

macro_rules! requests {
    ($($name:ident: $envelope:ident,)*) => {$(
        #[test]
        fn $name() {
            let event: $envelope<Json<Order>> = read(&request(&json!(GOOD), false));
            assert_eq!(event.content, Ok(order()));
            assert!(event.headers.get("content-type").is_some());

            let event: $envelope<Json<Order>> = read(&request(&json!(base64(GOOD)), true));
            assert_eq!(event.content, Ok(order()));

            let event: $envelope<Json<Order>> = read(&request(&json!(BAD), false));
            assert_wrong(&event.content, "body.items[1].price");
            assert_eq!(event.body.as_deref(), Some(BAD));

            let event: $envelope<Json<Order>> = read(&request(&json!("?"), true));
            let error = event.content.expect_err("is not base64");
            assert_eq!(error.kind(), ContentErrorKind::NotBase64);
            assert_eq!(error.to_string(), "body: not base64: \"?\"");

            let without = request(&Value::Null, false);
            let event: $envelope<Json<Order>> = read(&without);
            assert_eq!(event.content.expect_err("there is none").kind(), ContentErrorKind::Empty);
            let event: $envelope<Option<Json<Order>>> = read(&without);
            assert_eq!(event.content, Ok(None));

            let with = request(&json!(GOOD), false);
            let event: $envelope<Json<Order>> = read(&with);
            assert_lossless(&with, &event);
            assert_eq!(event.facts().correlation_id(), event.into_event().facts().correlation_id());
        }
    )*};
}

requests! {
    a_request_to_a_rest_api: ApiGatewayRest,
    a_request_to_an_http_api_in_format_1: ApiGatewayV1,
    a_request_to_an_http_api_in_format_2: ApiGatewayV2,
    a_request_to_a_function_url: LambdaUrl,
    a_request_from_a_load_balancer: Alb,
    a_message_over_a_web_socket: ApiGatewayWebSocket,
    a_request_over_a_service_network_in_format_1: VpcLatticeV1,
    a_request_over_a_service_network_in_format_2: VpcLatticeV2,
}
