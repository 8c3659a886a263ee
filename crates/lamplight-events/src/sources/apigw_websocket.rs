//! Connections and messages of a WebSocket API of API Gateway.
//!
//! See "Set up routes for a WebSocket API in API Gateway" and "WebSocket API mapping template reference
//! for API Gateway" in the API Gateway Developer Guide.

pub use super::apigw::client_certificate::{ClientCertificate, ClientCertificateValidity};
pub use super::apigw::identity::{ApiGatewayAuthorizer, ApiGatewayIdentity};
pub use super::apigw::response::ApiGatewayResponse;
pub use super::apigw::websocket_request_context::{WebSocketEventType, WebSocketRequestContext};
use super::http::body::body_bytes;
use super::http::multi_values::{header_values, query_values};
use crate::field::event;
use crate::{Headers, Map};

event! {
    /// A connection, a message or a disconnection; [`ApiGatewayResponse`] answers it.
    ///
    /// A response with another status code than 200 to `$connect` refuses the connection.
    pub struct ApiGatewayWebSocketEvent = "an event of a WebSocket API" {
        /// Where a request of the connection is passed on as of a REST API: its resource.
        pub resource: Option<String> = "resource",
        /// Where a request of the connection is passed on as of a REST API: its path.
        pub path: Option<String> = "path",
        /// Where a request of the connection is passed on as of a REST API: its method.
        pub http_method: Option<String> = "httpMethod",
        /// The headers, of a connection and a disconnection; of one that came several times, the last.
        pub headers: Headers = "headers",
        /// The headers with all their values.
        pub multi_value_headers: Headers<Vec<String>> = "multiValueHeaders",
        /// The query parameters of a connection, decoded; of one that came several times, the last.
        pub query_string_parameters: Map<String> = "queryStringParameters",
        /// The query parameters with all their values.
        pub multi_value_query_string_parameters: Map<Vec<String>> = "multiValueQueryStringParameters",
        /// Where a request of the connection is passed on as of a REST API: its path parameters.
        pub path_parameters: Option<Map<String>> = "pathParameters",
        /// The variables of the stage.
        pub stage_variables: Map<String> = "stageVariables",
        /// What API Gateway knows of the connection and the message.
        pub request_context: WebSocketRequestContext = "requestContext" required,
        /// The message.
        pub body: Option<String> = "body",
        /// Whether the message is base64: for binary frames, where the route converts them so.
        pub is_base64_encoded: bool = "isBase64Encoded",
    }
}

body_bytes!(ApiGatewayWebSocketEvent);
header_values!(ApiGatewayWebSocketEvent);
query_values!(ApiGatewayWebSocketEvent);
