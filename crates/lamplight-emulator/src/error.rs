//! What can go wrong, one type per boundary.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use crate::{Exit, FunctionError};

/// A function could not be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The configuration has mistakes: all of them.
    #[error("the configuration of function {name:?} is not valid: {}", Joined(mistakes))]
    Config {
        /// The function's name.
        name: String,
        /// Each mistake; never empty.
        mistakes: Vec<ConfigMistake>,
    },
    /// No port of the loopback address could be taken for the Runtime API.
    #[error("cannot listen on 127.0.0.1 for the Runtime API")]
    Listen(#[source] io::Error),
}

/// One mistake in a configuration: the setting, its value, and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting} is {value:?}, allowed is {allowed}")]
#[non_exhaustive]
pub struct ConfigMistake {
    /// The setting, named as its method of [`FunctionConfig`](crate::FunctionConfig).
    pub setting: String,
    /// The value it has.
    pub value: String,
    /// What would be allowed.
    pub allowed: String,
}

/// Why a process never got as far as asking for its first event.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InitFailure {
    /// There is no such file.
    #[error("the executable {} does not exist", path.display())]
    NotFound {
        /// The executable.
        path: PathBuf,
    },
    /// There is one, but the system cannot run it: no permission, another architecture, not a program.
    #[error("{} cannot be executed: {reason}", path.display())]
    NotExecutable {
        /// The executable.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The system could not start a process.
    #[error("cannot start {}", path.display())]
    Spawn {
        /// The executable.
        path: PathBuf,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// The process ended by itself.
    #[error("the process ended ({exit}) before it asked for its first event{}", LastLines(last_stderr))]
    Exited {
        /// How it ended.
        exit: Exit,
        /// The last lines of its standard error, at most ten.
        last_stderr: Vec<String>,
    },
    /// The process reported an error through `/init/error`.
    #[error("the function reported that it cannot start: {}: {}", error.error_type, error.message)]
    Reported {
        /// What it reported.
        error: FunctionError,
    },
    /// An extension could not be started, ended, or reported an error.
    #[error("the extension {name:?} failed: {reason}{}", LastLines(last_stderr))]
    Extension {
        /// Its name: that of its file.
        name: String,
        /// `Extension.LaunchError`, `Extension.InitError`, `Extension.ExitError` or `Extension.Crash`.
        error_type: &'static str,
        /// What happened to it.
        reason: String,
        /// The last lines of standard error, of function and extensions, at most ten.
        last_stderr: Vec<String>,
    },
    /// The process ran, but did not ask for an event in time.
    #[error(
        "the process did not ask for its first event within {} ms{}",
        limit.as_millis(),
        LastLines(last_stderr)
    )]
    TimedOut {
        /// The init timeout.
        limit: Duration,
        /// The last lines of its standard error, at most ten.
        last_stderr: Vec<String>,
    },
    /// The function was shut down meanwhile.
    #[error("the function is shut down")]
    ShutDown,
}

/// An invocation did not take place at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvokeError {
    /// The function was shut down before the invocation ended.
    #[error("function {name:?} is shut down")]
    ShutDown {
        /// The function's name.
        name: String,
    },
    /// Every environment is busy, and as many wait as may: see
    /// [`FunctionConfig::queue`](crate::FunctionConfig::queue).
    #[error("function {name:?} has no room for another invocation")]
    Throttled {
        /// The function's name.
        name: String,
    },
}

/// The invoke endpoint could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// Something else listens there.
    #[error("cannot listen on {address}: the address is in use by another process")]
    InUse {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Two functions have the same name.
    #[error("two functions are named {name:?}: each needs a name of its own")]
    SameName {
        /// The name.
        name: String,
    },
}

/// Mistakes, separated by `; `.
struct Joined<'a>(&'a [ConfigMistake]);

/// `, its last words: …`, or nothing.
struct LastLines<'a>(&'a [String]);

// === impl Joined ===

impl fmt::Display for Joined<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            mistake.fmt(f)?;
        }
        Ok(())
    }
}

// === impl LastLines ===

impl fmt::Display for LastLines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        f.write_str(", its last words on standard error:")?;
        self.0.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}
