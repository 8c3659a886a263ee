//! What API Gateway knows of a request to a REST API, or to an HTTP API with payload format 1.0.
//!
//! See "Lambda proxy integrations in API Gateway" and "Variables for data transformations for API
//! Gateway" in the API Gateway Developer Guide.

use super::client_certificate::ClientCertificate;
use crate::field::event;
use crate::{Map, Millis, Quoted, Timestamp};

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

event! {
    /// Who asks.
    pub struct ApiGatewayIdentity = "the identity of who asks" {
        /// The Cognito identity pool, for calls signed with its credentials.
        pub cognito_identity_pool_id: Option<String> = "cognitoIdentityPoolId",
        /// The account of the caller, for signed calls.
        pub account_id: Option<String> = "accountId",
        /// The Cognito identity, for calls signed with its credentials.
        pub cognito_identity_id: Option<String> = "cognitoIdentityId",
        /// The principal that signed the call.
        pub caller: Option<String> = "caller",
        /// The address that asks, IPv4 or IPv6; `test-invoke-source-ip` from the console.
        pub source_ip: Option<String> = "sourceIp",
        /// The organization of the principal that signed the call.
        pub principal_org_id: Option<String> = "principalOrgId",
        /// The access key of a signed call.
        pub access_key: Option<String> = "accessKey",
        /// `authenticated` or `unauthenticated`, for calls signed with credentials of Cognito.
        pub cognito_authentication_type: Option<String> = "cognitoAuthenticationType",
        /// The providers that Cognito asked, separated by commas.
        pub cognito_authentication_provider: Option<String> = "cognitoAuthenticationProvider",
        /// The ARN of who signed the call.
        pub user_arn: Option<String> = "userArn",
        /// The `User-Agent` header.
        pub user_agent: Option<String> = "userAgent",
        /// The principal that is let in.
        pub user: Option<String> = "user",
        /// The API key, for methods that ask for one.
        pub api_key: Option<String> = "apiKey",
        /// The id of the API key.
        pub api_key_id: Option<String> = "apiKeyId",
        /// The VPC of who asks a private API.
        pub vpc_id: Option<String> = "vpcId",
        /// The VPC endpoint through which a private API is asked.
        pub vpce_id: Option<String> = "vpceId",
        /// The certificate of the client, with mutual TLS.
        pub client_cert: Option<ClientCertificate> = "clientCert",
    }
}

event! {
    /// Who was let in; what a Lambda authorizer says as context stands in `extra`.
    pub struct ApiGatewayAuthorizer = "what an authorizer says" {
        /// Whom a Lambda authorizer let in.
        pub principal_id: Option<String> = "principalId",
        /// How many milliseconds the Lambda authorizer took; 0 where its answer was cached.
        pub integration_latency: Option<Quoted<u64>> = "integrationLatency",
        /// The claims of the token that Cognito, or a JWT authorizer of an HTTP API, checked.
        pub claims: Option<Map<String>> = "claims",
        /// The scopes of the token.
        pub scopes: Option<Vec<String>> = "scopes",
    }
}
