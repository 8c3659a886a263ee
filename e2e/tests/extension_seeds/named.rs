//! Lives that went wrong once, or that say something by themselves.

use std::time::Duration;

use e2e::seeded::{End, Plan};
use lamplight_emulator::backends::{Idle, IdleEnd};
use tokio::runtime::Handle;

use crate::World;
use crate::collector::Mood;
use crate::life::{Life, Step, ending};

/// Lives it, and expects that nothing goes wrong. How many error roots came.
async fn lives(name: &str, steps: Vec<Step>, at_the_end: Mood) -> u64 {
    lives_with(name, None, steps, at_the_end).await
}

/// With a collector that does this with connections that nobody uses.
async fn lives_with(name: &str, idle: Option<Idle>, steps: Vec<Step>, at_the_end: Mood) -> u64 {
    let life = Life { timeout: Duration::from_secs(2), has_road: true, steps, at_the_end };
    let (violations, seen) = World { lives: vec![life], idle }.live(name, &Handle::current()).await;
    assert!(violations.is_empty(), "{}", violations.join("\n"));
    seen.error_roots
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_way_to_fail_has_one_root_with_and_without_the_link() {
    let ends = [End::Hang, End::Well, End::Exit, End::ExitLate, End::Error, End::Panic];
    let plans = [true, false].into_iter().flat_map(|link| ends.map(|end| (link, end)));
    let steps =
        (0..).zip(plans).map(|(at, (link, end))| Step::Invoke(ending(1_000_000 + 10 * at, link, end)));
    // Without the link nobody announced a root, so that the one of a late exit is the extension's.
    assert_eq!(lives("each-way", steps.collect(), Mood::Well).await, 2 + 3);
}

/// The collector forgets a connection while the environment is frozen, and does not say so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_at_the_end_goes_on_connections_that_nobody_has_forgotten() {
    let idle = Idle::closed_after(Duration::from_secs(30)).with_end(IdleEnd::Silence);
    let quiet = |root| Plan { sampled: false, bodies: Vec::new(), ..ending(root, true, End::Well) };
    let steps = vec![
        Step::Invoke(ending(1_000_000, true, End::Well)),
        Step::Rest(Duration::from_millis(1200)),
        Step::Invoke(ending(1_000_010, true, End::Well)),
        Step::Gap(Duration::from_secs(40)),
        // What is measured of these waits for the end.
        Step::Invoke(quiet(1_000_020)),
        Step::Invoke(quiet(1_000_030)),
    ];
    assert_eq!(lives_with("forgotten", Some(idle), steps, Mood::Well).await, 0);
}
