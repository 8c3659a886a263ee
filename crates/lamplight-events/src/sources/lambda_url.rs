//! Requests to a function URL.
//!
//! See "Invoking Lambda function URLs", section "Request and response payloads", in the AWS Lambda
//! Developer Guide.

use std::borrow::Cow;

pub use super::apigw::client_certificate::{ClientCertificate, ClientCertificateValidity};
pub use super::apigw::http_api_request_context::{
    CognitoIdentity, HttpApiAuthentication, HttpApiAuthorizer, HttpApiJwt, HttpApiRequest,
    HttpApiRequestContext, IamIdentity,
};
pub use super::apigw::http_api_response::ApiGatewayHttpV2Response as LambdaUrlResponse;
use super::http::body::body_bytes;
use super::http::query_string;
use crate::field::event;
use crate::{Headers, Map};

event! {
    /// A request to a function URL; [`LambdaUrlResponse`] answers it.
    pub struct LambdaUrlEvent = "a request to a function URL" {
        /// `2.0`.
        pub version: String = "version",
        /// `$default`: function URLs have no routes.
        pub route_key: Option<String> = "routeKey",
        /// The path.
        pub raw_path: String = "rawPath" required,
        /// The query string as it was sent: see [`Self::query_pairs`].
        pub raw_query_string: String = "rawQueryString",
        /// The cookies, each as `name=value`.
        pub cookies: Vec<String> = "cookies",
        /// The headers, with their names in lower case and their values joined by commas; no cookies.
        pub headers: Headers = "headers",
        /// The query parameters, decoded, with their values joined by commas.
        pub query_string_parameters: Map<String> = "queryStringParameters",
        /// What Lambda knows of the request.
        pub request_context: HttpApiRequestContext = "requestContext" required,
        /// What was sent, as text or base64: see `body_bytes()`.
        pub body: Option<String> = "body",
        /// Always `null`: function URLs have no routes.
        pub path_parameters: Option<Map<String>> = "pathParameters",
        /// Whether the body is base64.
        pub is_base64_encoded: bool = "isBase64Encoded",
        /// Always `null`: function URLs have no stages.
        pub stage_variables: Option<Map<String>> = "stageVariables",
    }
}

body_bytes!(LambdaUrlEvent);

// === impl LambdaUrlEvent ===

impl LambdaUrlEvent {
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
