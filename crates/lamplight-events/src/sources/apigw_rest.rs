//! Requests to a REST API of API Gateway.
//!
//! See "Lambda proxy integrations in API Gateway", section "Input format of a Lambda function for proxy
//! integration", in the API Gateway Developer Guide.
//!
//! ```
//! use lamplight_events::sources::apigw_rest::ApiGatewayResponse;
//!
//! let response = ApiGatewayResponse::new(404).with_header("Cache-Control", "no-store").with_text("no such order");
//! let json = serde_json::json!({
//!     "statusCode": 404,
//!     "headers": { "Cache-Control": "no-store", "content-type": "text/plain; charset=utf-8" },
//!     "body": "no such order",
//!     "isBase64Encoded": false,
//! });
//! assert_eq!(serde_json::to_value(&response)?, json);
//! # Ok::<(), serde_json::Error>(())
//! ```

pub use super::apigw::client_certificate::{ClientCertificate, ClientCertificateValidity};
pub use super::apigw::identity::{ApiGatewayAuthorizer, ApiGatewayIdentity};
pub use super::apigw::request_context::ApiGatewayRequestContext;
pub use super::apigw::response::ApiGatewayResponse;
use super::http::body::body_bytes;
use super::http::multi_values::{header_values, query_values};
use crate::field::event;
use crate::{Headers, Map};

event! {
    /// A request to a REST API; [`ApiGatewayResponse`] answers it.
    pub struct ApiGatewayRestEvent = "a request to a REST API" {
        /// The resource that matched, with its variables: `/users/{id}`, `/{proxy+}`.
        pub resource: String = "resource",
        /// The path, without the stage.
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
        /// What the variables of the resource stand for.
        pub path_parameters: Map<String> = "pathParameters",
        /// The variables of the stage.
        pub stage_variables: Map<String> = "stageVariables",
        /// What API Gateway knows of the request.
        pub request_context: ApiGatewayRequestContext = "requestContext" required,
        /// What was sent, as text or base64: see `body_bytes()`.
        pub body: Option<String> = "body",
        /// Whether the body is base64: for the binary media types of the API.
        pub is_base64_encoded: bool = "isBase64Encoded",
    }
}

body_bytes!(ApiGatewayRestEvent);
header_values!(ApiGatewayRestEvent);
query_values!(ApiGatewayRestEvent);
