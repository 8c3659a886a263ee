//! What the triggers of a Cognito user pool share.

#[cfg(any(feature = "cognito-create-auth-challenge", feature = "cognito-define-auth-challenge"))]
pub(super) mod challenge;
#[cfg(any(feature = "cognito-custom-email-sender", feature = "cognito-custom-sms-sender"))]
pub(super) mod sender;

use crate::field::event;

event! {
    /// Who caused a trigger.
    pub struct CognitoCallerContext = "the caller context of a Cognito trigger" {
        /// The AWS SDK of the app with its version.
        pub aws_sdk_version: Option<String> = "awsSdkVersion",
        /// The id of the app client.
        pub client_id: Option<String> = "clientId",
    }
}

/// The response of a trigger that has nothing to say: returning without an error lets Cognito go on.
#[cfg(any(
    feature = "cognito-custom-email-sender",
    feature = "cognito-custom-sms-sender",
    feature = "cognito-post-authentication",
    feature = "cognito-post-confirmation",
    feature = "cognito-pre-authentication",
))]
pub type CognitoEmptyResponse = crate::Map<serde_json::Value>;

/// Declares the event of a trigger: what all have, its request and its response.
///
/// `event!` has to be in scope where it is used.
macro_rules! trigger {
    (
        $(#[$about:meta])*
        pub struct $name:ident = $expected:literal {
            source: $source:ty,
            request: $request:ty,
            response: $response:ty,
        }
    ) => {
        event! {
            $(#[$about])*
            pub struct $name = $expected {
                /// The version of the event: `"1"`, and for the generation of tokens also `"2"` and `"3"`.
                pub version: Option<crate::Quoted<u32>> = "version",
                /// What in the user pool caused it.
                pub trigger_source: Option<$source> = "triggerSource" required,
                /// The region of the user pool.
                pub region: Option<String> = "region",
                /// The id of the user pool.
                pub user_pool_id: Option<String> = "userPoolId",
                /// The user's name; absent where an app acts for itself.
                pub user_name: Option<String> = "userName",
                /// Who caused it.
                pub caller_context: Option<super::cognito::CognitoCallerContext> = "callerContext",
                /// What Cognito says.
                pub request: $request = "request",
                /// What the function answers: it returns the event with this filled in.
                pub response: $response = "response",
            }
        }
    };
}

pub(super) use trigger;
