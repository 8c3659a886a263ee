//! What batch processing has to know of a record.

use tracing::Span;

use super::on_failure::OnFailure;

/// A record of a source that takes partial failures.
///
/// Implemented for those of SQS, Kinesis and DynamoDB. For a source of your own, only the span has to be
/// made; the id is the one of [`BatchSource`](crate::BatchSource).
///
/// ```
/// use lamplight_events::batch::BatchRecord;
///
/// struct Reading;
///
/// impl BatchRecord for Reading {
///     fn span(&self, id: &str) -> tracing::Span {
///         tracing::error_span!("reading", id)
///     }
/// }
/// ```
pub trait BatchRecord {
    /// The span that the record is processed in: what its fields say is on every log line of the handler.
    ///
    /// Best at level `ERROR`, so that no filter turns it off while it lets through what is said in it.
    fn span(&self, id: &str) -> Span;

    /// The group within which records are delivered in their order, if there is one.
    fn group(&self) -> Option<&str> {
        None
    }

    /// What a failure means for the records after it, unless [`Processor::on_failure`] says otherwise. Groups
    /// are kept in their order unless it is [`OnFailure::Continue`].
    ///
    /// [`Processor::on_failure`]: super::Processor::on_failure
    fn on_failure(&self) -> OnFailure {
        OnFailure::Continue
    }
}
