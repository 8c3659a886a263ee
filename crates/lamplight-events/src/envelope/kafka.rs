//! Records of Kafka.

use std::borrow::Cow;

use super::error::ContentError;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::kafka::KafkaRecord;
#[cfg(feature = "msk")]
use crate::sources::msk::MskEvent;
#[cfg(feature = "self-managed-kafka")]
use crate::sources::self_managed_kafka::SelfManagedKafkaEvent;

/// Records of a topic in a cluster of MSK, whose value is read as `C` says.
///
/// They are in one list here, those of a partition in their order. A record without a value, which stands
/// for the end of its key, has no content: `Kafka<Option<Json<Order>>>` reads it as none.
#[cfg(feature = "msk")]
pub type Kafka<C> = Records<MskEvent, C>;

/// Records of a topic in a cluster of one's own; as `Kafka`, which is for those in MSK.
#[cfg(feature = "self-managed-kafka")]
pub type SelfManagedKafka<C> = Records<SelfManagedKafkaEvent, C>;

macro_rules! kafka {
    ($($feature:literal: $event:ident,)*) => {$(
        #[cfg(feature = $feature)]
        impl BatchSource for $event {
            type Record = KafkaRecord;
            type Input = [u8];
            const CONTENT: &'static str = "value";

            fn lists(&mut self, each: &mut dyn FnMut(List<'_, KafkaRecord>)) {
                for (partition, records) in self.records.iter_mut() {
                    each(List::keyed("records", partition, records));
                }
            }

            fn content(record: &KafkaRecord) -> Result<Cow<'_, [u8]>, ContentError> {
                Ok(record.value.as_ref().map_or(Ok(&[][..]), |value| value.bytes())?.into())
            }

            /// Lambda names places in Kafka by more than a text.
            fn id(_: &KafkaRecord) -> Option<Cow<'_, str>> {
                None
            }
        }
    )*};
}

kafka! {
    "msk": MskEvent,
    "self-managed-kafka": SelfManagedKafkaEvent,
}
