//! Messages of ActiveMQ.

use std::borrow::Cow;

use super::error::ContentError;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::activemq::{ActiveMqEvent, ActiveMqMessage};

/// Messages of ActiveMQ, whose data is read as `C` says.
pub type ActiveMq<C> = Records<ActiveMqEvent, C>;

impl BatchSource for ActiveMqEvent {
    type Record = ActiveMqMessage;
    type Input = [u8];
    const CONTENT: &'static str = "data";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, ActiveMqMessage>)) {
        each(List::new("messages", &mut self.messages));
    }

    fn content(message: &ActiveMqMessage) -> Result<Cow<'_, [u8]>, ContentError> {
        Ok(message.data.bytes()?.into())
    }

    /// Brokers take no partial failures.
    fn id(_: &ActiveMqMessage) -> Option<Cow<'_, str>> {
        None
    }
}
