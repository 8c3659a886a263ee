//! Log events of a CloudWatch Logs subscription.
//!
//! See "Using subscription filters with AWS Lambda" in the Amazon CloudWatch Logs User Guide.

use std::error::Error;
use std::fmt;
use std::io::{self, Read as _};

use flate2::read::MultiGzDecoder;
use lamplight_core::json_path::path_at_line;

use crate::field::{event, words};
use crate::{Binary, Map, Millis, NotBase64, Timestamp};

/// How much a delivery may unpack to, in bytes, unless
/// [`data_up_to`](CloudWatchLogsEvent::data_up_to) says otherwise: 32 MiB.
///
/// A payload of Lambda's could be unpacked to gigabytes by one who means harm; CloudWatch Logs sends far less.
pub const DEFAULT_MOST_UNPACKED: usize = 32 * 1024 * 1024;

event! {
    /// A delivery of log events, packed.
    pub struct CloudWatchLogsEvent = "a CloudWatch Logs event" {
        /// What is delivered.
        pub awslogs: CloudWatchLogsPacked = "awslogs" required,
    }
}

event! {
    /// What is delivered, packed.
    pub struct CloudWatchLogsPacked = "the packed data of CloudWatch Logs" {
        /// JSON, packed by gzip; [`CloudWatchLogsEvent::data`] unpacks it.
        pub data: Binary = "data" required,
    }
}

event! {
    /// A delivery of log events: what a subscription sends, to Lambda as to Kinesis and Firehose.
    pub struct CloudWatchLogsData = "the data of CloudWatch Logs" {
        /// Whether these are log events of the source, or a message of CloudWatch Logs' own.
        pub message_type: Option<CloudWatchLogsMessageType> = "messageType",
        /// The account that the log events are of.
        pub owner: String = "owner",
        /// The log group that they are of.
        pub log_group: String = "logGroup",
        /// The log stream that they are of.
        pub log_stream: String = "logStream",
        /// The filters that let them through.
        pub subscription_filters: Vec<String> = "subscriptionFilters",
        /// The log events.
        pub log_events: Vec<CloudWatchLogEvent> = "logEvents" required,
        /// For what the subscription was made, where that is not the log group.
        pub policy_level: Option<CloudWatchLogsPolicyLevel> = "policyLevel",
    }
}

event! {
    /// A log event.
    pub struct CloudWatchLogEvent = "a log event" {
        /// Tells the log event from others.
        pub id: String = "id",
        /// When it was, as its writer has it.
        pub timestamp: Option<Timestamp<Millis>> = "timestamp",
        /// What was written: often a line of JSON.
        pub message: String = "message",
        /// What the filter took out of the message, where its pattern names fields.
        pub extracted_fields: Option<Map<String>> = "extractedFields",
    }
}

words! {
    /// What a delivery is.
    pub enum CloudWatchLogsMessageType {
        /// Log events.
        DataMessage = "DATA_MESSAGE",
        /// CloudWatch Logs asks whether it can deliver: there is nothing to do.
        ControlMessage = "CONTROL_MESSAGE",
    }
}

words! {
    /// For what a subscription was made.
    pub enum CloudWatchLogsPolicyLevel {
        /// For all log groups of an account.
        AccountLevelPolicy = "ACCOUNT_LEVEL_POLICY",
    }
}

/// The data of a delivery cannot be unpacked.
#[derive(Debug)]
pub struct NotUnpacked(Kind);

#[derive(Debug)]
enum Kind {
    Base64(NotBase64),
    Gzip(io::Error),
    TooMuch { most: usize },
    Json { path: String, error: serde_json::Error },
}

// === impl CloudWatchLogsEvent ===

impl CloudWatchLogsEvent {
    /// The log events, unpacked: done anew each time, since the event keeps what came.
    ///
    /// # Errors
    ///
    /// Where what came is not base64, not gzip or not what CloudWatch Logs sends, and where it unpacks to
    /// more than [`DEFAULT_MOST_UNPACKED`].
    pub fn data(&self) -> Result<CloudWatchLogsData, NotUnpacked> {
        self.data_up_to(DEFAULT_MOST_UNPACKED)
    }

    /// As [`CloudWatchLogsEvent::data`], for at most so many bytes.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn data_up_to(&self, most: usize) -> Result<CloudWatchLogsData, NotUnpacked> {
        let packed = self.awslogs.data.bytes().map_err(|error| NotUnpacked(Kind::Base64(error)))?;
        CloudWatchLogsData::unpack(packed, most)
    }
}

// === impl CloudWatchLogsData ===

impl CloudWatchLogsData {
    /// What is packed by gzip, as it also stands in a record of Kinesis or Firehose.
    ///
    /// # Errors
    ///
    /// Where it is not gzip, not what CloudWatch Logs sends, or unpacks to more than so many bytes.
    pub fn unpack(packed: &[u8], most: usize) -> Result<Self, NotUnpacked> {
        let json = gunzip(packed, most)?;
        serde_json::from_slice(&json).map_err(|error| {
            let path = path_at_line(&json, error.line(), error.column());
            NotUnpacked(Kind::Json { path, error })
        })
    }
}

fn gunzip(packed: &[u8], most: usize) -> Result<Vec<u8>, NotUnpacked> {
    let mut unpacked = Vec::new();
    // One byte more than allowed is enough to know.
    let up_to = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let read = MultiGzDecoder::new(packed).take(up_to).read_to_end(&mut unpacked);
    match read {
        Err(error) => Err(NotUnpacked(Kind::Gzip(error))),
        Ok(length) if length > most => Err(NotUnpacked(Kind::TooMuch { most })),
        Ok(_) => Ok(unpacked),
    }
}

// === impl NotUnpacked ===

impl NotUnpacked {
    /// Whether it would be too much.
    #[must_use]
    pub const fn is_too_much(&self) -> bool {
        matches!(self.0, Kind::TooMuch { .. })
    }
}

impl fmt::Display for NotUnpacked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("awslogs.data: ")?;
        match &self.0 {
            Kind::Base64(error) => error.fmt(f),
            Kind::Gzip(_) => f.write_str("cannot be unpacked by gzip"),
            Kind::TooMuch { most } => write!(f, "unpacks to more than {most} bytes"),
            Kind::Json { path, .. } if path.is_empty() => f.write_str("is not what CloudWatch Logs sends"),
            Kind::Json { path, .. } => write!(f, "is not what CloudWatch Logs sends, at {path}"),
        }
    }
}

impl Error for NotUnpacked {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Kind::Gzip(error) => Some(error),
            Kind::Json { error, .. } => Some(error),
            Kind::Base64(_) | Kind::TooMuch { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).expect("written to memory");
        encoder.finish().expect("written to memory")
    }

    fn event(packed: Vec<u8>) -> CloudWatchLogsEvent {
        let awslogs = CloudWatchLogsPacked { data: Binary::from(packed), ..Default::default() };
        CloudWatchLogsEvent { awslogs, ..Default::default() }
    }

    #[test]
    fn unpacks_what_a_subscription_sends() {
        let json = r#"{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/aws/lambda/f","logStream":"s","subscriptionFilters":["all"],"logEvents":[{"id":"1","timestamp":1440442987001,"message":"hello","extractedFields":{"level":"INFO"}}],"policyLevel":"ACCOUNT_LEVEL_POLICY"}"#;
        let data = event(packed(json.as_bytes())).data().expect("log events");
        assert_eq!(data.message_type, Some(CloudWatchLogsMessageType::DataMessage));
        assert_eq!(data.policy_level, Some(CloudWatchLogsPolicyLevel::AccountLevelPolicy));
        assert_eq!(data.log_group, "/aws/lambda/f");
        let [log] = &data.log_events[..] else { panic!("one log event") };
        assert_eq!(log.timestamp.as_ref().map(Timestamp::unix_millis), Some(1_440_442_987_001));
        assert_eq!(
            log.extracted_fields.as_ref().and_then(|fields| fields.get("level")).map(String::as_str),
            Some("INFO")
        );
        assert_eq!(serde_json::to_string(&data).expect("it can be written"), json);
    }

    #[test]
    fn stops_unpacking_at_the_bound() {
        let json = format!(r#"{{"logEvents":[],"padding":"{}"}}"#, "0".repeat(5_000_000));
        let event = event(packed(json.as_bytes()));
        let exactly = event.data_up_to(json.len()).expect("as much as there is");
        assert!(exactly.extra.contains_key("padding"));
        let error = event.data_up_to(json.len() - 1).expect_err("one byte too many");
        assert!(error.is_too_much());
        assert_eq!(error.to_string(), format!("awslogs.data: unpacks to more than {} bytes", json.len() - 1));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = packed(&vec![b' '; DEFAULT_MOST_UNPACKED + 1]);
        assert!(bomb.len() < 64 * 1024, "{}", bomb.len());
        assert!(event(bomb).data().expect_err("too much").is_too_much());
    }

    #[test]
    fn says_what_is_wrong() {
        let message = |event: &CloudWatchLogsEvent| event.data().expect_err("it is broken").to_string();
        let text: CloudWatchLogsEvent =
            serde_json::from_str(r#"{"awslogs":{"data":"no base64"}}"#).expect("it fails no sooner");
        assert_eq!(message(&text), "awslogs.data: not base64: \"no base64\"");
        assert_eq!(message(&event(b"{}".to_vec())), "awslogs.data: cannot be unpacked by gzip");
        let mut cut = packed(b"{\"logEvents\":[]}");
        cut.truncate(cut.len() - 9);
        assert_eq!(message(&event(cut)), "awslogs.data: cannot be unpacked by gzip");
        assert_eq!(
            message(&event(packed(b"let's zip this"))),
            "awslogs.data: is not what CloudWatch Logs sends"
        );
        assert_eq!(
            message(&event(packed(b"{\"logEvents\":[{\"id\":\"1\"},7]}"))),
            "awslogs.data: is not what CloudWatch Logs sends, at logEvents"
        );
    }
}
