//! Running a function binary of this package under the emulator, and reading what it wrote.

#![allow(dead_code, unused_imports, unused_macros, reason = "each test binary uses its own part of this")]

#[cfg(target_os = "linux")]
mod extension;
#[cfg(target_os = "linux")]
mod port;
mod posts;
mod spans;
pub(crate) mod xray;

use std::time::Duration;

use lamplight_emulator::{EventKind, Events, Function, FunctionConfig, Invocation, Invoke, LineSource};
use serde_json::Value;

/// A function of this package, with five seconds, for the settings that a test adds.
macro_rules! config {
    ($name:literal) => {
        crate::support::configured($name, env!(concat!("CARGO_BIN_EXE_", $name)))
    };
}
pub(crate) use config;
#[cfg(target_os = "linux")]
pub(crate) use extension::{Beside, beside, extension, extension_name};
#[cfg(target_os = "linux")]
pub(crate) use port::Port;
pub(crate) use posts::{ids, posts, sorted};
pub(crate) use spans::{named, trace_of};

pub(crate) fn configured(name: &str, executable: &str) -> FunctionConfig {
    FunctionConfig::new(name, executable).timeout(Duration::from_secs(5))
}

/// Starts a function, or says why not.
pub(crate) async fn started(config: FunctionConfig) -> Function {
    Function::start(config).await.expect("the configuration is in order")
}

/// What comes of one event.
pub(crate) async fn invoke(function: &Function, event: &Value) -> Invocation {
    function.invoke(Invoke::new(event.to_string())).await.expect("the function was not shut down")
}

/// The lines that the function wrote on stdout, as JSON.
pub(crate) fn json_lines(invocation: &Invocation) -> Vec<Value> {
    texts(invocation, LineSource::Stdout)
        .iter()
        .map(|text| serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
        .collect()
}

/// The lines of one level that the function wrote on stdout.
pub(crate) fn lines_at(invocation: &Invocation, level: &str) -> Vec<Value> {
    json_lines(invocation).into_iter().filter(|line| line["level"] == level).collect()
}

/// The lines of one source, as they are.
pub(crate) fn texts(invocation: &Invocation, source: LineSource) -> Vec<String> {
    invocation.lines.iter().filter(|line| line.source == source).map(|line| line.text.clone()).collect()
}

/// The lines that were written since the last time, by anybody, and have this in them.
pub(crate) fn said(events: &mut Events, what: &str) -> Vec<String> {
    let mut said = Vec::new();
    while let Some(event) = events.try_recv() {
        if let EventKind::Line(line) = event.kind {
            said.extend(Some(line.text).filter(|text| text.contains(what)));
        }
    }
    said
}
