//! What several sources of API Gateway have in common.

#[cfg(any(
    feature = "apigw-authorizer-httpapi-v1",
    feature = "apigw-authorizer-httpapi-v2",
    feature = "apigw-authorizer-request",
    feature = "apigw-authorizer-token",
    feature = "apigw-authorizer-websocket",
))]
pub(super) mod authorizer_response;
#[cfg(any(
    feature = "apigw-authorizer-httpapi-v1",
    feature = "apigw-authorizer-httpapi-v2",
    feature = "apigw-authorizer-request",
    feature = "apigw-authorizer-websocket",
    feature = "apigw-http-v1",
    feature = "apigw-http-v2",
    feature = "apigw-rest",
    feature = "apigw-websocket",
    feature = "lambda-url",
))]
pub(super) mod client_certificate;
#[cfg(any(feature = "apigw-authorizer-httpapi-v2", feature = "apigw-http-v2", feature = "lambda-url"))]
pub(super) mod http_api_request_context;
#[cfg(any(feature = "apigw-http-v2", feature = "lambda-url"))]
pub(super) mod http_api_response;
#[cfg(any(
    feature = "apigw-authorizer-httpapi-v1",
    feature = "apigw-authorizer-request",
    feature = "apigw-authorizer-websocket",
    feature = "apigw-http-v1",
    feature = "apigw-rest",
    feature = "apigw-websocket",
))]
pub(super) mod identity;
#[cfg(any(
    feature = "apigw-authorizer-httpapi-v1",
    feature = "apigw-authorizer-request",
    feature = "apigw-http-v1",
    feature = "apigw-rest",
))]
pub(super) mod request_context;
#[cfg(any(feature = "apigw-http-v1", feature = "apigw-rest", feature = "apigw-websocket"))]
pub(super) mod response;
#[cfg(any(feature = "apigw-authorizer-websocket", feature = "apigw-websocket"))]
pub(super) mod websocket_request_context;
