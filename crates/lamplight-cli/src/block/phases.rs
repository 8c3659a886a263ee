//! The phases of an invocation, as the local Lambda went through them, and a line for each.

use std::time::Duration;

use super::bar::{self, Ink};
use crate::flow::Flow;
use crate::span_of_time;
use crate::terminal::Look;
use crate::text::Charset;
use crate::theme;

/// The phases of one invocation. They follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Phases {
    /// For how long the processes stood still before it.
    pub(crate) frozen: Option<Duration>,
    /// Until the process asked for its first event.
    pub(crate) init: Option<Duration>,
    /// That is a part of the invocation, as the init phase before it had failed.
    pub(crate) init_within: bool,
    /// From handing over the event until the function asked for the next one.
    pub(crate) invoke: Duration,
    /// From then until every extension did; none where there are none.
    pub(crate) extensions: Option<Duration>,
}

/// One line.
#[derive(Clone, Copy, Debug)]
struct Phase {
    name: &'static str,
    duration: Duration,
    /// When it began, since the beginning of the first one that takes part in the bars.
    start: Option<Duration>,
}

/// Columns of names: that of the longest.
const NAME: usize = "extensions".len();
/// Columns of durations: `75.00 s`.
const DURATION: usize = 7;
/// Columns of bars where nobody has said how many there are.
const PIPED: usize = 40;
/// Bars that are shorter than this tell nothing, and longer ones not more.
const BAR: std::ops::RangeInclusive<usize> = 8..=64;

// === impl Phases ===

impl Phases {
    /// Whether there is more to tell than the first line of a block has.
    pub(crate) fn are_worth_a_line(&self) -> bool {
        self.frozen.is_some() || self.extensions.is_some() || self.init_within
    }

    /// In the order of time. Bars are to the scale of what took place; a process that stands still has none.
    fn lines(&self) -> Vec<Phase> {
        let mut at = Duration::ZERO;
        let mut lines: Vec<Phase> = Vec::new();
        lines.extend(self.frozen.map(|duration| Phase { name: "frozen", duration, start: None }));
        let phases = [("init", self.init), ("invoke", Some(self.invoke)), ("extensions", self.extensions)];
        for (name, duration) in phases {
            if let Some(duration) = duration {
                lines.push(Phase { name, duration, start: Some(at) });
                at += duration;
            }
        }
        lines
    }

    fn whole(&self) -> Duration {
        self.init.unwrap_or_default() + self.invoke + self.extensions.unwrap_or_default()
    }
}

/// Several lines; the first begins in the column `indent` with what they are, and all go on in `gutter`.
pub(super) fn phases(phases: &Phases, indent: usize, gutter: usize, look: &Look) -> String {
    let bar_at = gutter + NAME + 2 + DURATION + 1;
    let bar = look.width.map_or(Some(PIPED), |width| {
        let left = width.saturating_sub(bar_at).min(*BAR.end());
        BAR.contains(&left).then_some(left)
    });
    let ink = if look.charset == Charset::Ascii { Ink::Hashes } else { Ink::Blocks };
    let whole = phases.whole().as_secs_f64().max(1e-9);
    let mut out = String::new();
    for (number, phase) in phases.lines().iter().enumerate() {
        let mut flow = Flow::new(None, 0);
        flow.pad_to(indent);
        flow.fixed(theme::DIM, if number == 0 { "phases" } else { "" });
        flow.pad_to(gutter);
        let style = if phase.start.is_some() { theme::PLAIN } else { theme::DIM };
        flow.fixed(style, phase.name);
        flow.pad_to(gutter + NAME + 2);
        flow.fixed(style, &format!("{:>DURATION$}", span_of_time::show(phase.duration)));
        match (phase.start, bar) {
            (Some(start), Some(width)) => {
                let (start, end) = (start.as_secs_f64(), (start + phase.duration).as_secs_f64());
                flow.fixed(theme::PLAIN, " ");
                flow.fixed(theme::phase(phase.name), &bar::draw(start / whole, end / whole, width, ink));
            }
            (None, _) => flow.fixed(theme::DIM, " before"),
            (Some(_), None) => {}
        }
        out.push_str(&flow.finish());
    }
    out
}
