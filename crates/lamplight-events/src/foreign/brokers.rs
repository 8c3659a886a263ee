//! Brokers, whose messages are text in base64 in their types.

macro_rules! broker {
    (
        $($feature:literal)|+: $event:ty, $record:ty, $content:literal = $field:ident;
        $lists:expr;
    ) => {
        #[cfg(any($(feature = $feature),+))]
        impl crate::source::BatchSource for $event {
            type Record = $record;
            type Input = [u8];
            const CONTENT: &'static str = $content;

            fn lists(&mut self, each: &mut dyn FnMut(crate::source::List<'_, $record>)) {
                let lists: fn(&mut Self, &mut dyn FnMut(crate::source::List<'_, $record>)) = $lists;
                lists(self, each);
            }

            fn content(
                record: &$record,
            ) -> Result<std::borrow::Cow<'_, [u8]>, crate::envelope::ContentError> {
                let data = crate::Binary::from_base64(record.$field.as_deref().unwrap_or_default());
                Ok(data.into_bytes()?.into())
            }

            /// Takes no partial failures that a text could name.
            fn id(_: &$record) -> Option<std::borrow::Cow<'_, str>> {
                None
            }
        }
    };
}

broker! {
    "activemq": aws_lambda_events::activemq::ActiveMqEvent, aws_lambda_events::activemq::ActiveMqMessage,
    "data" = data;
    |event, each| each(crate::source::List::new("messages", &mut event.messages));
}

broker! {
    "rabbitmq": aws_lambda_events::rabbitmq::RabbitMqEvent, aws_lambda_events::rabbitmq::RabbitMqMessage,
    "data" = data;
    |event, each| in_order("rmqMessagesByQueue", &mut event.messages_by_queue, each);
}

broker! {
    "msk" | "self-managed-kafka": aws_lambda_events::kafka::KafkaEvent, aws_lambda_events::kafka::KafkaRecord,
    "value" = value;
    |event, each| in_order("records", &mut event.records, each);
}

/// Lists by their key, since their map has them in another order each time.
#[cfg(any(feature = "msk", feature = "rabbitmq", feature = "self-managed-kafka"))]
fn in_order<R>(
    path: &'static str,
    lists: &mut std::collections::HashMap<String, Vec<R>>,
    each: &mut dyn FnMut(crate::source::List<'_, R>),
) {
    let mut lists: Vec<_> = lists.iter_mut().collect();
    lists.sort_unstable_by_key(|(key, _)| *key);
    for (key, records) in lists {
        each(crate::source::List::keyed(path, key, records));
    }
}
