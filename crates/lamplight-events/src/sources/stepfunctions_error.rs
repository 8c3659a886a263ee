//! Step Functions passes an error that it caught.
//!
//! See "Handling errors in Step Functions workflows" in the AWS Step Functions Developer Guide.

use serde::de::DeserializeOwned;

use crate::field::event;

event! {
    /// The error of another state.
    pub struct StepFunctionsErrorEvent = "an error that Step Functions caught" {
        /// Its name: `States.Timeout`, or one of one's own.
        pub error: String = "Error" required,
        /// What went wrong: text, which is JSON where the error is a function's.
        pub cause: Option<String> = "Cause",
    }
}

// === impl StepFunctionsErrorEvent ===

impl StepFunctionsErrorEvent {
    /// What went wrong, where it is JSON: of a function it has `errorMessage` and `errorType`.
    ///
    /// # Errors
    ///
    /// Where it is not JSON, or not of the type.
    pub fn read_cause<T: DeserializeOwned>(&self) -> Result<Option<T>, serde_json::Error> {
        self.cause.as_deref().map(serde_json::from_str).transpose()
    }
}
