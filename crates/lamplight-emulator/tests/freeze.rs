//! The freeze between invocations.

mod support;

use std::time::Duration;

use lamplight_emulator::{EventKind, Events, Journal, checks};
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

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_is_on_its_way_at_the_freeze_is_told() {
    let reader = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = reader.local_addr().expect("it listens");
    let function = start(raw().freeze_after(Duration::ZERO)).await;
    let mut journal = Journal::of(&function);
    invoke(&function, "1").await;
    journal.wait_for(|event| matches!(event.kind, EventKind::Frozen)).await;
    assert_eq!(checks::in_flight(journal.entries()), [], "its own connection is quiet");
    invoke(&function, &format!("\"!flood {address}\"")).await;
    let found = journal.wait_for(|event| matches!(event.kind, EventKind::InFlight(_))).await;
    let EventKind::InFlight(found) = &found.expect("it is told").kind else { panic!("{found:?}") };
    assert_eq!((&found.extension, found.remote), (&None, address));
    assert!(found.queued > 0);
    assert_eq!(checks::in_flight(journal.entries()).len(), 1);
}

#[tokio::test]
async fn a_gap_freezes_what_is_idle_at_once_and_ends_what_would_be_evicted() {
    let day = Duration::from_secs(86_400);
    let function = start(raw().freeze_after(day).evict_after(2 * day)).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    assert_eq!(function.gap(day).await, 1);
    frozen(&mut events).await;
    let simulated = event(&mut events, |event| match event.kind {
        EventKind::Gap { simulated } => Some(simulated),
        _ => None,
    });
    assert_eq!(simulated.await, day);
    assert!(!invoke(&function, "1").await.cold);
    function.gap(2 * day).await;
    assert!(invoke(&function, "1").await.cold, "nobody has needed it for two days");
}
