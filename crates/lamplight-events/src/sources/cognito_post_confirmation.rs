//! A Cognito trigger after a user was confirmed.
//!
//! See "Post confirmation Lambda trigger" in the Amazon Cognito Developer Guide.

use super::cognito::trigger;
pub use super::cognito::{CognitoCallerContext, CognitoEmptyResponse};
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// A user confirmed an account, or a new password.
    pub struct CognitoPostConfirmationEvent = "a Cognito event after confirmation" {
        source: CognitoPostConfirmationSource,
        request: CognitoPostConfirmationRequest,
        response: CognitoEmptyResponse,
    }
}

words! {
    /// What was confirmed.
    pub enum CognitoPostConfirmationSource {
        /// An account.
        ConfirmSignUp = "PostConfirmation_ConfirmSignUp",
        /// A new password in place of a forgotten one.
        ConfirmForgotPassword = "PostConfirmation_ConfirmForgotPassword",
    }
}

event! {
    /// Who was confirmed.
    pub struct CognitoPostConfirmationRequest = "the request after confirmation" {
        /// The attributes of the user.
        pub user_attributes: Map<String> = "userAttributes",
        /// What the app handed over.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
    }
}
