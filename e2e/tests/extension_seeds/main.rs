//! Random lives of environments in which the extension runs beside a function, each a process of its own, with
//! collectors that are slow, refuse, hang, limit, lie and break connections.
//!
//! `EXTENSION_SEEDS` says how many, 12 unless set; `EXTENSION_SEED` says where to begin, to have one again:
//! `EXTENSION_SEED=17 EXTENSION_SEEDS=1 cargo test -p e2e --test extension_seeds whatever`.
//!
//! Virtual time sees more lives and sees them exactly: `lamplight-extension`'s simulation. This is what sockets,
//! processes and freezes make of it.

#![cfg(target_os = "linux")]
#![expect(
    clippy::print_stderr,
    reason = "what the lives were like, and how long they took, is worth knowing"
)]

mod came;
mod chance;
mod check;
mod collector;
mod life;
mod named;
mod road;
mod run;
mod story;
#[path = "../support/mod.rs"]
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lamplight_emulator::backends::{Backend, Idle, IdleEnd};
use tokio::runtime::{Builder, Handle};
use tokio::task::JoinSet;

use self::came::Came;
use self::chance::Chance;
use self::check::Seen;
use self::collector::{Collector, Mood};
use self::life::Life;

/// How many seeds are at work at once: most of the time each waits for something.
const LANES: usize = 6;

/// How often a life is lived once more if somebody was late in it.
const CHANCES: u32 = 3;

/// Environments that share a collector.
#[derive(Clone, Debug)]
struct World {
    lives: Vec<Life>,
    /// What the collector does with connections that nobody uses.
    idle: Option<Idle>,
}

// === impl World ===

impl World {
    fn of(seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        let lives = chance.pick(&[1, 1, 1, 1, 2, 3]);
        let end = chance.pick(&[IdleEnd::Close, IdleEnd::Reset, IdleEnd::Silence]);
        let idle = chance.percent(50).then(|| Idle::closed_after(Duration::from_secs(30)).with_end(end));
        let lives = (0..lives).map(|index| Life::by(&mut chance, index)).collect();
        Self { lives, idle }
    }

    /// What was wrong, and what it was like. The collector runs outside, where it holds up nobody.
    async fn live(&self, name: &str, outside: &Handle) -> (Vec<String>, Seen) {
        let config = Backend::otlp();
        let config = if let Some(idle) = self.idle { config.idle(idle) } else { config };
        let backend = outside.spawn(config.start()).await.expect("nothing panics");
        let backend = Arc::new(backend.expect("a port of the loopback interface"));
        let collector = Collector::new(Arc::clone(&backend), outside.clone());
        let mut living = JoinSet::new();
        for (index, life) in (0..).zip(self.lives.clone()) {
            let collector = collector.clone();
            living.spawn(async move { (index, run::live(index, &life, &collector).await) });
        }
        let lived = living.join_all().await;
        let came = Came::to(&backend);
        let is_well = self.lives.len() == 1 && self.lives[0].at_the_end == Mood::Well;
        let mut violations = came.repeated_for_no_reason();
        let mut seen = Seen::default();
        for (index, lived) in &lived {
            let (wrong, like) = check::check(*index, lived, &came, is_well);
            violations.extend(wrong.into_iter().map(|wrong| format!("environment {index}: {wrong}")));
            seen += like;
        }
        if !violations.is_empty() {
            for (index, lived) in &lived {
                let path = format!("{}/extension-{name}-{index}.jsonl", env!("CARGO_TARGET_TMPDIR"));
                std::fs::write(&path, lived.journal.to_jsonl()).expect("there is room for a journal");
                violations.push(format!("the journal of environment {index} is {path}"));
            }
        }
        (violations, seen)
    }
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says how many")]
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Takes seeds until there are no more. Those that went wrong, and what all of them were like.
fn lane(next: &AtomicU64, end: u64) -> (Vec<u64>, Seen) {
    // A runtime of its own, so that what one lane checks holds up no environment of another one.
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let outside = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let (mut wrong, mut seen) = (Vec::new(), Seen::default());
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return (wrong, seen);
        }
        let world = World::of(seed);
        let live = || runtime.block_on(world.live(&format!("seed-{seed}"), outside.handle()));
        let (mut violations, mut like) = live();
        for _ in 0..CHANCES {
            if violations.is_empty() || like.late == 0 {
                break;
            }
            // Lambda kills who is late, on a machine that is not shared with others.
            eprintln!("seed {seed} was late: {}", violations.join("; "));
            (violations, like) = live();
        }
        seen += like;
        if !violations.is_empty() {
            eprintln!("seed {seed}: {world}! {}", violations.join("\n! "));
            wrong.push(seed);
        }
    }
}

#[test]
fn whatever_happens_everything_is_accounted_for_and_nobody_is_disturbed() {
    let first = number("EXTENSION_SEED").unwrap_or_default();
    let count = number("EXTENSION_SEEDS").unwrap_or(12);
    let begun = tokio::time::Instant::now();
    let next = AtomicU64::new(first);
    let (mut wrong, mut seen) = (Vec::new(), Seen::default());
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(|| lane(&next, first + count))).collect();
        for lane in lanes {
            let (seeds, like) = lane.join().expect("a lane does not panic");
            wrong.extend(seeds);
            seen += like;
        }
    });
    eprintln!("{count} seeds from {first} on took {:?}: {seen:?}", begun.elapsed());
    assert!(wrong.is_empty(), "the seeds {wrong:?} went wrong");
    if count >= 200 {
        // The lives are rich enough to mean something.
        assert!(seen.error_roots >= count / 4 && seen.lost >= count && seen.items >= 10 * count, "{seen:?}");
    }
}

impl std::fmt::Display for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "connections end by {:?}", self.idle)?;
        for Life { timeout, has_road, steps, at_the_end } in &self.lives {
            writeln!(f, "environment: timeout {timeout:?}, has_road {has_road}, at the end {at_the_end:?}")?;
            steps.iter().try_for_each(|step| writeln!(f, "    {step:?}"))?;
        }
        Ok(())
    }
}

impl std::ops::AddAssign for Seen {
    fn add_assign(&mut self, other: Self) {
        self.invocations += other.invocations;
        self.extensions += other.extensions;
        self.items += other.items;
        self.error_roots += other.error_roots;
        self.lost += other.lost;
        self.late += other.late;
    }
}
