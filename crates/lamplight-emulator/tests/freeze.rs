//! The freeze between invocations.

mod support;

use std::time::Duration;

use lamplight_emulator::{EventKind, Events};
use support::{Extensions, LONG, assert_ends, event, invoke, printed_pid, raw, spawned, start};

async fn frozen(events: &mut Events) {
    event(events, |event| matches!(event.kind, EventKind::Frozen).then_some(())).await;
}

/// The state of a process, as one letter.
fn state(pid: u32) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit(')').next()?.trim_start().chars().next()
}

#[tokio::test]
async fn every_process_stops_between_invocations_and_goes_on_with_the_next() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("watcher", "")]).freeze_after(Duration::ZERO)).await;
    let mut events = function.subscribe();
    let first = invoke(&function, "\"!pid\"").await;
    let watcher = event(&mut events, |event| match event.kind {
        EventKind::ExtensionSpawned { pid, .. } => Some(pid),
        _ => None,
    })
    .await;
    let pid = spawned(&mut events).await;
    frozen(&mut events).await;
    assert_eq!((state(pid), state(watcher)), (Some('T'), Some('T')));
    let second = invoke(&function, "\"!pid\"").await;
    assert!(!second.cold);
    assert_eq!(first.payload, second.payload);
    frozen(&mut events).await;
    function.shutdown().await;
    assert_ends(pid);
    assert_ends(watcher);
}

#[tokio::test]
async fn what_a_function_does_on_the_side_stands_still() {
    let function = start(raw().freeze_after(Duration::ZERO)).await;
    let mut events = function.subscribe();
    invoke(&function, "\"!tick\"").await;
    let pid = spawned(&mut events).await;
    frozen(&mut events).await;
    assert_eq!(state(pid), Some('T'));
    // It writes a line every millisecond when it runs, so this ends only where it does not: what it wrote before is
    // all that is still to be read.
    let quiet = async {
        loop {
            while events.try_recv().is_some() {}
            tokio::time::sleep(Duration::from_millis(30)).await;
            if events.try_recv().is_none() {
                return;
            }
        }
    };
    tokio::time::timeout(LONG, quiet).await.expect("it stands still");
    // Long enough for it to come to its turn, whatever else the machine does.
    invoke(&function, "\"!sleep 300\"").await;
    assert_eq!(printed_pid(&mut events, "tick ").await, pid, "it goes on");
}

#[tokio::test]
async fn what_is_frozen_can_be_reset() {
    let function = start(raw().freeze_after(Duration::ZERO)).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    frozen(&mut events).await;
    function.reset().await;
    assert!(invoke(&function, "1").await.cold);
}
