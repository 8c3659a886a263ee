//! The one deadline timer of an invocation.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Context;
use std::time::Duration;

use lamplight_core::clock::Timestamp;
use tokio::runtime::{Handle, Id};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::observe::Stack;
use crate::scope::Scope;

/// Ends when the function's timeout is near.
///
/// Outside a tokio runtime, and for a request without a deadline, it never ends. It is set when it is first
/// polled: an invocation that never waits has no need of it.
#[derive(Debug)]
pub(super) struct Timer {
    stack: Arc<Stack>,
    /// When to tell. None when there is nothing to be told, or everything was.
    due: Option<Timestamp>,
    armed: Option<Armed>,
}

/// The timer of the invocation before, if there was one.
///
/// To put off a timer that the runtime knows costs nothing; to add an earlier one than it waits for wakes it
/// up, with a system call and for nothing. Deadlines only get later, so one timer serves all invocations that
/// follow each other.
#[derive(Debug, Default)]
pub(crate) struct SpareTimer(Mutex<Option<Armed>>);

#[derive(Debug)]
struct Armed {
    /// Whose timer it is: in another one it would never end.
    runtime: Id,
    sleep: Pin<Box<Sleep>>,
}

// === impl Timer ===

impl Timer {
    pub(super) fn new(scope: &Scope, stack: &Arc<Stack>) -> Self {
        let due = scope.context().deadline().map(|deadline| deadline.saturating_sub(stack.deadline_margin));
        Self { stack: stack.clone(), due, armed: None }
    }

    /// Tells the scope's observers once the time has come.
    pub(super) fn poll(&mut self, context: &mut Context<'_>, scope: &Scope) {
        let Some(due) = self.due else { return };
        if self.armed.is_none() {
            self.armed = self.arm(due.saturating_since(self.stack.clock.now()));
        }
        let Some(armed) = &mut self.armed else { return };
        if armed.sleep.as_mut().poll(context).is_ready() {
            self.due = None;
            scope.deadline_near(self.stack.deadline_margin);
        }
    }

    fn arm(&self, left: Duration) -> Option<Armed> {
        let runtime = Handle::try_current().ok()?.id();
        let until = Instant::now() + left;
        Some(match self.stack.spare_timer.take() {
            Some(mut armed) if armed.runtime == runtime => {
                armed.sleep.as_mut().reset(until);
                armed
            }
            _ => Armed { runtime, sleep: Box::pin(sleep_until(until)) },
        })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(armed) = self.armed.take() {
            self.stack.spare_timer.put(armed);
        }
    }
}

// === impl SpareTimer ===

impl SpareTimer {
    fn take(&self) -> Option<Armed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, armed: Armed) {
        let before = self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(armed);
        // Not under the lock: its runtime is told.
        drop(before);
    }
}

impl Clone for SpareTimer {
    /// Each stack has its own.
    fn clone(&self) -> Self {
        Self::default()
    }
}
