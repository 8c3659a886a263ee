//! What extensions may do to a function.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Violation, environments, generations};
use crate::event::Told;
use crate::{Event, EventKind, Exit, Fault};

/// A1: from the start of the first extension until the last one has registered takes no longer than `limit`.
#[must_use]
pub fn registration(entries: &[Event], limit: Duration) -> Vec<Violation> {
    let mut violations = Vec::new();
    for generation in environments(entries).flat_map(|environment| generations(&environment)) {
        let spawned = generation.iter().find(|e| matches!(e.kind, EventKind::ExtensionSpawned { .. }));
        let registered = generation
            .iter()
            .rfind(|entry| matches!(entry.kind, EventKind::ExtensionRegistered { external: true, .. }));
        let (Some(spawned), Some(registered)) = (spawned, registered) else { continue };
        let took = registered.elapsed - spawned.elapsed;
        if took > limit {
            let what = format!("the extensions took {took:?} to register, allowed is {limit:?}");
            violations.push(Violation::new("registration", registered.elapsed, what));
        }
    }
    violations
}

/// What extensions added to one invocation that went well.
struct Overhead<'a> {
    request_id: &'a str,
    at: Duration,
    took: Duration,
    /// What was left of its time.
    left: Duration,
}

/// The invocations of one environment in which no fault took place.
fn overheads<'a>(environment: &[&'a Event]) -> Vec<Overhead<'a>> {
    let mut overheads = Vec::new();
    let mut deadline = None;
    let (mut done, mut faulted) = (None, false);
    for entry in environment {
        match &entry.kind {
            EventKind::Faulted { .. } => faulted = true,
            EventKind::InvocationStarted { deadline: at, .. } => deadline = Some(*at),
            EventKind::RuntimeDone { request_id, .. } => done = Some((request_id, entry.elapsed)),
            EventKind::InvocationEnded(ended) => {
                if let (Some((id, since)), Some(deadline), false) = (done, deadline, faulted) {
                    if *id == ended.request_id && ended.status.function_error().is_none() {
                        let left = deadline.saturating_since(entry.time);
                        let took = entry.elapsed - since;
                        overheads.push(Overhead { request_id: id, at: entry.elapsed, took, left });
                    }
                }
                (done, faulted) = (None, false);
            }
            _ => {}
        }
    }
    overheads
}

/// A2: extensions add at most `limit` to an invocation, and leave at least `margin` of its time. Not for
/// invocations in which a fault takes place.
#[must_use]
pub fn after_response(entries: &[Event], limit: Duration, margin: Duration) -> Vec<Violation> {
    let mut violations = Vec::new();
    for Overhead { request_id, at, took, left } in environments(entries).flat_map(|e| overheads(&e)) {
        if took > limit {
            let what = format!("{request_id} was held for {took:?}, allowed is {limit:?}");
            violations.push(Violation::new("after_response", at, what));
        }
        if left < margin {
            let what = format!("{request_id} ended {left:?} before its time, allowed is {margin:?}");
            violations.push(Violation::new("after_response", at, what));
        }
    }
    violations
}

/// A11: with a backend that is away, the invocations of each environment after the first three are held for no
/// longer than `limit`. For the journal of such an outage.
#[must_use]
pub fn outage(entries: &[Event], limit: Duration) -> Vec<Violation> {
    let later = environments(entries).flat_map(|environment| overheads(&environment).into_iter().skip(3));
    let slow = later.filter(|overhead| overhead.took > limit);
    slow.map(|Overhead { request_id, at, took, .. }| {
        let what = format!("{request_id} was held for {took:?} in an outage, allowed is {limit:?}");
        Violation::new("outage", at, what)
    })
    .collect()
}

/// A4: nothing that a process has sent is on its way when the process is frozen.
#[must_use]
pub fn in_flight(entries: &[Event]) -> Vec<Violation> {
    let told = entries.iter().filter_map(|entry| match &entry.kind {
        EventKind::InFlight(in_flight) => Some((entry.elapsed, in_flight)),
        _ => None,
    });
    told.map(|(at, in_flight)| {
        let who = in_flight.extension.as_deref().unwrap_or("the function");
        let what = format!("{} bytes of {who} to {} are on their way", in_flight.queued, in_flight.remote);
        Violation::new("in_flight", at, what)
    })
    .collect()
}

/// A5: an extension that is told of the end ends with exit code 0, within the time that there is. Not for those
/// that a fault has to do with.
#[must_use]
pub fn goodbyes(entries: &[Event]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for generation in environments(entries).flat_map(|environment| generations(&environment)) {
        let mut end = None;
        let (mut told, mut faulted) = (BTreeSet::new(), BTreeSet::new());
        for entry in generation {
            match &entry.kind {
                EventKind::Faulted {
                    fault: Fault::KillExtension(name, _) | Fault::SlowExtension(name, _),
                } => _ = faulted.insert(name.clone()),
                EventKind::ShutdownStarted { budget, .. } => end = Some(entry.elapsed + *budget),
                EventKind::Released { extension: Some(name), told: Told::Shutdown { .. } } => {
                    told.insert(name.clone());
                }
                EventKind::ExtensionExited { name, exit }
                    if told.contains(name) && !faulted.contains(name) =>
                {
                    let late = end.is_some_and(|end| entry.elapsed > end);
                    if *exit != Exit::Code(0) || late {
                        let what =
                            format!("{name} ended with {exit}{}", if late { ", too late" } else { "" });
                        violations.push(Violation::new("goodbyes", entry.elapsed, what));
                    }
                }
                _ => {}
            }
        }
    }
    violations
}

/// A6: an extension never asks for an event while it waits for one, and waits for one when it is frozen. What one that
/// a fault kills has asked for with its last breath may be read when its end is known.
#[must_use]
pub fn polls(entries: &[Event]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for generation in environments(entries).flat_map(|environment| generations(&environment)) {
        // Those that have registered, and whether they wait.
        let mut waiting: BTreeMap<&str, bool> = BTreeMap::new();
        let mut killed = BTreeSet::new();
        for entry in generation {
            let mut violated = |what: String| violations.push(Violation::new("polls", entry.elapsed, what));
            match &entry.kind {
                EventKind::Faulted { fault: Fault::KillExtension(name, _) } => {
                    killed.insert(name.as_str());
                }
                EventKind::ExtensionRegistered { name, .. } => _ = waiting.insert(name, false),
                EventKind::Parked { extension: Some(name) } => {
                    let already = waiting.insert(name, true) == Some(true);
                    already.then(|| violated(format!("{name} asks for an event while it waits for one")));
                }
                EventKind::Released { extension: Some(name), told } => {
                    waiting.insert(name, false);
                    if *told == Told::Refused && !killed.contains(name.as_str()) {
                        violated(format!("{name} asks for an event when it may not"));
                    }
                }
                EventKind::ExtensionExited { name, .. } => _ = waiting.remove(name.as_str()),
                EventKind::Exited { .. } => waiting.clear(),
                EventKind::Frozen => {
                    for (name, _) in waiting.iter().filter(|(_, waits)| !**waits) {
                        violated(format!("{name} is frozen while it does not wait for an event"));
                    }
                }
                _ => {}
            }
        }
    }
    violations
}

/// A7: whoever subscribes to the Telemetry API takes every batch, the first time.
#[must_use]
pub fn posts(entries: &[Event]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for generation in environments(entries).flat_map(|environment| generations(&environment)) {
        // Towards the end whoever listens may be gone already.
        let mut ending = false;
        for entry in generation {
            match &entry.kind {
                EventKind::ShutdownStarted { .. }
                | EventKind::Exited { .. }
                | EventKind::ExtensionExited { .. }
                | EventKind::Faulted { fault: Fault::KillExtension(..) } => ending = true,
                EventKind::Posted(post)
                    if !ending && !post.status.is_some_and(|s| (200..300).contains(&s)) =>
                {
                    let answer = post.status.map_or("nothing".to_owned(), |status| status.to_string());
                    let what = format!("{} answered batch {} with {answer}", post.extension, post.batch);
                    violations.push(Violation::new("posts", entry.elapsed, what));
                }
                _ => {}
            }
        }
    }
    violations
}
