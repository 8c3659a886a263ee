//! The extension as it is on managed instances: they say so, and the local Lambda does not.

#![forbid(unsafe_code)]

use lamplight::core::lookup::{Lookup, NotUnicode, ProcessEnvironment};

/// What managed instances have in the environment.
struct Managed;

impl Lookup for Managed {
    fn get(&self, name: &str) -> Result<Option<String>, NotUnicode> {
        match name {
            "AWS_LAMBDA_INITIALIZATION_TYPE" => Ok(Some("lambda-managed-instances".to_owned())),
            _ => ProcessEnvironment.get(name),
        }
    }
}

fn main() -> std::process::ExitCode {
    lamplight_extension::run(&Managed)
}
