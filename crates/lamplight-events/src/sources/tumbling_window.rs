//! Tumbling windows: state that is handed on from one batch of a stream to the next.

use serde::Serialize;

use super::batch_response::BatchItemFailure;
use crate::field::event;
use crate::{RawJson, Seconds, Timestamp};

event! {
    /// The time that a window covers, of 15 minutes at most.
    pub struct TumblingWindow = "a tumbling window" {
        /// When it begins.
        pub start: Option<Timestamp<Seconds>> = "start",
        /// When it ends; this instant is not part of it.
        pub end: Option<Timestamp<Seconds>> = "end",
    }
}

event! {
    /// The answer to a batch of a stream with a tumbling window.
    ///
    /// See "Using tumbling windows" for Kinesis and DynamoDB in the AWS Lambda Developer Guide.
    ///
    /// ```
    /// use lamplight_events::sources::tumbling_window::TumblingWindowResponse;
    ///
    /// #[derive(serde::Serialize)]
    /// struct Totals { items: u64 }
    ///
    /// let response = TumblingWindowResponse::of_state(&Totals { items: 3 })?;
    /// assert_eq!(serde_json::to_string(&response)?, r#"{"state":{"items":3},"batchItemFailures":[]}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct TumblingWindowResponse = "the response to a batch with a tumbling window" {
        /// What the next batch of this window and shard gets as its state, at most 1 MB of it.
        pub state: RawJson = "state",
        /// The records that failed, where partial failures are reported.
        pub batch_item_failures: Vec<BatchItemFailure> = "batchItemFailures",
    }
}

// === impl TumblingWindowResponse ===

impl TumblingWindowResponse {
    /// All records succeeded, and this is what the next batch gets.
    ///
    /// # Errors
    ///
    /// Where the state cannot be written as JSON.
    pub fn of_state<S: Serialize + ?Sized>(state: &S) -> Result<Self, serde_json::Error> {
        Ok(Self { state: RawJson::write(state)?, ..Self::default() })
    }

    /// The record of this sequence number failed.
    pub fn fail(&mut self, sequence_number: impl Into<String>) {
        self.batch_item_failures.push(BatchItemFailure::new(sequence_number));
    }
}
