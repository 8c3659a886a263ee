//! How a batch is processed.

use std::future::Future;
use std::time::Duration;

use lamplight_core::clock::{Clock, Timestamp};

use super::error::BatchError;
use super::failure::BoxError;
use super::on_failure::{OnFailure, WhenAllFail};
use super::plan::Plan;
use super::record::BatchRecord;
use super::run::{Run, Waiting};
use super::time_limit::Deadline;
use crate::BatchSource;
use crate::envelope::{Content, Records};
use crate::sources::batch_response::BatchResponse;

/// Processes batches, in another way than [`process`](super::process) does.
///
/// ```
/// use lamplight_events::batch::{OnFailure, Processor};
///
/// let processor = Processor::new().concurrency(10).on_failure(OnFailure::Stop);
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "it does nothing before it is given a batch"]
pub struct Processor {
    concurrency: usize,
    on_failure: Option<OnFailure>,
    when_all_fail: WhenAllFail,
    deadline: Deadline,
}

// === impl Processor ===

impl Processor {
    /// One that does what [`process`](super::process) does.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many records are under way at the same time, in the one task of the invocation; 1 unless it is
    /// set, and never less. Records of a group whose order counts are under way one after the other all the
    /// same.
    pub fn concurrency(mut self, records: usize) -> Self {
        self.concurrency = records;
        self
    }

    /// What a failure means for the records after it. What the source needs unless it is set.
    pub fn on_failure(mut self, on_failure: OnFailure) -> Self {
        self.on_failure = Some(on_failure);
        self
    }

    /// What a batch ends with of which no record succeeded: [`WhenAllFail::Error`] unless it is set.
    pub fn when_all_fail(mut self, when_all_fail: WhenAllFail) -> Self {
        self.when_all_fail = when_all_fail;
        self
    }

    /// How long before the invocation's deadline its records are given up. Unless it is set, a tenth of the
    /// time that is left when the batch begins, and 1 second at most.
    ///
    /// What has to be done in that time: drop the records under way, post the response, send telemetry.
    pub fn margin(mut self, margin: Duration) -> Self {
        self.deadline.margin = Some(margin);
        self
    }

    /// When Lambda ends the invocation, for handlers without a Lamplight layer around them: what
    /// `event.context.deadline()` says. With one, the invocation's scope knows.
    pub fn deadline(mut self, deadline: impl Into<Timestamp>) -> Self {
        self.deadline.at = Some(deadline.into());
        self
    }

    /// Compares the deadline with this clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.deadline.clock = clock;
        self
    }

    /// Processes a batch; see [`process`](super::process).
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn process<S, C, F, Fut, E>(
        &self,
        batch: Records<S, C>,
        handler: F,
    ) -> Result<BatchResponse, BatchError>
    where
        S: BatchSource,
        S::Record: BatchRecord,
        C: Content<S::Input>,
        F: FnMut(C::Output, S::Record) -> Fut,
        Fut: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
    {
        let records = batch.records;
        let source = records.first().map_or(OnFailure::Continue, |first| first.record.on_failure());
        let on_failure = self.on_failure.unwrap_or(source);
        let ordered = source != OnFailure::Continue || on_failure == OnFailure::SkipGroup;
        let plan =
            Plan::new(records.iter().map(|record| record.record.group().filter(|_| ordered)), on_failure);
        let records = records
            .into_iter()
            .map(|record| {
                let id = S::id(&record.record).map_or_else(String::new, |id| id.into_owned());
                Waiting { id, record: Some(record) }
            })
            .collect();
        let limit = self.deadline.limit();
        Run::new(plan, records, handler, limit, self.when_all_fail, self.concurrency).await
    }
}
