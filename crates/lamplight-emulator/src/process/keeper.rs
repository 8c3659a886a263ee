//! The thread that starts a process, waits for its end, and sees to it that nothing of it is left.
//!
//! A thread for each process, because the system ties two things to the thread that starts a process: the
//! signal that the process gets when its parent dies (`PR_SET_PDEATHSIG`), and who may wait for it. While
//! the thread waits, the ended process is not yet collected, so its id is not given to another one, and
//! the kill of the process group that follows can hit nobody else.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Launch;
use super::program::Program;
use crate::Exit;

/// What the thread needs.
pub(super) struct Keeper {
    pub(super) launch: Launch,
    pub(super) program: Program,
    pub(super) stdout: Stdio,
    pub(super) group: Arc<Group>,
    pub(super) started: oneshot::Sender<io::Result<Started>>,
    pub(super) exited: oneshot::Sender<Exit>,
}

/// A process that was started.
pub(super) struct Started {
    pub(super) pid: u32,
    pub(super) started: Instant,
    /// None when it goes elsewhere.
    pub(super) stdout: Option<OwnedFd>,
    pub(super) stderr: Option<OwnedFd>,
}

/// The process group of a process, from its start until its end.
#[derive(Debug, Default)]
pub(super) struct Group(Mutex<Option<Pid>>);

// === impl Keeper ===

impl Keeper {
    pub(super) fn run(self) {
        let Self { launch, program, stdout, group, started, exited } = self;
        // Found out before the clock starts: it takes a process of its own, the first time.
        let mut command = launch.command(program);
        command.stdout(stdout).stderr(Stdio::piped());
        let at = Instant::now();
        let spawned = command.spawn();
        // The command holds the write ends of the pipes, which would never end while it lives.
        drop(command);
        let mut child = match spawned {
            Ok(child) => child,
            Err(error) => {
                _ = started.send(Err(error));
                return;
            }
        };
        let pid = Pid::from_child(&child);
        group.open(pid);
        if let Err(error) = launch.join(program, child.id()) {
            group.kill();
            group.close(&mut child);
            _ = started.send(Err(error));
            return;
        }
        let start = Started {
            pid: child.id(),
            started: at,
            stdout: child.stdout.take().map(OwnedFd::from),
            stderr: child.stderr.take().map(OwnedFd::from),
        };
        if started.send(Ok(start)).is_err() {
            group.kill();
        }
        wait_without_collecting(pid);
        let exit = group.close(&mut child);
        // Nobody listens any more when the environment was dropped; then there is nothing to tell.
        _ = exited.send(exit);
    }
}

/// Waits until the process has ended; it stays a zombie.
fn wait_without_collecting(pid: Pid) {
    while let Err(rustix::io::Errno::INTR) =
        waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
    {}
}

// === impl Group ===

impl Group {
    /// Kills everything in the group, if it is still there.
    pub(super) fn kill(&self) {
        self.signal(Signal::KILL);
    }

    /// Sends a signal to everything in the group, if it is still there.
    pub(super) fn signal(&self, signal: Signal) {
        if let Some(pid) = *self.lock() {
            send(pid, signal);
        }
    }

    fn open(&self, pid: Pid) {
        *self.lock() = Some(pid);
    }

    /// Kills what the ended process left behind, and collects it.
    fn close(&self, child: &mut Child) -> Exit {
        let mut pid = self.lock();
        if let Some(pid) = pid.take() {
            send(pid, Signal::KILL);
        }
        // Fails only where somebody else collects our children; then nobody can know how it ended.
        child.wait().map_or(Exit::Code(-1), exit)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Pid>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The only way this fails is that nobody is left in the group, which is what it is for.
fn send(pid: Pid, signal: Signal) {
    _ = kill_process_group(pid, signal);
}

fn exit(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, Some(signal)) => Exit::Signal(signal),
        (None, None) => Exit::Code(-1),
    }
}
