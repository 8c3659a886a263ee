//! Many lives.

use super::{Seen, World};

/// Says which seed it was, where one fails.
#[expect(clippy::print_stderr, reason = "tests are shown what led to their failure")]
fn live(seed: u64) -> Seen {
    let life = std::panic::catch_unwind(|| World::of(seed).live());
    life.unwrap_or_else(|panic| {
        eprintln!("the life of seed {seed} went wrong");
        std::panic::resume_unwind(panic);
    })
}

#[test]
#[expect(clippy::print_stdout, reason = "what the lives were like")]
fn ten_thousand_lives_lose_nothing_and_disturb_nobody() {
    let mut seen = Seen::default();
    for seed in 0..10_000 {
        seen += live(seed);
    }
    println!("{seen:?}");
    // The lives are rich enough to mean something.
    let Seen { invocations, resets, error_roots, delivered, rejected, dropped, aborted, resent, .. } = seen;
    for (count, least) in [
        (invocations, 50_000),
        (resets, 5_000),
        (error_roots, 5_000),
        (seen.plain_roots, 1_000),
        (seen.set_ups, 5_000),
        (delivered, 100_000),
        (rejected, 1_000),
        (dropped, 1_000),
        (aborted, 1_000),
        (resent, 1_000),
        (seen.spooled, 1_000),
        (seen.restored, 500),
        (seen.terminated, 500),
    ] {
        assert!(count >= least, "{seen:?}");
    }
}
