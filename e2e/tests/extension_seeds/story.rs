//! What the journal of an environment tells about its processes and its invocations.

use std::collections::{BTreeMap, BTreeSet};

use e2e::seeded::Signal;
use lamplight_emulator::{Event, EventKind, Exit, Fault, LineSource, TelemetryFault};

/// An environment's story.
#[derive(Debug, Default)]
pub(crate) struct Story {
    /// By their number: each is an extension's process.
    pub(crate) generations: BTreeMap<u32, Generation>,
    /// Invocations to which something happened that changes how they end.
    pub(crate) disturbed: BTreeSet<String>,
    /// In which generation an invocation was started.
    pub(crate) started: BTreeMap<String, u32>,
    /// The roots of those that were announced to the extension.
    pub(crate) announced: BTreeSet<u64>,
    /// The roots of those whose end it was told of.
    pub(crate) finished: BTreeSet<u64>,
    /// What extensions said, but for their losses.
    pub(crate) said: Vec<String>,
}

/// The time between two starts of the extension.
#[derive(Debug, Default)]
pub(crate) struct Generation {
    /// Items that the extension answered with 200.
    pub(crate) taken: BTreeSet<(Signal, u64)>,
    /// What it said when it ended.
    pub(crate) losses: Vec<Account>,
    /// It was killed on purpose, or could not know that there was something to end for: nobody can account for what it
    /// had.
    pub(crate) is_excused: bool,
    /// It was not sent everything that the platform said.
    misses_records: bool,
    /// It was ended because it was not needed any more.
    pub(crate) was_spun_down: bool,
    /// How it ended, unless well.
    pub(crate) end: Option<Exit>,
}

/// An account, as the closing line has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) signal: Signal,
    counts: BTreeMap<String, u64>,
    pub(crate) line: String,
}

// === impl Story ===

impl Story {
    pub(crate) fn of(entries: &[Event]) -> Self {
        let mut story = Self::default();
        let mut is_disturbed = false;
        for entry in entries {
            let generation = story.generations.entry(entry.generation).or_default();
            match &entry.kind {
                EventKind::Line(line) if line.source == LineSource::Extension => {
                    match Account::of_line(&line.text) {
                        Some(account) => generation.losses.push(account),
                        None => story.said.push(line.text.clone()),
                    }
                }
                EventKind::Line(line) if line.source == LineSource::Stdout => {
                    story.printed(entry.generation, &line.text);
                }
                EventKind::ShutdownStarted { reason, .. } => generation.was_spun_down = *reason == "spindown",
                EventKind::ExtensionExited { exit, .. } => {
                    // It goes on until it hears that the invocation is over. Where the process has crashed and the record
                    // that says so is lost, nobody tells it.
                    // Whoever is killed ends a little later, perhaps in the next invocation.
                    is_disturbed |= generation.is_excused;
                    generation.is_excused |= generation.misses_records && matches!(exit, Exit::Signal(_));
                    generation.end = Some(*exit).filter(|exit| *exit != Exit::Code(0));
                }
                EventKind::Faulted { fault } => {
                    generation.is_excused |= matches!(fault, Fault::KillExtension(..));
                    generation.misses_records |= matches!(fault, Fault::Telemetry(TelemetryFault::Drop(_)));
                    is_disturbed |= matches!(
                        fault,
                        Fault::KillExtension(..)
                            | Fault::KillFunction(_)
                            | Fault::ExitFunction(..)
                            | Fault::OutOfMemory(_)
                    );
                }
                EventKind::InvocationStarted { request_id, .. } => {
                    story.started.insert(request_id.clone(), entry.generation);
                }
                EventKind::InvocationEnded(done) if std::mem::take(&mut is_disturbed) => {
                    story.disturbed.insert(done.request_id.clone());
                }
                _ => {}
            }
        }
        story
    }

    /// Takes a line of the function `seeded`.
    fn printed(&mut self, generation: u32, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |word: &str| word.parse::<u64>().unwrap_or_default();
        match words[..] {
            ["announced", root] => _ = self.announced.insert(number(root)),
            ["finished", root] => _ = self.finished.insert(number(root)),
            ["posted", signal, first, items, "200"] => {
                let Some(signal) = Signal::named(signal) else { return };
                let items = (0..number(items)).map(|at| (signal, number(first) + at));
                self.generations.entry(generation).or_default().taken.extend(items);
            }
            _ => {}
        }
    }

    /// Whether the extension answered that it has an item.
    pub(crate) fn was_taken(&self, signal: Signal, number: u64) -> bool {
        self.generations.values().any(|generation| generation.taken.contains(&(signal, number)))
    }

    /// What was taken by extensions that had the chance to account for it.
    pub(crate) fn owed(&self, signal: Signal) -> impl Iterator<Item = u64> {
        let accountable = self.generations.values().filter(|generation| !generation.is_excused);
        let taken = accountable.flat_map(|generation| &generation.taken);
        taken.filter(move |(of, _)| *of == signal).map(|(_, number)| *number)
    }

    pub(crate) fn losses(&self, signal: Signal) -> impl Iterator<Item = &Account> {
        let losses = self.generations.values().flat_map(|generation| &generation.losses);
        losses.filter(move |account| account.signal == signal)
    }

    /// What extensions left in files to others that were killed: these may have found it, had no room for it, and could not
    /// say so.
    pub(crate) fn left_to_killed(&self, signal: Signal) -> u64 {
        let next = |number: u32| self.generations.range(number + 1..).next().map(|(_, next)| next);
        let is_before =
            |(number, _): &(&u32, &Generation)| next(**number).is_some_and(|next| next.is_excused);
        let left = self.generations.iter().filter(is_before).flat_map(|(_, generation)| &generation.losses);
        left.filter(|account| account.signal == signal).map(|account| account.count("spooled")).sum()
    }
}

// === impl Account ===

impl Account {
    /// `telemetry was lost: traces to 127.0.0.1: accepted 7, delivered 2, …, dropped 5 (shutdown)`, whatever is around
    /// it.
    fn of_line(line: &str) -> Option<Self> {
        let (_, said) = line.split_once("telemetry was lost: ")?;
        let said = said.split('"').next()?;
        let signal = Signal::named(said.split(' ').next()?)?;
        let mut counts = BTreeMap::new();
        for part in said.rsplit_once(": ")?.1.split(", ") {
            let (what, rest) = part.split_once(' ')?;
            let (number, reason) = rest.split_once(' ').unwrap_or((rest, ""));
            counts.insert(format!("{what}{reason}"), number.parse().ok()?);
        }
        Some(Self { signal, counts, line: said.to_owned() })
    }

    fn count(&self, what: &str) -> u64 {
        self.counts
            .iter()
            .filter(|(name, _)| name.split('(').next() == Some(what))
            .map(|(_, count)| count)
            .sum()
    }

    pub(crate) fn delivered(&self) -> u64 {
        self.count("delivered")
    }

    /// What does not come any more.
    pub(crate) fn lost(&self) -> u64 {
        self.count("rejected") + self.count("dropped")
    }

    /// What was given up because there was no more time.
    pub(crate) fn late(&self) -> u64 {
        self.counts.get("dropped(shutdown)").copied().unwrap_or_default()
    }

    /// Whether everything that was accepted is somewhere, and nothing waits any more.
    pub(crate) fn is_balanced(&self) -> bool {
        let elsewhere: u64 =
            self.counts.iter().filter(|(what, _)| *what != "accepted").map(|(_, count)| count).sum();
        self.count("accepted") == elsewhere && self.count("queued") == 0
    }
}
