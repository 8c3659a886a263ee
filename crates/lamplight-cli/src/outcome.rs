//! How an invocation ended, and whether that is how it should have ended.

use lamplight_emulator::Status;

use crate::exit::Exit;

/// How an invocation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Success,
    /// The function returned an error, or a response that Lambda does not take.
    Error,
    Timeout,
    /// The process ended before the invocation did.
    Crash,
    /// The process never got as far as asking for an event.
    InitError,
}

/// How an event should end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Success,
    Error,
}

// === impl Outcome ===

impl Outcome {
    /// The word in JSON: a contract.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error => "error",
            Self::Timeout => "timeout",
            Self::Crash => "crash",
            Self::InitError => "init_error",
        }
    }

    /// The exit code of a command whose only business was this invocation.
    pub(crate) const fn exit(self) -> Exit {
        match self {
            Self::Success => Exit::Success,
            Self::Error => Exit::FunctionError,
            Self::Timeout => Exit::TimedOut,
            Self::Crash | Self::InitError => Exit::ProcessFailed,
        }
    }
}

impl From<Status> for Outcome {
    fn from(status: Status) -> Self {
        match status {
            Status::Success => Self::Success,
            Status::Timeout => Self::Timeout,
            Status::Crash => Self::Crash,
            Status::InitError => Self::InitError,
            // `HandlerError`, `BadResponse`, and what may be added: anything but a success is an error.
            _ => Self::Error,
        }
    }
}

// === impl Expected ===

impl Expected {
    /// The exit code that an outcome is worth, where this was expected.
    pub(crate) const fn verdict(self, outcome: Outcome) -> Exit {
        match (self, outcome) {
            (Self::Error, Outcome::Error) => Exit::Success,
            (Self::Error, Outcome::Success) => Exit::Expectation,
            (_, outcome) => outcome.exit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_right_only_where_it_is_expected() {
        assert_eq!(Expected::Success.verdict(Outcome::Success), Exit::Success);
        assert_eq!(Expected::Success.verdict(Outcome::Error), Exit::FunctionError);
        assert_eq!(Expected::Error.verdict(Outcome::Error), Exit::Success);
        assert_eq!(Expected::Error.verdict(Outcome::Success), Exit::Expectation);
    }

    #[test]
    fn a_process_that_fails_is_never_what_was_expected() {
        for expected in [Expected::Success, Expected::Error] {
            assert_eq!(expected.verdict(Outcome::Timeout), Exit::TimedOut);
            assert_eq!(expected.verdict(Outcome::Crash), Exit::ProcessFailed);
            assert_eq!(expected.verdict(Outcome::InitError), Exit::ProcessFailed);
        }
    }
}
