//! Peak memory of a process and its descendants.

/// The peak resident memory of the process `pid` and of its descendants that still run, in bytes: the sum
/// of each one's own peak, which is an upper bound. None where there is no `/proc`, or no such process.
pub(crate) fn peak(pid: u32) -> Option<u64> {
    sum(pid, "VmHWM:")
}

/// The resident memory of the process `pid` and of its descendants at this moment, in bytes.
pub(crate) fn resident(pid: u32) -> Option<u64> {
    sum(pid, "VmRSS:")
}

fn sum(pid: u32, field: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let own = bytes(&status, field)?;
    Some(own + children(pid).into_iter().filter_map(|child| sum(child, field)).sum::<u64>())
}

/// Bytes as Lambda reports them: MB of 1,048,576 bytes, rounded up.
pub(crate) fn megabytes(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1024 * 1024)).unwrap_or(u32::MAX)
}

/// A field of `/proc/<pid>/status`, in bytes. A process that has ended and was not yet waited for has none.
fn bytes(status: &str, field: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Each thread has its own list of the processes it started.
fn children(pid: u32) -> Vec<u32> {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let list = |thread: std::fs::DirEntry| std::fs::read_to_string(thread.path().join("children")).ok();
    threads.flatten().filter_map(list).flat_map(|text| pids(&text)).collect()
}

fn pids(text: &str) -> Vec<u32> {
    text.split_ascii_whitespace().filter_map(|pid| pid.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_field() {
        let status = "Name:\tbootstrap\nVmPeak:\t    9000 kB\nVmHWM:\t    1236 kB\nThreads:\t1\n";
        assert_eq!(bytes(status, "VmHWM:"), Some(1236 * 1024));
        assert_eq!(bytes("Name:\tbootstrap\nState:\tZ (zombie)\n", "VmHWM:"), None);
    }

    #[test]
    fn megabytes_are_rounded_up() {
        assert_eq!(megabytes(0), 0);
        assert_eq!(megabytes(1), 1);
        assert_eq!(megabytes(1024 * 1024), 1);
        assert_eq!(megabytes(1024 * 1024 + 1), 2);
    }
}
