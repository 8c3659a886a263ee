//! A local AWS Lambda as a library: Runtime API, deadlines, timeouts, REPORT lines; no Docker.

#![forbid(unsafe_code)]

#[cfg(not(unix))]
compile_error!("the emulator needs process groups and signals, which only Unix has");

mod arn;
mod config;
mod environment;
mod error;
mod event;
mod exit;
mod function;
mod function_error;
mod invocation;
mod invoke;
mod lifecycle;
mod line;
mod lines;
mod process;
mod runtime_api;
mod server;
mod trace;

pub use config::{FunctionConfig, LogFormat, StdoutMode, SystemLogLevel, TracingMode};
pub use error::{BindError, ConfigMistake, InitFailure, InvokeError, StartError};
pub use event::{Event, EventKind, Events};
pub use exit::Exit;
pub use function::Function;
pub use function_error::FunctionError;
pub use invocation::{Invocation, Report, Status};
pub use invoke::Invoke;
pub use line::{Line, LineSource};
pub use server::{DEFAULT_ADDRESS, Server};
