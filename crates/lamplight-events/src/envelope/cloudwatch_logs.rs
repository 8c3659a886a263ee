//! Log events of CloudWatch Logs.

use std::borrow::Cow;
use std::error::Error;
use std::io;
use std::ops::{Deref, DerefMut};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::content::{Content, Text};
use super::error::{ContentError, ContentErrorKind};
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::cloudwatch_logs::{
    CloudWatchLogEvent, CloudWatchLogsData, CloudWatchLogsEvent, CloudWatchLogsMessageType,
    DEFAULT_MOST_UNPACKED, NotUnpacked,
};

/// Log events of a CloudWatch Logs subscription, whose message is read as `C` says.
///
/// As the content of something else, as in `Kinesis<CloudWatchLogs>`, it is what a subscription puts into a
/// stream of Kinesis or Firehose: the same, packed by gzip.
///
/// A control message, by which CloudWatch Logs asks whether it can deliver, has no records; what it says
/// stays in the event.
pub type CloudWatchLogs<C = Text> = Records<CloudWatchLogsDelivery, C>;

/// A delivery as it came, and unpacked.
#[derive(Clone, Debug, PartialEq)]
pub struct CloudWatchLogsDelivery {
    /// As it came.
    pub packed: CloudWatchLogsEvent,
    /// What is in it.
    pub data: CloudWatchLogsData,
}

// === impl CloudWatchLogsDelivery ===

impl CloudWatchLogsDelivery {
    /// Unpacks a delivery.
    ///
    /// # Errors
    ///
    /// Where it cannot be unpacked.
    pub fn unpack(packed: CloudWatchLogsEvent) -> Result<Self, ContentError> {
        let bytes = packed.awslogs.data.bytes().map_err(ContentError::from);
        let data = bytes.and_then(unpack).map_err(|error| error.within("awslogs.data"))?;
        Ok(Self { packed, data })
    }
}

fn unpack(bytes: &[u8]) -> Result<CloudWatchLogsData, ContentError> {
    Ok(CloudWatchLogsData::unpack(bytes, DEFAULT_MOST_UNPACKED)?)
}

impl Deref for CloudWatchLogsDelivery {
    type Target = CloudWatchLogsData;

    fn deref(&self) -> &CloudWatchLogsData {
        &self.data
    }
}

impl DerefMut for CloudWatchLogsDelivery {
    fn deref_mut(&mut self) -> &mut CloudWatchLogsData {
        &mut self.data
    }
}

impl<'de> Deserialize<'de> for CloudWatchLogsDelivery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::unpack(CloudWatchLogsEvent::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Written is the event as it came.
impl Serialize for CloudWatchLogsDelivery {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.packed.serialize(serializer)
    }
}

impl crate::Source for CloudWatchLogsDelivery {
    const KINDS: &'static [lamplight_core::source::Kind] = CloudWatchLogsEvent::KINDS;
}

// === impl BatchSource ===

macro_rules! log_events {
    ($($source:ty = $path:literal,)*) => {$(
        impl BatchSource for $source {
            type Record = CloudWatchLogEvent;
            type Input = [u8];
            const CONTENT: &'static str = "message";

            fn lists(&mut self, each: &mut dyn FnMut(List<'_, CloudWatchLogEvent>)) {
                let data: &mut CloudWatchLogsData = self;
                if data.message_type != Some(CloudWatchLogsMessageType::ControlMessage) {
                    each(List::new($path, &mut data.log_events));
                }
            }

            fn content(event: &CloudWatchLogEvent) -> Result<Cow<'_, [u8]>, ContentError> {
                Ok(event.message.as_bytes().into())
            }

            /// Subscriptions take no partial failures.
            fn id(_: &CloudWatchLogEvent) -> Option<Cow<'_, str>> {
                None
            }
        }
    )*};
}

log_events! {
    CloudWatchLogsDelivery = "awslogs.data.logEvents",
    CloudWatchLogsData = "logEvents",
}

// === impl Content ===

impl<C: Content> Content for CloudWatchLogs<C> {
    type Output = Records<CloudWatchLogsData, C>;

    fn read(input: &[u8]) -> Result<Self::Output, ContentError> {
        unpack(input).map(Records::read)
    }

    fn locate(output: &mut Self::Output, outer: &dyn Fn() -> String) {
        output.locate(outer);
    }
}

impl From<NotUnpacked> for ContentError {
    fn from(error: NotUnpacked) -> Self {
        let kind = match error.source() {
            Some(source) if source.is::<io::Error>() => ContentErrorKind::NotGzip,
            Some(source) if source.is::<serde_json::Error>() => ContentErrorKind::NotOfType,
            _ => ContentErrorKind::Other,
        };
        let message = error.to_string();
        // The path is the one to where it is here.
        Self::new(kind, message.strip_prefix("awslogs.data: ").unwrap_or(&message))
    }
}
