//! What an execution environment does, as it happens.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lamplight_core::clock::{Clock, Timestamp};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::{Exit, InitFailure, Invocation, Line, Telemetry};

/// Something that happened in an execution environment.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// When, by the wall clock.
    pub time: Timestamp,
    /// When, by a monotonic clock, since [`Function::start`](crate::Function::start).
    pub elapsed: Duration,
    /// The function's name.
    pub function: Arc<str>,
    /// Which process of the function: 1 for the first, one more after each reset; 0 before the first.
    pub generation: u32,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EventKind {
    /// A process was started.
    Spawned {
        /// Its process id, also the id of its process group.
        pid: u32,
    },
    /// The process asked for its first event.
    InitFinished {
        /// How long that took.
        duration: Duration,
    },
    /// The process never asked for an event.
    InitFailed {
        /// Why.
        failure: InitFailure,
    },
    /// A line was written, by the function or by Lambda itself.
    Line(Line),
    /// The function sent spans, or whatever it took for spans.
    Telemetry {
        /// The invocation that it arrived in; none outside of one.
        request_id: Option<String>,
        /// What it sent.
        telemetry: Telemetry,
    },
    /// An event was handed to the function.
    InvocationStarted {
        /// The request id.
        request_id: String,
        /// It is the first of its process.
        cold: bool,
        /// When the function will be out of time.
        deadline: Timestamp,
    },
    /// The function sent a response or an error; it may still be at work until it asks for the next event.
    Responded {
        /// The request id.
        request_id: String,
    },
    /// The function ran out of time.
    TimedOut {
        /// The request id.
        request_id: String,
        /// The timeout.
        after: Duration,
    },
    /// An invocation is over; its report and its lines are in it. One that failed because the process did
    /// not start was never started itself.
    InvocationEnded(Arc<Invocation>),
    /// The process of an extension was started.
    ExtensionSpawned {
        /// Its name: that of its file.
        name: String,
        /// Its process id, also the id of its process group.
        pid: u32,
    },
    /// An extension registered.
    ExtensionRegistered {
        /// Its name.
        name: String,
        /// It has a process of its own; else it is a part of the function.
        external: bool,
    },
    /// The process of an extension ended.
    ExtensionExited {
        /// Its name.
        name: String,
        /// How.
        exit: Exit,
    },
    /// Every process of the environment is stopped.
    Frozen,
    /// The processes go on.
    Thawed,
    /// The process ended.
    Exited {
        /// How.
        exit: Exit,
    },
}

/// A subscription: every event since it was made, in order; see
/// [`Function::subscribe`](crate::Function::subscribe).
///
/// Nothing is dropped: a subscriber that does not read makes the events pile up in memory, so drop what
/// you do not read.
#[derive(Debug)]
pub struct Events {
    receiver: mpsc::UnboundedReceiver<Event>,
}

/// Hands events to whoever has subscribed.
#[derive(Debug)]
pub(crate) struct Publisher {
    function: Arc<str>,
    clock: Clock,
    started: Instant,
    /// None when there will be no more events.
    subscribers: Mutex<Option<Vec<mpsc::UnboundedSender<Event>>>>,
}

// === impl Events ===

impl Events {
    /// The next event; none when the function was shut down and all were read.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses no event.
    pub async fn recv(&mut self) -> Option<Event> {
        self.receiver.recv().await
    }

    /// The next event if there is one already.
    pub fn try_recv(&mut self) -> Option<Event> {
        self.receiver.try_recv().ok()
    }
}

// === impl Publisher ===

impl Publisher {
    pub(crate) fn new(function: Arc<str>, clock: Clock) -> Self {
        Self { function, clock, started: Instant::now(), subscribers: Mutex::new(Some(Vec::new())) }
    }

    pub(crate) fn subscribe(&self) -> Events {
        let (sender, receiver) = mpsc::unbounded_channel();
        if let Some(subscribers) = &mut *self.subscribers() {
            subscribers.push(sender);
        }
        Events { receiver }
    }

    /// Makes the event only if somebody listens.
    pub(crate) fn publish(&self, generation: u32, kind: impl FnOnce() -> EventKind) {
        let mut subscribers = self.subscribers();
        let Some(subscribers) = &mut *subscribers else { return };
        subscribers.retain(|subscriber| !subscriber.is_closed());
        if subscribers.is_empty() {
            return;
        }
        let event = Event {
            time: self.clock.now(),
            elapsed: self.started.elapsed(),
            function: Arc::clone(&self.function),
            generation,
            kind: kind(),
        };
        // One that was dropped since is gone the next time.
        subscribers.retain(|subscriber| subscriber.send(event.clone()).is_ok());
    }

    /// There will be no more events.
    pub(crate) fn close(&self) {
        *self.subscribers() = None;
    }

    fn subscribers(&self) -> std::sync::MutexGuard<'_, Option<Vec<mpsc::UnboundedSender<Event>>>> {
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
