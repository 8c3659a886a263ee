//! A local AWS Lambda as a library: Runtime API, deadlines, timeouts, REPORT lines; no Docker.

#![forbid(unsafe_code)]

#[expect(dead_code, reason = "read by the execution environment, which comes next")]
mod config;
mod error;
mod event;
mod exit;
mod function;
mod invocation;
#[expect(dead_code, reason = "read by the execution environment, which comes next")]
mod invoke;
mod line;
mod server;

pub use config::{FunctionConfig, LogFormat, StdoutMode, SystemLogLevel, TracingMode};
pub use error::{BindError, ConfigMistake, InitFailure, InvokeError, StartError};
pub use event::{Event, EventKind, Events};
pub use exit::Exit;
pub use function::Function;
pub use invocation::{FunctionError, Invocation, Report, Status};
pub use invoke::Invoke;
pub use line::{Line, LineSource};
pub use server::{DEFAULT_ADDRESS, Server};
