//! Each check finds what it is for, in a journal that was made by hand.

use std::sync::Arc;

use lamplight_core::clock::Timestamp;

use super::*;
use crate::event::{InFlight, Post, Told};
use crate::{EventKind, Exit, Fault, Invocation, Moment, Report, Status};

/// A journal in which each entry comes a millisecond after the one before.
fn journal(kinds: impl IntoIterator<Item = EventKind>) -> Vec<Event> {
    let event = |(number, kind)| Event {
        time: Timestamp::from_millis(number),
        elapsed: Duration::from_millis(number),
        function: "f".into(),
        environment: 0,
        generation: 1,
        kind,
    };
    (0..).zip(kinds).map(event).collect()
}

fn whats(violations: &[Violation]) -> Vec<&str> {
    violations.iter().map(|violation| violation.what.as_str()).collect()
}

fn started(id: &str, deadline: u64) -> EventKind {
    let deadline = Timestamp::from_millis(deadline);
    EventKind::InvocationStarted { request_id: id.to_owned(), cold: false, deadline }
}

fn wanted(id: &str) -> EventKind {
    EventKind::Invoked { request_id: id.to_owned() }
}

fn done(id: &str) -> EventKind {
    EventKind::RuntimeDone { request_id: id.to_owned(), duration: Duration::from_millis(5) }
}

fn ended(id: &str, status: Status) -> EventKind {
    let report = Report { duration: Duration::from_millis(5), memory_size_mb: 128, ..Report::default() };
    EventKind::InvocationEnded(Arc::new(Invocation {
        request_id: id.to_owned(),
        status,
        cold: false,
        payload: bytes::Bytes::new(),
        streamed: false,
        error: None,
        init_failure: None,
        lines: Vec::new(),
        telemetry: Vec::new(),
        report,
        handler_duration: None,
        trace_header: Some("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1".to_owned()),
        executed_version: String::new(),
        started_at: Timestamp::from_millis(0),
    }))
}

fn recorded(kind: &str, metrics: &str) -> EventKind {
    let record = format!(r#"{{"type":"platform.{kind}","record":{{"requestId":"a","metrics":{metrics}}}}}"#);
    EventKind::Recorded { record: record.into() }
}

const METRICS: &str = r#"{"durationMs":5.4,"billedDurationMs":0,"memorySizeMB":128,"maxMemoryUsedMB":0}"#;

fn parked(name: &str) -> EventKind {
    EventKind::Parked { extension: Some(name.to_owned()) }
}

fn registered(name: &str) -> EventKind {
    EventKind::ExtensionRegistered { name: name.to_owned(), external: true }
}

fn told(name: &str, told: Told) -> EventKind {
    EventKind::Released { extension: Some(name.to_owned()), told }
}

fn exited(name: &str, exit: Exit) -> EventKind {
    EventKind::ExtensionExited { name: name.to_owned(), exit }
}

fn shutdown(budget: u64) -> EventKind {
    EventKind::ShutdownStarted { reason: "spindown", budget: Duration::from_millis(budget) }
}

#[test]
fn an_invocation_that_does_not_end_or_ends_twice_is_found() {
    let good = [wanted("a"), started("a", 99), ended("a", Status::Success)];
    assert_eq!(lifecycle(&journal(good.clone())), []);
    assert_eq!(lifecycle(&journal([wanted("a"), ended("a", Status::InitError)])), []);
    assert_eq!(whats(&lifecycle(&journal(good[..2].to_vec()))), ["a was Started and has not ended"]);
    let twice = good.into_iter().chain([ended("a", Status::Success)]);
    assert_eq!(whats(&lifecycle(&journal(twice))), ["a is Ended after Some(Ended)"]);
    assert_eq!(whats(&lifecycle(&journal([started("a", 99), shutdown(1)]))), ["a is Started after None"]);
}

#[test]
fn what_a_frozen_environment_does_is_found() {
    let thawed = [EventKind::Frozen, EventKind::Thawed, parked("x")];
    assert_eq!(lifecycle(&journal(thawed)), []);
    let awake = [EventKind::Frozen, parked("x"), EventKind::Frozen];
    assert_eq!(
        whats(&lifecycle(&journal(awake))),
        ["asks for an event while it is frozen", "is frozen again"]
    );
    assert_eq!(whats(&lifecycle(&journal([EventKind::Thawed]))), ["is thawed, but was not frozen"]);
}

#[test]
fn a_process_that_is_left_is_found() {
    let exit = EventKind::Exited { exit: Exit::Code(0) };
    assert_eq!(lifecycle(&journal([EventKind::Spawned { pid: 1 }, exit.clone()])), []);
    let left = lifecycle(&journal([EventKind::Spawned { pid: 1 }]));
    assert_eq!(whats(&left), ["the function was started and has not ended"]);
    assert_eq!(whats(&lifecycle(&journal([exit]))), ["the function ends without a start"]);
}

#[test]
fn slow_extensions_are_found() {
    let spawned = EventKind::ExtensionSpawned { name: "x".to_owned(), pid: 1 };
    let entries = journal([spawned, registered("x")]);
    assert_eq!(registration(&entries, Duration::from_millis(1)), []);
    assert_eq!(registration(&entries, Duration::ZERO).len(), 1);

    let entries = journal([started("a", 60), done("a"), ended("a", Status::Success)]);
    let millis = Duration::from_millis;
    assert_eq!(after_response(&entries, millis(1), millis(58)), []);
    assert_eq!(
        whats(&after_response(&entries, millis(0), millis(0))),
        ["a was held for 1ms, allowed is 0ns"]
    );
    assert_eq!(after_response(&entries, millis(1), millis(59)).len(), 1, "58 ms are left");
    let fault = EventKind::Faulted { fault: Fault::SlowExtension("x".to_owned(), millis(1)) };
    let entries = journal([started("a", 60), fault, done("a"), ended("a", Status::Success)]);
    assert_eq!(after_response(&entries, millis(0), millis(99)), [], "it was meant to be slow");
}

#[test]
fn an_outage_that_costs_more_than_the_first_three_invocations_is_found() {
    let four = (0..4).flat_map(|_| [started("a", 60), done("a"), ended("a", Status::Success)]);
    let entries = journal(four);
    assert_eq!(outage(&entries, Duration::from_millis(1)), []);
    assert_eq!(outage(&entries, Duration::ZERO).len(), 1, "only the fourth one counts");
}

#[test]
fn what_is_on_its_way_at_the_freeze_is_found() {
    let remote = ([127, 0, 0, 1], 4318).into();
    let entries = journal([EventKind::InFlight(InFlight { extension: None, remote, queued: 7 })]);
    assert_eq!(whats(&in_flight(&entries)), ["7 bytes of the function to 127.0.0.1:4318 are on their way"]);
}

#[test]
fn an_extension_that_does_not_say_goodbye_is_found() {
    let end = || told("x", Told::Shutdown { reason: "spindown" });
    assert_eq!(goodbyes(&journal([shutdown(9), end(), exited("x", Exit::Code(0))])), []);
    let killed = goodbyes(&journal([shutdown(9), end(), exited("x", Exit::Signal(9))]));
    assert_eq!(whats(&killed), ["x ended with signal: killed"]);
    let late = goodbyes(&journal([shutdown(1), end(), exited("x", Exit::Code(0))]));
    assert_eq!(whats(&late), ["x ended with exit status 0, too late"]);
    let fault = EventKind::Faulted { fault: Fault::KillExtension("x".to_owned(), Moment::Handler) };
    assert_eq!(goodbyes(&journal([fault, shutdown(9), end(), exited("x", Exit::Signal(9))])), []);
}

#[test]
fn an_extension_that_asks_twice_or_is_frozen_at_work_is_found() {
    let invoke = || told("x", Told::Invoke { request_id: "a".to_owned() });
    assert_eq!(polls(&journal([registered("x"), parked("x"), invoke(), parked("x"), EventKind::Frozen])), []);
    let twice = polls(&journal([registered("x"), parked("x"), parked("x"), told("x", Told::Refused)]));
    assert_eq!(
        whats(&twice),
        ["x asks for an event while it waits for one", "x asks for an event when it may not"]
    );
    let fault = EventKind::Faulted { fault: Fault::KillExtension("x".to_owned(), Moment::AfterResponse) };
    assert_eq!(
        polls(&journal([registered("x"), parked("x"), invoke(), fault, told("x", Told::Refused)])),
        []
    );
    let at_work = polls(&journal([registered("x"), parked("x"), invoke(), EventKind::Frozen]));
    assert_eq!(whats(&at_work), ["x is frozen while it does not wait for an event"]);
}

#[test]
fn a_batch_that_is_not_taken_is_found() {
    let post = |status| {
        let extension = "x".to_owned();
        EventKind::Posted(Post { extension, batch: 1, attempt: 1, records: 1, bytes: 9, status })
    };
    assert_eq!(posts(&journal([post(Some(200)), post(Some(204))])), []);
    let refused = posts(&journal([post(Some(500)), post(None)]));
    assert_eq!(whats(&refused), ["x answered batch 1 with 500", "x answered batch 1 with nothing"]);
    assert_eq!(posts(&journal([shutdown(9), post(None)])), [], "towards the end it may be gone");
}

#[test]
fn records_that_are_not_true_are_found() {
    let story =
        |metrics| [recorded("start", "{}"), recorded("runtimeDone", "{}"), recorded("report", metrics)];
    let end = || [ended("a", Status::Success)];
    assert_eq!(records(&journal(story(METRICS).into_iter().chain(end()))), []);
    let wrong = METRICS
        .replace("5.4", "6.4")
        .replace("128", "256")
        .replace("\"maxMemoryUsedMB\"", "\"initDurationMs\":1,\"maxMemoryUsedMB\"");
    let entries = journal(story(&wrong).into_iter().chain(end()));
    let found = records(&entries);
    let said = whats(&found);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].starts_with("the report of a says durationMs Some(6.4)"), "{said:?}");
    let missing = records(&journal(end()));
    assert_eq!(whats(&missing), ["the records of a are []"]);
}

#[test]
fn more_memory_in_use_than_is_allowed_is_found() {
    let used = |id, mb| {
        let EventKind::InvocationEnded(mut done) = ended(id, Status::Success) else { unreachable!() };
        Arc::get_mut(&mut done).expect("nobody else has it").report.max_memory_mb = mb;
        EventKind::InvocationEnded(done)
    };
    let entries = journal([used("a", 100), used("b", 101), used("c", 300)]);
    let found = memory(&entries, 100);
    assert_eq!(whats(&found), ["101 MB were in use, allowed are 100", "300 MB were in use, allowed are 100"]);
    assert_eq!(found[1].at, Duration::from_millis(2));
    assert_eq!(memory(&entries, 300), []);
}

#[test]
fn a_failure_without_an_error_in_its_trace_is_found() {
    let root = "1-5759e988-bd862e3fe1be46a994272793";
    let entries = journal([ended("a", Status::Success), ended("b", Status::Timeout)]);
    assert_eq!(error_traces(&entries, &[root]), []);
    assert_eq!(
        whats(&error_traces(&entries, &[])),
        [format!("b (Timeout) has 0 errors in its trace {root}")]
    );
    assert_eq!(error_traces(&entries, &[root, root]).len(), 1, "two are one too many");
}
