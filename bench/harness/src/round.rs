//! What one subject did in one round.

use std::time::Duration;

/// The measurements of one round.
pub struct Round {
    /// From handing over the event until the next one was asked for: what Lambda bills.
    pub turnaround: Vec<Duration>,
    /// From handing over the event until the response had come.
    pub latency: Vec<Duration>,
    /// Processor time per invocation.
    pub cpu: Duration,
    /// From the start of the process until it asked for its first event.
    pub init: Duration,
    /// Peak resident memory after the first invocation.
    pub memory_mb: u32,
}

/// The processor time of all threads of a process so far.
pub fn cpu_time(pid: u32) -> Result<Duration, String> {
    let folder = format!("/proc/{pid}/task");
    let unreadable = |error| format!("cannot read {folder}: {error}");
    let mut nanos = 0;
    for task in std::fs::read_dir(&folder).map_err(unreadable)? {
        let path = task.map_err(unreadable)?.path().join("schedstat");
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let time = text.split_whitespace().next().and_then(|word| word.parse::<u64>().ok());
        nanos += time.ok_or_else(|| format!("{folder}/…/schedstat says {text:?}"))?;
    }
    Ok(Duration::from_nanos(nanos))
}
