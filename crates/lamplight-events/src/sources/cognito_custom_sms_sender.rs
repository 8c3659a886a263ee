//! A Cognito trigger that sends a text message in Cognito's place.
//!
//! See "Custom SMS sender Lambda trigger" in the Amazon Cognito Developer Guide.

pub use super::cognito::sender::CognitoSenderRequest;
use super::cognito::trigger;
pub use super::cognito::{CognitoCallerContext, CognitoEmptyResponse};
use crate::field::{event, words};

trigger! {
    /// The function is to send a text message. Cognito expects no answer.
    pub struct CognitoCustomSmsSenderEvent = "a Cognito event to send a text message" {
        source: CognitoCustomSmsSenderSource,
        request: CognitoSenderRequest,
        response: CognitoEmptyResponse,
    }
}

words! {
    /// What the message is about.
    pub enum CognitoCustomSmsSenderSource {
        /// The code to confirm an account.
        SignUp = "CustomSMSSender_SignUp",
        /// The code to confirm an account, once more.
        ResendCode = "CustomSMSSender_ResendCode",
        /// The code to set another password.
        ForgotPassword = "CustomSMSSender_ForgotPassword",
        /// The code to verify what was changed.
        UpdateUserAttribute = "CustomSMSSender_UpdateUserAttribute",
        /// The code to verify what the user asked to verify.
        VerifyUserAttribute = "CustomSMSSender_VerifyUserAttribute",
        /// The temporary password of a user whom an administrator created.
        AdminCreateUser = "CustomSMSSender_AdminCreateUser",
        /// The code to sign in.
        Authentication = "CustomSMSSender_Authentication",
    }
}
