//! A Cognito trigger that decides on the next step of a custom authentication.
//!
//! See "Define Auth challenge Lambda trigger" in the Amazon Cognito Developer Guide.

pub use super::cognito::CognitoCallerContext;
pub use super::cognito::challenge::{CognitoChallengeName, CognitoChallengeResult};
use super::cognito::trigger;
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// What comes next in an authentication?
    ///
    /// ```
    /// use lamplight_events::sources::cognito_define_auth_challenge::{
    ///     CognitoChallengeName, CognitoDefineAuthChallengeEvent, CognitoDefineAuthChallengeResponse,
    /// };
    ///
    /// fn handle(mut event: CognitoDefineAuthChallengeEvent) -> CognitoDefineAuthChallengeEvent {
    ///     event.response = match event.request.session.as_slice() {
    ///         [] => CognitoDefineAuthChallengeResponse::challenge(CognitoChallengeName::CustomChallenge),
    ///         [.., last] if last.challenge_result == Some(true) => CognitoDefineAuthChallengeResponse::success(),
    ///         _ => CognitoDefineAuthChallengeResponse::failure(),
    ///     };
    ///     event
    /// }
    /// # let event = serde_json::from_str(r#"{"triggerSource":"DefineAuthChallenge_Authentication"}"#)?;
    /// # assert_eq!(handle(event).response.issue_tokens, Some(false));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct CognitoDefineAuthChallengeEvent = "a Cognito event to define a challenge" {
        source: CognitoDefineAuthChallengeSource,
        request: CognitoDefineAuthChallengeRequest,
        response: CognitoDefineAuthChallengeResponse,
    }
}

words! {
    /// What asks for a decision.
    pub enum CognitoDefineAuthChallengeSource {
        /// An authentication.
        Authentication = "DefineAuthChallenge_Authentication",
    }
}

event! {
    /// Who wants to sign in, and what happened so far.
    pub struct CognitoDefineAuthChallengeRequest = "the request to define a challenge" {
        /// The attributes of the user.
        pub user_attributes: Map<String> = "userAttributes",
        /// The challenges so far, the oldest first; none at the start.
        pub session: Vec<CognitoChallengeResult> = "session",
        /// What the app handed over in its answer to the last challenge.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
        /// Whether there is no such user, where the app client hides that.
        pub user_not_found: Option<bool> = "userNotFound",
    }
}

event! {
    /// The next step.
    pub struct CognitoDefineAuthChallengeResponse = "the response with the next step" {
        /// The next challenge, where there is one.
        pub challenge_name: Option<CognitoChallengeName> = "challengeName",
        /// Whether the user is authenticated and gets tokens.
        pub issue_tokens: Option<bool> = "issueTokens",
        /// Whether the authentication ends here without success.
        pub fail_authentication: Option<bool> = "failAuthentication",
    }
}

// === impl CognitoDefineAuthChallengeResponse ===

impl CognitoDefineAuthChallengeResponse {
    /// The user is to meet this challenge.
    #[must_use]
    pub fn challenge(name: CognitoChallengeName) -> Self {
        Self { challenge_name: Some(name), ..Self::end(false, false) }
    }

    /// The user is who they say, and gets tokens.
    #[must_use]
    pub fn success() -> Self {
        Self::end(true, false)
    }

    /// The user is not let in.
    #[must_use]
    pub fn failure() -> Self {
        Self::end(false, true)
    }

    fn end(issue_tokens: bool, fail_authentication: bool) -> Self {
        Self {
            issue_tokens: Some(issue_tokens),
            fail_authentication: Some(fail_authentication),
            ..Self::default()
        }
    }
}
