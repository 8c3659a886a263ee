//! How a process ended.

use std::fmt;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// It exited with this code.
    Code(i32),
    /// It was killed by this signal.
    Signal(i32),
    /// It was killed (by signal 9) because it used more memory than it has.
    OutOfMemory,
}

// === impl Exit ===

impl fmt::Display for Exit {
    /// As Lambda words it: `exit status 1`, `signal: killed`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "exit status {code}"),
            Self::OutOfMemory => write!(f, "signal: {}", Name(9)),
            Self::Signal(number) => write!(f, "signal: {}", Name(*number)),
        }
    }
}

/// A signal in words, as Go's standard library has them, which Lambda's own messages come from.
struct Name(i32);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            1 => "hangup",
            2 => "interrupt",
            3 => "quit",
            4 => "illegal instruction",
            6 => "aborted",
            8 => "floating point exception",
            9 => "killed",
            11 => "segmentation fault",
            13 => "broken pipe",
            14 => "alarm clock",
            15 => "terminated",
            number => return write!(f, "signal {number}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_worded_as_lambda_words_it() {
        assert_eq!(Exit::Code(101).to_string(), "exit status 101");
        assert_eq!(Exit::Signal(9).to_string(), "signal: killed");
        assert_eq!(Exit::Signal(40).to_string(), "signal: signal 40");
    }
}
