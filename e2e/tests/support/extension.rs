//! The extension beside functions.

use std::ops::Deref;
use std::path::PathBuf;

use lamplight_emulator::{Function, FunctionConfig};

use super::port::Port;
use super::started;

/// A function with the extension beside it, and the port where that takes OTLP.
#[derive(Debug)]
pub(crate) struct Beside {
    function: Function,
    pub(crate) port: Port,
}

/// The extension that runs beside functions: that of this package, or the one that `LAMPLIGHT_EXTENSION_BIN` names, such
/// as the binary of the layer.
#[expect(clippy::disallowed_methods, reason = "it says what is tested, and is no setting of what is tested")]
pub(crate) fn extension() -> PathBuf {
    std::env::var_os("LAMPLIGHT_EXTENSION_BIN").unwrap_or(env!("CARGO_BIN_EXE_extension").into()).into()
}

/// What it registers by: the name of its file.
pub(crate) fn extension_name() -> String {
    extension().file_name().expect("a file").to_string_lossy().into_owned()
}

/// The function with this extension beside it, which takes OTLP on the port, and has a link that no other test has.
pub(crate) fn beside(config: FunctionConfig, extension: impl Into<PathBuf>, port: &Port) -> FunctionConfig {
    config
        .extension(extension)
        .env("LAMPLIGHT_OTLP_PORT", port.number.to_string())
        .env("LAMPLIGHT_SOCKET", port.link())
}

// === impl Beside ===

impl Beside {
    /// Starts the function with [`extension`].
    pub(crate) async fn start(config: FunctionConfig) -> Self {
        Self::with(config, extension()).await
    }

    /// Starts both.
    pub(crate) async fn with(config: FunctionConfig, extension: impl Into<PathBuf>) -> Self {
        let port = Port::reserve();
        Self { function: started(beside(config, extension, &port)).await, port }
    }
}

impl Deref for Beside {
    type Target = Function;

    fn deref(&self) -> &Function {
        &self.function
    }
}
