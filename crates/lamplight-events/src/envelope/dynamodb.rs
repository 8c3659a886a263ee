//! Changes in a table of DynamoDB.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, IgnoredAny};

use super::content::{Content, Json};
use super::error::{ContentError, ContentErrorKind};
use super::nested::Nested;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::dynamodb_stream::{
    DynamoDbChange, DynamoDbKinesisChange, DynamoDbKinesisRecord, DynamoDbStreamEvent, DynamoDbStreamRecord,
    UnmarshalError,
};

/// Changes in a table of DynamoDB, whose items are read as `T`, and keys, where they are asked for, as `K`.
///
/// As the content of something else, as in `Kinesis<DynamoDbStream<Order>>`, it is what DynamoDB puts into a
/// Kinesis stream.
pub type DynamoDbStream<T, K = IgnoredAny> = Records<DynamoDbStreamEvent, Change<T, K>>;

/// A change of an item. Which parts there are depends on what happened, and on the stream's view.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Change<T, K = IgnoredAny> {
    /// The primary key.
    pub keys: Option<K>,
    /// The item as it is now.
    pub new_image: Option<T>,
    /// The item as it was.
    pub old_image: Option<T>,
}

macro_rules! images_of {
    ($($change:ty),*) => {$(
        impl<T: DeserializeOwned, K: DeserializeOwned> Content<$change> for Change<T, K> {
            type Output = Self;

            fn read(change: &$change) -> Result<Self, ContentError> {
                Ok(Self {
                    keys: change.read_keys()?,
                    new_image: change.read_new_image()?,
                    old_image: change.read_old_image()?,
                })
            }
        }
    )*};
}

images_of!(DynamoDbChange, DynamoDbKinesisChange);

impl BatchSource for DynamoDbStreamEvent {
    type Record = DynamoDbStreamRecord;
    type Input = DynamoDbChange;
    const CONTENT: &'static str = "dynamodb";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, DynamoDbStreamRecord>)) {
        each(List::new("Records", &mut self.records));
    }

    fn content(record: &DynamoDbStreamRecord) -> Result<Cow<'_, DynamoDbChange>, ContentError> {
        Ok(Cow::Borrowed(&record.dynamodb))
    }

    fn id(record: &DynamoDbStreamRecord) -> Option<Cow<'_, str>> {
        record.dynamodb.sequence_number.as_deref().map(Cow::from)
    }
}

impl<T: DeserializeOwned, K: DeserializeOwned> Content for DynamoDbStream<T, K> {
    type Output = Nested<DynamoDbKinesisRecord, Change<T, K>>;

    fn read(input: &[u8]) -> Result<Self::Output, ContentError> {
        let record = Json::<DynamoDbKinesisRecord>::read(input)?;
        let content =
            Change::read(&record.dynamodb).map_err(|error| error.within(DynamoDbStreamEvent::CONTENT))?;
        Ok(Nested { record, content })
    }
}

impl From<UnmarshalError> for ContentError {
    fn from(error: UnmarshalError) -> Self {
        Self::new(ContentErrorKind::NotOfType, error.problem()).within(error.path())
    }
}
