//! Who woke the batch up: with many records under way, only those that can go on are polled.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Wake, Waker};

/// The task that the batch runs in, as it was last polled.
#[derive(Debug, Default)]
pub(super) struct Task(Mutex<Option<Waker>>);

/// One place for a record under way. Wakes the task, and remembers that it did.
#[derive(Debug)]
pub(super) struct Place {
    task: Arc<Task>,
    woken: AtomicBool,
}

// === impl Task ===

impl Task {
    /// The batch is polled with this.
    pub(super) fn is(&self, waker: &Waker) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *known {
            Some(known) => known.clone_from(waker),
            None => *known = Some(waker.clone()),
        }
    }

    fn wake(&self) {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // Not under the lock: a waker may do anything.
        if let Some(waker) = known {
            waker.wake();
        }
    }
}

// === impl Place ===

impl Place {
    pub(super) fn new(task: &Arc<Task>) -> Arc<Self> {
        Arc::new(Self { task: task.clone(), woken: AtomicBool::new(true) })
    }

    /// Whether it was woken since it was last asked.
    pub(super) fn take_woken(&self) -> bool {
        // Before the poll, so that what happens during it counts for the next.
        self.woken.swap(false, Ordering::AcqRel)
    }

    /// Another record is here now, and has to be polled a first time.
    pub(super) fn begins(&self) {
        self.woken.store(true, Ordering::Release);
    }
}

impl Wake for Place {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.woken.swap(true, Ordering::AcqRel) {
            self.task.wake();
        }
    }
}
