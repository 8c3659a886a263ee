//! What a function is given that sends messages in Cognito's place.

use crate::field::event;
use crate::{Binary, Map};

event! {
    /// A message to be sent.
    pub struct CognitoSenderRequest = "the request of a Cognito sender trigger" {
        /// The version of the request: `customEmailSenderRequestV1` or `customSMSSenderRequestV1`.
        pub kind: Option<String> = "type",
        /// The code or the temporary password, encrypted by the AWS Encryption SDK with the key of the user
        /// pool's `KMSKeyID`. Absent in a notice of an account takeover.
        pub code: Option<Binary> = "code",
        /// What the app handed over.
        pub client_metadata: Option<Map<String>> = "clientMetadata",
        /// The attributes of the user; of a notice of an account takeover, what is known of the sign-in.
        pub user_attributes: Map<String> = "userAttributes",
    }
}
