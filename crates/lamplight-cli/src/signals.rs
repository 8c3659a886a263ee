//! Requests to stop: Ctrl-C and SIGTERM; and news of the window's size.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::exit::Exit;
use crate::failure::{Failure, Result};

/// Catches the signals of the process, from when it is made until it ends.
#[derive(Debug)]
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    resize: Signal,
}

// === impl Signals ===

impl Signals {
    /// # Errors
    ///
    /// That the system does not let signals be caught.
    pub(crate) fn catch() -> Result<Self> {
        let catch = |kind| {
            signal(kind)
                .map_err(|error| Failure::new(Exit::Internal, "cannot catch signals").because_of(&error))
        };
        Ok(Self {
            interrupt: catch(SignalKind::interrupt())?,
            terminate: catch(SignalKind::terminate())?,
            resize: catch(SignalKind::window_change())?,
        })
    }

    /// Waits for a request to stop, and says what exit code it asks for.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses no request.
    pub(crate) async fn stop(&mut self) -> Exit {
        tokio::select! {
            _ = self.interrupt.recv() => Exit::Interrupted,
            _ = self.terminate.recv() => Exit::Terminated,
        }
    }

    /// Waits for a request to stop (an exit) or a new size of the window (none).
    pub(crate) async fn stop_or_resize(&mut self) -> Option<Exit> {
        tokio::select! {
            _ = self.interrupt.recv() => Some(Exit::Interrupted),
            _ = self.terminate.recv() => Some(Exit::Terminated),
            _ = self.resize.recv() => None,
        }
    }
}
