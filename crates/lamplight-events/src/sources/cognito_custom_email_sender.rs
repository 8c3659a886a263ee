//! A Cognito trigger that sends an e-mail in Cognito's place.
//!
//! See "Custom email sender Lambda trigger" in the Amazon Cognito Developer Guide.

pub use super::cognito::sender::CognitoSenderRequest;
use super::cognito::trigger;
pub use super::cognito::{CognitoCallerContext, CognitoEmptyResponse};
use crate::field::{event, words};

trigger! {
    /// The function is to send an e-mail. Cognito expects no answer.
    pub struct CognitoCustomEmailSenderEvent = "a Cognito event to send an e-mail" {
        source: CognitoCustomEmailSenderSource,
        request: CognitoSenderRequest,
        response: CognitoEmptyResponse,
    }
}

words! {
    /// What the message is about.
    pub enum CognitoCustomEmailSenderSource {
        /// The code to confirm an account.
        SignUp = "CustomEmailSender_SignUp",
        /// The code to confirm an account, once more.
        ResendCode = "CustomEmailSender_ResendCode",
        /// The code to set another password.
        ForgotPassword = "CustomEmailSender_ForgotPassword",
        /// The code to verify what was changed.
        UpdateUserAttribute = "CustomEmailSender_UpdateUserAttribute",
        /// The code to verify what the user asked to verify.
        VerifyUserAttribute = "CustomEmailSender_VerifyUserAttribute",
        /// The temporary password of a user whom an administrator created.
        AdminCreateUser = "CustomEmailSender_AdminCreateUser",
        /// The code to sign in.
        Authentication = "CustomEmailSender_Authentication",
        /// The notice that someone else may have signed in.
        AccountTakeOverNotification = "CustomEmailSender_AccountTakeOverNotification",
    }
}
