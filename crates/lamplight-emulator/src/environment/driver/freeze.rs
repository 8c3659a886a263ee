//! The freeze between invocations: every process of the environment is stopped.
//!
//! On Lambda the kernel freezes them without their knowing; here they are stopped by `SIGSTOP`, which ends
//! in the same: the kernel keeps their connections, and nothing of theirs runs.

use std::time::Duration;

use super::Driver;
use crate::event::{EventKind, InFlight};
use crate::process::{InFlightConnection, Process, Signal};

/// How long to wait between looks whether a process has stopped.
const LOOK: Duration = Duration::from_millis(1);
/// How often to look, before a process that does not stop is taken to be on its way to do so.
const LOOKS: usize = 100;

// === impl Driver ===

impl Driver {
    /// Stops every process, and waits until they have stopped.
    pub(super) async fn freeze(&mut self) {
        self.sample_memory();
        self.feed.set_frozen(true);
        self.signal_all(Signal::Stop);
        for _ in 0..LOOKS {
            if self.processes().all(Process::is_stopped) {
                break;
            }
            tokio::time::sleep(LOOK).await;
        }
        // From here on nothing more is written.
        self.drain();
        self.drain_extensions();
        self.tell_in_flight();
        self.publisher.publish(|| EventKind::Frozen);
    }

    /// Lets every process go on.
    pub(super) fn thaw(&mut self) {
        self.publisher.publish(|| EventKind::Thawed);
        self.signal_all(Signal::Continue);
        self.feed.set_frozen(false);
    }

    /// The extensions first, as they are the first to be told of what comes next.
    pub(super) fn processes(&self) -> impl Iterator<Item = &Process> {
        self.extensions.iter().filter_map(|extension| extension.process.as_ref()).chain(&self.process)
    }

    fn signal_all(&self, signal: Signal) {
        (0..self.extensions.len()).for_each(|index| self.signal_extension(index, signal));
        self.signal(signal);
    }

    /// Tells what had been sent by a process and not yet taken by anybody when it was stopped.
    fn tell_in_flight(&self) {
        let of = |extension: Option<&str>, process: &Process| {
            for InFlightConnection { remote, queued } in process.unacknowledged() {
                // What is said to us is no loss: we wait for it.
                if remote == self.identity.runtime_api {
                    continue;
                }
                let extension = extension.map(str::to_owned);
                self.publisher.publish(|| EventKind::InFlight(InFlight { extension, remote, queued }));
            }
        };
        for extension in &self.extensions {
            extension.process.iter().for_each(|process| of(Some(&extension.name), process));
        }
        self.process.iter().for_each(|process| of(None, process));
    }
}
