//! The processing of one batch: carries out what the plan says.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::error::BatchError;
use super::failure::{BoxError, Failure};
use super::on_failure::WhenAllFail;
use super::plan::Plan;
use super::record::BatchRecord;
use super::running::Running;
use super::time_limit::TimeLimit;
use super::wake::{Place, Task};
use crate::envelope::Record;
use crate::sources::batch_response::BatchResponse;

/// Processes a batch, within one task.
pub(super) struct Run<R, T, F, Fut> {
    pub(super) plan: Plan,
    pub(super) records: Vec<Waiting<R, T>>,
    pub(super) handler: F,
    pub(super) limit: Option<TimeLimit>,
    pub(super) when_all_fail: WhenAllFail,
    slots: Vec<Slot<Fut>>,
    task: Arc<Task>,
    /// The first record that failed, and why.
    first: Option<BoxError>,
    ran_out_of_time: bool,
}

/// A record, until its turn.
pub(super) struct Waiting<R, T> {
    pub(super) id: String,
    /// Taken out when it begins.
    pub(super) record: Option<Record<R, T>>,
}

/// A place for a record under way.
struct Slot<Fut> {
    place: Arc<Place>,
    running: Option<(usize, Running<Fut>)>,
}

/// Nothing of it is ever pinned: the handler's futures are in boxes.
impl<R, T, F, Fut> Unpin for Run<R, T, F, Fut> {}

// === impl Run ===

impl<R, T, F, Fut> Run<R, T, F, Fut> {
    pub(super) fn new(
        plan: Plan,
        records: Vec<Waiting<R, T>>,
        handler: F,
        limit: Option<TimeLimit>,
        when_all_fail: WhenAllFail,
        concurrency: usize,
    ) -> Self {
        let task = Arc::<Task>::default();
        let places = concurrency.clamp(1, records.len().max(1));
        let slots = (0..places).map(|_| Slot { place: Place::new(&task), running: None }).collect();
        Self {
            plan,
            records,
            handler,
            limit,
            when_all_fail,
            slots,
            task,
            first: None,
            ran_out_of_time: false,
        }
    }

    fn settle(&mut self, record: usize, ended: Result<(), Failure>) {
        let Err(failure) = ended else { return self.plan.succeed(record) };
        let failure = failure.logged(&self.records[record].id);
        self.first.get_or_insert_with(|| failure.into_error());
        self.plan.fail(record);
    }

    fn give_up(&mut self) {
        self.ran_out_of_time = true;
        self.plan.stop();
        for slot in 0..self.slots.len() {
            if let Some((record, mut running)) = self.slots[slot].running.take() {
                // A panic of what is dropped is the better reason.
                let failure = running.give_up().err().unwrap_or(Failure::OutOfTime);
                let span = running.span().clone();
                span.in_scope(|| self.settle(record, Err(failure)));
            }
        }
    }

    fn response(&mut self) -> Result<BatchResponse, BatchError> {
        self.log_not_begun();
        if self.plan.all_failed() && self.when_all_fail == WhenAllFail::Error {
            if let Some(first) = self.first.take() {
                return Err(BatchError::AllFailed { records: self.records.len(), first });
            }
        }
        let ids = self.plan.failed().map(|record| self.records[record].id.as_str());
        let mut named = HashSet::new();
        // A queue may deliver a message twice in one batch.
        let ids: Vec<&str> = ids.filter(|id| named.insert(*id)).collect();
        if named.contains("") { Err(BatchError::NoId) } else { Ok(BatchResponse::of_failures(ids)) }
    }

    /// One line for all: there may be thousands.
    fn log_not_begun(&self) {
        let records = self.plan.not_begun();
        if records == 0 {
            return;
        }
        let reason = if self.ran_out_of_time {
            "the invocation's time is running out"
        } else {
            "a record before them failed"
        };
        tracing::warn!(target: super::TARGET, records, reason, "records are returned that were not begun");
    }
}

impl<R, T, F, Fut, E> Run<R, T, F, Fut>
where
    R: BatchRecord,
    F: FnMut(T, R) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: Into<BoxError>,
{
    /// Begins a record in this slot, or the next one if its content cannot be read. Whether there was one.
    fn begin(&mut self, slot: usize) -> bool {
        while let Some(index) = self.plan.begin() {
            let Waiting { id, record } = &mut self.records[index];
            let (record, content) = record.take().expect("begun once").into_parts();
            let span = record.span(id);
            let handler = &mut self.handler;
            let begun = content
                .map_err(|error| Failure::Unreadable(error.into()))
                .and_then(|content| Running::begin(span.clone(), || handler(content, record)));
            match begun {
                Ok(running) => {
                    self.slots[slot].running = Some((index, running));
                    self.slots[slot].place.begins();
                    return true;
                }
                Err(failure) => span.in_scope(|| self.settle(index, Err(failure))),
            }
        }
        false
    }

    /// Goes on with what is in this slot. Whether it was woken for that, and ended.
    fn poll_slot(&mut self, slot: usize) -> bool {
        let Slot { place, running: Some((record, running)) } = &mut self.slots[slot] else { return false };
        if !place.take_woken() {
            return false;
        }
        let waker = Waker::from(place.clone());
        let Poll::Ready(ended) = running.poll(&mut Context::from_waker(&waker)) else { return false };
        let (record, span) = (*record, running.span().clone());
        self.slots[slot].running = None;
        span.in_scope(|| self.settle(record, ended));
        true
    }

    /// Fills the free slots and goes on with the others. Whether there is more to do at once.
    fn advance(&mut self) -> bool {
        let mut ended = false;
        for slot in 0..self.slots.len() {
            if self.limit.as_ref().is_some_and(TimeLimit::is_reached) {
                self.give_up();
                return false;
            }
            if self.slots[slot].running.is_some() || self.begin(slot) {
                ended |= self.poll_slot(slot);
            }
        }
        ended
    }
}

impl<R, T, F, Fut, E> Future for Run<R, T, F, Fut>
where
    R: BatchRecord,
    F: FnMut(T, R) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: Into<BoxError>,
{
    type Output = Result<BatchResponse, BatchError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        this.task.is(context.waker());
        // First, so that it is woken by the limit even where the records use up what the task may do at once.
        if this.limit.as_mut().is_some_and(|limit| limit.poll(context)) {
            this.give_up();
        }
        while this.advance() {}
        if this.slots.iter().any(|slot| slot.running.is_some()) {
            return Poll::Pending;
        }
        Poll::Ready(this.response())
    }
}
