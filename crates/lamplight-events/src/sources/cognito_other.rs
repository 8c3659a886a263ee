//! A Cognito trigger that has no type of its own.
//!
//! See "Customizing user pool workflows with Lambda triggers" in the Amazon Cognito Developer Guide.

use serde_json::Value;

pub use super::cognito::CognitoCallerContext;
use super::cognito::trigger;
use crate::field::event;

trigger! {
    /// Something happened in a user pool.
    pub struct CognitoOtherEvent = "a Cognito event" {
        source: String,
        request: Value,
        response: Value,
    }
}
