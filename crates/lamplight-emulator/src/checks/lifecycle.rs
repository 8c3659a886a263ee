//! What is true of every environment, whatever its function and extensions do.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Violation, environments};
use crate::event::Told;
use crate::{Event, EventKind, Status};

const NAME: &str = "lifecycle";

/// How far an invocation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Wanted,
    Started,
    Ended,
}

/// Every invocation begins once, after it was wanted, and ends once; nothing happens in a frozen environment; every
/// process that was started has ended; reports hold together. For the journal of a function that was shut down:
/// what still ran then is not asked for.
#[must_use]
pub fn lifecycle(entries: &[Event]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for environment in environments(entries) {
        invocations(&environment, &mut violations);
        freezes(&environment, &mut violations);
        processes(&environment, &mut violations);
    }
    violations
}

fn invocations(entries: &[&Event], violations: &mut Vec<Violation>) {
    let mut stages: BTreeMap<&str, Stage> = BTreeMap::new();
    let mut is = |id, at: Duration, from: &[Option<Stage>], to: Stage| {
        let stage = stages.get(id).copied();
        if !from.contains(&stage) {
            violations.push(Violation::new(NAME, at, format!("{id} is {to:?} after {stage:?}")));
        }
        stages.insert(id, to);
    };
    for entry in entries {
        match &entry.kind {
            EventKind::Invoked { request_id } => is(request_id, entry.elapsed, &[None], Stage::Wanted),
            EventKind::InvocationStarted { request_id, .. } => {
                is(request_id, entry.elapsed, &[Some(Stage::Wanted)], Stage::Started);
            }
            EventKind::InvocationEnded(done) => {
                // One that fails with its init phase never was started.
                let from = match done.status {
                    Status::InitError => Stage::Wanted,
                    _ => Stage::Started,
                };
                is(&done.request_id, entry.elapsed, &[Some(from)], Stage::Ended);
            }
            _ => {}
        }
    }
    let shut_down = entries.iter().any(|entry| matches!(entry.kind, EventKind::ShutdownStarted { .. }));
    for (id, stage) in stages.iter().filter(|(_, stage)| !shut_down && **stage != Stage::Ended) {
        let at = entries.last().map_or(Duration::ZERO, |last| last.elapsed);
        violations.push(Violation::new(NAME, at, format!("{id} was {stage:?} and has not ended")));
    }
}

fn freezes(entries: &[&Event], violations: &mut Vec<Violation>) {
    let mut frozen = false;
    for entry in entries {
        let happened = match &entry.kind {
            EventKind::Frozen if frozen => Some("is frozen again"),
            EventKind::Thawed if !frozen => Some("is thawed, but was not frozen"),
            EventKind::Frozen | EventKind::Thawed => {
                frozen = matches!(entry.kind, EventKind::Frozen);
                None
            }
            EventKind::Parked { .. } if frozen => Some("asks for an event while it is frozen"),
            EventKind::Released { told: Told::Invoke { .. }, .. } if frozen => {
                Some("is told of an invocation while it is frozen")
            }
            EventKind::Line(line) if frozen && line.source != crate::LineSource::Platform => {
                Some("writes while it is frozen")
            }
            // It ends where it is, if it is killed.
            EventKind::Exited { .. } => {
                frozen = false;
                None
            }
            _ => None,
        };
        violations.extend(happened.map(|what| Violation::new(NAME, entry.elapsed, what)));
    }
}

fn processes(entries: &[&Event], violations: &mut Vec<Violation>) {
    let mut running: BTreeMap<Option<&str>, Duration> = BTreeMap::new();
    for entry in entries {
        let at = entry.elapsed;
        let (name, starts) = match &entry.kind {
            EventKind::Spawned { .. } => (None, true),
            EventKind::ExtensionSpawned { name, .. } => (Some(name.as_str()), true),
            EventKind::Exited { .. } => (None, false),
            EventKind::ExtensionExited { name, .. } => (Some(name.as_str()), false),
            _ => continue,
        };
        let before = if starts { running.insert(name, at) } else { running.remove(&name) };
        if before.is_some() == starts {
            let word = if starts { "is started while it runs" } else { "ends without a start" };
            violations.push(Violation::new(NAME, at, format!("{} {word}", name.unwrap_or("the function"))));
        }
    }
    for (name, at) in running {
        let what = format!("{} was started and has not ended", name.unwrap_or("the function"));
        violations.push(Violation::new(NAME, at, what));
    }
}
