//! Requests to an HTTP API of API Gateway, with payload format 1.0.
//!
//! See "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway" in the API Gateway Developer
//! Guide.

pub use super::apigw::client_certificate::{ClientCertificate, ClientCertificateValidity};
pub use super::apigw::identity::{ApiGatewayAuthorizer, ApiGatewayIdentity};
pub use super::apigw::request_context::ApiGatewayRequestContext;
pub use super::apigw::response::ApiGatewayResponse;
use super::http::body::body_bytes;
use super::http::multi_values::{header_values, query_values};
use crate::field::event;
use crate::{Headers, Map};

event! {
    /// A request to an HTTP API; [`ApiGatewayResponse`] answers it.
    pub struct ApiGatewayHttpV1Event = "a request to an HTTP API in format 1.0" {
        /// `1.0`.
        pub version: String = "version" required,
        /// The route that matched, with its variables: `/users/{id}`.
        pub resource: String = "resource",
        /// The path, with the stage in front of it unless that is `$default`.
        pub path: String = "path",
        /// The method.
        pub http_method: String = "httpMethod" required,
        /// The headers; of one that came several times, the last.
        pub headers: Headers = "headers",
        /// The headers with all their values.
        pub multi_value_headers: Headers<Vec<String>> = "multiValueHeaders",
        /// The query parameters, decoded; of one that came several times, the last.
        pub query_string_parameters: Map<String> = "queryStringParameters",
        /// The query parameters, decoded, with all their values.
        pub multi_value_query_string_parameters: Map<Vec<String>> = "multiValueQueryStringParameters",
        /// What API Gateway knows of the request.
        pub request_context: ApiGatewayRequestContext = "requestContext" required,
        /// What the variables of the route stand for.
        pub path_parameters: Map<String> = "pathParameters",
        /// The variables of the stage.
        pub stage_variables: Map<String> = "stageVariables",
        /// What was sent, as text or base64: see `body_bytes()`.
        pub body: Option<String> = "body",
        /// Whether the body is base64.
        pub is_base64_encoded: bool = "isBase64Encoded",
    }
}

body_bytes!(ApiGatewayHttpV1Event);
header_values!(ApiGatewayHttpV1Event);
query_values!(ApiGatewayHttpV1Event);
