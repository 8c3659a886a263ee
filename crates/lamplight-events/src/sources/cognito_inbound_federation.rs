//! A Cognito trigger that maps the attributes of a user who signs in through an identity provider.
//!
//! See "Inbound federation Lambda trigger" in the Amazon Cognito Developer Guide.

pub use super::cognito::CognitoCallerContext;
use super::cognito::trigger;
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// A user signs in through an identity provider, for the first time or again.
    pub struct CognitoInboundFederationEvent = "a Cognito event of a federated sign-in" {
        source: CognitoInboundFederationSource,
        request: CognitoInboundFederationRequest,
        response: CognitoInboundFederationResponse,
    }
}

words! {
    /// What it comes from.
    pub enum CognitoInboundFederationSource {
        /// A sign-in through an identity provider.
        ExternalProvider = "InboundFederation_ExternalProvider",
    }
}

event! {
    /// Who signs in.
    pub struct CognitoInboundFederationRequest = "the request of a federated sign-in" {
        /// The name of the provider in the user pool.
        pub provider_name: Option<String> = "providerName",
        /// What kind of provider it is.
        pub provider_type: Option<CognitoProviderType> = "providerType",
        /// What the provider says.
        pub attributes: CognitoProviderAttributes = "attributes",
    }
}

words! {
    /// What kind of provider it is.
    pub enum CognitoProviderType {
        /// One that speaks OpenID Connect.
        Oidc = "OIDC",
        /// One that speaks SAML 2.0.
        Saml = "SAML",
        /// Facebook.
        Facebook = "Facebook",
        /// Google.
        Google = "Google",
        /// Apple.
        SignInWithApple = "SignInWithApple",
        /// Amazon.
        LoginWithAmazon = "LoginWithAmazon",
    }
}

event! {
    /// What the provider says of the user: tokens and claims of OpenID Connect and social providers, or the
    /// attributes of a SAML assertion.
    pub struct CognitoProviderAttributes = "the attributes of a federated user" {
        /// What the token endpoint answered.
        pub token_response: Option<Map<String>> = "tokenResponse",
        /// The claims of the ID token.
        pub id_token: Option<Map<String>> = "idToken",
        /// What the endpoint for user information answered.
        pub user_info: Option<Map<String>> = "userInfo",
        /// The attributes of the SAML assertion.
        pub saml_response: Option<Map<String>> = "samlResponse",
    }
}

event! {
    /// What Cognito is to take the provider to have said.
    pub struct CognitoInboundFederationResponse = "the response to a federated sign-in" {
        /// The attributes of the user: of those that came, the ones that are not here are dropped. An empty
        /// map keeps all as they came.
        pub user_attributes_to_map: Option<Map<String>> = "userAttributesToMap",
    }
}
