//! The freeze between invocations: every process of the environment is stopped.
//!
//! On Lambda the kernel freezes them without their knowing; here they are stopped by `SIGSTOP`, which ends
//! in the same: the kernel keeps their connections, and nothing of theirs runs.

use std::time::Duration;

use super::Driver;
use crate::event::EventKind;
use crate::process::{Process, Signal};

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
        self.publisher.publish(self.generation, || EventKind::Frozen);
    }

    /// Lets every process go on.
    pub(super) fn thaw(&mut self) {
        self.signal_all(Signal::Continue);
        self.feed.set_frozen(false);
        self.publisher.publish(self.generation, || EventKind::Thawed);
    }

    /// The extensions first, as they are the first to be told of what comes next.
    fn processes(&self) -> impl Iterator<Item = &Process> {
        self.extensions.iter().filter_map(|extension| extension.process.as_ref()).chain(&self.process)
    }

    fn signal_all(&self, signal: Signal) {
        self.processes().for_each(|process| process.signal(signal));
    }
}
