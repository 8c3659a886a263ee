//! Random schedules of real processes, with every check on.
//!
//! `EMULATOR_SCHEDULES` says how many, 40 unless set; `EMULATOR_SEED` says where to begin, to have a failure again:
//! `EMULATOR_SEED=17 EMULATOR_SCHEDULES=1 cargo test -p lamplight-emulator --test schedules`.

#![expect(clippy::print_stderr, reason = "how many there were, and how long they took, is worth knowing")]

mod support;

use std::time::Duration;

use lamplight_emulator::checks::{self, Limits, Violation};
use lamplight_emulator::schedule::{Choices, Schedule, Step, explore};
use lamplight_emulator::{Fault, FunctionConfig, Journal, Moment, Status, TelemetryFault};
use support::{Extensions, assert_ends, invoke, start};

/// What a function and its extensions may have to go through.
fn choices() -> Choices {
    let payloads = [
        "1",
        "\"!print hello\"",
        "\"!sleep 5\"",
        "\"!sleep-after-response 5\"",
        "\"!error Function.Declined\"",
        "\"!truncate\"",
        "\"!exit 3\"",
        "\"!hang\"",
    ];
    let kills = [Moment::Init, Moment::Handler, Moment::AfterResponse].into_iter().flat_map(|moment| {
        [
            Fault::KillFunction(moment),
            Fault::ExitFunction(moment, 1),
            Fault::KillExtension("watcher".to_owned(), moment),
        ]
    });
    let telemetry = [
        TelemetryFault::Delay(Duration::from_millis(20)),
        TelemetryFault::Drop(2),
        TelemetryFault::Duplicate,
        TelemetryFault::Reorder,
        TelemetryFault::Oversize,
        TelemetryFault::UnknownType,
        TelemetryFault::UnknownFields,
        TelemetryFault::Nulls,
        TelemetryFault::OtherForm,
        TelemetryFault::NotUtf8,
    ];
    let others = [
        Fault::OutOfMemory(Moment::Handler),
        Fault::SlowExtension("watcher".to_owned(), Duration::from_millis(20)),
    ];
    Choices::new(payloads)
        .gaps([Duration::from_secs(1), Duration::from_secs(300), Duration::from_secs(4000)])
        .faults(kills.chain(telemetry.map(Fault::Telemetry)).chain(others))
}

/// Times are short enough to wait for, and long enough for a busy machine: whatever it makes of them, the checks hold.
fn config(extensions: &Extensions) -> FunctionConfig {
    let scripts = [("watcher", ""), ("sink", "telemetry 2025-01-29 platform,function 0")];
    extensions
        .of(&scripts)
        // Nobody in here uses up the time that there is for goodbyes, unless the machine stalls.
        .time_scale(0.75)
        .timeout(Duration::from_millis(250))
        .init_timeout(Duration::from_secs(5))
        .freeze_after(Duration::ZERO)
        .evict_after(Duration::from_secs(3600))
        .private_tmp()
}

fn limits() -> Limits {
    let second = Duration::from_secs(1);
    Limits::default().registration(5 * second).after_response(second, Duration::ZERO).memory_mb(512)
}

async fn violations(schedule: &Schedule, config: FunctionConfig) -> Vec<Violation> {
    let function = start(config).await;
    let mut journal = Journal::of(&function);
    schedule.run(&function).await.expect("there is room, and nobody ends it");
    function.shutdown().await;
    journal.finish().await;
    let violations = checks::all(journal.entries(), &limits());
    if !violations.is_empty() {
        eprintln!("{schedule}\n{}", journal.to_jsonl());
    }
    violations
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says how many")]
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_happens_to_a_function_what_has_to_be_true_is() {
    let first = number("EMULATOR_SEED").unwrap_or_default();
    let count = number("EMULATOR_SCHEDULES").unwrap_or(40);
    let begun = tokio::time::Instant::now();
    let choices = choices();
    let lane = |lane: u64| {
        let seeds = (first..first + count).filter(move |seed| seed % 4 == lane);
        let choices = &choices;
        async move {
            explore(seeds, choices, async |schedule| {
                let extensions = Extensions::new();
                violations(schedule, config(&extensions)).await
            })
            .await
        }
    };
    let results = tokio::join!(lane(0), lane(1), lane(2), lane(3));
    for result in [results.0, results.1, results.2, results.3] {
        if let Err(failure) = result {
            panic!("{failure}");
        }
    }
    eprintln!("{count} schedules from seed {first} on took {:?}", begun.elapsed());
}

#[tokio::test]
async fn what_an_extension_does_wrong_is_found_and_told_with_as_few_steps_as_it_takes() {
    let choices = Choices::new(["1", "\"!print hello\""]).gaps([Duration::from_secs(1)]).length(4..=6);
    let failure = explore([1], &choices, async |schedule| {
        let extensions = Extensions::new();
        let config = extensions.of(&[("deaf", "deaf")]).time_scale(0.05);
        violations(schedule, config).await
    });
    let failure = failure.await.expect_err("an extension that does not go is a violation");
    assert!(matches!(failure.schedule.steps[..], [Step::Invoke(_)]), "{failure}");
    assert_eq!(failure.violations[0].check, "goodbyes", "{failure}");
    assert!(failure.to_string().starts_with("seed 1:\n  Invoke("), "{failure}");
}

#[tokio::test]
async fn one_run_at_true_scale() {
    let extensions = Extensions::new();
    let scripts = [("watcher", ""), ("sink", "telemetry 2025-01-29 platform,function 0")];
    let config = extensions.of(&scripts).time_scale(1.0).timeout(Duration::from_secs(1));
    let function = start(config.freeze_after(Duration::from_millis(10)).private_tmp()).await;
    let mut journal = Journal::of(&function);
    let mut pids = Vec::new();
    for (payload, status) in [
        ("1", Status::Success),
        ("\"!sleep 200\"", Status::Success),
        ("\"!hang\"", Status::Timeout),
        ("\"!print again\"", Status::Success),
        ("\"!exit 1\"", Status::Crash),
        ("2", Status::Success),
    ] {
        let done = invoke(&function, payload).await;
        assert_eq!(done.status, status, "{payload}");
        if status == Status::Timeout {
            assert_eq!(done.report.duration, Duration::from_secs(1));
        }
        function.gap(Duration::from_secs(60)).await;
    }
    function.shutdown().await;
    journal.finish().await;
    assert_eq!(checks::all(journal.entries(), &limits()), []);
    for entry in journal.entries() {
        if let lamplight_emulator::EventKind::Spawned { pid } = entry.kind {
            pids.push(pid);
        }
    }
    assert_eq!(pids.len(), 3, "one more after the timeout, and one after the crash");
    pids.into_iter().for_each(assert_ends);
    let jsonl = journal.to_jsonl();
    for line in jsonl.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        assert!(entry["t_us"].is_u64() && entry["kind"].is_string() && entry["data"].is_object(), "{line}");
    }
}
