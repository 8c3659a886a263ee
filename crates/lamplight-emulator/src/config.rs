//! What a function is: its executable, limits, environment and log settings.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use lamplight_core::clock::Clock;

use crate::Fault;
use crate::process::Hierarchy;

mod validate;

/// A function and the settings that Lambda would know of it.
///
/// Every setting has the default of a new Lambda function; only the name and the executable are needed.
/// Mistakes are found, all at once, by [`Function::start`](crate::Function::start).
///
/// ```
/// use std::time::Duration;
/// use lamplight_emulator::{FunctionConfig, LogFormat};
///
/// let config = FunctionConfig::new("orders", "target/debug/orders")
///     .memory_mb(256)
///     .timeout(Duration::from_secs(5))
///     .log_format(LogFormat::Json)
///     .env("TABLE", "orders-local");
/// ```
#[derive(Clone, Debug)]
pub struct FunctionConfig {
    pub(crate) name: String,
    pub(crate) executable: PathBuf,
    pub(crate) args: Vec<OsString>,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) memory_mb: u32,
    pub(crate) timeout: Duration,
    pub(crate) init_timeout: Option<Duration>,
    pub(crate) max_concurrency: Option<u32>,
    pub(crate) log_format: Option<LogFormat>,
    pub(crate) log_level: Option<String>,
    pub(crate) system_log_level: SystemLogLevel,
    pub(crate) tracing: TracingMode,
    pub(crate) xray: bool,
    pub(crate) otlp: bool,
    pub(crate) handler: String,
    pub(crate) version: String,
    pub(crate) region: String,
    pub(crate) account_id: String,
    pub(crate) task_root: Option<PathBuf>,
    pub(crate) stdout: StdoutMode,
    pub(crate) extensions: Vec<PathBuf>,
    pub(crate) freeze_after: Option<Duration>,
    pub(crate) evict_after: Option<Duration>,
    pub(crate) environments: u32,
    pub(crate) queue: Option<usize>,
    pub(crate) provisioned: u32,
    pub(crate) memory_limit: bool,
    /// Where control groups are made, if not where this process is.
    pub(crate) cgroups: Option<Hierarchy>,
    pub(crate) private_tmp: bool,
    pub(crate) faults: Vec<Fault>,
    pub(crate) time_scale: f64,
    pub(crate) clock: Clock,
}

/// The form of Lambda's own lines (START, END, REPORT), and what the function is told about log lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogFormat {
    /// `START RequestId: …`, `REPORT RequestId: …`: the default of Lambda.
    #[default]
    Text,
    /// `{"time":…,"type":"platform.start","record":{…}}`.
    Json,
}

/// Which of Lambda's own lines are written when the format is [`LogFormat::Json`]; text has no levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SystemLogLevel {
    /// All of them, `platform.runtimeDone` and `platform.initReport` included.
    Debug,
    /// Starts and reports, and what went wrong: the default of Lambda.
    #[default]
    Info,
    /// Only what went wrong.
    Warn,
}

/// What the function is given as trace header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TracingMode {
    /// A trace of its own or the caller's trace, always with a fresh `Parent`: the function's segment.
    ///
    /// A request that brings no sampling decision is sampled, so that a local run always has its trace.
    #[default]
    Active,
    /// The caller's header, unchanged; none when the caller sent none.
    PassThrough,
    /// Never a header.
    Off,
}

/// Where the function's standard output goes. Standard error is always captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StdoutMode {
    /// Read line by line, as Lambda does.
    #[default]
    Captured,
    /// A pipe that nobody holds the other end of: every write fails with `EPIPE`.
    ///
    /// For tests of how a logger takes a broken output.
    Closed,
    /// A pipe that is full and that nobody reads: every write blocks, or fails with `EAGAIN` when the
    /// function made it non-blocking.
    ///
    /// For tests of how a logger takes an output that is stuck.
    Full,
}

// === impl FunctionConfig ===

impl FunctionConfig {
    /// Memory of a new Lambda function, in MB.
    pub const DEFAULT_MEMORY_MB: u32 = 128;
    /// Timeout of a new Lambda function.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(3);
    /// How long Lambda waits for an on-demand function to ask for its first event.
    pub const DEFAULT_INIT_TIMEOUT: Duration = Duration::from_secs(10);
    /// How long Lambda waits for a provisioned environment, unless the function's timeout is longer.
    pub const PROVISIONED_INIT_TIMEOUT: Duration = Duration::from_secs(130);
    /// The region that the function finds in its environment.
    pub const DEFAULT_REGION: &'static str = "us-east-1";
    /// The account in the function's ARN.
    pub const DEFAULT_ACCOUNT_ID: &'static str = "000000000000";

    /// The function `name`, run by starting `executable`: any program that speaks the Runtime API.
    pub fn new(name: impl Into<String>, executable: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            executable: executable.into(),
            args: Vec::new(),
            variables: BTreeMap::new(),
            memory_mb: Self::DEFAULT_MEMORY_MB,
            timeout: Self::DEFAULT_TIMEOUT,
            init_timeout: None,
            max_concurrency: None,
            log_format: None,
            log_level: None,
            system_log_level: SystemLogLevel::default(),
            tracing: TracingMode::default(),
            xray: true,
            otlp: false,
            handler: "bootstrap".to_owned(),
            version: "$LATEST".to_owned(),
            region: Self::DEFAULT_REGION.to_owned(),
            account_id: Self::DEFAULT_ACCOUNT_ID.to_owned(),
            task_root: None,
            stdout: StdoutMode::default(),
            extensions: Vec::new(),
            freeze_after: None,
            evict_after: None,
            environments: 1,
            queue: None,
            provisioned: 0,
            memory_limit: false,
            cgroups: None,
            private_tmp: false,
            faults: Vec::new(),
            time_scale: 1.0,
            clock: Clock::system(),
        }
    }

    /// Adds an argument for the executable. Lambda gives none.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Sets an environment variable of the function. The last value for a name counts.
    ///
    /// The function never sees the environment of this process, except `PATH`. Credentials, region and
    /// the like may be overridden; what has a setting of its own here may not, and fails the start.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Sets several environment variables; see [`env`](Self::env).
    #[must_use]
    pub fn envs<K: Into<String>, V: Into<String>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.variables.extend(variables.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// Memory in MB, 128 to 10,240. Told to the function and reported; see [`limit_memory`](Self::limit_memory).
    #[must_use]
    pub fn memory_mb(mut self, memory_mb: u32) -> Self {
        self.memory_mb = memory_mb;
        self
    }

    /// How long one invocation may take, up to 900 seconds; any time above zero is allowed, for tests.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long the process may take to ask for its first event, up to 900 seconds. Unless set, 10 seconds, and
    /// for [provisioned](Self::provisioned_concurrency) environments 130 seconds or the timeout if that is longer;
    /// these are [scaled](Self::time_scale).
    #[must_use]
    pub fn init_timeout(mut self, init_timeout: Duration) -> Self {
        self.init_timeout = Some(init_timeout);
        self
    }

    /// Kills a function that uses more memory than [`memory_mb`](Self::memory_mb), together with its extensions, as
    /// Lambda does: the error is `Runtime.OutOfMemory`. Without it memory is only reported.
    ///
    /// # Limits
    ///
    /// Where a control group (version 2) with the memory controller is delegated to this process, the system itself
    /// keeps the limit: the processes run in a group of their own inside of it, without swap, and that group is removed
    /// with the environment (but not if this process is killed by signal 9).
    ///
    /// Elsewhere resident memory is looked at, every 20 ms while an invocation or an init phase runs. What is allocated
    /// and freed in between is not seen; shared pages count once for each process. Needs `/proc`.
    #[must_use]
    pub fn limit_memory(mut self) -> Self {
        self.memory_limit = true;
        self
    }

    /// Gives each environment a directory for temporary files, told of with `TMPDIR`. It outlives a process that
    /// timed out or crashed, as `/tmp` does on Lambda, and is emptied when an environment ends for good: on
    /// [`reset`](crate::Function::reset), on eviction and at the end. Without it `TMPDIR` is not set.
    ///
    /// # Limits
    ///
    /// A function that names `/tmp` itself finds that of the machine.
    #[must_use]
    pub fn private_tmp(mut self) -> Self {
        self.private_tmp = true;
        self
    }

    /// How many execution environments there may be, each with a process of its own; 1 unless set. Another one is
    /// started when all others are busy. On Lambda this is the reserved concurrency of the function.
    #[must_use]
    pub fn environments(mut self, limit: u32) -> Self {
        self.environments = limit;
        self
    }

    /// How many invocations may wait while every environment is busy; what comes on top is turned down with
    /// [`InvokeError::Throttled`](crate::InvokeError::Throttled). Lambda lets none wait. Unless set there is no
    /// limit here.
    #[must_use]
    pub fn queue(mut self, limit: usize) -> Self {
        self.queue = Some(limit);
        self
    }

    /// Starts this many of the [environments](Self::environments) at once, before anybody has invoked the function,
    /// and starts them again when they end. They find `provisioned-concurrency` in
    /// `AWS_LAMBDA_INITIALIZATION_TYPE`, and are never evicted.
    #[must_use]
    pub fn provisioned_concurrency(mut self, environments: u32) -> Self {
        self.provisioned = environments;
        self
    }

    /// Lets a fault take place, the first time that it can; see [`Fault`]. Faults of one kind take place one after
    /// the other.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Lets `limit` invocations run in one process at the same time, and tells the function so with
    /// `AWS_LAMBDA_MAX_CONCURRENCY`. Without it they run one after the other.
    #[must_use]
    pub fn max_concurrency(mut self, limit: u32) -> Self {
        self.max_concurrency = Some(limit);
        self
    }

    /// The form of Lambda's own lines; also sets `AWS_LAMBDA_LOG_FORMAT`. Without it lines are text and
    /// the variable is not set.
    #[must_use]
    pub fn log_format(mut self, format: LogFormat) -> Self {
        self.log_format = Some(format);
        self
    }

    /// Sets `AWS_LAMBDA_LOG_LEVEL`, the application log level. The emulator does not filter by it.
    #[must_use]
    pub fn log_level(mut self, level: impl Into<String>) -> Self {
        self.log_level = Some(level.into());
        self
    }

    /// Which of Lambda's own lines are written in JSON.
    #[must_use]
    pub fn system_log_level(mut self, level: SystemLogLevel) -> Self {
        self.system_log_level = level;
        self
    }

    /// What the function is given as trace header.
    #[must_use]
    pub fn tracing(mut self, mode: TracingMode) -> Self {
        self.tracing = mode;
        self
    }

    /// Whether there is a sink in place of the X-Ray daemon, which the function is told of with
    /// `AWS_XRAY_DAEMON_ADDRESS`; there is, unless set otherwise. Only with [`TracingMode::Active`], and not
    /// when the variable is set with [`env`](Self::env): then the spans go there.
    #[must_use]
    pub fn xray(mut self, wanted: bool) -> Self {
        self.xray = wanted;
        self
    }

    /// Whether there is a sink for spans, metrics and logs over OTLP/HTTP, which the function is told of with
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`; there is none unless set. Not when the variable is set with
    /// [`env`](Self::env): then the telemetry goes there.
    #[must_use]
    pub fn otlp(mut self, wanted: bool) -> Self {
        self.otlp = wanted;
        self
    }

    /// The value of `_HANDLER`; `bootstrap` unless set.
    #[must_use]
    pub fn handler(mut self, handler: impl Into<String>) -> Self {
        self.handler = handler.into();
        self
    }

    /// The function's version; `$LATEST` unless set.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// The region that the function finds in its environment and in its ARN.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// The account in the function's ARN: twelve digits.
    #[must_use]
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = account_id.into();
        self
    }

    /// Working directory of the function and value of `LAMBDA_TASK_ROOT`; the directory of the
    /// executable unless set.
    #[must_use]
    pub fn task_root(mut self, directory: impl Into<PathBuf>) -> Self {
        self.task_root = Some(directory.into());
        self
    }

    /// Where standard output goes.
    #[must_use]
    pub fn stdout(mut self, mode: StdoutMode) -> Self {
        self.stdout = mode;
        self
    }

    /// Adds an external extension: an executable that Lambda would find in `/opt/extensions`, and that
    /// registers under the name of its file. At most ten.
    ///
    /// It is started before the function, and finds of the function's environment what it would find on
    /// Lambda.
    #[must_use]
    pub fn extension(mut self, executable: impl Into<PathBuf>) -> Self {
        self.extensions.push(executable.into());
        self
    }

    /// Stops every process of the environment when nothing was wanted of it for this long, until the next
    /// event, as Lambda does. Without it nothing is ever stopped.
    ///
    /// Unlike on Lambda, a process can see that it was stopped: by `SIGCONT`, if it handles it.
    #[must_use]
    pub fn freeze_after(mut self, delay: Duration) -> Self {
        self.freeze_after = Some(delay);
        self
    }

    /// Ends an environment that nobody has used for this long, as Lambda does after some minutes or hours; the next
    /// invocation starts a new one. Without it an environment stays until it is told to end.
    #[must_use]
    pub fn evict_after(mut self, idle: Duration) -> Self {
        self.evict_after = Some(idle);
        self
    }

    /// Multiplies the times that Lambda itself allots, by a number above zero, at most 1: for fast tests. They are
    /// the 2 s or 0.5 s at the end of an environment, the 10 s of an init phase, and the pauses before a batch of
    /// the Telemetry API is sent again. What has a setting of its own is as it is set.
    #[must_use]
    pub fn time_scale(mut self, factor: f64) -> Self {
        self.time_scale = factor;
        self
    }

    /// How long an init phase may take.
    pub(crate) fn init_limit(&self, provisioned: bool) -> Duration {
        let default = || match provisioned {
            true => Self::PROVISIONED_INIT_TIMEOUT.max(self.timeout),
            false => Self::DEFAULT_INIT_TIMEOUT,
        };
        self.init_timeout.unwrap_or_else(|| self.scaled(default()))
    }

    /// A time of Lambda's own, scaled.
    pub(crate) fn scaled(&self, time: Duration) -> Duration {
        time.mul_f64(self.time_scale)
    }

    /// The names that the external extensions register by.
    pub(crate) fn extension_names(&self) -> Vec<String> {
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.extensions.iter().map(name).collect()
    }

    /// The wall clock for deadlines and for the time of each line. Timers follow tokio's clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }
}
