//! A Cognito trigger that takes a user over from another directory at their first sign-in.
//!
//! See "Migrate user Lambda trigger" in the Amazon Cognito Developer Guide.

pub use super::cognito::CognitoCallerContext;
use super::cognito::trigger;
use crate::field::{event, words};
use crate::{Map, Secret};

trigger! {
    /// A user whom Cognito does not know wants to sign in, or forgot the password. The function answers with
    /// the user's attributes, or fails.
    pub struct CognitoUserMigrationEvent = "a Cognito event to migrate a user" {
        source: CognitoUserMigrationSource,
        request: CognitoUserMigrationRequest,
        response: CognitoUserMigrationResponse,
    }
}

words! {
    /// What the user wants.
    pub enum CognitoUserMigrationSource {
        /// To sign in.
        Authentication = "UserMigration_Authentication",
        /// A new password.
        ForgotPassword = "UserMigration_ForgotPassword",
    }
}

event! {
    /// Who wants to sign in.
    pub struct CognitoUserMigrationRequest = "the request to migrate a user" {
        /// The name that the user gave, where it stands here too.
        pub user_name: Option<String> = "userName",
        /// The password in the clear; none for a forgotten one.
        pub password: Option<Secret> = "password",
        /// What the app handed over to be checked.
        pub validation_data: Option<Map<String>> = "validationData",
        /// What the app handed over.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
    }
}

event! {
    /// The user to be.
    pub struct CognitoUserMigrationResponse = "the response with a user to migrate" {
        /// The attributes of the user; without any the user is not migrated.
        pub user_attributes: Option<Map<String>> = "userAttributes",
        /// The state of the user afterwards; [`CognitoUserStatus::ResetRequired`] where it is not said.
        pub final_user_status: Option<CognitoUserStatus> = "finalUserStatus",
        /// Whether the user is welcomed; they are where it is not said.
        pub message_action: Option<CognitoMessageAction> = "messageAction",
        /// How the user is welcomed; by text message where it is not said.
        pub desired_delivery_mediums: Option<Vec<CognitoDeliveryMedium>> = "desiredDeliveryMediums",
        /// Whether an alias that another user has moves to this one.
        pub force_alias_creation: Option<bool> = "forceAliasCreation",
        /// Whether the user needs codes in text messages to sign in.
        pub enable_sms_mfa: Option<bool> = "enableSMSMFA",
    }
}

words! {
    /// The state of a user.
    pub enum CognitoUserStatus {
        /// The password stays what it was.
        Confirmed = "CONFIRMED",
        /// The user has to choose another password.
        ResetRequired = "RESET_REQUIRED",
    }
}

words! {
    /// What becomes of the message of welcome.
    pub enum CognitoMessageAction {
        /// It is not sent.
        Suppress = "SUPPRESS",
        /// It is sent again.
        Resend = "RESEND",
    }
}

words! {
    /// How a message is sent.
    pub enum CognitoDeliveryMedium {
        /// By e-mail.
        Email = "EMAIL",
        /// By text message.
        Sms = "SMS",
    }
}
