//! Records of Kinesis Analytics.

use std::borrow::Cow;

use super::error::ContentError;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::kinesis_analytics::{KinesisAnalyticsEvent, KinesisAnalyticsRecord};

/// Records of Kinesis Analytics, whose data is read as `C` says.
pub type KinesisAnalytics<C> = Records<KinesisAnalyticsEvent, C>;

impl BatchSource for KinesisAnalyticsEvent {
    type Record = KinesisAnalyticsRecord;
    type Input = [u8];
    const CONTENT: &'static str = "data";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, KinesisAnalyticsRecord>)) {
        each(List::new("records", &mut self.records));
    }

    fn content(record: &KinesisAnalyticsRecord) -> Result<Cow<'_, [u8]>, ContentError> {
        Ok(record.data.bytes()?.into())
    }

    /// Under which the response says what became of it.
    fn id(record: &KinesisAnalyticsRecord) -> Option<Cow<'_, str>> {
        Some(Cow::from(&record.record_id))
    }
}
