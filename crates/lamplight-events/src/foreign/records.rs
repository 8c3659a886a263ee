//! Records of sources that take partial failures, as batches are processed of them.

#[cfg(feature = "sqs")]
mod sqs {
    use aws_lambda_events::sqs::SqsMessage;
    use tracing::Span;

    use crate::batch::span::consumer;
    use crate::batch::{BatchRecord, OnFailure};

    impl BatchRecord for SqsMessage {
        fn span(&self, id: &str) -> Span {
            consumer(
                "aws_sqs",
                queue_name(self),
                None,
                id,
                self.attributes.get("AWSTraceHeader").map(String::as_str),
            )
        }

        fn group(&self) -> Option<&str> {
            let group = self.attributes.get("MessageGroupId").map(String::as_str);
            group.or_else(|| is_fifo(self).then_some(""))
        }

        fn on_failure(&self) -> OnFailure {
            if is_fifo(self) { OnFailure::SkipGroup } else { OnFailure::Continue }
        }
    }

    fn queue_name(message: &SqsMessage) -> Option<&str> {
        message.event_source_arn.as_deref()?.rsplit(':').next()
    }

    fn is_fifo(message: &SqsMessage) -> bool {
        queue_name(message).is_some_and(|name| name.ends_with(".fifo"))
    }
}

#[cfg(feature = "kinesis-stream")]
mod kinesis {
    use aws_lambda_events::kinesis::KinesisEventRecord;
    use tracing::Span;

    use crate::batch::span::{consumer, stream_name};
    use crate::batch::{BatchRecord, OnFailure};

    impl BatchRecord for KinesisEventRecord {
        fn span(&self, id: &str) -> Span {
            let shard = self.event_id.as_deref().and_then(|id| Some(id.split_once(':')?.0));
            consumer("aws_kinesis", stream_name(self.event_source_arn.as_deref()), shard, id, None)
        }

        fn group(&self) -> Option<&str> {
            Some(&self.kinesis.partition_key)
        }

        fn on_failure(&self) -> OnFailure {
            OnFailure::Stop
        }
    }
}

#[cfg(feature = "dynamodb-stream")]
mod dynamodb {
    use aws_lambda_events::dynamodb::EventRecord;
    use tracing::Span;

    use crate::batch::span::{consumer, stream_name};
    use crate::batch::{BatchRecord, OnFailure};

    impl BatchRecord for EventRecord {
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
}
