//! Requests to a Lambda authorizer of a WebSocket API, which is asked as a connection is made.
//!
//! See "Control access to WebSocket APIs with AWS Lambda REQUEST authorizers" in the API Gateway Developer
//! Guide.

pub use super::apigw::authorizer_response::{
    AuthorizerResponse, PolicyDocument, PolicyEffect, PolicyStatement,
};
pub use super::apigw::client_certificate::{ClientCertificate, ClientCertificateValidity};
pub use super::apigw::identity::{ApiGatewayAuthorizer, ApiGatewayIdentity};
pub use super::apigw::websocket_request_context::{WebSocketEventType, WebSocketRequestContext};
use super::http::multi_values::{header_values, query_values};
use crate::field::event;
use crate::{Headers, Map};

event! {
    /// A connection to judge; [`AuthorizerResponse`] answers it.
    pub struct ApiGatewayAuthorizerWebSocketEvent = "a request to an authorizer of a WebSocket API" {
        /// `REQUEST`.
        pub kind: String = "type" required,
        /// What is asked for: `arn:aws:execute-api:region:account:api/stage/$connect`.
        pub method_arn: String = "methodArn" required,
        /// The headers; of one that came several times, the last.
        pub headers: Headers = "headers",
        /// The headers with all their values.
        pub multi_value_headers: Headers<Vec<String>> = "multiValueHeaders",
        /// The query parameters, decoded; of one that came several times, the last.
        pub query_string_parameters: Map<String> = "queryStringParameters",
        /// The query parameters, decoded, with all their values.
        pub multi_value_query_string_parameters: Map<Vec<String>> = "multiValueQueryStringParameters",
        /// The variables of the stage.
        pub stage_variables: Map<String> = "stageVariables",
        /// What API Gateway knows of the connection.
        pub request_context: WebSocketRequestContext = "requestContext",
    }
}

header_values!(ApiGatewayAuthorizerWebSocketEvent);
query_values!(ApiGatewayAuthorizerWebSocketEvent);
