//! What API Gateway knows of a request to an HTTP API with payload format 2.0, and Lambda of one to a
//! function URL.
//!
//! See "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway" in the API Gateway Developer
//! Guide, and "Invoking Lambda function URLs" in the AWS Lambda Developer Guide.

use serde_json::Value;

use super::client_certificate::ClientCertificate;
use crate::field::event;
use crate::{Map, Millis, Timestamp};

event! {
    /// What is known of a request.
    pub struct HttpApiRequestContext = "the context of a request to an HTTP API" {
        /// The account that owns the API; `anonymous` at a function URL that asks for no signature.
        pub account_id: Option<String> = "accountId",
        /// The id of the API, or of the function URL.
        pub api_id: Option<String> = "apiId",
        /// The certificate of the client, with mutual TLS.
        pub authentication: Option<HttpApiAuthentication> = "authentication",
        /// Who was let in, where anything decides that.
        pub authorizer: Option<HttpApiAuthorizer> = "authorizer",
        /// The domain name that was asked.
        pub domain_name: Option<String> = "domainName",
        /// The first label of the domain name.
        pub domain_prefix: Option<String> = "domainPrefix",
        /// The request itself.
        pub http: HttpApiRequest = "http",
        /// The id of the request.
        pub request_id: Option<String> = "requestId",
        /// The id of the route.
        pub route_id: Option<String> = "routeId",
        /// The route that matched: `GET /users/{id}`, `$default`.
        pub route_key: Option<String> = "routeKey",
        /// The stage: `$default` where there is no other.
        pub stage: Option<String> = "stage",
        /// When it came, to the second.
        pub time: Option<Timestamp<Millis>> = "time",
        /// When it came, in milliseconds.
        pub time_epoch: Option<Timestamp<Millis>> = "timeEpoch",
    }
}

event! {
    /// A request.
    pub struct HttpApiRequest = "a description of a request" {
        /// The method.
        pub method: String = "method",
        /// The path, with the stage in front of it unless that is `$default`.
        pub path: String = "path",
        /// `HTTP/1.1`.
        pub protocol: Option<String> = "protocol",
        /// The address that asks, IPv4 or IPv6.
        pub source_ip: Option<String> = "sourceIp",
        /// The `User-Agent` header.
        pub user_agent: Option<String> = "userAgent",
    }
}

event! {
    /// How a client proved who it is.
    pub struct HttpApiAuthentication = "an authentication" {
        /// The certificate of the client.
        pub client_cert: Option<ClientCertificate> = "clientCert",
    }
}

event! {
    /// Who was let in: one of these is there.
    pub struct HttpApiAuthorizer = "what an authorizer of an HTTP API says" {
        /// Who signed the request.
        pub iam: Option<IamIdentity> = "iam",
        /// What a JWT says.
        pub jwt: Option<HttpApiJwt> = "jwt",
        /// What a Lambda authorizer says as context.
        pub lambda: Option<Map<Value>> = "lambda",
    }
}

event! {
    /// What a JWT says.
    pub struct HttpApiJwt = "what a JWT says" {
        /// The claims, all of them as text.
        pub claims: Map<String> = "claims",
        /// The scopes that the route asks for and the token has.
        pub scopes: Option<Vec<String>> = "scopes",
    }
}

event! {
    /// Who signed a request.
    pub struct IamIdentity = "an IAM identity" {
        /// The access key.
        pub access_key: Option<String> = "accessKey",
        /// The account of who signed.
        pub account_id: Option<String> = "accountId",
        /// The principal that signed.
        pub caller_id: Option<String> = "callerId",
        /// The Cognito identity whose credentials signed.
        pub cognito_identity: Option<CognitoIdentity> = "cognitoIdentity",
        /// The organization of the principal.
        pub principal_org_id: Option<String> = "principalOrgId",
        /// The ARN of the user or the role.
        pub user_arn: Option<String> = "userArn",
        /// The id of the user or the role.
        pub user_id: Option<String> = "userId",
    }
}

event! {
    /// An identity of a Cognito identity pool.
    pub struct CognitoIdentity = "a Cognito identity" {
        /// How it was authenticated.
        pub amr: Vec<String> = "amr",
        /// The identity.
        pub identity_id: Option<String> = "identityId",
        /// The pool that it belongs to.
        pub identity_pool_id: Option<String> = "identityPoolId",
    }
}
