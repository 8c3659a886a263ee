//! For how long an invocation is held up after the function is done, by how fast the collector answers and by when the
//! extension sends.

use std::time::Duration;

use lamplight_emulator::backends::{Backend, Behaviour};

use crate::build::Programs;
use crate::statistics::percentile;
use crate::subject::{Subject, Work};

const MODES: [&str; 4] = ["adaptive", "end", "overlap", "interval,1000"];
const LATENCIES: [Duration; 3] =
    [Duration::from_millis(5), Duration::from_millis(50), Duration::from_millis(200)];
/// In which the extension learns how often invocations come and how long sending takes.
const LEARNING: usize = 5;
const INVOCATIONS: usize = 40;
/// Handlers that take longer than the slowest collector: what is sent beside them has the time.
const HANDLER: Duration = Duration::from_millis(250);
/// As long as an end of an invocation may wait, in milliseconds.
const MOST: f64 = 800.0;

pub async fn measure(programs: &Programs) -> Result<(), String> {
    println!(
        "\nadded after the response, in ms: median and maximum of {INVOCATIONS} invocations of {HANDLER:?}"
    );
    println!("(aim: never more than the {MOST} ms of the flush timeout)");
    println!("{:<16}{:>18}{:>18}{:>18}", "collector", "5 ms", "50 ms", "200 ms");
    let mut longest: f64 = 0.0;
    for mode in MODES {
        print!("{mode:<16}");
        for latency in LATENCIES {
            let (median, most) = held_up(programs, mode, latency).await?;
            longest = longest.max(most);
            print!("{:>18}", format!("{median:.2} / {most:.1}"));
        }
        println!();
    }
    println!("ratio extension/after-response/longest-to-800-ms {:.3}", longest / MOST);
    Ok(())
}

async fn held_up(programs: &Programs, mode: &str, latency: Duration) -> Result<(f64, f64), String> {
    let collector = Backend::otlp().start().await.map_err(|error| error.to_string())?;
    collector.always(Behaviour::Latency(latency));
    let mut subject = Subject::start(programs, &collector.url(), &[("LAMPLIGHT_FLUSH", mode)]).await?;
    let work = Work { handler: HANDLER, spans: 5, fill: 100 };
    let mut durations = Vec::with_capacity(INVOCATIONS);
    for number in 0..LEARNING + INVOCATIONS {
        let held_up = subject.invoke(work).await?;
        if number >= LEARNING {
            durations.push(held_up);
        }
    }
    subject.function.shutdown().await;
    Ok((percentile(&mut durations, 0.5), percentile(&mut durations, 1.0)))
}
