//! What the tests share: where the functions are, and how to wait for things.

#![allow(dead_code, reason = "each test uses some of it")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use lamplight_emulator::{
    Event, EventKind, Events, Function, FunctionConfig, Invocation, Invoke, Line, LineSource,
};

/// Long enough that nothing healthy reaches it, and short enough to wait for when something is not.
pub(crate) const LONG: Duration = Duration::from_secs(30);

/// The configuration of the function in `tests/functions/raw.rs`.
pub(crate) fn raw() -> FunctionConfig {
    FunctionConfig::new("raw", example("raw-function")).timeout(LONG)
}

/// The configuration of the function in `tests/functions/lambda_runtime.rs`.
pub(crate) fn lambda_runtime() -> FunctionConfig {
    FunctionConfig::new("runtime", example("lambda-runtime-function")).timeout(LONG)
}

/// Examples are built into a directory beside the one that tests are built into.
pub(crate) fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test has an executable");
    let target = test.parent().and_then(Path::parent).expect("target/<profile>/deps/<test>");
    let path = target.join("examples").join(name);
    assert!(path.exists(), "{} is not built: run `cargo build --examples` first", path.display());
    path
}

pub(crate) async fn start(config: FunctionConfig) -> Function {
    Function::start(config).await.expect("the configuration is good")
}

/// Runs a function once and shows what it printed if the test fails.
#[expect(clippy::print_stdout, reason = "tests are shown what led to their failure")]
pub(crate) async fn invoke(function: &Function, payload: &str) -> Invocation {
    let invoke = Invoke::new(payload.to_owned());
    let done = tokio::time::timeout(LONG, function.invoke(invoke)).await;
    let invocation = done.expect("an invocation ends").expect("the function is not shut down");
    println!("{:?} {:?}", invocation.status, invocation.error);
    invocation.lines.iter().for_each(|line| println!("{:?} {:.300}", line.source, line.text));
    invocation
}

pub(crate) fn text(invocation: &Invocation) -> &str {
    std::str::from_utf8(&invocation.payload).expect("the payload is text")
}

/// The lines that the function wrote, without Lambda's own.
pub(crate) fn written(invocation: &Invocation) -> Vec<&str> {
    let of_function = |line: &&Line| line.source != LineSource::Platform;
    invocation.lines.iter().filter(of_function).map(|line| line.text.as_str()).collect()
}

/// Waits for the first event of which `pick` makes something.
pub(crate) async fn event<T>(events: &mut Events, mut pick: impl FnMut(Event) -> Option<T>) -> T {
    let found = async {
        loop {
            let event = events.recv().await.expect("there are more events");
            if let Some(found) = pick(event) {
                return found;
            }
        }
    };
    tokio::time::timeout(LONG, found).await.expect("the event comes")
}

/// The next line of an extension that begins like this.
pub(crate) async fn next_line(events: &mut Events, begin: &str) -> String {
    event(events, |event| match event.kind {
        EventKind::Line(line) if line.source == LineSource::Extension && line.text.starts_with(begin) => {
            Some(line.text)
        }
        _ => None,
    })
    .await
}

/// The records that an extension prints until there is one of this type.
pub(crate) async fn records(events: &mut Events, last: &str) -> Vec<serde_json::Value> {
    let mut records = Vec::new();
    while !records.iter().any(|record: &serde_json::Value| record["type"] == last) {
        let line = next_line(events, "batch ").await;
        let batch: Vec<_> = serde_json::from_str(&line["batch ".len()..]).expect("a batch is JSON");
        records.extend(batch);
    }
    records
}

/// The types of records.
pub(crate) fn types(records: &[serde_json::Value]) -> Vec<&str> {
    records.iter().map(|record| record["type"].as_str().expect("a record has a type")).collect()
}

/// The process id that the function prints as `<word> <pid>`.
pub(crate) async fn printed_pid(events: &mut Events, word: &str) -> u32 {
    event(events, |event| match event.kind {
        EventKind::Line(line) => line.text.strip_prefix(word)?.trim().parse().ok(),
        _ => None,
    })
    .await
}

pub(crate) async fn spawned(events: &mut Events) -> u32 {
    event(events, |event| match event.kind {
        EventKind::Spawned { pid } => Some(pid),
        _ => None,
    })
    .await
}

/// A process is there, and is not a zombie that nobody has collected yet.
pub(crate) fn is_running(pid: u32) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    let state = stat.rsplit(')').next().and_then(|rest| rest.trim().chars().next());
    !matches!(state, Some('Z' | 'X'))
}

/// Waits until a process has ended. There is no event for a process that is not ours, so this looks again
/// and again.
pub(crate) fn assert_ends(pid: u32) {
    for _ in 0..2000 {
        if !is_running(pid) {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("process {pid} is still running");
}

/// Extensions that do as `scripts` says, each a name and a command of `tests/functions/extension.rs`.
pub(crate) struct Extensions {
    directory: tempfile::TempDir,
}

impl Extensions {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("there is a directory for temporary files") }
    }

    /// A function with these extensions.
    pub(crate) fn of(&self, scripts: &[(&str, &str)]) -> FunctionConfig {
        let mut config = raw().time_scale(0.25);
        for (name, script) in scripts {
            let path = self.directory.path().join(name);
            std::os::unix::fs::symlink(example("scripted-extension"), &path).expect("a link can be made");
            config = config.extension(path).env(format!("SCRIPT_{name}"), *script);
        }
        config
    }
}

/// The lines that the extensions have written.
pub(crate) fn said(invocation: &Invocation) -> Vec<&str> {
    let of_extension = |line: &&Line| line.source == LineSource::Extension;
    invocation.lines.iter().filter(of_extension).map(|line| line.text.as_str()).collect()
}
