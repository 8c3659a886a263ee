//! The command line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use lamplight_emulator::{DEFAULT_ADDRESS, FunctionConfig, LogFormat, TracingMode};

use crate::layer::Layer;
use crate::{span_of_time, theme};

/// The heading of the flags that every command has.
const OUTPUT: &str = "Output";

/// Build a Rust Lambda function, run it on a local Lambda, see its telemetry. No account, no Docker.
#[derive(Debug, Parser)]
#[command(name = "lamplight", version, styles = theme::CLAP, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 success, 2 usage, 3 bad input, 4 function error, 5 timeout, 6 process failed, \
                        7 expectation not met, 8 environment, 9 not found; the manual has the full table."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Dev(Dev),
    Invoke(Invoke),
    Layer(Layer),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// What is written to standard output: blocks to read, or a line of JSON for each invocation
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT", help_heading = OUTPUT)]
    pub(crate) output: Output,
    /// Colours; `auto` also heeds NO_COLOR and CLICOLOR_FORCE
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", help_heading = OUTPUT)]
    pub(crate) color: Color,
    /// Write ASCII only; the default where the locale is not UTF-8
    #[arg(long, global = true, help_heading = OUTPUT)]
    pub(crate) ascii: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    #[default]
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// Build a function and run it on a local Lambda.
///
/// Without --once the function is served, as AWS Lambda serves it, until Ctrl-C; a block is printed for
/// every invocation. A second Ctrl-C does not wait for the invocation that is running.
///
/// With --once the function is given its example events, one after the other, and then it is over. An event
/// is expected to end in success, unless its file is named *.error.json: then it is expected to end in an
/// error that the function returns. The exit code is 0 when every invocation ended as expected; else the
/// worst result counts.
#[derive(Debug, Args)]
pub(crate) struct Dev {
    /// Function to run: a binary of this workspace [default: the `default` of
    /// [workspace.metadata.lamplight] in Cargo.toml, or the only binary there is]
    pub(crate) function: Option<String>,
    /// Build with optimisations
    #[arg(long)]
    pub(crate) release: bool,
    /// Run this executable and build nothing
    #[arg(long, value_name = "PATH", conflicts_with = "release")]
    pub(crate) bin_path: Option<PathBuf>,
    /// Where to serve invocations; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value_t = DEFAULT_ADDRESS, conflicts_with = "once")]
    pub(crate) listen: SocketAddr,
    /// Fire the example events, print what comes of them, exit
    #[arg(long)]
    pub(crate) once: bool,
    /// Event to fire, again for more [default: every *.json in the package's events/ folder, by name]
    #[arg(short, long = "event", value_name = "FILE", requires = "once")]
    pub(crate) events: Vec<PathBuf>,
    /// How many times to fire the events
    #[arg(long, value_name = "N", default_value_t = 1, requires = "once",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) count: u32,
    /// Memory that the function is told it has, in MB; not enforced
    #[arg(long, value_name = "MB", default_value_t = FunctionConfig::DEFAULT_MEMORY_MB)]
    pub(crate) memory: u32,
    /// How long an invocation may take: 500ms, 3s, 2m
    #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = span_of_time::parse)]
    pub(crate) timeout: Duration,
    /// How long the process may take to ask for its first event
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = span_of_time::parse)]
    pub(crate) init_timeout: Duration,
    /// Extension to start before the function, as Lambda does with those in /opt/extensions; again for more, at most
    /// ten. It registers under the name of its file
    #[arg(long = "extension", value_name = "PATH")]
    pub(crate) extensions: Vec<PathBuf>,
    /// Freeze the function and its extensions this many milliseconds after an invocation, until the next one, as
    /// Lambda does: 0, 250, or with a unit 250ms, 2s [default: never]
    #[arg(long, value_name = "MS", value_parser = span_of_time::parse_millis)]
    pub(crate) freeze: Option<Duration>,
    /// Environment variable of the function, again for more; it sees none of this shell's but PATH
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(crate) env: Vec<(String, String)>,
    /// Log format of the function, told to it by AWS_LAMBDA_LOG_FORMAT [default: not told]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) log_format: Option<LogFormatArg>,
    /// Tracing of the function: whether each invocation has a trace
    #[arg(long, value_enum, value_name = "MODE", default_value_t)]
    pub(crate) tracing: TracingArg,
    /// Take spans, metrics and logs over OTLP/HTTP, told to the function by OTEL_EXPORTER_OTLP_ENDPOINT, instead of X-Ray
    #[arg(long)]
    pub(crate) otlp: bool,
    /// Executable to run with its arguments, instead of a function of the workspace
    #[arg(last = true, value_name = "CMD", conflicts_with_all = ["bin_path", "release"])]
    pub(crate) command: Vec<OsString>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormatArg {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TracingArg {
    #[default]
    Active,
    Off,
}

/// Send an event to a function that `lamplight dev` serves.
///
/// The response alone goes to standard output; in a terminal a line about the invocation follows on
/// standard error.
#[derive(Debug, Args)]
pub(crate) struct Invoke {
    /// Function to invoke [default: the `default` of [workspace.metadata.lamplight] in Cargo.toml, or
    /// the only binary there is]
    pub(crate) function: Option<String>,
    /// File with the event; `-` is standard input, and so is the default
    #[arg(short = 'F', long, value_name = "FILE", conflicts_with = "data")]
    pub(crate) file: Option<PathBuf>,
    /// The event itself
    #[arg(short = 'A', long, value_name = "JSON")]
    pub(crate) data: Option<String>,
    /// Where the session listens
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:9000")]
    pub(crate) endpoint: String,
    /// Print the end of the function's log, too: on standard error
    #[arg(long)]
    pub(crate) tail: bool,
}

// === impl Color ===

impl From<Color> for anstream::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

// === impl LogFormatArg ===

impl From<LogFormatArg> for LogFormat {
    fn from(format: LogFormatArg) -> Self {
        match format {
            LogFormatArg::Text => Self::Text,
            LogFormatArg::Json => Self::Json,
        }
    }
}

// === impl TracingArg ===

impl From<TracingArg> for TracingMode {
    fn from(mode: TracingArg) -> Self {
        match mode {
            TracingArg::Active => Self::Active,
            TracingArg::Off => Self::Off,
        }
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("allowed is NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn dev(arguments: &[&str]) -> Result<Dev, clap::Error> {
        let arguments = ["lamplight", "dev"].iter().chain(arguments);
        match Cli::try_parse_from(arguments)?.command {
            Command::Dev(dev) => Ok(dev),
            Command::Invoke(_) | Command::Layer(_) => unreachable!("the command is dev"),
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_defaults_are_those_of_a_new_lambda_function() {
        let dev = dev(&[]).expect("no argument is needed");
        assert_eq!(dev.memory, FunctionConfig::DEFAULT_MEMORY_MB);
        assert_eq!(dev.timeout, FunctionConfig::DEFAULT_TIMEOUT);
        assert_eq!(dev.init_timeout, FunctionConfig::DEFAULT_INIT_TIMEOUT);
        assert_eq!(dev.listen, DEFAULT_ADDRESS);
    }

    #[test]
    fn what_follows_two_dashes_is_a_command_with_its_arguments() {
        let dev = dev(&["--once", "--", "target/debug/api", "--once"]).expect("a command");
        assert_eq!(dev.command, ["target/debug/api", "--once"]);
        assert!(dev.once && dev.function.is_none());
    }

    #[test]
    fn an_environment_variable_may_hold_equals_signs_but_needs_a_name() {
        let variables = dev(&["--env", "A=b=c", "--env", "EMPTY="]).expect("two variables").env;
        assert_eq!(variables, [("A".into(), "b=c".into()), ("EMPTY".into(), String::new())]);
        assert!(dev(&["--env", "=x"]).is_err());
        assert!(dev(&["--env", "x"]).is_err());
    }

    #[test]
    fn flags_that_contradict_each_other_are_refused() {
        for arguments in [
            &["--event", "a.json"][..],
            &["--count", "2"],
            &["--once", "--count", "0"],
            &["--once", "--listen", "127.0.0.1:1"],
            &["--bin-path", "x", "--", "y"],
            &["--bin-path", "x", "--release"],
            &["--timeout", "3h"],
            &["--freeze", "soon"],
            &["--freeze", "-1"],
            &["--extension"],
        ] {
            assert!(dev(arguments).is_err(), "{arguments:?}");
        }
    }
}
