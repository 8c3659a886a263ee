//! Notifications of SNS.

use std::borrow::Cow;

use super::content::{Content, Json};
use super::error::{ContentError, ContentErrorKind};
use super::nested::Nested;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::sns::{SnsEvent, SnsMessage, SnsNotification, SnsRecord};

/// Notifications of SNS, whose message is read as `C` says.
///
/// As the content of something else, as in `Sqs<Sns<Json<Order>>>`, it is what SNS puts into a queue that
/// is subscribed to a topic without raw message delivery. (With it, the message itself is there:
/// `Sqs<Json<Order>>`.) An event as SNS invokes functions with is taken as well, where somebody passed one
/// on.
pub type Sns<C> = Records<SnsEvent, C>;

const MESSAGE: &str = "Message";

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

impl<C: Content> Content for Sns<C> {
    type Output = Nested<SnsNotification, C::Output>;

    fn read(input: &[u8]) -> Result<Self::Output, ContentError> {
        let (record, path) = match Json::<SnsNotification>::read(input) {
            Ok(notification) => (notification, ""),
            Err(error) => match Json::<SnsEvent>::read(input) {
                Ok(event) => (only_record(event)?, "Records[0].Sns"),
                Err(_) => return Err(error),
            },
        };
        let mut content =
            C::read(record.message.as_bytes()).map_err(|error| error.within(MESSAGE).within(path))?;
        C::locate(&mut content, &|| {
            if path.is_empty() { MESSAGE.to_owned() } else { format!("{path}.{MESSAGE}") }
        });
        Ok(Nested { record, content })
    }

    fn locate(output: &mut Self::Output, outer: &dyn Fn() -> String) {
        C::locate(&mut output.content, outer);
    }
}

/// SNS sends no more than one.
fn only_record(event: SnsEvent) -> Result<SnsNotification, ContentError> {
    let count = event.records.len();
    let mut records = event.records.into_iter();
    match (records.next(), records.next()) {
        (Some(record), None) => Ok(as_notification(record.sns)),
        _ => {
            let message = format!("{count} notifications, expected one");
            Err(ContentError::new(ContentErrorKind::NotOfType, message).within("Records"))
        }
    }
}

/// The same, but for the names of two addresses.
fn as_notification(message: SnsMessage) -> SnsNotification {
    SnsNotification {
        kind: message.kind,
        message_id: message.message_id,
        sequence_number: None,
        topic_arn: message.topic_arn.unwrap_or_default(),
        subject: message.subject,
        message: message.message,
        timestamp: message.timestamp,
        signature_version: message.signature_version,
        signature: message.signature,
        signing_cert_url: message.signing_cert_url,
        unsubscribe_url: message.unsubscribe_url,
        message_attributes: message.message_attributes,
        extra: message.extra,
    }
}
