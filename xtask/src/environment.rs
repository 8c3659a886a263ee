//! The environment variables that chores read, in the one place that reads them.

use std::ffi::OsString;

/// The cargo that runs us, so that a toolchain chosen by hand is kept.
pub(crate) fn cargo() -> OsString {
    read("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Whether this is a CI run, where only documented steps may be skipped.
pub(crate) fn is_ci() -> bool {
    read("CI").is_some_and(|value| value == "true" || value == "1")
}

/// A compiler of the minimum version, given by the caller.
pub(crate) fn msrv_rustc() -> Option<OsString> {
    read("LAMPLIGHT_MSRV_RUSTC")
}

#[expect(clippy::disallowed_methods, reason = "the one edge at which chores read their environment")]
fn read(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
