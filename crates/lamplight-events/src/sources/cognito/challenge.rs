//! The challenges of a custom authentication so far.

use crate::field::{event, words};

event! {
    /// A challenge that the user was given before, and how it went.
    pub struct CognitoChallengeResult = "the result of a Cognito challenge" {
        /// Which challenge it was.
        pub challenge_name: Option<CognitoChallengeName> = "challengeName",
        /// Whether the user met it.
        pub challenge_result: Option<bool> = "challengeResult",
        /// A custom challenge: the name that the function that created it gave it.
        pub challenge_metadata: Option<String> = "challengeMetadata",
    }
}

words! {
    /// The challenges of an authentication.
    pub enum CognitoChallengeName {
        /// One that functions create and verify.
        CustomChallenge = "CUSTOM_CHALLENGE",
        /// The start of the Secure Remote Password protocol.
        SrpA = "SRP_A",
        /// The password, by the Secure Remote Password protocol.
        PasswordVerifier = "PASSWORD_VERIFIER",
        /// A code sent in a text message.
        SmsMfa = "SMS_MFA",
        /// A code sent by e-mail.
        EmailOtp = "EMAIL_OTP",
        /// A code of an authenticator app.
        SoftwareTokenMfa = "SOFTWARE_TOKEN_MFA",
        /// The start of the verification of a remembered device.
        DeviceSrpAuth = "DEVICE_SRP_AUTH",
        /// The password of a remembered device.
        DevicePasswordVerifier = "DEVICE_PASSWORD_VERIFIER",
        /// The password, sent by a back end.
        AdminNoSrpAuth = "ADMIN_NO_SRP_AUTH",
        /// A password of the user's own instead of the first one.
        NewPasswordRequired = "NEW_PASSWORD_REQUIRED",
    }
}
