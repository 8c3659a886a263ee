//! A local AWS Lambda as a library: Runtime API, deadlines, timeouts, REPORT lines; no Docker.
//!
//! A [`Function`] is any executable that speaks the Runtime API: one built with `lambda_runtime`, say. The
//! emulator starts it as a process, hands events to it, enforces its timeout, and tells what came of each
//! [`Invocation`]: the payload or the error, the log lines, and the report, as Lambda would. [`Server`] lets
//! the AWS CLI and SDKs invoke it. It needs no root, no account and no network but the loopback interface.
//!
//! ```no_run
//! use std::time::Duration;
//! use lamplight_emulator::{Function, FunctionConfig, Invoke, Status};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let config = FunctionConfig::new("orders", "target/debug/orders").timeout(Duration::from_secs(5));
//! let function = Function::start(config).await?;
//!
//! let done = function.invoke(Invoke::new(r#"{"order":42}"#)).await?;
//! assert_eq!(done.status, Status::Success);
//! assert!(done.cold);
//! for line in &done.lines {
//!     println!("{}", line.text); // INIT_START …, START …, what the function writes, END …, REPORT …
//! }
//! println!("{:?} billed", done.report.billed);
//!
//! function.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # Telemetry
//!
//! With [`TracingMode::Active`], which is the default, the function finds in `AWS_XRAY_DAEMON_ADDRESS` a sink
//! that keeps what it is sent; with [`otlp`](FunctionConfig::otlp) it finds another one in
//! `OTEL_EXPORTER_OTLP_ENDPOINT`. What was sent until the function asks for its next event is in
//! [`Invocation::telemetry`], as raw payloads: `lamplight-records` reads them, and of OTLP's metrics and logs
//! [`Signals::read`](backends::Signals::read) does. A request of OTLP counts as sent when it is answered.
//!
//! # What becomes of the process
//!
//! It runs in a process group of its own and sees none of this process's environment but `PATH`. It is
//! killed, with everything in its group, when it runs out of time, when it crashes, on
//! [`reset`](Function::reset), [`shutdown`](Function::shutdown) and [`kill`](Function::kill), and when the last clone of the function
//! or the tokio runtime is dropped, so also when a test panics. On Linux with util-linux's `setpriv` the
//! kernel kills it when this process is killed; see the [limits](#limits).
//!
//! # Extensions and freeze
//!
//! [`FunctionConfig::extension`] adds an external extension, which is started before the function; a function
//! may register internal ones. Both find the Extensions API where they find it on Lambda. With them an
//! environment ends as it does there: the function gets `SIGTERM`, the extensions are told why, and whoever
//! is late is killed. Extensions may subscribe to the Telemetry API, and are sent what the platform, the
//! function and the extensions say, but nothing while they are frozen. With [`FunctionConfig::freeze_after`] every
//! process is stopped between invocations.
//!
//! # Environments
//!
//! A function has one environment, or [as many](FunctionConfig::environments) as it may have at the same time, of
//! which some can be [provisioned](FunctionConfig::provisioned_concurrency). One that nobody uses
//! [ends](FunctionConfig::evict_after) after a while, if it is to.
//!
//! # What goes wrong
//!
//! A [`Fault`] makes something fail on purpose: a process at some moment, a batch of telemetry, what is around. A
//! [`Journal`] keeps everything that happens, as data and as lines of JSON. [`checks`] go through it and find what must
//! not be, and [`schedule`] makes up runs from a seed and shrinks one that fails. Which environment a fault takes
//! place in follows from what happens first, so with one environment it is always the same.
//!
//! # Differences from Lambda
//!
//! - [`Function::invoke`] waits for the extensions too, because it returns the report. [`Function::call`] and the
//!   [`Server`] answer when the function is done, as Lambda does.
//! - The name and the address of the machine are this machine's: `sandbox.localdomain` does not resolve.
//! - A frozen process can see that it was: by `SIGCONT`, if it handles it.
//! - Memory is limited only if [asked for](FunctionConfig::limit_memory), and by looking at it now and then where there
//!   can be no control group. There is no share of a CPU: durations are those of this machine.
//! - `/tmp` is that of the machine; an environment can have a directory of its own in
//!   [`TMPDIR`](FunctionConfig::private_tmp).
//! - An executable that cannot be started at all is tried once. A process that starts and fails in its init phase is
//!   tried again within the invocation, as on Lambda: the "suppressed init".
//! - Invocations wait for a free environment, unless a [`queue`](FunctionConfig::queue) has a limit; on Lambda they
//!   are throttled.
//! - With [`max_concurrency`](FunctionConfig::max_concurrency) several invocations share a process, as on
//!   managed instances, but the function is told that it is `on-demand`.
//! - Streamed responses are not slowed down, and are handed over when they are complete.
//! - Log lines are not filtered by the application log level.
//!
//! # Limits
//!
//! - Without `setpriv` a function that does not look at its Runtime API outlives a parent that was killed
//!   (`kill -9`), and so do, always, the children of a function, and what leaves the process group.
//! - Starting through `setpriv` takes one or two milliseconds, which count as init duration.
//! - Peak memory needs `/proc`; elsewhere it is zero.
//! - The system drops datagrams to the X-Ray sink that come faster than they are read: on Linux more than
//!   some hundred at once. The OTLP sink takes nothing that is compressed, and at most 64 MiB at once.

#![forbid(unsafe_code)]

#[cfg(not(unix))]
compile_error!("the emulator needs process groups and signals, which only Unix has");

mod arn;
pub mod backends;
pub mod checks;
mod config;
mod environment;
mod error;
mod event;
mod exit;
mod extensions_api;
mod fault;
mod fleet;
mod function;
mod function_error;
mod http_server;
mod invocation;
mod invoke;
mod journal;
mod lifecycle;
mod line;
mod lines;
mod process;
mod runtime_api;
pub mod schedule;
mod server;
mod sinks;
mod telemetry;
mod telemetry_api;
mod trace;

pub use config::{FunctionConfig, LogFormat, StdoutMode, SystemLogLevel, TracingMode};
pub use error::{BindError, ConfigMistake, InitFailure, InvokeError, StartError};
pub use event::{Event, EventKind, Events, InFlight, Post, Told};
pub use exit::Exit;
pub use fault::{Fault, Moment, TelemetryFault};
pub use function::Function;
pub use function_error::FunctionError;
pub use invocation::{Invocation, Report, Response, Status};
pub use invoke::Invoke;
pub use journal::Journal;
pub use line::{Line, LineSource};
pub use server::{DEFAULT_ADDRESS, Server};
pub use telemetry::{Telemetry, TelemetrySource};

#[cfg(doctest)]
#[doc = include_str!("../../../docs/manual/emulator.md")]
mod manual {}
