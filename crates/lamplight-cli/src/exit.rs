//! Exit codes: what they are, and which of several counts.

use std::process::ExitCode;

/// How a command ended, as its exit code tells. The codes are a contract: scripts rely on them.
///
/// The order of the variants is that of the codes; which of several bad results counts is said by
/// [`worse`](Self::worse).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// Everything went as it should.
    Success,
    /// Something unexpected in Lamplight itself or in the system under it.
    Internal,
    /// The command line cannot be understood.
    Usage,
    /// What the command was given is not right.
    Input,
    /// The function returned an error.
    FunctionError,
    /// The function ran out of time.
    TimedOut,
    /// The function's process did not do its part.
    ProcessFailed,
    /// An expectation was not met.
    Expectation,
    /// The surroundings are not right.
    Environment,
    /// There is no such thing.
    NotFound,
    /// Ended by Ctrl-C.
    Interrupted,
    /// Ended by a request to terminate.
    Terminated,
}

// === impl Exit ===

impl Exit {
    /// Every exit, in the order of the codes.
    pub const ALL: [Self; 12] = [
        Self::Success,
        Self::Internal,
        Self::Usage,
        Self::Input,
        Self::FunctionError,
        Self::TimedOut,
        Self::ProcessFailed,
        Self::Expectation,
        Self::Environment,
        Self::NotFound,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// The code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::FunctionError => 4,
            Self::TimedOut => 5,
            Self::ProcessFailed => 6,
            Self::Expectation => 7,
            Self::Environment => 8,
            Self::NotFound => 9,
            // 128 and the number of the signal, as shells have it.
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// What the code means, in the words of the manual.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "success: every invocation ended as expected",
            Self::Internal => "an unexpected error in Lamplight, or in the system under it",
            Self::Usage => "the command line cannot be understood",
            Self::Input => {
                "what was given is not right: an event that is not JSON, a setting that is not allowed, \
                 no `events/` folder, a function that does not compile"
            }
            Self::FunctionError => "the function returned an error",
            Self::TimedOut => "the function timed out",
            Self::ProcessFailed => {
                "the function's process failed to start, ended by itself, or never asked for an event"
            }
            Self::Expectation => {
                "an event that should have ended in an error did not; a layer does not keep its limits"
            }
            Self::Environment => {
                "the surroundings: the port is in use, cargo is missing, no session is running"
            }
            Self::NotFound => "there is no such function, executable, file or workspace",
            Self::Interrupted => "interrupted by Ctrl-C (SIGINT)",
            Self::Terminated => "terminated (SIGTERM)",
        }
    }

    /// The worse of two results: what needs the most attention counts.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if other.severity() > self.severity() { other } else { self }
    }

    const fn severity(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Expectation => 1,
            Self::FunctionError => 2,
            Self::TimedOut => 3,
            Self::ProcessFailed => 4,
            Self::Usage | Self::Input | Self::Environment | Self::NotFound => 5,
            Self::Interrupted | Self::Terminated => 6,
            Self::Internal => 7,
        }
    }

    /// The table of the manual, in Markdown.
    #[must_use]
    pub fn table() -> String {
        let rows = Self::ALL.iter().map(|exit| format!("| {} | {} |\n", exit.code(), exit.meaning()));
        format!("| code | meaning |\n|---|---|\n{}", rows.collect::<String>())
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_has_a_code_of_its_own_in_rising_order() {
        assert!(Exit::ALL.windows(2).all(|pair| pair[0].code() < pair[1].code()));
    }

    #[test]
    fn the_worst_result_counts_whatever_the_order() {
        let rising = [
            Exit::Success,
            Exit::Expectation,
            Exit::FunctionError,
            Exit::TimedOut,
            Exit::ProcessFailed,
            Exit::Interrupted,
        ];
        for pair in rising.windows(2) {
            assert_eq!(pair[0].worse(pair[1]), pair[1]);
            assert_eq!(pair[1].worse(pair[0]), pair[1]);
        }
    }
}
