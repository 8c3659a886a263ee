//! A Cognito trigger before a user is signed up: an error keeps them out.
//!
//! See "Pre sign-up Lambda trigger" in the Amazon Cognito Developer Guide.

pub use super::cognito::CognitoCallerContext;
use super::cognito::trigger;
use crate::Map;
use crate::field::{event, words};

trigger! {
    /// A user is about to be created.
    ///
    /// ```
    /// use lamplight_events::sources::cognito_pre_signup::CognitoPreSignupEvent;
    ///
    /// fn handle(mut event: CognitoPreSignupEvent) -> CognitoPreSignupEvent {
    ///     let email = event.request.user_attributes.get("email");
    ///     event.response.auto_confirm_user = email.map(|email| email.ends_with("@example.com"));
    ///     event
    /// }
    /// # let event = serde_json::from_str(
    /// #     r#"{"triggerSource":"PreSignUp_SignUp","request":{"userAttributes":{"email":"a@example.com"}}}"#,
    /// # )?;
    /// # assert_eq!(handle(event).response.auto_confirm_user, Some(true));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct CognitoPreSignupEvent = "a Cognito event before sign-up" {
        source: CognitoPreSignupSource,
        request: CognitoPreSignupRequest,
        response: CognitoPreSignupResponse,
    }
}

words! {
    /// Who signs the user up.
    pub enum CognitoPreSignupSource {
        /// The user.
        SignUp = "PreSignUp_SignUp",
        /// An administrator.
        AdminCreateUser = "PreSignUp_AdminCreateUser",
        /// The first sign-in through an identity provider.
        ExternalProvider = "PreSignUp_ExternalProvider",
    }
}

event! {
    /// The user to be.
    pub struct CognitoPreSignupRequest = "the request before sign-up" {
        /// The attributes of the user.
        pub user_attributes: Map<String> = "userAttributes",
        /// What the app handed over to be checked.
        pub validation_data: Option<Map<String>> = "validationData",
        /// What the app handed over.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
    }
}

event! {
    /// What need not be confirmed; what is not said counts as `false`.
    ///
    /// Cognito passes over it where an administrator creates the user.
    pub struct CognitoPreSignupResponse = "the response before sign-up" {
        /// Whether the user is confirmed at once.
        pub auto_confirm_user: Option<bool> = "autoConfirmUser",
        /// Whether the e-mail address counts as verified.
        pub auto_verify_email: Option<bool> = "autoVerifyEmail",
        /// Whether the phone number counts as verified.
        pub auto_verify_phone: Option<bool> = "autoVerifyPhone",
    }
}
