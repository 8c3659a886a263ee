//! What API Gateway knows of a request to a REST API, or to an HTTP API with payload format 1.0.
//!
//! See "Lambda proxy integrations in API Gateway" and "Variables for data transformations for API
//! Gateway" in the API Gateway Developer Guide.

use super::identity::{ApiGatewayAuthorizer, ApiGatewayIdentity};
use crate::field::event;
use crate::{Millis, Timestamp};

event! {
    /// What API Gateway knows of a request.
    pub struct ApiGatewayRequestContext = "the context of a request to API Gateway" {
        /// The id of the resource that matched; `null` with HTTP APIs.
        pub resource_id: Option<String> = "resourceId",
        /// Who was let in, where an authorizer or Cognito decides that.
        pub authorizer: Option<ApiGatewayAuthorizer> = "authorizer",
        /// The path of the resource that matched, with its variables: `/users/{id}`.
        pub resource_path: Option<String> = "resourcePath",
        /// The name of the operation, where the API gives it one.
        pub operation_name: Option<String> = "operationName",
        /// The method.
        pub http_method: Option<String> = "httpMethod",
        /// The id of the request that API Gateway alone gives, and its support asks for.
        pub extended_request_id: Option<String> = "extendedRequestId",
        /// When it came, to the second.
        pub request_time: Option<Timestamp<Millis>> = "requestTime",
        /// The path with the stage in front of it, unless a domain of one's own stands for the stage.
        pub path: Option<String> = "path",
        /// The account that owns the API.
        pub account_id: Option<String> = "accountId",
        /// `HTTP/1.1`, `HTTP/2.0`.
        pub protocol: Option<String> = "protocol",
        /// The stage: `prod`, `$default`, or `test-invoke-stage` from the console.
        pub stage: Option<String> = "stage",
        /// The first label of the domain name.
        pub domain_prefix: Option<String> = "domainPrefix",
        /// When it came, in milliseconds.
        pub request_time_epoch: Option<Timestamp<Millis>> = "requestTimeEpoch",
        /// The id of the request; clients of a REST API may overwrite it.
        pub request_id: Option<String> = "requestId",
        /// Who asks.
        pub identity: ApiGatewayIdentity = "identity",
        /// The domain name that was asked.
        pub domain_name: Option<String> = "domainName",
        /// The id of the deployment.
        pub deployment_id: Option<String> = "deploymentId",
        /// The id of the API.
        pub api_id: Option<String> = "apiId",
    }
}
