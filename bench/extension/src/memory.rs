//! Resident memory: of an extension that has nothing to do, and of one whose collector hangs while the function posts far
//! more than may wait.

use std::time::Duration;

use lamplight_emulator::backends::{Backend, Behaviour};

use crate::build::Programs;
use crate::subject::{Subject, Work};

/// In MiB.
const AIM: f64 = 8.0;
/// What may wait in a function of 128 MB: 4 % of its memory.
const CAP: f64 = 128.0 / 25.0;
const FLOODS: u32 = 40;

pub async fn measure(programs: &Programs) -> Result<(), String> {
    let collector = Backend::otlp().start().await.map_err(|error| error.to_string())?;
    let mut subject = Subject::start(programs, &collector.url(), &[]).await?;
    let little = Work { handler: Duration::from_millis(5), spans: 5, fill: 100 };
    for _ in 0..10 {
        subject.invoke(little).await?;
    }
    let idle = of(subject.extension()?, "VmRSS:")?;
    collector.always(Behaviour::Blackhole);
    // One megabyte in each.
    let much = Work { handler: Duration::ZERO, spans: 100, fill: 10_000 };
    for _ in 0..FLOODS {
        subject.invoke(much).await?;
    }
    let peak = of(subject.extension()?, "VmHWM:")?;
    subject.function.shutdown().await;
    println!("\nresident memory of the extension");
    println!("idle, after 10 invocations: {idle:.1} MiB (aim: at most {AIM} MiB)");
    println!(
        "the most of it while a collector hangs and {FLOODS} MB are posted, of which {CAP:.1} MiB may wait: {peak:.1} MiB \
         (aim: at most {:.1} MiB)",
        AIM + CAP
    );
    println!("ratio extension/memory/idle-to-8-MiB {:.3}", idle / AIM);
    println!("ratio extension/memory/peak-to-8-MiB-and-what-may-wait {:.3}", peak / (AIM + CAP));
    Ok(())
}

/// Of a process, in MiB.
fn of(pid: u32, line: &str) -> Result<f64, String> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).map_err(|error| error.to_string())?;
    let line = status.lines().find_map(|found| found.strip_prefix(line)).ok_or("there is no such line")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().map_err(|_| line.to_owned())?;
    Ok(kilobytes / 1024.0)
}
