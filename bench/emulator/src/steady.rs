//! Two hundred invocations a second, each at its time whatever became of those before it, with telemetry on.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::statistics::percentile;
use crate::subject;

const PER_SECOND: u32 = 200;
const SECONDS: u32 = 10;

pub async fn measure() -> Result<(), String> {
    let function = subject::start(subject::with_telemetry()).await?;
    subject::invoke(&function).await?;
    let mut running = JoinSet::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / PER_SECOND);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let started = Instant::now();
    for _ in 0..PER_SECOND * SECONDS {
        let due = ticks.tick().await;
        let function = function.clone();
        running.spawn(async move { subject::invoke(&function).await.map(|_| due.elapsed()) });
    }
    let mut latencies = Vec::new();
    while let Some(done) = running.join_next().await {
        latencies.push(done.map_err(|error| error.to_string())??);
    }
    let seconds = started.elapsed().as_secs_f64();
    let done = latencies.len();
    let told = reported(&function).await?;
    function.shutdown().await;
    let (median, p99) = (percentile(&mut latencies, 0.5), percentile(&mut latencies, 0.99));
    println!("\n{PER_SECOND} invocations a second with telemetry, for {SECONDS} s");
    println!("done {done} in {seconds:.2} s; from when it was due: median {median:.3} ms, p99 {p99:.3} ms");
    println!("reports that the extension was sent: {told} of {}", done + 1);
    println!(
        "ratio emulator/steady/done-in-time {:.3}",
        f64::from(SECONDS) / seconds.max(f64::from(SECONDS))
    );
    println!("ratio emulator/steady/reports-sent {:.3}", told as f64 / (done + 1) as f64);
    Ok(())
}

/// How many reports the extension has counted. It says so when it is told of an invocation, and the last ones are
/// sent a moment after that.
async fn reported(function: &lamplight_emulator::Function) -> Result<usize, String> {
    tokio::time::sleep(Duration::from_millis(200)).await;
    let done = subject::invoke(function).await?;
    let told = done.lines.iter().rev().find_map(|line| line.text.strip_prefix("reports ")?.parse().ok());
    told.ok_or_else(|| "the extension says nothing".to_owned())
}
