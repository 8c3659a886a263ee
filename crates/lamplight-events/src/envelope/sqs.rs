//! Messages of SQS.

use std::borrow::Cow;

use super::error::ContentError;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::sqs::{SqsEvent, SqsMessage};

/// Messages of SQS, whose body is read as `C` says.
pub type Sqs<C> = Records<SqsEvent, C>;

impl BatchSource for SqsEvent {
    type Record = SqsMessage;
    type Input = [u8];
    const CONTENT: &'static str = "body";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, SqsMessage>)) {
        each(List::new("Records", &mut self.records));
    }

    fn content(message: &SqsMessage) -> Result<Cow<'_, [u8]>, ContentError> {
        Ok(message.body.as_bytes().into())
    }

    fn id(message: &SqsMessage) -> Option<Cow<'_, str>> {
        Some(Cow::from(&message.message_id))
    }
}
