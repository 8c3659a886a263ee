//! Notifications of S3 within something else.

use super::content::{Content, Json};
use super::error::ContentError;
use crate::Extra;
use crate::sources::s3::S3Event;

/// What S3 puts into a queue or a topic, read as an [`S3Event`]: `Sqs<S3>`, `Sns<S3>`, `Sqs<Sns<S3>>`.
///
/// When S3 is told where to notify, it first tries it with an `s3:TestEvent`, which is about no object. It is
/// an [`S3Event`] without records, so that nothing has to be done about it and nothing fails; what it says
/// is in [`S3Event::extra`].
#[derive(Clone, Copy, Debug)]
pub enum S3 {}

impl Content for S3 {
    type Output = S3Event;

    fn read(input: &[u8]) -> Result<S3Event, ContentError> {
        Json::<S3Event>::read(input).or_else(|error| test_event(input).ok_or(error))
    }
}

fn test_event(input: &[u8]) -> Option<S3Event> {
    let extra: Extra = serde_json::from_slice(input).ok()?;
    let is_test = extra.get("Event").is_some_and(|event| event == "s3:TestEvent");
    is_test.then(|| S3Event { extra, ..S3Event::default() })
}
