//! The extension beside real functions, with backends that answer as they are told.

#![cfg(target_os = "linux")]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use lamplight_emulator::backends::{Backend, Behaviour};
use lamplight_emulator::{FunctionConfig, Status};
use support::{Beside, config, ids, invoke, posts, said, sorted};

/// A function with the extension beside it, which sends to this collector.
async fn with_extension(config: FunctionConfig, collector: &str) -> Beside {
    Beside::start(config.env("OTEL_EXPORTER_OTLP_ENDPOINT", collector).freeze_after(Duration::ZERO)).await
}

#[tokio::test]
async fn what_a_function_sends_arrives_although_it_is_frozen_in_between() {
    let collector = Backend::otlp().start().await.expect("a collector");
    let function = with_extension(config!("posts"), &collector.url()).await;
    for invocation in 0..5 {
        let done = invoke(&function, &posts(100 * invocation + 2, 3, true, "well")).await;
        assert_eq!(done.status, Status::Success, "{done:?}");
    }
    function.shutdown().await;
    let (own, written) = sorted(collector.signals().spans);
    let expected: Vec<String> = (0..5).flat_map(|at| ids(100 * at + 1..100 * at + 5)).collect();
    assert_eq!(own, expected);
    let names: Vec<_> = written.iter().map(|span| (&*span.name, &*span.parent_span_id)).collect();
    assert_eq!(names, [("init", "0000000000000001")], "the set-up is a child of the first root");
}

#[tokio::test]
async fn a_function_that_times_out_or_crashes_has_a_root_that_says_so() {
    let collector = Backend::otlp().start().await.expect("a collector");
    let config = config!("posts").timeout(Duration::from_secs(1));
    let function = with_extension(config, &collector.url()).await;
    let hung = invoke(&function, &posts(102, 2, true, "hang")).await;
    assert_eq!(hung.status, Status::Timeout);
    let crashed = invoke(&function, &posts(202, 1, true, "exit")).await;
    assert_eq!(crashed.status, Status::Crash);
    let unannounced = invoke(&function, &posts(302, 1, false, "exit")).await;
    assert_eq!(unannounced.status, Status::Crash);
    let well = invoke(&function, &posts(402, 1, true, "well")).await;
    assert_eq!(well.status, Status::Success);
    function.shutdown().await;
    let (own, written) = sorted(collector.signals().spans);
    assert_eq!(own, [ids(102..104), ids(202..203), ids(302..303), ids(401..403)].concat());
    let errors: BTreeMap<_, _> = written
        .iter()
        .filter(|span| span.is_error)
        .map(|span| (span.attributes["faas.invocation_id"].clone(), span))
        .collect();
    assert_eq!(errors.len(), written.iter().filter(|span| span.is_error).count(), "one for each");
    let root = |id: &str| errors.get(id).unwrap_or_else(|| panic!("{id} in {errors:?}"));
    assert_eq!(root(&hung.request_id).span_id, format!("{:016x}", 101));
    assert_eq!(root(&hung.request_id).attributes["error.type"], "timeout");
    assert_eq!(root(&crashed.request_id).span_id, format!("{:016x}", 201));
    assert_eq!(root(&crashed.request_id).attributes["error.type"], "Runtime.ExitError");
    assert_eq!(root(&unannounced.request_id).name, "posts");
    assert_eq!(errors.len(), 3);
}

#[tokio::test]
async fn an_outage_costs_invocations_next_to_nothing_and_all_arrives_after_it() {
    let collector = Backend::otlp().start().await.expect("a collector");
    collector.always(Behaviour::status(503));
    let function = with_extension(config!("posts"), &collector.url()).await;
    for invocation in 0..6 {
        let done = invoke(&function, &posts(100 * invocation + 2, 1, true, "well")).await;
        assert_eq!(done.status, Status::Success);
    }
    assert!(collector.signals().spans.is_empty());
    collector.always(Behaviour::default());
    function.shutdown().await;
    let (own, _) = sorted(collector.signals().spans);
    let expected: Vec<String> = (0..6).flat_map(|at| ids(100 * at + 1..100 * at + 3)).collect();
    assert_eq!(own, expected);
}

#[tokio::test]
async fn a_collector_that_is_not_there_disturbs_nobody_and_the_loss_is_said() {
    let function = with_extension(config!("posts"), "http://127.0.0.1:1").await;
    let mut events = function.subscribe();
    for invocation in 0..3 {
        let done = invoke(&function, &posts(100 * invocation + 2, 1, true, "well")).await;
        assert_eq!(done.status, Status::Success);
    }
    function.shutdown().await;
    let said = said(&mut events, "telemetry was lost");
    // Three invocations of two spans, the set-up, and the metrics of the platform's reports.
    assert!(said.iter().any(|line| line.contains("traces to 127.0.0.1: accepted 7")), "{said:?}");
    assert!(said.iter().all(|line| line.contains("(shutdown)")), "{said:?}");
}
