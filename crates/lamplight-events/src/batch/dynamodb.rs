//! Changes in a table of DynamoDB.
//!
//! Lambda goes on at the lowest sequence number of a response, whatever else is in it; see "Configuring
//! partial batch response with DynamoDB and Lambda" in the AWS Lambda Developer Guide.

use tracing::Span;

use super::on_failure::OnFailure;
use super::record::BatchRecord;
use super::span::{consumer, stream_name};
use crate::sources::dynamodb_stream::DynamoDbStreamRecord;

impl BatchRecord for DynamoDbStreamRecord {
    fn span(&self, id: &str) -> Span {
        consumer("aws_dynamodb", stream_name(self.event_source_arn.as_deref()), None, id, None)
    }

    /// All are one group: changes of the same item are known by its key, which is more than a text.
    fn group(&self) -> Option<&str> {
        Some("")
    }

    fn on_failure(&self) -> OnFailure {
        OnFailure::Stop
    }
}
