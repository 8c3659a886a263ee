//! What goes into the [machine](super::machine) and what comes out of it.

use std::time::Duration;

use uuid::Uuid;

use crate::Exit;

/// What bounds an invocation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) init_timeout: Duration,
    /// How many invocations may run at once; none: one, in the way of on-demand functions.
    pub(crate) max_concurrency: Option<u32>,
}

/// A `/next` that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Poll(pub(crate) u64);

/// What to do now, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Start a process, then say [`Machine::spawned`] or [`Machine::spawn_failed`].
    Spawn,
    /// Kill the process; its end is told with [`Machine::exited`].
    Kill,
    /// The process is ready for events.
    InitFinished { duration: Duration },
    /// The process never became ready. The invocation, if any, was waiting for it and is over.
    InitFailed { cause: InitCause, duration: Duration, invocation: Option<Uuid> },
    /// Answer this poll with this invocation, the first of its process if `cold`.
    Deliver { poll: Poll, invocation: Uuid, cold: bool },
    /// Answer this poll with this invocation again: the runtime asked twice.
    Redeliver { poll: Poll, invocation: Uuid },
    /// This invocation ran out of time. It is over when its [`Action::End`] says so.
    TimedOut { invocation: Uuid },
    /// This invocation is over.
    End { invocation: Uuid, ending: Ending, duration: Duration },
}

/// Why an invocation is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Responded,
    TimedOut,
    Exited(Exit),
}

/// Why a process never became ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InitCause {
    /// It could not be started; the driver knows why.
    NotStarted,
    Exited(Exit),
    TimedOut,
    /// It said so; the driver knows what.
    Reported,
}

/// Why a call of the function is turned down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no such invocation.
    InvalidRequestId,
    /// There was, but it ran out of time.
    Expired,
    /// The call does not fit the state.
    InvalidTransition { from: &'static str, to: &'static str },
}

/// What a call of the function announces: the names that Lambda has for the states they lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answering {
    Response,
    Error,
}
