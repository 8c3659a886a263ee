//! The end of a session with an extension that is still at work.

use std::fs::{self, Permissions};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::thread;
use std::time::Duration;

use crate::support::{Done, Ear, FUNCTION, Package, Running, function, lamplight, text};

/// A function that notes that it was asked to end, and an extension that is at work until the test hangs up.
struct Watched {
    package: Package,
    ear: Ear,
}

// === impl Watched ===

impl Watched {
    fn new() -> Self {
        let package = Package::new("orders", FUNCTION).with_event("1.json", "1").with_event("2.json", "2");
        symlink(function(), package.path().join("watcher")).expect("a link");
        let script = format!(
            "#!/bin/sh\ntrap 'echo asked >\"$PID_FILE.asked\"' TERM\n'{}' &\nwait\nwait\n",
            text(function())
        );
        let path = package.path().join("asked.sh");
        fs::write(&path, script).expect("a file");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("a mode");
        Self { package, ear: Ear::new() }
    }

    fn dev(&self, more: &[&str]) -> Running {
        let pid = self.package.pid_file();
        let variables = ["--env", &pid, "--env", &self.ear.variable, "--env", "WATCH=1"];
        let rest = ["--timeout", "15m", "--extension", "watcher", "--", "./asked.sh"];
        let arguments = [&["dev", "orders"], more, &variables, &rest].concat();
        Running::start(&mut lamplight(self.package.path(), &arguments))
    }

    /// A session in which the function has answered, and the extension is at work.
    fn session(&self) -> (Running, TcpStream) {
        let mut running = self.dev(&["--listen", "127.0.0.1:0"]);
        let line = running.wait_for("is served at ");
        let endpoint = line.split(&[' ', ';']).find(|word| word.starts_with("http")).expect("an address");
        answer(endpoint);
        let works = self.ear.hear();
        (running, works)
    }

    /// What the extension was told of the end; none if it was not.
    fn shutdown(&self) -> Option<String> {
        fs::read_to_string(self.package.path().join("pid.shutdown")).ok()
    }

    /// Nobody was told anything, and nothing runs any more.
    fn assert_killed(&self, done: &Done) {
        done.assert_code(130);
        assert_eq!(self.shutdown(), None);
        assert!(!self.package.path().join("pid.asked").exists(), "the function was asked to end");
        self.assert_gone();
    }

    /// The function is a child of the script here. Whoever collects it then, it does not run any more; nobody tells
    /// of that, so this looks again and again.
    fn assert_gone(&self) {
        assert!(!self.package.has_orphan_of("pid.watcher"));
        let pid = fs::read_to_string(self.package.path().join("pid")).expect("the function ran");
        let runs = || {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
        };
        for _ in 0..10_000 {
            if !runs() {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        panic!("the function is still running");
    }
}

/// Invokes the function as one does who wants the answer, and not the end of the log, which is known later.
fn answer(endpoint: &str) {
    let mut stream = TcpStream::connect(endpoint.trim_start_matches("http://")).expect("it listens");
    let head = "POST /2015-03-31/functions/orders/invocations HTTP/1.1\r\nhost: local\r\nconnection: close";
    write!(stream, "{head}\r\ncontent-length: 1\r\n\r\n1").expect("it is read");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it is answered");
    assert!(answer.ends_with(r#"{"echo":1}"#), "{answer}");
}

#[test]
fn what_an_extension_does_after_the_answer_ends_before_the_session() {
    let watched = Watched::new();
    let (mut running, works) = watched.session();
    running.signal("INT");
    running.wait_for("stopping");
    drop(works);
    let done = running.end();
    done.assert_code(130).assert_stdout(&["✓ orders #1", "extensions", "1 invocation · 1 ok"]);
    let told = watched.shutdown().expect("the extension was told");
    assert!(told.contains(r#""shutdownReason":"spindown""#), "{told}");
    assert!(watched.package.path().join("pid.asked").exists(), "the function was asked to end");
    watched.assert_gone();
}

#[test]
fn a_second_ctrl_c_does_not_wait_for_an_extension() {
    let watched = Watched::new();
    let (mut running, _works) = watched.session();
    running.signal("INT");
    running.wait_for("stopping");
    running.signal("INT");
    watched.assert_killed(&running.end());
}

#[test]
fn nor_does_it_with_once() {
    let watched = Watched::new();
    let mut running = watched.dev(&["--once"]);
    let _works = watched.ear.hear();
    running.signal("INT");
    running.wait_for("waiting for the invocation");
    running.signal("INT");
    watched.assert_killed(&running.end());
}

#[test]
fn a_first_ctrl_c_with_once_fires_no_more_events_and_ends_in_order() {
    let watched = Watched::new();
    let mut running = watched.dev(&["--once"]);
    let works = watched.ear.hear();
    running.signal("INT");
    running.wait_for("waiting for the invocation");
    drop(works);
    running.end().assert_code(130).assert_stdout(&["1.json", "1 invocation · 1 ok"]);
    assert!(watched.shutdown().is_some());
    watched.assert_gone();
}
