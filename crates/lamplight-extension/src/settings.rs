//! What the state machine is told once: how much it may hold, how long it may take, and when to send.

use std::time::Duration;

use crate::otlp::limits::Limits;
use crate::signal::Signal;
use crate::synthesis::Resource;

/// When telemetry is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Whichever suits the traffic: at the end of invocations that are rare, beside later ones where they are not.
    #[default]
    Adaptive,
    /// At the end of every invocation.
    End,
    /// Beside the next invocation's handler; at its end only where data has become too old.
    Overlap,
    /// When so much time has passed, at the end of an invocation.
    Interval(Duration),
}

/// What is written to the spool, the folder that outlives a reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spool {
    /// Nothing.
    Never,
    /// What could not be sent before an environment ends, or may end.
    #[default]
    AtTheEnd,
    /// Also what waits at the end of every invocation, so that it outlives the extension being killed.
    Always,
}

/// What becomes of lines of metrics in CloudWatch's Embedded Metric Format, where lines are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emf {
    /// Nothing: CloudWatch reads them by itself.
    #[default]
    Skip,
    /// They are log records as others are.
    Logs,
    /// They are sent as metrics.
    Metrics,
}

/// The limits and the resource.
#[derive(Clone, Debug)]
pub struct Settings {
    /// When to send.
    pub mode: Mode,
    /// How long an environment is kept from its next event for sending, at most.
    pub flush_timeout: Duration,
    /// What waits for longer than this is sent at the end of an invocation in any mode.
    pub most_age: Duration,
    /// What waits while an invocation goes on is sent this often.
    pub interval: Duration,
    /// And as soon as it is so many bytes.
    pub watermark: usize,
    /// How many bytes may wait for each destination.
    pub most_bytes: usize,
    /// How many bytes go into one request, unless one body alone has more.
    pub request_bytes: usize,
    /// No body that comes in is longer.
    pub body_bytes: usize,
    /// Whether the environment serves several invocations at once and is never frozen: there are no events for
    /// invocations then.
    pub is_managed: bool,
    /// Whether platform events will come.
    pub has_telemetry: bool,
    /// What is written to the spool.
    pub spool: Spool,
    /// What becomes of lines of metrics.
    pub emf: Emf,
    /// The CloudWatch namespace for what the extension measures, where no destination takes metrics; `None` if it is then
    /// not to be said.
    pub emf_namespace: Option<String>,
    /// Whose telemetry it is.
    pub resource: Resource,
}

/// A place that telemetry is sent to, as far as the state machine has to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// As the closing line names it.
    pub name: String,
    /// Which signals it takes, by [index](Signal::index).
    pub takes: [bool; Signal::ALL.len()],
    /// What one request may hold, by the same.
    pub limits: [Limits; Signal::ALL.len()],
}

// === impl Settings ===

impl Settings {
    /// The most bytes that wait for one of so many destinations, in a function with so much memory.
    #[must_use]
    pub fn share_of_memory(memory_mb: u32, destinations: usize) -> usize {
        const MIB: usize = 1024 * 1024;
        let whole = (memory_mb as usize * MIB / 25).clamp(4 * MIB, 32 * MIB);
        whole / destinations.max(1)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            flush_timeout: Duration::from_millis(800),
            most_age: Duration::from_secs(10),
            interval: Duration::from_secs(5),
            watermark: 256 * 1024,
            most_bytes: Self::share_of_memory(128, 1),
            request_bytes: 1024 * 1024,
            body_bytes: 4 * 1024 * 1024,
            is_managed: false,
            has_telemetry: true,
            spool: Spool::default(),
            emf: Emf::default(),
            emf_namespace: None,
            resource: Resource::default(),
        }
    }
}
