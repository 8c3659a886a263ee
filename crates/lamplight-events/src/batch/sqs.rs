//! Messages of SQS.
//!
//! A FIFO queue delivers the messages of a group in their order, and one that was returned comes again before
//! those behind it only if they are returned as well; see "Handling errors for an SQS event source in Lambda"
//! in the AWS Lambda Developer Guide.

use tracing::Span;

use super::on_failure::OnFailure;
use super::record::BatchRecord;
use super::span::consumer;
use crate::sources::sqs::SqsMessage;

impl BatchRecord for SqsMessage {
    fn span(&self, id: &str) -> Span {
        consumer("aws_sqs", self.queue_name(), None, id, self.attributes.aws_trace_header.as_deref())
    }

    fn group(&self) -> Option<&str> {
        let group = self.attributes.message_group_id.as_deref();
        // A message of a FIFO queue always has one. If not, it is better to wait for too many than too few.
        group.or_else(|| self.is_fifo().then_some(""))
    }

    fn on_failure(&self) -> OnFailure {
        if self.is_fifo() { OnFailure::SkipGroup } else { OnFailure::Continue }
    }
}
