//! When there is no more time for records.

use std::future::Future;
use std::pin::Pin;
use std::task::Context;
use std::time::Duration;

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_invocation::Scope;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

/// The longest margin that is taken where none is set.
pub const DEFAULT_MARGIN: Duration = Duration::from_secs(1);

/// How much of the time that is left may be taken for the margin where none is set.
pub const DEFAULT_MARGIN_SHARE: u32 = 10;

/// Ends when what is left of the invocation's time is needed for the response.
#[derive(Debug)]
pub(super) struct TimeLimit {
    until: Instant,
    timer: Pin<Box<Sleep>>,
}

/// Where the limit is to be found.
#[derive(Clone, Debug, Default)]
pub(super) struct Deadline {
    /// Instead of the one of the invocation's scope.
    pub(super) at: Option<Timestamp>,
    pub(super) margin: Option<Duration>,
    pub(super) clock: Clock,
}

// === impl Deadline ===

impl Deadline {
    /// The limit from now on. None outside of an invocation, and outside of a tokio runtime.
    pub(super) fn limit(&self) -> Option<TimeLimit> {
        let at = self.at.or_else(|| Scope::try_current()?.context().deadline())?;
        // Without a runtime there is nobody who would end the timer.
        Handle::try_current().ok()?;
        let left = at.saturating_since(self.clock.now());
        let margin = self.margin.unwrap_or_else(|| DEFAULT_MARGIN.min(left / DEFAULT_MARGIN_SHARE));
        let until = Instant::now() + left.saturating_sub(margin);
        Some(TimeLimit { until, timer: Box::pin(sleep_until(until)) })
    }
}

// === impl TimeLimit ===

impl TimeLimit {
    /// Whether it has been reached, asked of the clock: a timer does not end while the task does not wait.
    pub(super) fn is_reached(&self) -> bool {
        Instant::now() >= self.until
    }

    /// The same, and has the task woken then.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> bool {
        self.timer.as_mut().poll(context).is_ready() || self.is_reached()
    }
}
