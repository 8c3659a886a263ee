//! What a failure means for the records after it.

/// What becomes of the other records when one has failed.
///
/// The default is what the source of the records needs, see [`BatchRecord::on_failure`](super::BatchRecord).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnFailure {
    /// They are processed.
    Continue,
    /// Those of the same group that come after it are not begun, and are reported as failed with it: it will
    /// be delivered again, and so are they, in their order. Other groups go on.
    SkipGroup,
    /// None is begun any more; all that were not are reported as failed with it.
    Stop,
}

/// What a batch ends with of which no record succeeded, although all were begun.
///
/// Lambda does the same with the batch either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WhenAllFail {
    /// With an error, so that the invocation counts as one: in CloudWatch's `Errors`, in the log and in the
    /// trace. For a queue it also makes Lambda slow down: it takes functions that return errors for ones
    /// that need a rest, and functions that report failures for healthy ones.
    #[default]
    Error,
    /// With a response that names them all. The invocation counts as a success.
    Report,
}
