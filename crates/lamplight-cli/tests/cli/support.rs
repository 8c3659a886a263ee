//! Packages to run, the command to run them with, and what is left behind.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// Far longer than anything here takes; only a test that hangs waits for it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A Cargo package in a folder of its own, outside of every workspace but its own.
pub(crate) struct Package {
    pub(crate) folder: TempDir,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A command that runs.
pub(crate) struct Running {
    child: Child,
    stdout: thread::JoinHandle<String>,
    stderr: mpsc::Receiver<String>,
    seen: String,
}

// === impl Package ===

impl Package {
    pub(crate) fn new(name: &str, main: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(&folder.path().join("Cargo.toml"), &manifest(name));
        write(&folder.path().join("src/main.rs"), main);
        Self { folder }
    }

    pub(crate) fn with_event(self, name: &str, event: &str) -> Self {
        write(&self.folder.path().join("events").join(name), event);
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where a function that is told of it leaves its process id.
    pub(crate) fn pid_file(&self) -> String {
        format!("PID_FILE={}", self.path().join("pid").display())
    }

    /// Whether the function's process, which must have run, is still there.
    pub(crate) fn has_orphan(&self) -> bool {
        self.has_orphan_of("pid")
    }

    /// Whether the process that left its id there is still there.
    pub(crate) fn has_orphan_of(&self, pid_file: &str) -> bool {
        let pid = fs::read_to_string(self.path().join(pid_file)).expect("it ran");
        let kill = Command::new("kill").args(["-0", &pid]).stderr(Stdio::null()).status();
        kill.expect("kill is there").success()
    }
}

/// The source of a function that does as its event says.
pub(crate) const FUNCTION: &str = include_str!("function.rs");

/// Its executable, built once.
pub(crate) fn function() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("test-function");
        write(&folder.join("Cargo.toml"), &manifest("orders"));
        write(&folder.join("src/main.rs"), FUNCTION);
        let target = folder.join("target");
        let build = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--quiet", "--target-dir"])
            .arg(&target)
            .current_dir(&folder)
            .status();
        assert!(build.expect("cargo is there").success(), "the test function compiles");
        target.join("debug/orders")
    })
}

fn manifest(name: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n")
}

/// Writes a file, unless it is there already: cargo builds what has changed.
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text).expect("a file");
    }
}

/// Hears of a function that it works on an event.
pub(crate) struct Ear {
    listener: TcpListener,
    /// The flag that tells the function where to turn to.
    pub(crate) variable: String,
}

impl Ear {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let variable = format!("TELL={}", listener.local_addr().expect("an address"));
        Self { listener, variable }
    }

    /// Waits until a function works on its event. One that is to wait goes on when this is dropped.
    pub(crate) fn hear(&self) -> TcpStream {
        self.listener.accept().expect("the function tells").0
    }
}

/// The command in a folder, with an environment of its own: this shell's settings must not matter.
pub(crate) fn lamplight(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lamplight"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LC_CTYPE", "LANG"] {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C.UTF-8").env("CARGO_NET_OFFLINE", "true");
    command
}

/// Runs the command to its end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Done {
    Running::start(&mut lamplight(folder, arguments)).end()
}

/// Runs `lamplight dev` with the test function to its end.
pub(crate) fn dev(package: &Package, arguments: &[&str]) -> Done {
    let (path, pid) = (function().to_str().expect("a path in UTF-8"), package.pid_file());
    let arguments: Vec<_> =
        ["dev", "--bin-path", path, "--env", &pid].into_iter().chain(arguments.iter().copied()).collect();
    run(package.path(), &arguments)
}

// === impl Running ===

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut stdout = child.stdout.take().expect("piped");
        let stderr = child.stderr.take().expect("piped");
        let stdout = thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).expect("UTF-8");
            text
        });
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines() {
                let _gone = sender.send(line.expect("UTF-8"));
            }
        });
        Self { child, stdout, stderr: receiver, seen: String::new() }
    }

    /// Waits until a line of standard error holds a text, and gives that line.
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        loop {
            let line = self.stderr.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("{text:?} never came after:\n{}", self.seen));
            self.seen.push_str(&line);
            self.seen.push('\n');
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Sends a signal, by the name that `kill` knows it by.
    pub(crate) fn signal(&self, name: &str) {
        let kill = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(kill.expect("kill is there").success());
    }

    pub(crate) fn end(mut self) -> Done {
        let status = self.status();
        while let Ok(line) = self.stderr.recv_timeout(PATIENCE) {
            self.seen.push_str(&line);
            self.seen.push('\n');
        }
        Done { code: status.code(), stdout: self.stdout.join().expect("UTF-8"), stderr: self.seen }
    }

    /// The reader of standard error sees the end of the process; what is left to do then is to reap it.
    fn status(&mut self) -> ExitStatus {
        loop {
            match self.stderr.recv_timeout(PATIENCE) {
                Ok(line) => {
                    self.seen.push_str(&line);
                    self.seen.push('\n');
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => return self.child.wait().expect("a status"),
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    self.child.kill().expect("it runs");
                    panic!("it did not end; it said:\n{}", self.seen);
                }
            }
        }
    }
}

// === impl Done ===

impl Done {
    /// Its exit code is this one; else the test shows all there is to see.
    pub(crate) fn assert_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
    }

    pub(crate) fn assert_stderr(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(self.stderr.contains(text), "{text:?} is not in:\n{}", self.stderr);
        }
        self
    }

    pub(crate) fn assert_stdout(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(self.stdout.contains(text), "{text:?} is not in:\n{}", self.stdout);
        }
        self
    }

    /// Standard output as objects of JSON, one a line.
    pub(crate) fn objects(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
    }
}

/// A path as an argument.
pub(crate) fn text(path: &(impl AsRef<OsStr> + ?Sized)) -> &str {
    path.as_ref().to_str().expect("a path in UTF-8")
}
