//! Which extension is tested.

use std::path::PathBuf;

/// The extension that runs beside functions: that of this package, or the one that `LAMPLIGHT_EXTENSION_BIN` names, such
/// as the binary of the layer.
#[expect(clippy::disallowed_methods, reason = "it says what is tested, and is no setting of what is tested")]
pub(crate) fn extension() -> PathBuf {
    std::env::var_os("LAMPLIGHT_EXTENSION_BIN").unwrap_or(env!("CARGO_BIN_EXE_extension").into()).into()
}

/// What it registers by: the name of its file.
pub(crate) fn name() -> String {
    extension().file_name().expect("a file").to_string_lossy().into_owned()
}
