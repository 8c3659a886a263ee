//! A Cognito trigger before tokens are generated, in its versions 1, 2 and 3.
//!
//! See "Pre token generation Lambda trigger" in the Amazon Cognito Developer Guide.

use serde_json::Value;

pub use super::cognito::CognitoCallerContext;
use super::cognito::trigger;
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// Tokens are about to be generated.
    ///
    /// The version of the trigger says what can be changed: 1 the ID token, 2 also the access token of a user,
    /// 3 also the access token of an app that acts for itself.
    ///
    /// ```
    /// use lamplight_events::sources::cognito_pre_token_generation::CognitoPreTokenGenerationEvent;
    ///
    /// fn handle(mut event: CognitoPreTokenGenerationEvent) -> CognitoPreTokenGenerationEvent {
    ///     let tokens = event.response.claims_and_scope_override_details.get_or_insert_default();
    ///     let access = tokens.access_token_generation.get_or_insert_default();
    ///     access.scopes_to_add.get_or_insert_default().push("orders.read".to_owned());
    ///     event
    /// }
    /// # let event = serde_json::from_str(r#"{"version":"2","triggerSource":"TokenGeneration_Authentication"}"#)?;
    /// # let json = serde_json::to_value(handle(event).response)?;
    /// # let scopes = &json["claimsAndScopeOverrideDetails"]["accessTokenGeneration"]["scopesToAdd"];
    /// # assert_eq!(*scopes, serde_json::json!(["orders.read"]));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct CognitoPreTokenGenerationEvent = "a Cognito event before tokens are generated" {
        source: CognitoPreTokenGenerationSource,
        request: CognitoPreTokenGenerationRequest,
        response: CognitoPreTokenGenerationResponse,
    }
}

words! {
    /// What the tokens are for.
    pub enum CognitoPreTokenGenerationSource {
        /// A sign-in on Cognito's own pages.
        HostedAuth = "TokenGeneration_HostedAuth",
        /// A user was authenticated.
        Authentication = "TokenGeneration_Authentication",
        /// A user whom an administrator created chose a password.
        NewPasswordChallenge = "TokenGeneration_NewPasswordChallenge",
        /// A user's device was authenticated.
        AuthenticateDevice = "TokenGeneration_AuthenticateDevice",
        /// A user's tokens are refreshed.
        RefreshTokens = "TokenGeneration_RefreshTokens",
        /// Version 3: an app acts for itself.
        ClientCredentials = "TokenGeneration_ClientCredentials",
    }
}

event! {
    /// Whom the tokens are for.
    pub struct CognitoPreTokenGenerationRequest = "the request before tokens are generated" {
        /// The attributes of the user.
        pub user_attributes: Map<String> = "userAttributes",
        /// The user's groups and roles.
        pub group_configuration: Option<CognitoGroups> = "groupConfiguration",
        /// Versions 2 and 3: the scopes of the access token.
        pub scopes: Option<Vec<String>> = "scopes",
        /// What the app handed over.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
    }
}

event! {
    /// What the tokens are to hold.
    pub struct CognitoPreTokenGenerationResponse = "the response before tokens are generated" {
        /// Version 1.
        pub claims_override_details: Option<CognitoClaims> = "claimsOverrideDetails",
        /// Versions 2 and 3.
        pub claims_and_scope_override_details: Option<CognitoClaimsAndScopes> =
            "claimsAndScopeOverrideDetails",
    }
}

event! {
    /// Version 1: what is changed in the ID token.
    pub struct CognitoClaims = "changes of an ID token" {
        /// Claims to be set.
        pub claims_to_add_or_override: Option<Map<String>> = "claimsToAddOrOverride",
        /// Claims to be left out.
        pub claims_to_suppress: Option<Vec<String>> = "claimsToSuppress",
        /// Groups and roles in place of the user's.
        pub group_override_details: Option<CognitoGroups> = "groupOverrideDetails",
    }
}

event! {
    /// Versions 2 and 3: what is changed in the tokens.
    pub struct CognitoClaimsAndScopes = "changes of tokens" {
        /// What is changed in the ID token.
        pub id_token_generation: Option<CognitoIdToken> = "idTokenGeneration",
        /// What is changed in the access token.
        pub access_token_generation: Option<CognitoAccessToken> = "accessTokenGeneration",
        /// Groups and roles in place of the user's.
        pub group_override_details: Option<CognitoGroups> = "groupOverrideDetails",
    }
}

event! {
    /// What is changed in the ID token.
    pub struct CognitoIdToken = "changes of an ID token" {
        /// Claims to be set: text, numbers, lists and objects.
        pub claims_to_add_or_override: Option<Map<Value>> = "claimsToAddOrOverride",
        /// Claims to be left out.
        pub claims_to_suppress: Option<Vec<String>> = "claimsToSuppress",
    }
}

event! {
    /// What is changed in the access token.
    pub struct CognitoAccessToken = "changes of an access token" {
        /// Claims to be set: text, numbers, lists and objects.
        pub claims_to_add_or_override: Option<Map<Value>> = "claimsToAddOrOverride",
        /// Claims to be left out.
        pub claims_to_suppress: Option<Vec<String>> = "claimsToSuppress",
        /// Scopes to be added.
        pub scopes_to_add: Option<Vec<String>> = "scopesToAdd",
        /// Scopes to be left out.
        pub scopes_to_suppress: Option<Vec<String>> = "scopesToSuppress",
    }
}

event! {
    /// Groups of a user, and the roles that they bring.
    pub struct CognitoGroups = "groups of a Cognito user" {
        /// The names of the groups.
        pub groups_to_override: Option<Vec<String>> = "groupsToOverride",
        /// The ARNs of the roles.
        pub iam_roles_to_override: Option<Vec<String>> = "iamRolesToOverride",
        /// The ARN of the role that is preferred.
        pub preferred_role: Option<String> = "preferredRole",
    }
}
