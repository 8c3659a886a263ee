//! How content is read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::error::ContentError;

/// A way of reading content: as JSON, as text, as an event within another.
///
/// It is named as a type, `Sqs<Json<Order>>`, and is never a value. Implement it for a type of your own to
/// read anything else; paths of errors are relative to the input.
///
/// ```
/// use lamplight_events::envelope::{Content, ContentError, ContentErrorKind};
///
/// enum Csv {}
///
/// impl Content for Csv {
///     type Output = Vec<String>;
///
///     fn read(input: &[u8]) -> Result<Vec<String>, ContentError> {
///         let line = std::str::from_utf8(input)?;
///         match line.is_empty() {
///             true => Err(ContentError::new(ContentErrorKind::Empty, "expected values")),
///             false => Ok(line.split(',').map(str::to_owned).collect()),
///         }
///     }
/// }
///
/// # #[cfg(feature = "sqs")] {
/// use lamplight_events::envelope::Sqs;
///
/// let event = r#"{"Records":[{"messageId":"a","body":"x,y"},{"messageId":"b","body":""}]}"#;
/// let event: Sqs<Csv> = serde_json::from_str(event).expect("an SQS event");
/// assert_eq!(event.records[0].content.as_deref().expect("is read"), ["x", "y"]);
/// assert_eq!(
///     event.records[1].content.as_ref().unwrap_err().to_string(),
///     "Records[1].body: expected values"
/// );
/// # }
/// ```
pub trait Content<Input: ?Sized = [u8]> {
    /// What is read.
    type Output;

    /// Reads it.
    ///
    /// # Errors
    ///
    /// Where the content is something else.
    fn read(input: &Input) -> Result<Self::Output, ContentError>;

    /// Tells errors that are within what was read where in the event that is: for content with records of
    /// its own, which may fail one by one. Most content has none.
    fn locate(_output: &mut Self::Output, _outer: &dyn Fn() -> String) {}
}

/// JSON, read as `T` says, and no other way: `T` is the function's contract with those who send.
pub struct Json<T>(PhantomData<fn() -> T>);

/// Text, as a `String`.
#[derive(Clone, Copy, Debug)]
pub enum Text {}

/// Bytes, as a `Vec<u8>`.
#[derive(Clone, Copy, Debug)]
pub enum Raw {}

// === impl Content ===

impl<T: DeserializeOwned> Content for Json<T> {
    type Output = T;

    fn read(input: &[u8]) -> Result<T, ContentError> {
        serde_json::from_slice(input).map_err(|error| ContentError::from_json(&error, input))
    }
}

impl Content for Text {
    type Output = String;

    fn read(input: &[u8]) -> Result<String, ContentError> {
        Ok(std::str::from_utf8(input)?.to_owned())
    }
}

impl Content for Raw {
    type Output = Vec<u8>;

    fn read(input: &[u8]) -> Result<Vec<u8>, ContentError> {
        Ok(input.to_vec())
    }
}

/// Nothing where there is nothing: a request without a body, a Kafka record without a value.
impl<C: Content> Content for Option<C> {
    type Output = Option<C::Output>;

    fn read(input: &[u8]) -> Result<Self::Output, ContentError> {
        if input.is_empty() { Ok(None) } else { C::read(input).map(Some) }
    }

    fn locate(output: &mut Self::Output, outer: &dyn Fn() -> String) {
        if let Some(output) = output {
            C::locate(output, outer);
        }
    }
}

// === impl Json ===

impl<T> fmt::Debug for Json<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Json")
    }
}
