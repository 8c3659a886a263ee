//! How a process is started.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};

use tokio::net::unix::pipe;

use super::cgroup::{self, JOIN};
use super::program::Program;
use crate::{Exit, InitFailure, StdoutMode};

/// Everything about a process before it is started.
#[derive(Debug)]
pub(crate) struct Launch {
    /// Absolute.
    pub(crate) executable: PathBuf,
    pub(crate) args: Vec<OsString>,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) working_directory: PathBuf,
    pub(crate) stdout: StdoutMode,
    /// A directory in which nothing can be created, because there is no room.
    pub(crate) full: Option<PathBuf>,
    /// The list of processes of the control group that it is to run in.
    pub(crate) group: Option<PathBuf>,
}

// === impl Launch ===

impl Launch {
    /// What there is to start, if there is: because what the system says later is less clear.
    pub(super) fn check(&self) -> Result<Program, InitFailure> {
        let path = &self.executable;
        let failed = |error| failure(path, Program::Unknown, error);
        let not_executable =
            |reason: &str| Err(InitFailure::NotExecutable { path: path.clone(), reason: reason.to_owned() });
        let metadata = match std::fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(InitFailure::NotFound { path: path.clone() });
            }
            Err(error) => return Err(failed(error)),
        };
        if !metadata.is_file() {
            return not_executable("it is not a file");
        }
        if metadata.permissions().mode() & 0o111 == 0 {
            return not_executable("it has no permission to be executed (chmod +x)");
        }
        let directory = &self.working_directory;
        if !directory.is_dir() {
            let message = format!("the working directory {} does not exist", directory.display());
            return Err(failed(io::Error::new(io::ErrorKind::NotADirectory, message)));
        }
        if self.full.is_some() && !namespaces() {
            let message = "a directory without room takes user namespaces, which this system does not give";
            return Err(failed(io::Error::new(io::ErrorKind::Unsupported, message)));
        }
        // A program may be executable without being readable.
        Ok(Program::of(path).unwrap_or(Program::Unknown))
    }

    /// The command: a process group of its own, nothing of our environment, nothing on standard input.
    ///
    /// What the system may refuse to execute is started without `setpriv` or a shell, which would have a shell run
    /// it in that case, whatever it is.
    pub(super) fn command(&self, program: Program) -> Command {
        let mut words: Vec<&OsStr> = Vec::new();
        if let Some(group) = self.group.as_ref().filter(|_| becomes(program)) {
            // Before anything of it runs, so that nothing escapes.
            words.extend(["/bin/sh", "-c", JOIN].map(OsStr::new));
            words.push(group.as_os_str());
        }
        if let Some(directory) = &self.full {
            // A file system that has room for its own root, and for nothing else. It ends with the namespace.
            const FILL: &str = "mount -t tmpfs -o size=4k,nr_inodes=1 lamplight \"$0\" && exec \"$@\"";
            words.extend(NAMESPACES.iter().chain(&["/bin/sh", "-c", FILL]).map(OsStr::new));
            words.push(directory.as_os_str());
        }
        if let (true, Some(setpriv)) = (becomes(program), setpriv()) {
            words.push(setpriv.as_os_str());
            words.extend(["--pdeathsig", "KILL", "--"].map(OsStr::new));
        }
        words.push(self.executable.as_os_str());
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .args(&self.args)
            .env_clear()
            .envs(&self.variables)
            .current_dir(&self.working_directory)
            .stdin(Stdio::null())
            .process_group(0);
        command
    }

    /// Puts a process that could not join its control group by itself into it.
    pub(super) fn join(&self, program: Program, pid: u32) -> io::Result<()> {
        match &self.group {
            Some(group) if !becomes(program) => cgroup::add(group, pid),
            _ => Ok(()),
        }
    }

    /// Where standard output goes, and a read end that has to stay open though nobody reads it.
    pub(super) fn stdout(&self) -> io::Result<(Stdio, Option<pipe::Receiver>)> {
        if self.stdout == StdoutMode::Captured {
            return Ok((Stdio::piped(), None));
        }
        let (sender, receiver) = pipe::pipe()?;
        if self.stdout == StdoutMode::Closed {
            return Ok((sender.into_blocking_fd()?.into(), None));
        }
        // Not tokio's own write: it fails without trying until its reactor has seen the pipe.
        while rustix::io::write(&sender, &[b'\n'; 4096]).is_ok() {}
        // Room for less than 4 KiB may be left.
        while rustix::io::write(&sender, b"\n").is_ok() {}
        Ok((sender.into_blocking_fd()?.into(), Some(receiver)))
    }
}

/// Whether it may be started by another program that becomes it.
fn becomes(program: Program) -> bool {
    matches!(program, Program::Native | Program::Script)
}

/// What the system says when it does not start a process.
pub(super) fn failure(path: &Path, program: Program, error: io::Error) -> InitFailure {
    const EXEC_FORMAT_ERROR: i32 = 8;
    let path = path.to_owned();
    match (error.raw_os_error(), program) {
        (Some(EXEC_FORMAT_ERROR), Program::Foreign(Some(architecture))) => {
            let here = std::env::consts::ARCH;
            let reason = format!("it is built for {architecture}, and this machine is {here}");
            InitFailure::NotExecutable { path, reason }
        }
        (Some(EXEC_FORMAT_ERROR), _) => {
            InitFailure::NotExecutable { path, reason: "it is not a program".to_owned() }
        }
        _ if error.kind() == io::ErrorKind::PermissionDenied => {
            InitFailure::NotExecutable { path, reason: error.to_string() }
        }
        _ => InitFailure::Spawn { path, source: Arc::new(error) },
    }
}

/// Why `setpriv` could not start the executable, if that is what happened: then there was a process, but
/// not the function's. Its exit codes are those of a shell.
pub(crate) fn refusal_of(exit: Exit, last_stderr: &[String]) -> Option<String> {
    if !matches!(exit, Exit::Code(126 | 127)) {
        return None;
    }
    let message = last_stderr.last()?.strip_prefix("setpriv: ")?;
    Some(message.to_owned())
}

/// Starts a program in a user namespace of its own, in which it may mount file systems.
const NAMESPACES: [&str; 5] = ["/usr/bin/unshare", "--user", "--map-root-user", "--mount", "--"];

/// Whether this system has such namespaces.
fn namespaces() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let mut command = Command::new(NAMESPACES[0]);
        command.args(&NAMESPACES[1..]).args(["/bin/sh", "-c", "mount -t tmpfs lamplight /tmp"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// `setpriv` of util-linux, if it is there and can do what it is needed for.
///
/// It has the kernel kill the function when this process dies in a way that runs no destructor. Without it
/// (other systems, or a Linux without util-linux) a function outlives a parent that was killed until it
/// finds its Runtime API gone. It takes one or two milliseconds, which count as init duration.
///
/// # Limits
///
/// What the function itself starts is killed with the function by us, but not by the kernel.
fn setpriv() -> Option<&'static Path> {
    static FOUND: OnceLock<Option<&'static Path>> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let works = |path: &&str| {
            let mut command = Command::new(path);
            command.args(["--pdeathsig", "KILL", "--", path, "--version"]);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        ["/usr/bin/setpriv", "/bin/setpriv"].iter().copied().find(|path| works(path)).map(Path::new)
    })
}
