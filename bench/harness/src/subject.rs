//! A function that is measured.

use std::path::PathBuf;
use std::time::Duration;

use lamplight_emulator::{EventKind, Function, FunctionConfig, Invocation, Invoke, LogFormat, Status};

use crate::build::{build, root};
use crate::round::{Round, cpu_time, peak_memory};
use crate::signal::{self, Signal};

/// The event of an order.
const ORDER: &str = include_str!("order.json");
/// Invocations before the measurement begins.
const WARM_UP: usize = 200;

/// A package in `subjects/`, at work.
pub struct Subject {
    /// What it is called in the result.
    pub name: &'static str,
    pub about: &'static str,
    pub work: Work,
    pub signals: &'static [Signal],
    program: &'static str,
}

/// What each invocation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// An order, with lines, metrics and spans.
    Order,
    /// So many spans and nothing else, in a trace that is sampled or is not.
    Spans { count: usize, sampled: bool },
}

impl Subject {
    /// The program of that name, and an order.
    pub const fn order(name: &'static str, about: &'static str, signals: &'static [Signal]) -> Self {
        Self { name, program: name, about, work: Work::Order, signals }
    }

    /// The program of that name, and so many spans.
    pub const fn spans(
        count: usize,
        name: &'static str,
        about: &'static str,
        signals: &'static [Signal],
    ) -> Self {
        Self { name, program: name, about, work: Work::Spans { count, sampled: true }, signals }
    }

    /// The same, called otherwise, in a trace that is not sampled: nothing comes of it.
    pub const fn unsampled(self, name: &'static str) -> Self {
        let Work::Spans { count, .. } = self.work else { return self };
        Self { name, work: Work::Spans { count, sampled: false }, signals: &[], ..self }
    }

    /// Builds it as a user would.
    pub fn build(&self) -> Result<(), String> {
        build("subject", &format!("subject-{}", self.program))
    }

    /// Size of the executable, in bytes.
    pub fn size(&self) -> Result<u64, String> {
        let path = self.executable();
        let size = std::fs::metadata(&path).map(|metadata| metadata.len());
        size.map_err(|error| format!("cannot look at {}: {error}", path.display()))
    }

    /// One cold start, and then this many invocations one after the other.
    pub async fn measure(&self, invocations: usize) -> Result<Round, String> {
        let function = self.start().await?;
        let mut events = function.subscribe();
        let cold = self.invoke(&function).await?;
        let mut pid = 0;
        while let Some(event) = events.try_recv() {
            if let EventKind::Spawned { pid: spawned } = event.kind {
                pid = spawned;
            }
        }
        // Nobody listens to what follows, so nothing is made for listeners.
        drop(events);
        for _ in 0..WARM_UP {
            self.invoke(&function).await?;
        }
        let before = cpu_time(pid)?;
        let mut turnaround = Vec::with_capacity(invocations);
        let mut latency = Vec::with_capacity(invocations);
        for _ in 0..invocations {
            let done = self.invoke(&function).await?;
            turnaround.push(done.report.duration);
            latency.extend(done.handler_duration);
        }
        let cpu = (cpu_time(pid)? - before) / u32::try_from(invocations).unwrap_or(u32::MAX);
        let memory_kib = peak_memory(pid)?;
        function.shutdown().await;
        let init = cold.report.init_duration.unwrap_or_default();
        Ok(Round { turnaround, latency, cpu, init, memory_kib })
    }

    /// Sees to it that a cold invocation and a warm one say what they should.
    pub async fn check(&self) -> Result<(), String> {
        let function = self.start().await?;
        for _ in 0..2 {
            let done = self.invoke(&function).await?;
            signal::check(self.signals, self.work, &done)
                .map_err(|error| format!("{} {error}", self.name))?;
        }
        function.shutdown().await;
        Ok(())
    }

    async fn start(&self) -> Result<Function, String> {
        let config = FunctionConfig::new(self.name, self.executable())
            .memory_mb(1769)
            .timeout(Duration::from_secs(10))
            .log_format(LogFormat::Json)
            // What Lambda sets with that format; `lambda-otel-lite` records no span without it.
            .log_level("INFO")
            .otlp(self.signals.iter().any(|signal| signal.is_otlp()));
        Function::start(config).await.map_err(|error| format!("{}: {error}", self.name))
    }

    async fn invoke(&self, function: &Function) -> Result<Invocation, String> {
        let done = function.invoke(self.work.invoke()).await.map_err(|error| error.to_string())?;
        match done.status {
            Status::Success => Ok(done),
            status => Err(format!("{} ended with {status:?}: {:?}", self.name, done.error)),
        }
    }

    fn executable(&self) -> PathBuf {
        root().join("target/subject").join(format!("subject-{}", self.program))
    }
}

// === impl Work ===

impl Work {
    fn invoke(self) -> Invoke {
        match self {
            Self::Order => Invoke::new(ORDER),
            Self::Spans { count, sampled } => {
                let sampled = u8::from(sampled);
                let header = format!(
                    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled={sampled}"
                );
                Invoke::new(format!("{{\"spans\":{count}}}")).trace_header(header)
            }
        }
    }
}
