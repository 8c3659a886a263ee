//! The process of a function: started, watched, read and killed.

mod cgroup;
mod keeper;
mod launch;
mod memory;
mod output;
mod program;
mod sockets;
mod variables;

use std::sync::Arc;
use std::thread;

use tokio::sync::oneshot;
use tokio::time::Instant;

pub(crate) use self::cgroup::{Cgroup, Hierarchy};
pub(crate) use self::launch::{Launch, refusal_of};
pub(crate) use self::memory::megabytes;
pub(crate) use self::output::Output;
pub(crate) use self::sockets::InFlightConnection;
pub(crate) use self::variables::{OTLP_ENDPOINT, XRAY_ADDRESS, extension_variables, reserved, variables};

use self::keeper::{Group, Keeper};
use crate::{Exit, InitFailure};

/// A process that runs, with everything it starts. Dropping it kills all of them at once.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) pid: u32,
    /// When it was started.
    pub(crate) started: Instant,
    pub(crate) output: Output,
    group: Arc<Group>,
    exit: oneshot::Receiver<Exit>,
}

/// Something happened to a process.
#[derive(Debug)]
pub(crate) enum Change {
    Written,
    Exited(Exit),
}

/// What a process can be told by the system.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Signal {
    Terminate,
    Kill,
    Stop,
    Continue,
}

const ALWAYS_TOLD: &str = "the keeper tells the end of what it started";

// === impl Process ===

impl Process {
    /// Starts a process.
    pub(crate) async fn start(launch: Launch) -> Result<Self, InitFailure> {
        let program = launch.check()?;
        let path = launch.executable.clone();
        let failed = |error: std::io::Error| launch::failure(&path, program, error);
        let (stdout, unread) = launch.stdout().map_err(failed)?;
        let (started, is_started) = oneshot::channel();
        let (exited, exit) = oneshot::channel();
        let group = Arc::new(Group::default());
        let keeper = Keeper { launch, program, stdout, group: Arc::clone(&group), started, exited };
        thread::Builder::new().name("lamplight-keeper".to_owned()).spawn(|| keeper.run()).map_err(failed)?;
        let child = is_started.await.expect("the keeper always answers").map_err(failed)?;
        let output = Output::new(child.stdout, child.stderr, unread).map_err(failed)?;
        Ok(Self { pid: child.pid, started: child.started, output, group, exit })
    }

    /// Kills the process and everything in its process group. Its end is told by [`exit`](Self::exit).
    pub(crate) fn kill(&self) {
        self.group.kill();
    }

    /// Sends a signal to the process and everything in its process group.
    pub(crate) fn signal(&self, signal: Signal) {
        self.group.signal(match signal {
            Signal::Kill => rustix::process::Signal::KILL,
            Signal::Terminate => rustix::process::Signal::TERM,
            Signal::Stop => rustix::process::Signal::STOP,
            Signal::Continue => rustix::process::Signal::CONT,
        });
    }

    /// Stops the process, and lets it go on after this time.
    pub(crate) fn hold(&self, time: std::time::Duration) {
        self.signal(Signal::Stop);
        let group = Arc::clone(&self.group);
        // Nothing is left of a group that has ended meanwhile, so nobody else is sent the signal.
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            group.signal(rustix::process::Signal::CONT);
        });
    }

    /// Nothing of it runs at the moment: all its threads were stopped, or it has ended. Taken for granted where there
    /// is no `/proc`.
    pub(crate) fn is_stopped(&self) -> bool {
        let Ok(threads) = std::fs::read_dir(format!("/proc/{}/task", self.pid)) else { return true };
        threads.flatten().all(|thread| {
            let Ok(stat) = std::fs::read_to_string(thread.path().join("stat")) else { return true };
            let state = stat.rsplit(')').next().and_then(|rest| rest.trim_start().chars().next());
            matches!(state, Some('T' | 'Z' | 'X'))
        })
    }

    /// Waits for its end, and until everything in its process group was killed.
    pub(crate) async fn exit(&mut self) -> Exit {
        (&mut self.exit).await.expect(ALWAYS_TOLD)
    }

    /// Waits until something was written, or for the end.
    ///
    /// # Cancellation
    ///
    /// Nothing is lost when the future is dropped.
    pub(crate) async fn change(&mut self) -> Change {
        let Self { output, exit, .. } = self;
        tokio::select! {
            () = output.readable() => Change::Written,
            exit = exit => Change::Exited(exit.expect(ALWAYS_TOLD)),
        }
    }

    /// The connections of the process that have something on its way which nobody has taken.
    pub(crate) fn unacknowledged(&self) -> Vec<InFlightConnection> {
        sockets::unacknowledged(self.pid)
    }

    /// Resident memory of the process and its descendants in bytes, if it can be known now.
    pub(crate) fn resident_memory(&self) -> Option<u64> {
        memory::resident(self.pid)
    }

    /// Peak resident memory of the process and its descendants in bytes, if it can be known now.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        memory::peak(self.pid)
    }
}

impl Signal {
    /// As `kill -l` has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Terminate => "TERM",
            Self::Kill => "KILL",
            Self::Stop => "STOP",
            Self::Continue => "CONT",
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
