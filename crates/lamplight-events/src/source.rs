//! What an event says about itself, whatever its source.

use std::borrow::Cow;

use lamplight_core::source::{Facts, Kind};
use serde::Serialize;

use crate::envelope::ContentError;

/// An event that a source invokes a function with.
///
/// Implemented for every type in [`sources`](crate::sources) and for the envelopes around them; implement
/// it for a type of your own in one line, since `KINDS` is all that has to be said.
pub trait Source: Serialize {
    /// What [`Event::detect`](crate::Event::detect) may take such an event for.
    const KINDS: &'static [Kind];

    /// What the event says about itself: its correlation id, trace header, method and route.
    ///
    /// The event is written and scanned, so that what is found is what a scan of the payload finds: there
    /// is one scanner. Whoever has the payload scans that, which is less work. An event that cannot be
    /// written has no facts.
    fn facts(&self) -> Facts<Vec<u8>> {
        Facts::scan(serde_json::to_vec(self).unwrap_or_default())
    }
}

/// An event with records, of which each has content of the user's.
///
/// What [`Records`](crate::envelope::Records) is made from.
///
/// ```
/// use std::borrow::Cow;
///
/// use lamplight_events::envelope::{ContentError, Json, Records};
/// use lamplight_events::{BatchSource, List};
///
/// #[derive(serde::Deserialize)]
/// struct Readings {
///     readings: Vec<Reading>,
/// }
///
/// #[derive(serde::Deserialize)]
/// struct Reading {
///     id: String,
///     value: String,
/// }
///
/// impl BatchSource for Readings {
///     type Record = Reading;
///     type Input = [u8];
///     const CONTENT: &'static str = "value";
///
///     fn lists(&mut self, each: &mut dyn FnMut(List<'_, Reading>)) {
///         each(List::new("readings", &mut self.readings));
///     }
///
///     fn content(reading: &Reading) -> Result<Cow<'_, [u8]>, ContentError> {
///         Ok(reading.value.as_bytes().into())
///     }
///
///     fn id(reading: &Reading) -> Option<Cow<'_, str>> {
///         Some(Cow::from(&reading.id))
///     }
/// }
///
/// let event = r#"{"readings":[{"id":"a","value":"{\"celsius\":\"cold\"}"}]}"#;
/// let event: Records<Readings, Json<std::collections::BTreeMap<String, f64>>> = serde_json::from_str(event)?;
/// let error = event.records[0].content.as_ref().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     r#"readings[0].value.celsius: invalid type: string "cold", expected f64"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait BatchSource {
    /// One of the records.
    type Record;
    /// What a record's content is read from: mostly bytes.
    type Input: ToOwned + ?Sized;
    /// The path from a record to its content: `body`, `kinesis.data`.
    const CONTENT: &'static str;

    /// Hands out the lists of records, of which most sources have one, always in the same order.
    fn lists(&mut self, each: &mut dyn FnMut(List<'_, Self::Record>));

    /// What the content of a record is read from.
    ///
    /// # Errors
    ///
    /// Where it cannot be decoded. The path to it is added by the caller.
    fn content(record: &Self::Record) -> Result<Cow<'_, Self::Input>, ContentError>;

    /// The path from this record to its content, where it is not that of all: [`CONTENT`](Self::CONTENT).
    #[must_use]
    fn content_path(_record: &Self::Record) -> &'static str {
        Self::CONTENT
    }

    /// The id that a partial failure names a record by; `None` where its source takes no partial failures
    /// or the record came without.
    fn id(record: &Self::Record) -> Option<Cow<'_, str>>;
}

/// A list of records in an event.
#[derive(Debug)]
#[non_exhaustive]
pub struct List<'a, R> {
    /// The path to the list, or to the object that has it under [`key`](Self::key): `Records`.
    pub path: &'static str,
    /// Where there are several lists, the key of this one: `orders-0` of a Kafka topic's partition.
    pub key: Option<&'a str>,
    /// The records.
    pub records: &'a mut Vec<R>,
}

/// A request with a body of the user's, to which the function's response is the answer.
///
/// What [`Request`](crate::envelope::Request) is made from.
pub trait RequestSource {
    /// The path to the body.
    const BODY: &'static str = "body";

    /// The body's bytes, decoded where the source encodes them; none where the request has no body.
    ///
    /// # Errors
    ///
    /// Where it cannot be decoded. The path to it is added by the caller.
    fn body(&self) -> Result<Cow<'_, [u8]>, ContentError>;
}

// === impl List ===

impl<'a, R> List<'a, R> {
    /// The only list, or one of several.
    pub const fn new(path: &'static str, records: &'a mut Vec<R>) -> Self {
        Self { path, key: None, records }
    }

    /// One of the lists in an object.
    pub const fn keyed(path: &'static str, key: &'a str, records: &'a mut Vec<R>) -> Self {
        Self { path, key: Some(key), records }
    }

    /// The path to a record.
    pub(crate) fn path_to(path: &str, key: Option<&str>, index: usize) -> String {
        match key {
            Some(key) => format!("{path}.{key}[{index}]"),
            None => format!("{path}[{index}]"),
        }
    }
}
