//! Running a function binary of this package under the emulator, and reading what it wrote.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

mod extension;

use std::time::Duration;

use lamplight_emulator::{Function, FunctionConfig, Invocation, Invoke, LineSource};
use serde_json::Value;

/// A function of this package, with five seconds, for the settings that a test adds.
macro_rules! config {
    ($name:literal) => {
        crate::support::configured($name, env!(concat!("CARGO_BIN_EXE_", $name)))
    };
}
pub(crate) use config;
#[allow(unused_imports, reason = "most functions run without the extension")]
pub(crate) use extension::{extension, name as extension_name};

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
