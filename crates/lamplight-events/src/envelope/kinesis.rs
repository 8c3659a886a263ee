//! Records of Kinesis.

use std::borrow::Cow;

use super::error::ContentError;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::kinesis_stream::{KinesisStreamEvent, KinesisStreamRecord};

/// Records of a Kinesis stream, whose data is read as `C` says.
pub type Kinesis<C> = Records<KinesisStreamEvent, C>;

impl BatchSource for KinesisStreamEvent {
    type Record = KinesisStreamRecord;
    type Input = [u8];
    const CONTENT: &'static str = "kinesis.data";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, KinesisStreamRecord>)) {
        each(List::new("Records", &mut self.records));
    }

    fn content(record: &KinesisStreamRecord) -> Result<Cow<'_, [u8]>, ContentError> {
        Ok(record.kinesis.data.bytes()?.into())
    }

    fn id(record: &KinesisStreamRecord) -> Option<Cow<'_, str>> {
        Some(Cow::from(&record.kinesis.sequence_number))
    }
}
