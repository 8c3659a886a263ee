//! The extension as a program: Lambda runs it beside the function.

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    lamplight_extension::run(&lamplight_core::lookup::ProcessEnvironment)
}
