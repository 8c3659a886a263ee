//! Messages of RabbitMQ.

use std::borrow::Cow;

use super::error::ContentError;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::rabbitmq::{RabbitMqEvent, RabbitMqMessage};

/// Messages of RabbitMQ, whose data is read as `C` says. They are in one list here, those of a queue in
/// their order.
pub type RabbitMq<C> = Records<RabbitMqEvent, C>;

impl BatchSource for RabbitMqEvent {
    type Record = RabbitMqMessage;
    type Input = [u8];
    const CONTENT: &'static str = "data";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, RabbitMqMessage>)) {
        for (queue, messages) in self.messages_by_queue.iter_mut() {
            each(List::keyed("rmqMessagesByQueue", queue, messages));
        }
    }

    fn content(message: &RabbitMqMessage) -> Result<Cow<'_, [u8]>, ContentError> {
        Ok(message.data.bytes()?.into())
    }

    /// Brokers take no partial failures.
    fn id(_: &RabbitMqMessage) -> Option<Cow<'_, str>> {
        None
    }
}
