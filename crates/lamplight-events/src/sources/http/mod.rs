//! What several sources that speak HTTP have in common.

#[cfg(any(
    feature = "alb",
    feature = "apigw-http-v1",
    feature = "apigw-http-v2",
    feature = "apigw-rest",
    feature = "apigw-websocket",
    feature = "cloudfront-lambda-edge",
    feature = "lambda-url",
    feature = "vpc-lattice-v1",
    feature = "vpc-lattice-v2",
))]
pub(super) mod body;
#[cfg(any(
    feature = "alb",
    feature = "apigw-authorizer-httpapi-v1",
    feature = "apigw-authorizer-request",
    feature = "apigw-authorizer-websocket",
    feature = "apigw-http-v1",
    feature = "apigw-rest",
    feature = "apigw-websocket",
))]
pub(super) mod multi_values;
#[cfg(any(
    feature = "alb",
    feature = "apigw-authorizer-httpapi-v2",
    feature = "apigw-http-v2",
    feature = "cloudfront-lambda-edge",
    feature = "lambda-url",
))]
pub(super) mod query_string;
#[cfg(any(
    feature = "alb",
    feature = "apigw-http-v1",
    feature = "apigw-http-v2",
    feature = "apigw-rest",
    feature = "apigw-websocket",
    feature = "lambda-url",
    feature = "vpc-lattice-v1",
    feature = "vpc-lattice-v2",
))]
pub(super) mod response;
