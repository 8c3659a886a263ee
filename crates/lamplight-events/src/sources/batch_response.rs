//! The answer to a batch: which of its records are to be delivered again.

use crate::field::event;

event! {
    /// Tells Lambda which records of a batch failed, where the event source mapping has
    /// `ReportBatchItemFailures` among its response types.
    ///
    /// Without failures the whole batch succeeded. An identifier that is empty or not of this batch makes
    /// Lambda take the whole batch as failed. Of a stream, Lambda goes on at the lowest sequence number that
    /// is named here. See "Implementing partial batch responses" and "Configuring partial batch response" in
    /// the AWS Lambda Developer Guide.
    ///
    /// ```
    /// use lamplight_events::sources::batch_response::BatchResponse;
    ///
    /// let response = BatchResponse::of_failures(["message-2"]);
    /// let json = serde_json::to_string(&response)?;
    /// assert_eq!(json, r#"{"batchItemFailures":[{"itemIdentifier":"message-2"}]}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct BatchResponse = "the response to a batch" {
        /// The records that failed, in any order.
        pub batch_item_failures: Vec<BatchItemFailure> = "batchItemFailures",
    }
}

event! {
    /// A record that failed.
    pub struct BatchItemFailure = "a failure of one record" {
        /// The message id of an SQS message, or the sequence number of a record of a Kinesis or DynamoDB
        /// stream.
        pub item_identifier: String = "itemIdentifier",
    }
}

// === impl BatchResponse ===

impl BatchResponse {
    /// All records succeeded.
    #[must_use]
    pub fn success() -> Self {
        Self::default()
    }

    /// These records failed.
    pub fn of_failures<I: Into<String>>(identifiers: impl IntoIterator<Item = I>) -> Self {
        let batch_item_failures = identifiers.into_iter().map(BatchItemFailure::new).collect();
        Self { batch_item_failures, ..Self::default() }
    }

    /// One more record failed.
    pub fn fail(&mut self, identifier: impl Into<String>) {
        self.batch_item_failures.push(BatchItemFailure::new(identifier));
    }

    /// Whether all records succeeded.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.batch_item_failures.is_empty()
    }
}

// === impl BatchItemFailure ===

impl BatchItemFailure {
    /// The record of this identifier failed.
    pub fn new(identifier: impl Into<String>) -> Self {
        Self { item_identifier: identifier.into(), ..Self::default() }
    }
}
