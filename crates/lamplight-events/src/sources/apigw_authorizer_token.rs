//! Requests to a Lambda authorizer of a REST API that is given a token.
//!
//! See "Input to an API Gateway Lambda authorizer" in the API Gateway Developer Guide.

pub use super::apigw::authorizer_response::{
    AuthorizerResponse, PolicyDocument, PolicyEffect, PolicyStatement,
};
use crate::Secret;
use crate::field::event;

event! {
    /// A token to judge; [`AuthorizerResponse`] answers it.
    pub struct ApiGatewayAuthorizerTokenEvent = "a request to an authorizer with a token" {
        /// `TOKEN`.
        pub kind: String = "type" required,
        /// The token: the value of the header that the authorizer names.
        pub authorization_token: Secret = "authorizationToken",
        /// What is asked for: `arn:aws:execute-api:region:account:api/stage/method/path`.
        pub method_arn: String = "methodArn" required,
    }
}
