//! Requests to an HTTP API of API Gateway, with payload format 2.0.
//!
//! See "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway" in the API Gateway Developer
//! Guide.
//!
//! ```
//! use lamplight_events::sources::apigw_http_v2::ApiGatewayHttpV2Response;
//!
//! let response = ApiGatewayHttpV2Response::new(201).with_json(&["order-1"])?.with_cookie("seen=1; Secure");
//! let json = serde_json::json!({
//!     "statusCode": 201,
//!     "headers": { "content-type": "application/json" },
//!     "body": "[\"order-1\"]",
//!     "isBase64Encoded": false,
//!     "cookies": ["seen=1; Secure"],
//! });
//! assert_eq!(serde_json::to_value(&response)?, json);
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::borrow::Cow;

pub use super::apigw::client_certificate::{ClientCertificate, ClientCertificateValidity};
pub use super::apigw::http_api_request_context::{
    CognitoIdentity, HttpApiAuthentication, HttpApiAuthorizer, HttpApiJwt, HttpApiRequest,
    HttpApiRequestContext, IamIdentity,
};
pub use super::apigw::http_api_response::ApiGatewayHttpV2Response;
use super::http::body::body_bytes;
use super::http::query_string;
use crate::field::event;
use crate::{Headers, Map};

event! {
    /// A request to an HTTP API; [`ApiGatewayHttpV2Response`] answers it.
    pub struct ApiGatewayHttpV2Event = "a request to an HTTP API in format 2.0" {
        /// `2.0`.
        pub version: String = "version",
        /// The route that matched: `GET /users/{id}`, `$default`.
        pub route_key: String = "routeKey",
        /// The path, with the stage in front of it unless that is `$default`.
        pub raw_path: String = "rawPath" required,
        /// The query string as it was sent: see [`Self::query_pairs`].
        pub raw_query_string: String = "rawQueryString",
        /// The cookies, each as `name=value`.
        pub cookies: Vec<String> = "cookies",
        /// The headers, with their names in lower case and their values joined by commas; no cookies.
        pub headers: Headers = "headers",
        /// The query parameters, decoded, with their values joined by commas.
        pub query_string_parameters: Map<String> = "queryStringParameters",
        /// What API Gateway knows of the request.
        pub request_context: HttpApiRequestContext = "requestContext" required,
        /// What was sent, as text or base64: see `body_bytes()`.
        pub body: Option<String> = "body",
        /// What the variables of the route stand for.
        pub path_parameters: Map<String> = "pathParameters",
        /// Whether the body is base64.
        pub is_base64_encoded: bool = "isBase64Encoded",
        /// The variables of the stage.
        pub stage_variables: Map<String> = "stageVariables",
    }
}

body_bytes!(ApiGatewayHttpV2Event);

// === impl ApiGatewayHttpV2Event ===

impl ApiGatewayHttpV2Event {
    /// The query parameters from the query string: decoded, in their order, and also where a value has a
    /// comma, which `query_string_parameters` does not tell from two values.
    pub fn query_pairs(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        query_string::pairs(&self.raw_query_string)
    }

    /// The value of a cookie as it was sent.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        query_string::cookie(&self.cookies, name)
    }
}
