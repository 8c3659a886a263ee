//! What goes into the [machine](super::machine) and what comes out of it.

use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use crate::Exit;

/// What bounds an invocation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) init_timeout: Duration,
    /// How many invocations may run at once; none: one, in the way of on-demand functions.
    pub(crate) max_concurrency: Option<u32>,
    pub(crate) shutdown: Budgets,
    /// How long after the last thing happened the processes are frozen; none: never.
    pub(crate) freeze_after: Option<Duration>,
    /// How long after the last invocation the environment ends; none: never.
    pub(crate) evict_after: Option<Duration>,
}

/// Where an init phase belongs to, by the names of Lambda.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InitPhase {
    /// It is a phase of its own.
    Init,
    /// It is a part of an invocation.
    Invoke,
}

/// How long the end of an environment may take.
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budgets {
    /// Where there are external extensions.
    pub(crate) external: Duration,
    /// Where there are only internal ones.
    pub(crate) internal: Duration,
}

/// Why extensions are told to shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShutdownReason {
    Spindown,
    Timeout,
    Failure,
}

/// A `/next` that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Poll(pub(crate) u64);

/// What to do now, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Start every extension, then say [`Machine::extension_not_started`] of each that could not be.
    SpawnExtensions,
    /// Start a process, then say [`Machine::spawned`] or [`Machine::spawn_failed`].
    Spawn,
    /// Kill the process; its end is told with [`Machine::exited`].
    Kill,
    /// Ask the process to end.
    Terminate,
    /// Kill an extension, by its place among those configured.
    KillExtension(usize),
    /// Stop every process until [`Action::Thaw`].
    Freeze,
    /// Let them go on.
    Thaw,
    /// Answer the poll of an extension with the end, which will come at `deadline`.
    TellShutdown { poll: Poll, reason: ShutdownReason, deadline: Instant },
    /// The environment comes to its end, within this time.
    ShutdownStarted { reason: ShutdownReason, budget: Duration },
    /// The process is ready for events.
    InitFinished { duration: Duration },
    /// The process never became ready. The invocation, if any, was waiting for it and is over.
    InitFailed { cause: InitCause, duration: Duration, invocation: Option<Uuid>, phase: InitPhase },
    /// Answer the polls of the extensions that are `told`, and then this one, with this invocation, the
    /// first of its process if `cold`. It began at `since` if that was earlier, with the init phase.
    Deliver { poll: Poll, invocation: Uuid, cold: bool, since: Option<Instant>, told: Vec<Poll> },
    /// Answer this poll with this invocation again: the runtime asked twice.
    Redeliver { poll: Poll, invocation: Uuid },
    /// The function has asked for the next event; its extensions may still be at work.
    RuntimeDone { invocation: Uuid, duration: Duration },
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
    /// The function was done, but an extension was not when the time was over.
    ExtensionsLate,
    /// An extension failed, and with it the invocation.
    Extension(ExtensionFailure),
}

/// How an extension fails the environment that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExtensionFailure {
    /// It could not be started.
    NotStarted,
    /// It reported an error before its first `/next`.
    InitError,
    /// It reported an error.
    ExitError,
    /// Its process ended.
    Crash(Exit),
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
    /// An extension failed; by its place among those of the environment.
    Extension(usize, ExtensionFailure),
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

// === impl InitPhase ===

impl InitPhase {
    /// As it is in records.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Invoke => "invoke",
        }
    }
}

// === impl ShutdownReason ===

impl ShutdownReason {
    /// As it is in the event.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Spindown => "spindown",
            Self::Timeout => "timeout",
            Self::Failure => "failure",
        }
    }
}

// === impl ExtensionFailure ===

impl ExtensionFailure {
    /// As Lambda names it.
    pub(crate) fn error_type(self) -> &'static str {
        match self {
            Self::NotStarted => "Extension.LaunchError",
            Self::InitError => "Extension.InitError",
            Self::ExitError => "Extension.ExitError",
            Self::Crash(_) => "Extension.Crash",
        }
    }
}
