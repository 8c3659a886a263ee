//! A control group (version 2) that holds an environment to its memory, where there may be one.
//!
//! The files and what is written to them: the kernel's `admin-guide/cgroup-v2`.

mod hierarchy;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use uuid::Uuid;

pub(crate) use self::hierarchy::Hierarchy;

/// Has the shell that runs it join the group whose list of processes is its first argument, and become the rest.
pub(super) const JOIN: &str = "echo 0 > \"$0\" && exec \"$@\"";

/// How often it is tried to remove a group whose processes are about to end, and how long there is in between.
const TRIES: u32 = 1000;
const PAUSE: Duration = Duration::from_millis(1);

/// A group with a limit. Dropping it kills what is in it and removes it.
#[derive(Debug)]
pub(crate) struct Cgroup {
    path: PathBuf,
    /// How many processes the system has killed in it, when that was last looked at.
    killed: u64,
}

// === impl Cgroup ===

impl Cgroup {
    /// A group in which all processes together have `limit` bytes of memory and no swap.
    ///
    /// None if this process may not make one: there is no tree, nobody has delegated a part of it with the memory
    /// controller, or processes cannot be moved.
    pub(crate) fn new(hierarchy: &Hierarchy, limit: u64) -> Option<Self> {
        // Why one cannot be had does not matter: then memory is limited in another way.
        hierarchy.parents().find_map(|parent| Self::within(&parent, limit).ok())
    }

    fn within(parent: &Path, limit: u64) -> io::Result<Self> {
        let has_memory = |file: &str| {
            let text = std::fs::read_to_string(parent.join(file))?;
            io::Result::Ok(text.split_ascii_whitespace().any(|controller| controller == "memory"))
        };
        if !has_memory("cgroup.controllers")? {
            return Err(io::ErrorKind::Unsupported.into());
        }
        if !has_memory("cgroup.subtree_control")? {
            std::fs::write(parent.join("cgroup.subtree_control"), "+memory")?;
        }
        let path = parent.join(format!("lamplight-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&path)?;
        let group = Self { path, killed: 0 };
        std::fs::write(group.path.join("memory.max"), limit.to_string())?;
        match std::fs::write(group.path.join("memory.swap.max"), "0") {
            // The kernel has no swap, or does not count it.
            Err(error) if is_missing(&error) => {}
            other => other?,
        }
        group.try_to_join()?;
        Ok(group)
    }

    /// Whether a process of ours may be moved, which takes permissions in other groups too, is best tried.
    fn try_to_join(&self) -> io::Result<()> {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", JOIN]).arg(self.processes()).arg("true");
        shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if shell.status()?.success() { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
    }

    /// The file that lists its processes: who writes its id there joins.
    pub(crate) fn processes(&self) -> PathBuf {
        self.path.join("cgroup.procs")
    }

    /// Whether the system has killed a process for want of memory since this was last asked.
    pub(crate) fn ran_out(&mut self) -> bool {
        // Cannot be read when somebody has removed the group, and with it all that ran there.
        let events = std::fs::read_to_string(self.path.join("memory.events")).unwrap_or_default();
        let killed = killed(&events);
        std::mem::replace(&mut self.killed, killed) < killed
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        // Kernels before 5.14 do not have it; there, what has left its process group keeps the group alive.
        let kill = std::fs::OpenOptions::new().write(true).open(self.path.join("cgroup.kill"));
        _ = kill.and_then(|mut file| io::Write::write_all(&mut file, b"1"));
        for _ in 0..TRIES {
            match std::fs::remove_dir(&self.path) {
                Err(error) if error.kind() == io::ErrorKind::ResourceBusy => thread::sleep(PAUSE),
                // What cannot be removed stays: it is empty.
                _ => return,
            }
        }
    }
}

/// Adds a process to a group that it did not join by itself. One that has ended meanwhile needs no limit.
pub(super) fn add(processes: &Path, pid: u32) -> io::Result<()> {
    let no_such_process =
        |error: &io::Error| error.raw_os_error() == Some(rustix::io::Errno::SRCH.raw_os_error());
    match std::fs::write(processes, pid.to_string()) {
        Err(error) if no_such_process(&error) => Ok(()),
        other => other,
    }
}

/// In a control group nobody can make a file: where one is missing, making it is not permitted.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied)
}

/// The field `oom_kill` of `memory.events`.
fn killed(events: &str) -> u64 {
    let count = events.lines().find_map(|line| line.strip_prefix("oom_kill "));
    count.and_then(|count| count.trim().parse().ok()).unwrap_or(0)
}
