//! The extension, for the tests to run beside functions.

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    lamplight_extension::run(&lamplight::core::lookup::ProcessEnvironment)
}
