//! What happens to the extension, and what it does: the two ends of [`State::step`](crate::State::step).

use std::time::Duration;

use bytes::Bytes;
use lamplight_core::clock::Timestamp;
use lamplight_core::link;
use lamplight_records::platform;

use crate::ledger::Reason;
use crate::logs::Line;
use crate::settings::Destination;
use crate::signal::{Encoding, Signal};

/// What happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// It is known where to send to. Once.
    Configured(Vec<Destination>),
    /// A body came in by OTLP. It is answered by [`Action::Answer`] with the same number.
    Received {
        /// Chosen by the caller.
        request: u64,
        /// Of which signal.
        signal: Signal,
        /// How it is written.
        encoding: Encoding,
        /// Not compressed.
        body: Bytes,
    },
    /// The function said something about an invocation.
    Link(link::Message),
    /// The answer to [`Action::Next`]: an invocation begins.
    Invoke(Invoke),
    /// The answer to [`Action::Next`]: the environment ends.
    Shutdown {
        /// Why.
        reason: ShutdownReason,
        /// When the process is killed.
        deadline: Timestamp,
    },
    /// A platform event came by the Telemetry API.
    Platform(platform::Event),
    /// Lines of the function came by the Telemetry API, in their order, also among platform events.
    Logged(Vec<Line>),
    /// Attempts are over, which were begun by [`Action::Send`] and not aborted. Whatever is known by now comes at once: after
    /// each event it is decided what is given up.
    Sent(Vec<Sent>),
    /// What came of [`Action::Spool`].
    Spooled {
        /// The file's number.
        file: u64,
        /// Whether it was written.
        is_kept: bool,
    },
    /// A file was found that an extension before a reset wrote. It stays until [`Action::Forget`].
    Restored(Saved),
    /// Items were lost where the state machine could not see them.
    Lost {
        /// Of which signal.
        signal: Signal,
        /// How many.
        items: u64,
        /// Why.
        reason: Reason,
    },
    /// Items were passed on as they came, to where no answer comes from.
    Forwarded {
        /// Of which signal.
        signal: Signal,
        /// How many.
        items: u64,
    },
    /// The process is asked to end, by whom and why is not said.
    Terminated,
    /// It is [time](crate::State::wakes).
    Tick,
}

/// A batch as a file of the spool has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The file's number: when it was written, in nanoseconds since 1970, or the next free one.
    pub file: u64,
    /// The name of the destination; empty if it was not known yet.
    pub destination: String,
    /// Of which signal.
    pub signal: Signal,
    /// How it is written.
    pub encoding: Encoding,
    /// How many items it has.
    pub items: u64,
    /// Whether it tells of something that went wrong.
    pub is_urgent: bool,
    /// The request.
    pub body: Bytes,
}

/// An invocation begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoke {
    /// Its id.
    pub request_id: String,
    /// When it times out.
    pub deadline: Timestamp,
    /// The function, as it was called.
    pub arn: Option<String>,
    /// The trace header of whoever called.
    pub trace_header: Option<String>,
}

/// Why an environment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShutdownReason {
    /// It is not needed any more.
    Spindown,
    /// An invocation ran out of time.
    Timeout,
    /// A process failed, or Lambda gives another reason.
    Failure,
    /// It was not Lambda who said so.
    Unsaid,
}

/// An attempt that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Which one.
    pub attempt: u64,
    /// How it ended.
    pub verdict: Verdict,
}

/// How an attempt to send ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Taken, but for so many items.
    Delivered {
        /// How many were not.
        rejected: u64,
    },
    /// To be tried again: 429, 502, 503 or 504.
    Retry {
        /// After how long, where that was said.
        after: Option<Duration>,
    },
    /// Never to be taken: another status.
    Refused,
    /// Too large: 413.
    TooLarge,
    /// No answer came: no connection, a broken one, or nonsense.
    Failed,
}

/// What is to be done.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Action {
    /// Ask for the next event. Nothing is on its way then.
    Next,
    /// Answer a body that came in.
    Answer {
        /// Which one.
        request: u64,
        /// With what.
        answer: Answer,
    },
    /// Begin an attempt. The bodies one after another are the request's.
    Send {
        /// Named in [`Event::Sent`].
        attempt: u64,
        /// Where to, by its place in the configuration.
        destination: usize,
        /// Of which signal.
        signal: Signal,
        /// How the bodies are written.
        encoding: Encoding,
        /// At least one.
        bodies: Vec<Bytes>,
    },
    /// Give an attempt up at once; no [`Event::Sent`] comes of it any more.
    Abort {
        /// Which one.
        attempt: u64,
    },
    /// Write this to a file. [`Event::Spooled`] is told before anything else happens.
    Spool(Saved),
    /// Delete a file: what is in it was delivered or given up.
    Forget {
        /// Its number.
        file: u64,
    },
    /// Print this line on stdout, for CloudWatch.
    Print(String),
    /// Say this to whoever runs the function.
    Say(String),
    /// End the process.
    Exit,
}

/// What becomes of a body that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is accounted for from now on.
    Accepted,
    /// There is no room; it may be tried again in a second.
    Full,
    /// It is longer than is ever taken.
    TooLarge,
    /// It is no OTLP request.
    Malformed,
    /// The extension failed on it, has it among its losses, and is not to be tried with it again.
    Failed,
}

// === impl ShutdownReason ===

impl ShutdownReason {
    /// Lambda's words, in any case. What is not known is a failure.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        if word.eq_ignore_ascii_case("spindown") {
            Self::Spindown
        } else if word.eq_ignore_ascii_case("timeout") {
            Self::Timeout
        } else {
            Self::Failure
        }
    }
}
