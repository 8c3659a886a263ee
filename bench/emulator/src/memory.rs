//! Memory over twenty thousand invocations with telemetry.

use crate::subject;

const EARLY: usize = 2_000;
const LATE: usize = 20_000;

pub async fn measure() -> Result<(), String> {
    let function = subject::start(subject::with_telemetry()).await?;
    let mut early = 0.0;
    for number in 1..=LATE {
        subject::invoke(&function).await?;
        if number == EARLY {
            early = resident()?;
        }
    }
    let late = resident()?;
    function.shutdown().await;
    println!("\nmemory of the local Lambda, with telemetry");
    println!("after {EARLY} invocations {early:.1} MiB, after {LATE} {late:.1} MiB");
    println!("ratio emulator/memory/after-{LATE}-to-after-{EARLY} {:.3}", late / early);
    Ok(())
}

/// Resident memory of this process, in MiB.
fn resident() -> Result<f64, String> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("there is no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().map_err(|_| line.to_owned())?;
    Ok(kilobytes / 1024.0)
}
