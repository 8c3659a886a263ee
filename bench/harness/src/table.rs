//! The result, for people and for scripts.

use std::fmt::Write as _;

use crate::arguments::Arguments;
use crate::comparison::Comparison;
use crate::round::Round;
use crate::statistics::{median, percentile};

type Measure = (&'static str, fn(&Round) -> f64);

const MEASURES: &[Measure] = &[
    ("turnaround-p50", |round| percentile(&round.turnaround, 0.5)),
    ("turnaround-p99", |round| percentile(&round.turnaround, 0.99)),
    ("latency-p50", |round| percentile(&round.latency, 0.5)),
    ("cpu", |round| round.cpu.as_secs_f64() * 1e6),
    ("init", |round| round.init.as_secs_f64() * 1e6),
];

/// A table of medians over the rounds, and then the ratios: medians of the ratios within each round, which
/// a machine that is slow for a while does not move.
pub fn render(comparison: &Comparison, arguments: &Arguments, rounds: &[Vec<Round>]) -> String {
    let mut out = String::new();
    let Comparison { name, subjects } = comparison;
    let (count, invocations) = (arguments.rounds, arguments.invocations);
    _ = writeln!(out, "\n{name}: {count} alternating rounds of {invocations} invocations, one processor; µs");
    _ = write!(out, "{:<14}", "subject");
    for (measure, _) in MEASURES {
        _ = write!(out, "{measure:>16}");
    }
    _ = writeln!(out, "{:>10}{:>10}  what", "size KiB", "peak MB");
    for (place, subject) in subjects.iter().enumerate() {
        _ = write!(out, "{:<14}", subject.name);
        for (_, measure) in MEASURES {
            _ = write!(out, "{:>16.1}", median(rounds.iter().map(|round| measure(&round[place]))));
        }
        let memory = median(rounds.iter().map(|round| f64::from(round[place].memory_mb)));
        let size = subject.size().unwrap_or_default() / 1024;
        _ = writeln!(out, "{size:>10}{memory:>10}  {}", subject.about);
    }
    _ = writeln!(out);
    write_ratios(&mut out, comparison, rounds);
    out
}

fn write_ratios(out: &mut String, comparison: &Comparison, rounds: &[Vec<Round>]) {
    let Comparison { name, subjects } = comparison;
    for (measure, value) in MEASURES {
        let bare = |round: &[Round]| value(&round[0]);
        let ours = |round: &[Round]| value(&round[1]);
        for (place, subject) in subjects.iter().enumerate().filter(|(place, _)| *place != 1) {
            let ratios = rounds.iter().map(|round| ours(round) / value(&round[place]));
            _ = writeln!(out, "ratio {name}/{measure}/{} {:.3}", subject.name, median(ratios));
        }
        for (place, subject) in subjects.iter().enumerate().skip(2) {
            let added = |round: &[Round], place: usize| value(&round[place]) - bare(round);
            let ratios = rounds.iter().map(|round| added(round, 1) / added(round, place));
            _ = writeln!(out, "ratio {name}/added-{measure}/{} {:.3}", subject.name, median(ratios));
        }
    }
    for subject in subjects.iter().filter(|subject| subject.name != subjects[1].name) {
        let sizes = subjects[1].size().and_then(|ours| subject.size().map(|other| (ours, other)));
        if let Ok((ours, other)) = sizes {
            _ = writeln!(out, "ratio {name}/size/{} {:.3}", subject.name, ours as f64 / other as f64);
        }
    }
}
