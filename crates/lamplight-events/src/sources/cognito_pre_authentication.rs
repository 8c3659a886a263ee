//! A Cognito trigger before a user is authenticated: an error keeps them out.
//!
//! See "Pre authentication Lambda trigger" in the Amazon Cognito Developer Guide.

use super::cognito::trigger;
pub use super::cognito::{CognitoCallerContext, CognitoEmptyResponse};
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// A user wants to sign in.
    pub struct CognitoPreAuthenticationEvent = "a Cognito event before authentication" {
        source: CognitoPreAuthenticationSource,
        request: CognitoPreAuthenticationRequest,
        response: CognitoEmptyResponse,
    }
}

words! {
    /// What it comes before.
    pub enum CognitoPreAuthenticationSource {
        /// An authentication.
        Authentication = "PreAuthentication_Authentication",
    }
}

event! {
    /// Who wants to sign in.
    pub struct CognitoPreAuthenticationRequest = "the request before authentication" {
        /// The attributes of the user.
        pub user_attributes: Map<String> = "userAttributes",
        /// What the app handed over to be checked.
        pub validation_data: Option<Map<String>> = "validationData",
        /// What the app handed over.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
        /// Whether there is no such user, where the app client hides that.
        pub user_not_found: Option<bool> = "userNotFound",
    }
}
