//! What API Gateway knows of a connection to a WebSocket API.
//!
//! See "WebSocket API mapping template reference for API Gateway" in the API Gateway Developer Guide.

use super::identity::{ApiGatewayAuthorizer, ApiGatewayIdentity};
use crate::field::{event, words};
use crate::{Millis, Quoted, Timestamp};

event! {
    /// What API Gateway knows of a connection and a message.
    pub struct WebSocketRequestContext = "the context of an event of a WebSocket API" {
        /// The route that was selected: `$connect`, `$disconnect`, `$default`, or one of the API's own.
        pub route_key: Option<String> = "routeKey",
        /// Who was let in as the connection was made.
        pub authorizer: Option<ApiGatewayAuthorizer> = "authorizer",
        /// The id of the message.
        pub message_id: Option<String> = "messageId",
        /// What happened.
        pub event_type: Option<WebSocketEventType> = "eventType",
        /// The id of the request.
        pub extended_request_id: Option<String> = "extendedRequestId",
        /// When it happened, to the second.
        pub request_time: Option<Timestamp<Millis>> = "requestTime",
        /// `IN`.
        pub message_direction: Option<String> = "messageDirection",
        /// A disconnection's code, as RFC 6455, section 7.4 has it: 1000 is normal.
        pub disconnect_status_code: Option<Quoted<u16>> = "disconnectStatusCode",
        /// Why the connection ended.
        pub disconnect_reason: Option<String> = "disconnectReason",
        /// The stage.
        pub stage: Option<String> = "stage",
        /// When the connection was made, in milliseconds.
        pub connected_at: Option<Timestamp<Millis>> = "connectedAt",
        /// When it happened, in milliseconds.
        pub request_time_epoch: Option<Timestamp<Millis>> = "requestTimeEpoch",
        /// Who is connected.
        pub identity: ApiGatewayIdentity = "identity",
        /// The same as the extended one.
        pub request_id: Option<String> = "requestId",
        /// The domain name of the API, which calls back to the connection go to.
        pub domain_name: Option<String> = "domainName",
        /// The connection, for calls back to it.
        pub connection_id: String = "connectionId",
        /// The id of the API.
        pub api_id: Option<String> = "apiId",
        /// The account that owns the API.
        pub account_id: Option<String> = "accountId",
        /// The id of the resource, where a request is passed on as of a REST API.
        pub resource_id: Option<String> = "resourceId",
        /// The path of the resource, where a request is passed on as of a REST API.
        pub resource_path: Option<String> = "resourcePath",
        /// The method, where a request is passed on as of a REST API.
        pub http_method: Option<String> = "httpMethod",
        /// What API Gateway says of an error.
        pub error: Option<String> = "error",
        /// How many milliseconds the integration took.
        pub integration_latency: Option<Quoted<u64>> = "integrationLatency",
        /// The status of the response.
        pub status: Option<Quoted<u16>> = "status",
    }
}

words! {
    /// What happened on a connection.
    pub enum WebSocketEventType {
        /// It is being made.
        Connect = "CONNECT",
        /// A message came.
        Message = "MESSAGE",
        /// It ended.
        Disconnect = "DISCONNECT",
    }
}
