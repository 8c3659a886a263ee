//! What an execution environment does, as it happens.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lamplight_core::clock::{Clock, Timestamp};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::{Exit, Fault, InitFailure, Invocation, Line, Telemetry};

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
    /// Which of its environments, from 0.
    pub environment: u32,
    /// Which process of the environment: 1 for the first, one more after each reset; 0 before the first.
    pub generation: u32,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EventKind {
    /// Somebody wants an invocation; it may have to wait for its turn.
    Invoked {
        /// The request id.
        request_id: String,
    },
    /// An invocation was turned down, because as many as are allowed run and wait already.
    Throttled {
        /// The request id.
        request_id: String,
    },
    /// An init phase begins.
    InitStarted {
        /// It takes place within an invocation, after the environment has failed: see
        /// [`Report::init_duration`](crate::Report::init_duration).
        within_invocation: bool,
    },
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
    /// The function or an extension sent spans, metrics or logs, or whatever it took for them.
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
    /// The function, or the named extension, asks for its next event and waits for it.
    Parked {
        /// The extension; none: the function.
        extension: Option<String>,
    },
    /// Whoever waited for its next event has it.
    Released {
        /// The extension; none: the function.
        extension: Option<String>,
        /// What it is told.
        told: Told,
    },
    /// The function is done with an invocation, and its response goes to the caller; extensions may still be
    /// at work.
    RuntimeDone {
        /// The request id.
        request_id: String,
        /// From the beginning of the invocation until now.
        duration: Duration,
    },
    /// The environment comes to its end.
    ShutdownStarted {
        /// `spindown`, `timeout` or `failure`.
        reason: &'static str,
        /// How long it may take.
        budget: Duration,
    },
    /// Every process of a group was sent a signal.
    Signalled {
        /// The extension; none: the function.
        extension: Option<String>,
        /// The id of the process group.
        pid: u32,
        /// `TERM`, `KILL`, `STOP` or `CONT`.
        signal: &'static str,
    },
    /// A record was made for whoever subscribes to the Telemetry API.
    Recorded {
        /// The record, as the newest schema has it.
        record: Arc<str>,
    },
    /// A batch of records was sent to an extension.
    Posted(Post),
    /// Something of a frozen process was still on its way.
    InFlight(InFlight),
    /// Time went by that did not really go by; see [`Function::gap`](crate::Function::gap).
    Gap {
        /// How much.
        simulated: Duration,
    },
    /// A fault took place.
    Faulted {
        /// Which.
        fault: Fault,
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

/// What somebody who asked for the next event is told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Told {
    /// Of an invocation.
    Invoke {
        /// The request id.
        request_id: String,
    },
    /// Of the end.
    Shutdown {
        /// `spindown`, `timeout` or `failure`.
        reason: &'static str,
    },
    /// That it may not ask.
    Refused,
}

/// A batch of the Telemetry API that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Post {
    /// The extension.
    pub extension: String,
    /// The number of the batch, from 1: the same when it is sent again.
    pub batch: u64,
    /// 1 for the first try.
    pub attempt: u32,
    /// How many records.
    pub records: usize,
    /// How many bytes of body.
    pub bytes: usize,
    /// The status that the listener answered; none: it could not be reached, or did not answer.
    pub status: Option<u16>,
}

/// A connection of a process that had sent something which was not yet taken when the process was stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InFlight {
    /// The extension; none: the function.
    pub extension: Option<String>,
    /// The other end.
    pub remote: SocketAddr,
    /// Bytes that the other end has not taken.
    pub queued: u32,
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

/// Hands the events of every environment of a function to whoever has subscribed.
#[derive(Debug)]
pub(crate) struct Hub {
    function: Arc<str>,
    clock: Clock,
    started: Instant,
    /// How many environments have something to say.
    open: AtomicU32,
    /// None when there will be no more events.
    subscribers: Mutex<Option<Vec<mpsc::UnboundedSender<Event>>>>,
}

/// The events of one environment. There are no more when all of them were dropped.
#[derive(Debug)]
pub(crate) struct Publisher {
    hub: Arc<Hub>,
    environment: u32,
    /// Counted up by the environment, for those who publish on its behalf.
    generation: AtomicU32,
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

// === impl Hub ===

impl Hub {
    pub(crate) fn new(function: Arc<str>, clock: Clock) -> Arc<Self> {
        let subscribers = Mutex::new(Some(Vec::new()));
        Arc::new(Self { function, clock, started: Instant::now(), open: AtomicU32::new(0), subscribers })
    }

    pub(crate) fn subscribe(&self) -> Events {
        let (sender, receiver) = mpsc::unbounded_channel();
        if let Some(subscribers) = &mut *self.subscribers() {
            subscribers.push(sender);
        }
        Events { receiver }
    }

    /// Makes the event only if somebody listens.
    fn publish(&self, environment: u32, generation: u32, kind: impl FnOnce() -> EventKind) {
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
            environment,
            generation,
            kind: kind(),
        };
        // One that was dropped since is gone the next time.
        subscribers.retain(|subscriber| subscriber.send(event.clone()).is_ok());
    }

    fn subscribers(&self) -> std::sync::MutexGuard<'_, Option<Vec<mpsc::UnboundedSender<Event>>>> {
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Publisher ===

impl Publisher {
    pub(crate) fn new(hub: &Arc<Hub>, environment: u32) -> Arc<Self> {
        hub.open.fetch_add(1, Ordering::SeqCst);
        Arc::new(Self { hub: Arc::clone(hub), environment, generation: AtomicU32::new(0) })
    }

    /// What follows is about another process.
    pub(crate) fn begin_generation(&self, generation: u32) {
        self.generation.store(generation, Ordering::SeqCst);
    }

    /// The process that events are about.
    pub(crate) fn generation(&self) -> u32 {
        self.generation.load(Ordering::SeqCst)
    }

    /// Makes the event only if somebody listens.
    pub(crate) fn publish(&self, kind: impl FnOnce() -> EventKind) {
        self.publish_of(self.generation(), kind);
    }

    /// The same about a process that may be gone by now.
    pub(crate) fn publish_of(&self, generation: u32, kind: impl FnOnce() -> EventKind) {
        self.hub.publish(self.environment, generation, kind);
    }
}

/// The last one says that there is nothing more to come.
impl Drop for Publisher {
    fn drop(&mut self) {
        if self.hub.open.fetch_sub(1, Ordering::SeqCst) == 1 {
            *self.hub.subscribers() = None;
        }
    }
}
