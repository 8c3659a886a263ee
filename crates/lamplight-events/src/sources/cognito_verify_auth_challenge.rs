//! A Cognito trigger that verifies the answer to a custom challenge.
//!
//! See "Verify Auth challenge response Lambda trigger" in the Amazon Cognito Developer Guide.

pub use super::cognito::CognitoCallerContext;
use super::cognito::trigger;
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// A user answered a challenge.
    pub struct CognitoVerifyAuthChallengeEvent = "a Cognito event to verify an answer" {
        source: CognitoVerifyAuthChallengeSource,
        request: CognitoVerifyAuthChallengeRequest,
        response: CognitoVerifyAuthChallengeResponse,
    }
}

words! {
    /// What asks for the verification.
    pub enum CognitoVerifyAuthChallengeSource {
        /// An authentication.
        Authentication = "VerifyAuthChallengeResponse_Authentication",
    }
}

event! {
    /// The challenge and the answer.
    pub struct CognitoVerifyAuthChallengeRequest = "the request to verify an answer" {
        /// The attributes of the user.
        pub user_attributes: Map<String> = "userAttributes",
        /// What the function that created the challenge says to this one alone: what the answer should be.
        pub private_challenge_parameters: Option<Map<String>> = "privateChallengeParameters",
        /// The user's answer.
        pub challenge_answer: Option<String> = "challengeAnswer",
        /// What the app handed over with the answer.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
        /// Whether there is no such user, where the app client hides that.
        pub user_not_found: Option<bool> = "userNotFound",
    }
}

event! {
    /// Whether the answer is right.
    pub struct CognitoVerifyAuthChallengeResponse = "the response to an answer" {
        /// Whether the user met the challenge.
        pub answer_correct: Option<bool> = "answerCorrect",
    }
}
