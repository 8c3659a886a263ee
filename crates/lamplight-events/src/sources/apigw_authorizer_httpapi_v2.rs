//! Requests to a Lambda authorizer of an HTTP API, with payload format 2.0.
//!
//! See "Control access to HTTP APIs with AWS Lambda authorizers" in the API Gateway Developer Guide.

use std::borrow::Cow;

pub use super::apigw::authorizer_response::{
    AuthorizerResponse, PolicyDocument, PolicyEffect, PolicyStatement,
};
pub use super::apigw::client_certificate::{ClientCertificate, ClientCertificateValidity};
pub use super::apigw::http_api_request_context::{
    CognitoIdentity, HttpApiAuthentication, HttpApiAuthorizer, HttpApiJwt, HttpApiRequest,
    HttpApiRequestContext, IamIdentity,
};
use super::http::query_string;
use crate::field::event;
use crate::{Headers, Map};

event! {
    /// A request to judge; [`SimpleAuthorizerResponse`] answers it where the authorizer has simple
    /// responses enabled, else [`AuthorizerResponse`].
    pub struct ApiGatewayAuthorizerHttpV2Event = "a request to an authorizer of an HTTP API in format 2.0" {
        /// `2.0`.
        pub version: String = "version",
        /// `REQUEST`.
        pub kind: String = "type" required,
        /// What is asked for: `arn:aws:execute-api:region:account:api/stage/method/path`.
        pub route_arn: String = "routeArn" required,
        /// The values of the identity sources.
        pub identity_source: Option<Vec<String>> = "identitySource",
        /// The route that matched: `GET /users/{id}`, `$default`.
        pub route_key: String = "routeKey",
        /// The path, with the stage in front of it unless that is `$default`.
        pub raw_path: String = "rawPath",
        /// The query string as it was sent: see [`Self::query_pairs`].
        pub raw_query_string: String = "rawQueryString",
        /// The cookies, each as `name=value`.
        pub cookies: Vec<String> = "cookies",
        /// The headers, with their names in lower case and their values joined by commas; no cookies.
        pub headers: Headers = "headers",
        /// The query parameters, decoded, with their values joined by commas.
        pub query_string_parameters: Map<String> = "queryStringParameters",
        /// What API Gateway knows of the request.
        pub request_context: HttpApiRequestContext = "requestContext",
        /// What the variables of the route stand for.
        pub path_parameters: Map<String> = "pathParameters",
        /// The variables of the stage.
        pub stage_variables: Map<String> = "stageVariables",
    }
}

event! {
    /// Whether the client may: the short answer of an authorizer of an HTTP API.
    ///
    /// ```
    /// use lamplight_events::sources::apigw_authorizer_httpapi_v2::SimpleAuthorizerResponse;
    ///
    /// let response = SimpleAuthorizerResponse::allow().with_context("tenant", "blue");
    /// let json = serde_json::to_string(&response)?;
    /// assert_eq!(json, r#"{"isAuthorized":true,"context":{"tenant":"blue"}}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct SimpleAuthorizerResponse = "a simple response of an authorizer" {
        /// Whether the client may.
        pub is_authorized: bool = "isAuthorized",
        /// What the function behind finds at `requestContext.authorizer.lambda`.
        pub context: Option<Map<serde_json::Value>> = "context",
    }
}

// === impl ApiGatewayAuthorizerHttpV2Event ===

impl ApiGatewayAuthorizerHttpV2Event {
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

// === impl SimpleAuthorizerResponse ===

impl SimpleAuthorizerResponse {
    /// The client may.
    #[must_use]
    pub fn allow() -> Self {
        Self { is_authorized: true, ..Self::default() }
    }

    /// The client may not, and is told 403.
    #[must_use]
    pub fn deny() -> Self {
        Self::default()
    }

    /// Tells the function behind something.
    #[must_use]
    pub fn with_context(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.context.get_or_insert_default().insert(name.into(), value.into());
        self
    }
}
