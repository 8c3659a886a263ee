//! Records of Firehose.

use std::borrow::Cow;

use super::error::ContentError;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::firehose::{FirehoseEvent, FirehoseRecord};

/// Records of Firehose, whose data is read as `C` says.
pub type Firehose<C> = Records<FirehoseEvent, C>;

impl BatchSource for FirehoseEvent {
    type Record = FirehoseRecord;
    type Input = [u8];
    const CONTENT: &'static str = "data";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, FirehoseRecord>)) {
        each(List::new("records", &mut self.records));
    }

    fn content(record: &FirehoseRecord) -> Result<Cow<'_, [u8]>, ContentError> {
        Ok(record.payload().map_or(Ok(&[][..]), |payload| payload.bytes())?.into())
    }

    /// What comes from MSK has it under a name of its own.
    fn content_path(record: &FirehoseRecord) -> &'static str {
        let of_kafka = record.data.is_none() && record.kafka_record_value.is_some();
        if of_kafka { "kafkaRecordValue" } else { Self::CONTENT }
    }

    /// Under which the response says what became of it.
    fn id(record: &FirehoseRecord) -> Option<Cow<'_, str>> {
        Some(Cow::from(&record.record_id))
    }
}
