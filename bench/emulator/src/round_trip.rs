//! From handing an event to the local Lambda until its caller has the report, one after the other.

use std::time::{Duration, Instant};

use lamplight_emulator::FunctionConfig;

use crate::statistics::percentile;
use crate::subject;

const ROUNDS: usize = 5;
const INVOCATIONS: usize = 1000;

pub async fn measure() -> Result<(), String> {
    println!("\nround trip of an empty handler, {ROUNDS} alternating rounds of {INVOCATIONS}, ms");
    println!("{:<28}{:>10}{:>10}", "", "median", "p99");
    let subjects: [(&str, fn() -> FunctionConfig); 2] =
        [("plain", subject::plain), ("with telemetry", subject::with_telemetry)];
    let mut durations = [Vec::new(), Vec::new()];
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let mut medians = [0.0; 2];
        for (at, (_, config)) in subjects.iter().enumerate() {
            let mut round = self::round(config()).await?;
            medians[at] = percentile(&mut round, 0.5);
            durations[at].append(&mut round);
        }
        ratios.push(medians[1] / medians[0]);
    }
    for ((name, _), durations) in subjects.iter().zip(&mut durations) {
        let (median, p99) = (percentile(durations, 0.5), percentile(durations, 0.99));
        println!("{name:<28}{median:>10.3}{p99:>10.3}");
    }
    ratios.sort_by(f64::total_cmp);
    println!("\nratio emulator/round-trip/with-telemetry-to-plain {:.3}", ratios[ratios.len() / 2]);
    println!("ratio emulator/round-trip/plain-to-1-ms {:.3}", percentile(&mut durations[0], 0.5));
    Ok(())
}

async fn round(config: FunctionConfig) -> Result<Vec<Duration>, String> {
    let function = subject::start(config).await?;
    for _ in 0..50 {
        subject::invoke(&function).await?;
    }
    let mut durations = Vec::with_capacity(INVOCATIONS);
    for _ in 0..INVOCATIONS {
        let started = Instant::now();
        subject::invoke(&function).await?;
        durations.push(started.elapsed());
    }
    function.shutdown().await;
    Ok(durations)
}
