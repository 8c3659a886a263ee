//! Records of Kinesis data streams.
//!
//! Lambda goes on at the lowest sequence number of a response, whatever else is in it; see "Configuring
//! partial batch response with Kinesis Data Streams and Lambda" in the AWS Lambda Developer Guide.

use tracing::Span;

use super::on_failure::OnFailure;
use super::record::BatchRecord;
use super::span::{consumer, stream_name};
use crate::sources::kinesis_stream::KinesisStreamRecord;

impl BatchRecord for KinesisStreamRecord {
    fn span(&self, id: &str) -> Span {
        consumer("aws_kinesis", stream_name(self.event_source_arn.as_deref()), self.shard_id(), id, None)
    }

    fn group(&self) -> Option<&str> {
        Some(&self.kinesis.partition_key)
    }

    fn on_failure(&self) -> OnFailure {
        OnFailure::Stop
    }
}
