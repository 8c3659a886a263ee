//! Queues and topics.

#[cfg(any(feature = "sns", feature = "sqs"))]
use std::borrow::Cow;

#[cfg(feature = "sns")]
use aws_lambda_events::sns::{SnsEvent, SnsRecord};
#[cfg(feature = "sqs")]
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};

#[cfg(any(feature = "sns", feature = "sqs"))]
use crate::envelope::ContentError;
#[cfg(any(feature = "sns", feature = "sqs"))]
use crate::source::{BatchSource, List};

#[cfg(feature = "sqs")]
impl BatchSource for SqsEvent {
    type Record = SqsMessage;
    type Input = [u8];
    const CONTENT: &'static str = "body";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, SqsMessage>)) {
        each(List::new("Records", &mut self.records));
    }

    fn content(message: &SqsMessage) -> Result<Cow<'_, [u8]>, ContentError> {
        Ok(message.body.as_deref().unwrap_or_default().as_bytes().into())
    }

    fn id(message: &SqsMessage) -> Option<Cow<'_, str>> {
        message.message_id.as_deref().map(Cow::from)
    }
}

#[cfg(feature = "sns")]
impl BatchSource for SnsEvent {
    type Record = SnsRecord;
    type Input = [u8];
    const CONTENT: &'static str = "Sns.Message";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, SnsRecord>)) {
        each(List::new("Records", &mut self.records));
    }

    fn content(record: &SnsRecord) -> Result<Cow<'_, [u8]>, ContentError> {
        Ok(record.sns.message.as_bytes().into())
    }

    /// SNS takes no partial failures.
    fn id(_: &SnsRecord) -> Option<Cow<'_, str>> {
        None
    }
}
