//! Who asks, and who was let in, as API Gateway says it of REST APIs, WebSocket APIs, and HTTP APIs with
//! payload format 1.0.
//!
//! See "Variables for data transformations for API Gateway" in the API Gateway Developer Guide.

use super::client_certificate::ClientCertificate;
use crate::field::event;
use crate::{Map, Quoted};

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
