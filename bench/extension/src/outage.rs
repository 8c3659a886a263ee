//! For how long invocations are held up while the collector is away: from the fourth one on hardly at all.

use std::time::Duration;

use lamplight_emulator::backends::{Backend, Behaviour};

use crate::build::Programs;
use crate::statistics::percentile;
use crate::subject::{Subject, Work};

const FIRST: usize = 3;
const INVOCATIONS: usize = 60;
/// In milliseconds.
const AIM: f64 = 5.0;

pub async fn measure(programs: &Programs) -> Result<(), String> {
    println!(
        "\nadded after the response while the collector is away, from the fourth invocation on, of {INVOCATIONS}"
    );
    println!("(aim: at most {AIM} ms)");
    for away in ["hangs", "refuses", "503"] {
        let mut durations = held_up(programs, away).await?;
        let (median, p90) = (percentile(&mut durations, 0.5), percentile(&mut durations, 0.9));
        let most = percentile(&mut durations, 1.0);
        println!("{away:<10}median {median:.2} ms, p90 {p90:.2} ms, maximum {most:.2} ms");
        println!("ratio extension/outage/{away}-p90-to-5-ms {:.3}", p90 / AIM);
    }
    Ok(())
}

async fn held_up(programs: &Programs, away: &str) -> Result<Vec<Duration>, String> {
    let collector = Backend::otlp().start().await.map_err(|error| error.to_string())?;
    match away {
        "hangs" => collector.always(Behaviour::Blackhole),
        "refuses" => collector.refuse().await.map_err(|error| error.to_string())?,
        _ => collector.always(Behaviour::status(503)),
    }
    let mut subject = Subject::start(programs, &collector.url(), &[]).await?;
    let work = Work { handler: Duration::from_millis(100), spans: 5, fill: 100 };
    let mut durations = Vec::with_capacity(INVOCATIONS);
    for number in 0..FIRST + INVOCATIONS {
        let held_up = subject.invoke(work).await?;
        if number >= FIRST {
            durations.push(held_up);
        }
    }
    subject.function.shutdown().await;
    Ok(durations)
}
