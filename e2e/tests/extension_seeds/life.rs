//! What happens to an environment: its invocations, and what goes wrong between and within them.

use std::time::Duration;

use e2e::seeded::{Body, End, Plan, Signal};
use lamplight_emulator::{Fault, Moment, Status, TelemetryFault};

use crate::chance::Chance;
use crate::collector::Mood;
use crate::support::extension_name;

/// The life of one environment.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    /// Of each invocation.
    pub(crate) timeout: Duration,
    /// Whether answers come by a [road](crate::road::Road), on which they can be lost.
    pub(crate) has_road: bool,
    pub(crate) steps: Vec<Step>,
    /// How the collector is when the environment ends.
    pub(crate) at_the_end: Mood,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Invoke(Plan),
    /// Nothing happens, in earnest: the environment is frozen for so long.
    Rest(Duration),
    /// The same, but only connections have to believe it.
    Gap(Duration),
    Collector(Mood),
    Fault(Fault),
    /// The environment ends, and the next invocation has another one.
    Reset,
}

// === impl Life ===

impl Life {
    /// The life of the environment of this index, whose items have numbers of their own.
    pub(crate) fn by(chance: &mut Chance, index: u64) -> Self {
        let mut unique = (index + 1) * 1_000_000;
        let has_link = chance.percent(70);
        let has_road = chance.percent(60);
        let is_flooded = chance.percent(6);
        let mut steps = Vec::new();
        for _ in 0..2 + chance.below(6) {
            if chance.percent(40) {
                steps.push(Step::Collector(Mood::by(chance)));
            }
            if chance.percent(20) {
                steps.push(Step::Fault(fault(chance)));
            }
            match chance.below(100) {
                0..4 => steps.push(Step::Reset),
                4..20 => steps.push(Step::Rest(chance.pick_millis(&[1, 20, 20, 200, 1200]))),
                20..35 => steps.push(Step::Gap(chance.pick_millis(&[1_000, 40_000, 900_000]))),
                _ => {}
            }
            steps.push(Step::Invoke(plan(chance, has_link, is_flooded, &mut unique)));
        }
        let hangs = |step: &Step| matches!(step, Step::Invoke(plan) if plan.end == End::Hang);
        let seconds = if steps.iter().any(hangs) { 2 } else { 10 };
        let at_the_end = if chance.percent(70) { Mood::Well } else { Mood::by(chance) };
        Self { timeout: Duration::from_secs(seconds), has_road, steps, at_the_end }
    }
}

/// What goes wrong on the platform's side.
fn fault(chance: &mut Chance) -> Fault {
    let moment = chance.pick(&[Moment::Init, Moment::Handler, Moment::Handler, Moment::AfterResponse]);
    match chance.below(10) {
        0 => Fault::KillFunction(moment),
        1 => Fault::ExitFunction(moment, 1),
        2 => Fault::OutOfMemory(Moment::Handler),
        3 => Fault::KillExtension(extension_name(), moment),
        4 => Fault::SlowExtension(extension_name(), chance.pick_millis(&[5, 50, 300])),
        _ => Fault::Telemetry(chance.pick(&[
            TelemetryFault::Delay(Duration::from_millis(100)),
            TelemetryFault::Drop(2),
            TelemetryFault::Duplicate,
            TelemetryFault::Reorder,
            TelemetryFault::Oversize,
            TelemetryFault::UnknownType,
            TelemetryFault::UnknownFields,
            TelemetryFault::Nulls,
            TelemetryFault::OtherForm,
            TelemetryFault::NotUtf8,
        ])),
    }
}

fn plan(chance: &mut Chance, link: bool, is_flooded: bool, unique: &mut u64) -> Plan {
    let end = match chance.below(100) {
        0..7 if !is_flooded => End::Hang,
        0..14 => End::Exit,
        14..18 => End::ExitLate,
        18..23 => End::Error,
        23..26 => End::Panic,
        _ => End::Well,
    };
    let root = *unique;
    *unique += 1;
    let count = if is_flooded { 12 } else { chance.below(5) };
    let bodies = (0..count).map(|_| body(chance, is_flooded, unique)).collect();
    Plan { root, link, sampled: chance.percent(88), bodies, end }
}

fn body(chance: &mut Chance, is_flooded: bool, unique: &mut u64) -> Body {
    let items = if is_flooded { 4 } else { chance.below(5) };
    let first = *unique;
    *unique += items;
    Body {
        after_ms: chance.pick(&[0, 0, 0, 1, 10, 50]),
        signal: chance.pick(&[Signal::Traces, Signal::Logs, Signal::Metrics]),
        json: chance.percent(20) && !is_flooded,
        first,
        items,
        fill: if is_flooded { 60_000 } else { chance.pick(&[0, 0, 100, 2_000, 40_000]) },
    }
}

/// A plan that posts a span, and ends so.
pub(crate) fn ending(root: u64, link: bool, end: End) -> Plan {
    let signal = Signal::Traces;
    let body = Body { after_ms: 0, signal, json: false, first: root + 1, items: 1, fill: 0 };
    Plan { root, link, sampled: true, bodies: vec![body], end }
}

/// How Lambda sees an invocation that ends so, unless something happens to it.
pub(crate) fn status(end: End) -> Status {
    match end {
        End::Well => Status::Success,
        End::Error | End::Panic => Status::HandlerError,
        End::Hang => Status::Timeout,
        End::Exit | End::ExitLate => Status::Crash,
    }
}
