//! The extension beside a function that has several invocations at once, as on managed instances.

#![cfg(target_os = "linux")]

mod support;

use std::collections::HashMap;
use std::time::Duration;

use lamplight_emulator::backends::{Backend, Span};
use lamplight_emulator::{EventKind, Events, Function, Invocation, LineSource, Status};
use serde_json::{Value, json};
use support::{Beside, config, invoke, named, trace_of};

/// A function with so much time that has eight invocations at once, beside the extension of managed instances, and a
/// collector behind it.
async fn with_collector(timeout: Duration) -> (Beside, Backend) {
    let collector = Backend::otlp().start().await.expect("a collector");
    let config = config!("together")
        .max_concurrency(8)
        .timeout(timeout)
        // Enough to send what there is, on a machine that has a lot to do.
        .env("LAMPLIGHT_DEADLINE_MARGIN", "1000")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
    (Beside::with(config, env!("CARGO_BIN_EXE_managed")).await, collector)
}

/// What comes of invocations that end so. None ends before so many have begun since the process was started.
async fn together(function: &Function, begun: usize, ends: &[&str]) -> Vec<Invocation> {
    let invocations = ends.iter().map(|end| {
        let (function, event) = (function.clone(), json!({ "begun": begun, "end": end }));
        tokio::spawn(async move { invoke(&function, &event).await })
    });
    let mut done = Vec::new();
    for invocation in invocations.collect::<Vec<_>>() {
        done.push(invocation.await.expect("nobody panics"));
    }
    done
}

/// Waits until so many spans have come.
async fn has_spans(collector: &Backend, count: usize) {
    loop {
        let requests = collector.requests().len();
        if collector.signals().spans.len() >= count {
            return;
        }
        collector.received(requests + 1).await;
    }
}

/// The ids of the roots, as the function itself knows them, by the ids of the requests.
fn roots(events: &mut Events) -> HashMap<String, String> {
    let mut roots = HashMap::new();
    while let Some(event) = events.try_recv() {
        let EventKind::Line(line) = event.kind else { continue };
        if line.source == LineSource::Stdout {
            let line: Value = serde_json::from_str(&line.text).expect(&line.text);
            if line["message"] == "begins" {
                let id = |name| line[name].as_str().expect("an id").to_owned();
                roots.insert(id("function_request_id"), id("span_id"));
            }
        }
    }
    roots
}

/// The root says how its own invocation ended.
fn check_root(root: &Span, done: &Invocation, roots: &HashMap<String, String>) {
    assert_eq!(root.span_id, roots[&done.request_id], "{done:?}");
    assert_eq!(root.is_error, done.status != Status::Success, "{root:?}");
    let error_type = match done.status {
        Status::Timeout => "timeout",
        Status::Crash => "Runtime.ExitError",
        _ => return,
    };
    assert_eq!(root.attributes["faas.invocation_id"], done.request_id);
    assert_eq!(root.attributes["error.type"], error_type);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_invocations_at_once_each_has_its_own_spans_and_root_however_it_and_the_others_end() {
    let (function, collector) = with_collector(Duration::from_secs(3)).await;
    let mut events = function.subscribe();
    let ends = ["well", "badly", "well", "hang", "well", "panic", "well", "well"];
    let mut done = together(&function, 8, &ends).await;
    for (end, done) in ends.iter().zip(&done) {
        let expected = match *end {
            "well" => Status::Success,
            "hang" => Status::Timeout,
            _ => Status::HandlerError,
        };
        assert_eq!(done.status, expected, "{done:?}");
    }
    // The one that hangs keeps its place, and the process has seven others.
    done.extend(together(&function, 15, &["well"; 7]).await);
    assert!(done[8..].iter().all(|done| done.status == Status::Success), "{done:?}");
    // Where several run at once an invocation is over when it has answered, and its spans are sent after that.
    let sent = tokio::time::timeout(Duration::from_secs(60), has_spans(&collector, 2 * 15)).await;
    sent.expect("it sends by the clock");
    function.shutdown().await;
    let (spans, roots) = (collector.signals().spans, roots(&mut events));
    for done in &done {
        let trace = trace_of(&spans, done);
        let root = named(&trace, "together");
        check_root(root, done, &roots);
        let work = named(&trace, "work");
        assert_eq!(work.parent_span_id, root.span_id);
        let is_unfinished = work.attributes.contains_key("lamplight.unfinished");
        assert_eq!(is_unfinished, done.status == Status::Timeout, "{work:?}");
    }
    // Nobody is told which one was the first, in whose trace the set-up would be.
    assert_eq!(spans.len(), 2 * 15, "and nothing else: {spans:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_process_ends_all_that_were_under_way_have_one_root_each_with_their_own_ids() {
    let (function, collector) = with_collector(Duration::from_secs(30)).await;
    let mut events = function.subscribe();
    let ends = ["hang", "hang", "exit", "hang", "hang", "hang", "hang", "hang"];
    let done = together(&function, 8, &ends).await;
    assert!(done.iter().all(|done| done.status == Status::Crash), "{done:?}");
    function.shutdown().await;
    let (spans, roots) = (collector.signals().spans, roots(&mut events));
    for done in &done {
        check_root(named(&trace_of(&spans, done), "together"), done, &roots);
    }
    assert_eq!(spans.iter().filter(|span| span.is_error).count(), 8, "{spans:#?}");
}
