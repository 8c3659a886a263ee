//! The memory of an environment: what was used at most, and the limit.

use std::time::Duration;

use tokio::time::Instant;

use super::Driver;
use crate::Exit;
use crate::process::{Cgroup, Hierarchy, Process};

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
        let used = || self.processes().filter_map(Process::resident_memory).sum::<u64>();
        let too_much = match self.cgroup {
            // The system may have killed another process of the environment than the function's own.
            Some(_) => self.ran_out_of_memory(),
            None => used() > self.memory(),
        };
        if too_much {
            self.sample_memory();
            self.kill_as(Exit::OutOfMemory);
        }
    }

    /// Has the system keep the limit, where there is one and the system lets us.
    pub(super) fn open_cgroup(&mut self) {
        if self.config.memory_limit && self.cgroup.is_none() {
            let hierarchy = self.config.cgroups.clone().or_else(Hierarchy::of_this_process);
            self.cgroup = hierarchy.and_then(|hierarchy| Cgroup::new(&hierarchy, self.memory()));
        }
    }

    /// Whether the system has killed something since this was last asked, because it needed more than there is.
    pub(super) fn ran_out_of_memory(&mut self) -> bool {
        let ran_out = self.cgroup.as_mut().is_some_and(Cgroup::ran_out);
        if ran_out {
            // All of it was in use, whatever can still be found of that.
            self.peak_memory = self.peak_memory.max(self.memory());
        }
        ran_out
    }

    /// How a process really ended: the system kills for want of memory with the signal that anybody may send.
    pub(super) fn cause_of(&mut self, exit: Exit) -> Exit {
        if exit == Exit::Signal(9) && self.ran_out_of_memory() { Exit::OutOfMemory } else { exit }
    }

    /// What there is, in bytes.
    fn memory(&self) -> u64 {
        u64::from(self.config.memory_mb) * 1024 * 1024
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::{EventKind, Function, FunctionConfig, InitFailure};

    /// Plays the part of the system that kills it, in the group that it is in.
    const KILLED: &str = "#!/bin/sh\n\
        cd $ROOT/lamplight-* || exit 3\n\
        cp cgroup.procs memory.max $ROOT\n\
        echo x >> kills\n\
        echo oom_kill $(wc -l < kills) > memory.events\n\
        kill -KILL $$\n";

    /// A folder that looks like a control group in which others may be made.
    fn made_up() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("there is a directory for temporary files");
        for name in ["cgroup.controllers", "cgroup.subtree_control"] {
            std::fs::write(folder.path().join(name), "memory\n").expect("there is room");
        }
        folder
    }

    fn hungry(folder: &tempfile::TempDir) -> FunctionConfig {
        let root = folder.path().to_owned();
        let mut config = FunctionConfig::new("hungry", "/bin/sh").arg("-c").arg(KILLED);
        config = config.memory_mb(256).limit_memory().env("ROOT", root.to_str().expect("a path of letters"));
        config.cgroups = Some(Hierarchy { root, own: "".into() });
        config
    }

    #[tokio::test]
    async fn a_function_that_the_system_kills_in_its_control_group_has_run_out_of_memory() {
        let folder = made_up();
        let function = Function::start(hungry(&folder)).await.expect("the settings are right");
        let failure = function.warm_up().await.expect_err("it was killed");
        function.shutdown().await;
        assert!(matches!(failure, InitFailure::Exited { exit: Exit::OutOfMemory, .. }), "{failure:?}");
        let read =
            |name| std::fs::read_to_string(folder.path().join(name)).expect("the function has copied it");
        assert_eq!(read("cgroup.procs"), "0\n", "it has joined by itself");
        assert_eq!(read("memory.max"), (256 * 1024 * 1024).to_string());
    }

    #[tokio::test]
    async fn an_extension_is_in_the_control_group_too() {
        let folder = made_up();
        let extension = folder.path().join("greedy");
        // By another process: a program cannot be started while somebody has it open for writing, and whatever is
        // started by another test at this moment would have.
        let mut shell = std::process::Command::new("/bin/sh");
        shell.args(["-c", "printf %s \"$1\" > \"$0\" && chmod +x \"$0\""]).arg(&extension).arg(KILLED);
        assert!(shell.status().expect("there is a shell").success());
        let config = hungry(&folder).extension(&extension);
        let function = Function::start(config).await.expect("the settings are right");
        let mut events = function.subscribe();
        let failure = function.warm_up().await.expect_err("the extension was killed");
        function.shutdown().await;
        assert!(matches!(failure, InitFailure::Extension { .. }), "{failure:?}");
        let mut exits = Vec::new();
        while let Some(event) = events.try_recv() {
            if let EventKind::ExtensionExited { exit, .. } = event.kind {
                exits.push(exit);
            }
        }
        assert_eq!(exits, [Exit::OutOfMemory]);
    }
}
