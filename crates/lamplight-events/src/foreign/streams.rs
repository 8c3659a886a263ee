//! Streams, and what is delivered like them.

macro_rules! stream {
    (
        $feature:literal: $event:ty, $record:ty, $path:literal.$content:literal;
        $records:expr; $bytes:expr; $id:expr;
    ) => {
        #[cfg(feature = $feature)]
        impl crate::source::BatchSource for $event {
            type Record = $record;
            type Input = [u8];
            const CONTENT: &'static str = $content;

            fn lists(&mut self, each: &mut dyn FnMut(crate::source::List<'_, $record>)) {
                let records: fn(&mut Self) -> &mut Vec<$record> = $records;
                each(crate::source::List::new($path, records(self)));
            }

            fn content(
                record: &$record,
            ) -> Result<std::borrow::Cow<'_, [u8]>, crate::envelope::ContentError> {
                let bytes: fn(&$record) -> &[u8] = $bytes;
                Ok(bytes(record).into())
            }

            fn id(record: &$record) -> Option<std::borrow::Cow<'_, str>> {
                let id: fn(&$record) -> Option<&str> = $id;
                id(record).map(std::borrow::Cow::from)
            }
        }
    };
}

stream! {
    "kinesis-stream": aws_lambda_events::kinesis::KinesisEvent,
    aws_lambda_events::kinesis::KinesisEventRecord, "Records"."kinesis.data";
    |event| &mut event.records;
    |record| &record.kinesis.data;
    |record| Some(&record.kinesis.sequence_number);
}

stream! {
    "kinesis-stream": aws_lambda_events::kinesis::KinesisTimeWindowEvent,
    aws_lambda_events::kinesis::KinesisEventRecord, "Records"."kinesis.data";
    |event| &mut event.kinesis_event.records;
    |record| &record.kinesis.data;
    |record| Some(&record.kinesis.sequence_number);
}

stream! {
    "firehose": aws_lambda_events::firehose::KinesisFirehoseEvent,
    aws_lambda_events::firehose::KinesisFirehoseEventRecord, "records"."data";
    |event| &mut event.records;
    |record| &record.data;
    |record| record.record_id.as_deref();
}

stream! {
    "kinesis-analytics": aws_lambda_events::kinesis::analytics::KinesisAnalyticsOutputDeliveryEvent,
    aws_lambda_events::kinesis::analytics::KinesisAnalyticsOutputDeliveryEventRecord, "records"."data";
    |event| &mut event.records;
    |record| &record.data;
    |record| record.record_id.as_deref();
}

#[cfg(feature = "dynamodb-stream")]
mod dynamodb {
    use std::borrow::Cow;

    use aws_lambda_events::dynamodb::{Event, EventRecord, TimeWindowEvent};

    use super::super::conversion::by_json;
    use crate::envelope::{ContentError, ContentErrorKind};
    use crate::source::{BatchSource, List};
    use crate::sources::dynamodb_stream::DynamoDbChange;

    /// The change is converted by JSON, since what reads items reads ours.
    macro_rules! changes {
        ($($event:ty: $records:expr;)*) => {$(
            impl BatchSource for $event {
                type Record = EventRecord;
                type Input = DynamoDbChange;
                const CONTENT: &'static str = "dynamodb";

                fn lists(&mut self, each: &mut dyn FnMut(List<'_, EventRecord>)) {
                    let records: fn(&mut Self) -> &mut Vec<EventRecord> = $records;
                    each(List::new("Records", records(self)));
                }

                fn content(record: &EventRecord) -> Result<Cow<'_, DynamoDbChange>, ContentError> {
                    match by_json(&record.change) {
                        Ok(change) => Ok(Cow::Owned(change)),
                        Err(error) => Err(ContentError::new(ContentErrorKind::Other, error.to_string())),
                    }
                }

                fn id(record: &EventRecord) -> Option<Cow<'_, str>> {
                    record.change.sequence_number.as_deref().map(Cow::from)
                }
            }
        )*};
    }

    changes! {
        Event: |event| &mut event.records;
        TimeWindowEvent: |event| &mut event.dynamo_db_event.records;
    }
}

#[cfg(feature = "documentdb")]
mod documentdb {
    use std::borrow::Cow;

    use aws_lambda_events::documentdb::{DocumentDbEvent, DocumentDbInnerEvent};
    use serde_json::Value;

    use crate::envelope::{ContentError, ContentErrorKind};
    use crate::source::{BatchSource, List};

    impl BatchSource for DocumentDbEvent {
        type Record = DocumentDbInnerEvent;
        type Input = [u8];
        const CONTENT: &'static str = "event.fullDocument";

        fn lists(&mut self, each: &mut dyn FnMut(List<'_, DocumentDbInnerEvent>)) {
            each(List::new("events", &mut self.events));
        }

        /// Each kind of change is a type of its own there, of which some have a document.
        fn content(record: &DocumentDbInnerEvent) -> Result<Cow<'_, [u8]>, ContentError> {
            let change = serde_json::to_value(&record.event)
                .map_err(|error| ContentError::new(ContentErrorKind::Other, error.to_string()))?;
            match change.get("fullDocument") {
                None | Some(Value::Null) => Ok(Cow::Borrowed(&[])),
                Some(document) => Ok(Cow::Owned(document.to_string().into_bytes())),
            }
        }

        /// The event source mapping takes no partial failures.
        fn id(_: &DocumentDbInnerEvent) -> Option<Cow<'_, str>> {
            None
        }
    }
}
