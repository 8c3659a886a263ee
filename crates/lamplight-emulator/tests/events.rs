//! The events that a subscriber sees.

mod support;

use std::time::Duration;

use lamplight_emulator::{Event, EventKind, LineSource};
use support::{invoke, raw, start};

/// What an event is, in a word or two.
fn name(event: &Event) -> String {
    match &event.kind {
        EventKind::Line(line) if line.source == LineSource::Platform => {
            let word = line.text.split([' ', '\t']).next().unwrap_or_default();
            // Only the line of a timeout begins with its time.
            if word.ends_with('Z') { "<time>" } else { word }.to_owned()
        }
        EventKind::Line(line) => line.text.clone(),
        EventKind::Spawned { .. } => "spawned".to_owned(),
        EventKind::InitFinished { .. } => "init finished".to_owned(),
        EventKind::InitFailed { .. } => "init failed".to_owned(),
        EventKind::InvocationStarted { cold, .. } => format!("started, cold: {cold}"),
        EventKind::Responded { .. } => "responded".to_owned(),
        EventKind::TimedOut { .. } => "timed out".to_owned(),
        EventKind::InvocationEnded(done) => format!("ended: {:?}", done.status),
        EventKind::Exited { exit } => format!("exited: {exit}"),
        EventKind::Invoked { .. } => "invoked".to_owned(),
        EventKind::InitStarted { .. } => "init started".to_owned(),
        EventKind::Parked { .. } => "parked".to_owned(),
        EventKind::Released { .. } => "released".to_owned(),
        EventKind::RuntimeDone { .. } => "done".to_owned(),
        EventKind::ShutdownStarted { reason, .. } => format!("ending: {reason}"),
        EventKind::Signalled { signal, .. } => format!("signalled: {signal}"),
        EventKind::Recorded { .. } => "recorded".to_owned(),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn events_tell_the_whole_story_in_order() {
    let function = start(raw().timeout(Duration::from_millis(150))).await;
    let mut events = function.subscribe();
    let first = invoke(&function, "\"!print hello\"").await;
    invoke(&function, "\"!hang\"").await;
    let mut seen = Vec::new();
    while let Some(event) = events.try_recv() {
        seen.push(event);
    }
    let mut story: Vec<String> = seen.iter().map(name).collect();
    // Two pipes: which one is read first after both were written to is chance.
    story.retain(|line| line != "hello (stderr)" && line != "recorded");
    assert_eq!(
        story,
        [
            "invoked",
            "init started",
            "INIT_START",
            "spawned",
            "parked",
            "init finished",
            "START",
            "started, cold: true",
            "released",
            "hello",
            "responded",
            "parked",
            "done",
            "END",
            "REPORT",
            "ended: Success",
            "invoked",
            "START",
            "started, cold: false",
            "released",
            "timed out",
            "ending: timeout",
            "signalled: KILL",
            "exited: signal: killed",
            "<time>",
            "done",
            "END",
            "REPORT",
            "ended: Timeout",
        ]
    );
    assert!(seen.windows(2).all(|pair| pair[0].elapsed <= pair[1].elapsed));
    // The first one comes before there is a process.
    assert_eq!(seen[0].generation, 0);
    assert!(seen[1..].iter().all(|event| event.generation == 1 && &*event.function == "raw"));
    let ended = seen.iter().find_map(|event| match &event.kind {
        EventKind::InvocationEnded(done) => Some(done.request_id.clone()),
        _ => None,
    });
    assert_eq!(ended, Some(first.request_id));
}

#[tokio::test]
async fn a_subscriber_sees_nothing_of_before_and_the_end() {
    let function = start(raw()).await;
    invoke(&function, "1").await;
    let mut events = function.subscribe();
    assert!(events.try_recv().is_none());
    function.shutdown().await;
    let mut story = Vec::new();
    while let Some(event) = events.recv().await {
        story.push(name(&event));
    }
    assert_eq!(story, ["ending: spindown", "signalled: KILL", "exited: signal: killed"]);
    assert!(function.subscribe().recv().await.is_none(), "there will be no more");
}
