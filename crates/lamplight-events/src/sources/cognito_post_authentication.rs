//! A Cognito trigger after a user was authenticated, before tokens are issued.
//!
//! See "Post authentication Lambda trigger" in the Amazon Cognito Developer Guide.

use super::cognito::trigger;
pub use super::cognito::{CognitoCallerContext, CognitoEmptyResponse};
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// A user signed in.
    pub struct CognitoPostAuthenticationEvent = "a Cognito event after authentication" {
        source: CognitoPostAuthenticationSource,
        request: CognitoPostAuthenticationRequest,
        response: CognitoEmptyResponse,
    }
}

words! {
    /// What it comes after.
    pub enum CognitoPostAuthenticationSource {
        /// An authentication.
        Authentication = "PostAuthentication_Authentication",
    }
}

event! {
    /// Who signed in.
    pub struct CognitoPostAuthenticationRequest = "the request after authentication" {
        /// The attributes of the user.
        pub user_attributes: Map<String> = "userAttributes",
        /// Whether the device is a new one; only where the user pool remembers devices.
        pub new_device_used: Option<bool> = "newDeviceUsed",
        /// What the app handed over.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
    }
}
