//! The result, for people and for scripts.

use std::fmt::Write as _;

use crate::arguments::Arguments;
use crate::comparison::Comparison;
use crate::round::Round;
use crate::statistics::{median, percentile};
use crate::subject::Subject;

type Measure = (&'static str, fn(&Round) -> f64);

const MEASURES: &[Measure] = &[
    ("turnaround-p50", |round| percentile(&round.turnaround, 0.5)),
    ("turnaround-p99", |round| percentile(&round.turnaround, 0.99)),
    ("latency-p50", |round| percentile(&round.latency, 0.5)),
    ("cpu", |round| round.cpu.as_secs_f64() * 1e6),
    ("init", |round| round.init.as_secs_f64() * 1e6),
    ("peak-kib", |round| round.memory_kib as f64),
];

/// A table of medians over the rounds, and then the ratios: medians of the ratios within each round, which
/// a machine that is slow for a while does not move.
///
/// # Errors
///
/// When an executable is not there.
pub fn render(
    comparison: &Comparison,
    arguments: &Arguments,
    rounds: &[Vec<Round>],
) -> Result<String, String> {
    let sizes: Vec<u64> = comparison.subjects.iter().map(Subject::size).collect::<Result<_, _>>()?;
    let mut out = String::new();
    let Comparison { name, subjects } = comparison;
    let (count, invocations) = (arguments.rounds, arguments.invocations);
    _ = writeln!(out, "\n{name}: {count} alternating rounds of {invocations} invocations, one processor; µs");
    _ = write!(out, "{:<14}", "subject");
    for (measure, _) in MEASURES {
        _ = write!(out, "{measure:>16}");
    }
    _ = writeln!(out, "{:>10}{:>16}  what", "size-kib", "size-added-kib");
    for (place, subject) in subjects.iter().enumerate() {
        _ = write!(out, "{:<14}", subject.name);
        for (_, measure) in MEASURES {
            _ = write!(out, "{:>16.1}", median(rounds.iter().map(|round| measure(&round[place]))));
        }
        let added = (sizes[place] as f64 - sizes[0] as f64) / 1024.0;
        _ = writeln!(out, "{:>10}{added:>16.0}  {}", sizes[place] / 1024, subject.about);
    }
    _ = writeln!(out);
    for (measure, value) in MEASURES {
        let rounds = rounds.iter().map(|round| round.iter().map(value).collect()).collect::<Vec<_>>();
        write_ratios(&mut out, comparison, measure, &rounds);
    }
    let sizes = sizes.iter().map(|size| *size as f64).collect();
    write_ratios(&mut out, comparison, "size", &[sizes]);
    Ok(out)
}

/// Ours over each other subject; and what ours adds to the floor over what each peer adds.
fn write_ratios(out: &mut String, comparison: &Comparison, measure: &str, rounds: &[Vec<f64>]) {
    let Comparison { name, subjects } = comparison;
    for (place, subject) in subjects.iter().enumerate().filter(|(place, _)| *place != 1) {
        let ratios = rounds.iter().map(|round| round[1] / round[place]);
        _ = writeln!(out, "ratio {name}/{measure}/{} {:.3}", subject.name, median(ratios));
    }
    for (place, subject) in subjects.iter().enumerate().skip(2) {
        let ratios = rounds.iter().map(|round| (round[1] - round[0]) / (round[place] - round[0]));
        _ = writeln!(out, "ratio {name}/added-{measure}/{} {:.3}", subject.name, median(ratios));
    }
}
