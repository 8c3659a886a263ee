//! The environment of a function's process.

use std::collections::BTreeMap;
use std::path::Path;

use lamplight_core::lookup::Lookup;

use crate::environment::Identity;
use crate::{FunctionConfig, LogFormat};

/// Where the X-Ray daemon is: an address and a port.
pub(crate) const XRAY_ADDRESS: &str = "AWS_XRAY_DAEMON_ADDRESS";
/// Where the OTLP collector is: a URL.
pub(crate) const OTLP_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// The variables that the emulator decides on, and what each follows from.
const RESERVED: &[(&str, &str)] = &[
    ("AWS_LAMBDA_RUNTIME_API", "every environment has its own"),
    ("AWS_LAMBDA_FUNCTION_NAME", "it is the name given to FunctionConfig::new"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "FunctionConfig::version sets it"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "FunctionConfig::memory_mb sets it"),
    ("AWS_LAMBDA_LOG_GROUP_NAME", "it follows from the function's name"),
    ("AWS_LAMBDA_LOG_STREAM_NAME", "every environment has its own"),
    ("AWS_LAMBDA_LOG_FORMAT", "FunctionConfig::log_format sets it"),
    ("AWS_LAMBDA_LOG_LEVEL", "FunctionConfig::log_level sets it"),
    ("AWS_LAMBDA_INITIALIZATION_TYPE", "FunctionConfig::provisioned_concurrency sets it"),
    ("AWS_LAMBDA_MAX_CONCURRENCY", "FunctionConfig::max_concurrency sets it"),
    ("AWS_REGION", "FunctionConfig::region sets it"),
    ("AWS_DEFAULT_REGION", "FunctionConfig::region sets it"),
    ("LAMBDA_TASK_ROOT", "FunctionConfig::task_root sets it"),
    ("_HANDLER", "FunctionConfig::handler sets it"),
];

/// Why this variable may not be set, if it may not.
pub(crate) fn reserved(variable: &str) -> Option<&'static str> {
    RESERVED.iter().find(|(name, _)| *name == variable).map(|(_, why)| *why)
}

/// What the process finds in its environment: what Lambda sets for an OS-only runtime, and what the user
/// set. Nothing of this process's own environment is handed on but `PATH`.
///
/// `AWS_EXECUTION_ENV` is not there: Lambda does not define it for OS-only runtimes.
pub(crate) fn variables(
    config: &FunctionConfig,
    identity: &Identity,
    tmp: Option<&Path>,
    parent: &dyn Lookup,
) -> BTreeMap<String, String> {
    let Identity { runtime_api, sinks, log_stream, task_root, .. } = identity;
    let mut variables = BTreeMap::new();
    let mut set = |name: &str, value: String| _ = variables.insert(name.to_owned(), value);
    if let Ok(Some(path)) = parent.get("PATH") {
        set("PATH", path);
    }
    set("LANG", "en_US.UTF-8".to_owned());
    set("TZ", ":UTC".to_owned());
    set("LAMBDA_RUNTIME_DIR", "/var/runtime".to_owned());
    // Well-formed, and known to every scanner for leaked keys as an example.
    set("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE".to_owned());
    set("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned());
    set("AWS_SESSION_TOKEN", "local".to_owned());
    set("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR".to_owned());
    if let Some(address) = sinks.xray {
        set(XRAY_ADDRESS, address.to_string());
    }
    if let Some(address) = sinks.otlp {
        set(OTLP_ENDPOINT, format!("http://{address}"));
    }
    if let Some(directory) = tmp {
        set("TMPDIR", directory.display().to_string());
    }
    for (name, value) in &config.variables {
        set(name, value.clone());
    }
    set("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string());
    set("AWS_LAMBDA_FUNCTION_NAME", config.name.clone());
    set("AWS_LAMBDA_FUNCTION_VERSION", config.version.clone());
    set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", config.memory_mb.to_string());
    set("AWS_LAMBDA_INITIALIZATION_TYPE", identity.initialization_type().to_owned());
    set("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{}", config.name));
    set("AWS_LAMBDA_LOG_STREAM_NAME", log_stream.clone());
    set("AWS_REGION", config.region.clone());
    set("AWS_DEFAULT_REGION", config.region.clone());
    set("LAMBDA_TASK_ROOT", task_root.display().to_string());
    set("_HANDLER", config.handler.clone());
    match config.log_format {
        Some(LogFormat::Text) => set("AWS_LAMBDA_LOG_FORMAT", "Text".to_owned()),
        Some(LogFormat::Json) => set("AWS_LAMBDA_LOG_FORMAT", "JSON".to_owned()),
        None => {}
    }
    if let Some(level) = &config.log_level {
        set("AWS_LAMBDA_LOG_LEVEL", level.clone());
    }
    if let Some(limit) = config.max_concurrency {
        set("AWS_LAMBDA_MAX_CONCURRENCY", limit.to_string());
    }
    variables
}

/// What of the function's variables an extension does not find, unless the user set it.
/// <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html>
const WITHHELD: &[&str] = &[
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_XRAY_CONTEXT_MISSING",
    XRAY_ADDRESS,
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];

/// What of the `variables` of the function its extensions find in theirs.
pub(crate) fn extension_variables(
    config: &FunctionConfig,
    mut variables: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    variables.retain(|name, _| {
        let withheld = name.starts_with('_') || WITHHELD.contains(&name.as_str());
        !withheld || config.variables.contains_key(name)
    });
    variables
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::sinks::SinkAddresses;

    fn rendered(config: &FunctionConfig) -> String {
        let identity = Identity {
            runtime_api: SocketAddr::from(([127, 0, 0, 1], 9001)),
            sinks: SinkAddresses::default(),
            provisioned: false,
            log_stream: "2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef".to_owned(),
            executable: "/var/task/bootstrap".into(),
            task_root: "/var/task".into(),
        };
        let parent = [("PATH", "/usr/bin:/bin"), ("HOME", "/home/someone"), ("RUST_BACKTRACE", "1")];
        let variables = variables(config, &identity, None, &parent);
        variables.iter().map(|(name, value)| format!("{name}={value}\n")).collect()
    }

    #[test]
    fn a_function_finds_what_lambda_sets() {
        insta::assert_snapshot!(rendered(&FunctionConfig::new("orders", "bootstrap")));
    }

    #[test]
    fn log_settings_and_concurrency_are_there_only_when_set() {
        let config = FunctionConfig::new("orders", "bootstrap")
            .log_format(LogFormat::Json)
            .log_level("DEBUG")
            .max_concurrency(64);
        let rendered = rendered(&config);
        for line in [
            "AWS_LAMBDA_LOG_FORMAT=JSON\n",
            "AWS_LAMBDA_LOG_LEVEL=DEBUG\n",
            "AWS_LAMBDA_MAX_CONCURRENCY=64\n",
        ] {
            assert!(rendered.contains(line), "{line}");
        }
    }

    #[test]
    fn the_user_may_override_credentials_and_path() {
        let config = FunctionConfig::new("orders", "bootstrap")
            .env("AWS_ACCESS_KEY_ID", "mine")
            .env("PATH", "/opt/bin")
            .env("TABLE", "orders");
        let rendered = rendered(&config);
        for line in ["AWS_ACCESS_KEY_ID=mine\n", "PATH=/opt/bin\n", "TABLE=orders\n"] {
            assert!(rendered.contains(line), "{line}");
        }
    }
}
