//! A Cognito trigger that creates a custom challenge.
//!
//! See "Create Auth challenge Lambda trigger" in the Amazon Cognito Developer Guide.

pub use super::cognito::CognitoCallerContext;
pub use super::cognito::challenge::{CognitoChallengeName, CognitoChallengeResult};
use super::cognito::trigger;
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// A challenge is to be created, after another function decided that there is one.
    pub struct CognitoCreateAuthChallengeEvent = "a Cognito event to create a challenge" {
        source: CognitoCreateAuthChallengeSource,
        request: CognitoCreateAuthChallengeRequest,
        response: CognitoCreateAuthChallengeResponse,
    }
}

words! {
    /// What asks for a challenge.
    pub enum CognitoCreateAuthChallengeSource {
        /// An authentication.
        Authentication = "CreateAuthChallenge_Authentication",
    }
}

event! {
    /// For whom the challenge is.
    pub struct CognitoCreateAuthChallengeRequest = "the request to create a challenge" {
        /// The attributes of the user.
        pub user_attributes: Map<String> = "userAttributes",
        /// The challenge that was decided on.
        pub challenge_name: Option<CognitoChallengeName> = "challengeName",
        /// The challenges so far, the oldest first.
        pub session: Vec<CognitoChallengeResult> = "session",
        /// What the app handed over in its answer to the last challenge.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
        /// Whether there is no such user, where the app client hides that.
        pub user_not_found: Option<bool> = "userNotFound",
    }
}

event! {
    /// The challenge.
    pub struct CognitoCreateAuthChallengeResponse = "the response with a challenge" {
        /// What the app is told, to put the challenge to the user.
        pub public_challenge_parameters: Option<Map<String>> = "publicChallengeParameters",
        /// What only the function is told that verifies the answer.
        pub private_challenge_parameters: Option<Map<String>> = "privateChallengeParameters",
        /// A name for this challenge, by which later functions know it.
        pub challenge_metadata: Option<String> = "challengeMetadata",
    }
}
