//! The function and the extension that are run.

use std::path::PathBuf;
use std::time::Duration;

use lamplight_emulator::{Function, FunctionConfig, Invocation, Invoke, Status};

/// The function with an empty handler.
pub fn plain() -> FunctionConfig {
    FunctionConfig::new("empty", beside("emulator-function")).timeout(Duration::from_secs(30))
}

/// The same, with an extension that subscribes to all telemetry.
pub fn with_telemetry() -> FunctionConfig {
    plain().extension(beside("emulator-extension"))
}

pub async fn start(config: FunctionConfig) -> Result<Function, String> {
    Function::start(config).await.map_err(|error| error.to_string())
}

/// One invocation that has to succeed.
pub async fn invoke(function: &Function) -> Result<Invocation, String> {
    let done = function.invoke(Invoke::new("{}")).await.map_err(|error| error.to_string())?;
    match done.status {
        Status::Success => Ok(done),
        _ => Err(format!("an invocation ended with {:?}: {:?}", done.status, done.error)),
    }
}

/// Built into the folder that this program is in.
fn beside(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a program has an executable");
    own.with_file_name(name)
}
