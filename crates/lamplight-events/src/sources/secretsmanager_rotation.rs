//! Secrets Manager rotates a secret.
//!
//! See "Lambda rotation functions" in the AWS Secrets Manager User Guide.

use crate::field::{event, words};

event! {
    /// A step of a rotation.
    pub struct SecretsManagerRotationEvent = "a step of a Secrets Manager rotation" {
        /// Which step.
        pub step: Option<RotationStep> = "Step" required,
        /// The ARN of the secret.
        pub secret_id: String = "SecretId" required,
        /// The version that the secret is to have: the same one in every step.
        pub client_request_token: String = "ClientRequestToken" required,
        /// Secrets of other accounts: to be given to `PutSecretValue`.
        pub rotation_token: Option<String> = "RotationToken",
    }
}

words! {
    /// The steps of a rotation, in their order. Each may come more than once.
    pub enum RotationStep {
        /// Make the version, staged `AWSPENDING`.
        CreateSecret = "createSecret",
        /// Tell it to who asks for it, such as a database.
        SetSecret = "setSecret",
        /// Try it.
        TestSecret = "testSecret",
        /// Stage it `AWSCURRENT`.
        FinishSecret = "finishSecret",
    }
}
