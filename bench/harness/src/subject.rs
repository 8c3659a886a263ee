//! A function that is measured.

use std::path::PathBuf;
use std::time::Duration;

use lamplight_emulator::{EventKind, Function, FunctionConfig, Invocation, Invoke, LogFormat, Status};

use crate::build::{build, root};
use crate::round::{Round, cpu_time, peak_memory};
use crate::signal::{self, Signal};

/// The event of every invocation.
const EVENT: &str = include_str!("order.json");
/// Invocations before the measurement begins.
const WARM_UP: usize = 200;

/// A package in `subjects/`.
pub struct Subject {
    pub name: &'static str,
    pub about: &'static str,
    pub signals: &'static [Signal],
}

impl Subject {
    /// Builds it as a user would.
    pub fn build(&self) -> Result<(), String> {
        build("subject", &format!("subject-{}", self.name))
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
            signal::check(self.signals, &done).map_err(|error| format!("{} {error}", self.name))?;
        }
        function.shutdown().await;
        Ok(())
    }

    async fn start(&self) -> Result<Function, String> {
        let config = FunctionConfig::new(self.name, self.executable())
            .memory_mb(1769)
            .timeout(Duration::from_secs(10))
            .log_format(LogFormat::Json)
            .otlp(self.signals.contains(&Signal::Spans));
        Function::start(config).await.map_err(|error| format!("{}: {error}", self.name))
    }

    async fn invoke(&self, function: &Function) -> Result<Invocation, String> {
        let done = function.invoke(Invoke::new(EVENT)).await.map_err(|error| error.to_string())?;
        match done.status {
            Status::Success => Ok(done),
            status => Err(format!("{} ended with {status:?}: {:?}", self.name, done.error)),
        }
    }

    fn executable(&self) -> PathBuf {
        root().join("target/subject").join(format!("subject-{}", self.name))
    }
}
