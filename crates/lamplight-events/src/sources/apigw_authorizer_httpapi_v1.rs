//! Requests to a Lambda authorizer of an HTTP API, with payload format 1.0.
//!
//! See "Control access to HTTP APIs with AWS Lambda authorizers" in the API Gateway Developer Guide.

pub use super::apigw::authorizer_response::{
    AuthorizerResponse, PolicyDocument, PolicyEffect, PolicyStatement,
};
pub use super::apigw::client_certificate::{ClientCertificate, ClientCertificateValidity};
pub use super::apigw::identity::{ApiGatewayAuthorizer, ApiGatewayIdentity};
pub use super::apigw::request_context::ApiGatewayRequestContext;
use super::http::multi_values::{header_values, query_values};
use crate::field::event;
use crate::{Headers, Map, Secret};

event! {
    /// A request to judge; [`AuthorizerResponse`] answers it.
    pub struct ApiGatewayAuthorizerHttpV1Event = "a request to an authorizer of an HTTP API in format 1.0" {
        /// `1.0`.
        pub version: String = "version",
        /// `REQUEST`.
        pub kind: String = "type" required,
        /// What is asked for: `arn:aws:execute-api:region:account:api/stage/method/path`.
        pub method_arn: String = "methodArn" required,
        /// The values of the identity sources, joined by commas.
        pub identity_source: Option<String> = "identitySource",
        /// The same.
        pub authorization_token: Option<Secret> = "authorizationToken",
        /// The route that matched, with its variables.
        pub resource: String = "resource",
        /// The path, with the stage in front of it unless that is `$default`.
        pub path: String = "path",
        /// The method.
        pub http_method: String = "httpMethod",
        /// The headers; of one that came several times, the last.
        pub headers: Headers = "headers",
        /// The headers with all their values.
        pub multi_value_headers: Headers<Vec<String>> = "multiValueHeaders",
        /// The query parameters, decoded; of one that came several times, the last.
        pub query_string_parameters: Map<String> = "queryStringParameters",
        /// The query parameters, decoded, with all their values.
        pub multi_value_query_string_parameters: Map<Vec<String>> = "multiValueQueryStringParameters",
        /// What the variables of the route stand for.
        pub path_parameters: Map<String> = "pathParameters",
        /// The variables of the stage.
        pub stage_variables: Map<String> = "stageVariables",
        /// What API Gateway knows of the request.
        pub request_context: ApiGatewayRequestContext = "requestContext",
    }
}

header_values!(ApiGatewayAuthorizerHttpV1Event);
query_values!(ApiGatewayAuthorizerHttpV1Event);
