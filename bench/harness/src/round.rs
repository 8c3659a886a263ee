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
    /// Peak resident memory at the end, in KiB.
    pub memory_kib: u64,
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

/// The peak resident memory of a process so far, in KiB.
pub fn peak_memory(pid: u32) -> Result<u64, String> {
    let path = format!("/proc/{pid}/status");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {path}: {error}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let value = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    value.ok_or_else(|| format!("{path} has no VmHWM in kB"))
}
