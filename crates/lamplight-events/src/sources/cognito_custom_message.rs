//! A Cognito trigger that words a message to a user.
//!
//! See "Custom message Lambda trigger" in the Amazon Cognito Developer Guide.

pub use super::cognito::CognitoCallerContext;
use super::cognito::trigger;
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// Cognito is about to send a message to a user.
    pub struct CognitoCustomMessageEvent = "a Cognito event to word a message" {
        source: CognitoCustomMessageSource,
        request: CognitoCustomMessageRequest,
        response: CognitoCustomMessageResponse,
    }
}

words! {
    /// What the message is about.
    pub enum CognitoCustomMessageSource {
        /// The code to confirm an account.
        SignUp = "CustomMessage_SignUp",
        /// The temporary password of a user whom an administrator created.
        AdminCreateUser = "CustomMessage_AdminCreateUser",
        /// The code to confirm an account, once more.
        ResendCode = "CustomMessage_ResendCode",
        /// The code to set another password.
        ForgotPassword = "CustomMessage_ForgotPassword",
        /// The code to verify an address or number that was changed.
        UpdateUserAttribute = "CustomMessage_UpdateUserAttribute",
        /// The code to verify an address or number, as the user asked.
        VerifyUserAttribute = "CustomMessage_VerifyUserAttribute",
        /// The code to sign in.
        Authentication = "CustomMessage_Authentication",
    }
}

event! {
    /// What the message is to say.
    pub struct CognitoCustomMessageRequest = "the request to word a message" {
        /// The attributes of the user.
        pub user_attributes: Map<String> = "userAttributes",
        /// What stands in the message for the code: `{####}`.
        pub code_parameter: Option<String> = "codeParameter",
        /// What stands in the message for a link.
        pub link_parameter: Option<String> = "linkParameter",
        /// What stands in the message for the user's name; only where an administrator created the user.
        pub username_parameter: Option<String> = "usernameParameter",
        /// What the app handed over.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
    }
}

event! {
    /// The message; Cognito's own where it is not said. It has to hold what stands for the code.
    pub struct CognitoCustomMessageResponse = "the response with a message" {
        /// The text message, of at most 140 UTF-8 characters with the code.
        pub sms_message: Option<String> = "smsMessage",
        /// The e-mail, of at most 20,000 UTF-8 characters with the code.
        pub email_message: Option<String> = "emailMessage",
        /// The subject of the e-mail, of at most 140 UTF-8 characters.
        pub email_subject: Option<String> = "emailSubject",
    }
}
