//! Lives that went wrong once, or that say something by themselves.

use std::time::Duration;

use e2e::seeded::End;
use tokio::runtime::Handle;

use crate::World;
use crate::collector::Mood;
use crate::life::{Life, Step, ending};

/// Lives it, and expects that nothing goes wrong. How many error roots came.
async fn lives(name: &str, steps: Vec<Step>, at_the_end: Mood) -> u64 {
    let life = Life { timeout: Duration::from_secs(2), has_road: true, steps, at_the_end };
    let (violations, seen) = World { lives: vec![life], idle: None }.live(name, &Handle::current()).await;
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
