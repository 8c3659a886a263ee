//! The memory of an environment: what was used at most, and the limit.

use std::time::Duration;

use tokio::time::Instant;

use super::Driver;
use crate::Exit;
use crate::process::Process;

/// How often memory is looked at while something runs.
const INTERVAL: Duration = Duration::from_millis(20);

/// When memory was looked at.
#[derive(Debug, Default)]
pub(super) struct Sampler {
    last: Option<Instant>,
}

// === impl Driver ===

impl Driver {
    /// When memory is to be looked at, where there is a limit.
    pub(super) fn next_sample(&self) -> Option<Instant> {
        let runs = self.config.memory_limit && self.process.is_some() && !self.machine.is_idle();
        runs.then(|| self.sampler.last.map_or_else(Instant::now, |last| last + INTERVAL))
    }

    /// Kills the function if it and its extensions use more memory than they have.
    pub(super) fn watch_memory(&mut self) {
        let now = Instant::now();
        let runs = self.next_sample().is_some();
        if !runs || self.sampler.last.is_some_and(|last| now < last + INTERVAL) {
            return;
        }
        self.sampler.last = Some(now);
        let used: u64 = self.processes().filter_map(Process::resident_memory).sum();
        if used > u64::from(self.config.memory_mb) * 1024 * 1024 {
            self.sample_memory();
            self.kill_as(Exit::OutOfMemory);
        }
    }

    /// Remembers what was used at most.
    pub(super) fn sample_memory(&mut self) {
        let peak = self.processes().filter_map(Process::peak_memory).sum();
        self.peak_memory = self.peak_memory.max(peak);
    }

    /// What was used at most, in MB: never more than there is, where there is a limit.
    pub(super) fn max_memory_mb(&self) -> u32 {
        let used = crate::process::megabytes(self.peak_memory);
        if self.config.memory_limit { used.min(self.config.memory_mb) } else { used }
    }
}
