//! What has to be true of a life, whatever happened in it.

use std::time::Duration;

use e2e::seeded::{Plan, Signal};
use lamplight_emulator::backends::Span;
use lamplight_emulator::checks::{self, Limits};
use lamplight_emulator::{EventKind, Exit, Status};

use crate::came::Came;
use crate::life;
use crate::run::Lived;
use crate::story::Story;

/// What an extension has no reason to say.
const WRONG: [&str; 6] = [
    "panicked",
    "OTLP is not taken",
    "there is no link",
    "is not registered",
    "telemetry cannot be spooled",
    "is passed over",
];

/// What many lives were like.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) invocations: u64,
    pub(crate) extensions: u64,
    pub(crate) items: u64,
    pub(crate) error_roots: u64,
    pub(crate) lost: u64,
    /// Somebody did not end in time who should have: as a rule the machine was too busy.
    pub(crate) late: u64,
}

/// What is checked, and what was found.
#[derive(Debug)]
struct Check<'a> {
    index: u64,
    service: &'a str,
    lived: &'a Lived,
    story: Story,
    came: &'a Came,
    violations: Vec<String>,
    seen: Seen,
}

/// Seconds, since machines are busy; what is stricter is checked in virtual time.
fn limits() -> Limits {
    let seconds = Duration::from_secs;
    Limits::default().registration(seconds(5)).after_response(seconds(4), Duration::ZERO).memory_mb(512)
}

/// Everything that is wrong with a life, and what it was like. `is_well`: its collector was, at the end.
pub(crate) fn check(index: u64, lived: &Lived, came: &Came, is_well: bool) -> (Vec<String>, Seen) {
    let service = crate::run::name(index);
    let story = Story::of(lived.entries());
    let violations = lived.violations.clone();
    let seen = Seen::default();
    let mut check = Check { index, service: &service, lived, story, came, violations, seen };
    check.rules();
    check.results();
    let missing = check.roots();
    check.accounts(missing);
    if is_well {
        check.nothing_is_late();
    }
    (check.violations, check.seen)
}

// === impl Check ===

impl Check<'_> {
    fn violated(&mut self, what: String) {
        self.violations.push(what);
    }

    /// What is true of every environment, and of every extension.
    fn rules(&mut self) {
        let violations = checks::all(self.lived.entries(), &limits());
        // Whoever is late is killed: one that was not had the time, and it was this process that was late. And the answer to
        // what the platform posts is on its way when the platform lets it be.
        let is_excused = |what: &str| what.ends_with("exit status 0, too late");
        let violations = violations
            .iter()
            .filter(|violation| violation.check != "in_flight" && !is_excused(&violation.what));
        self.violations.extend(violations.map(ToString::to_string));
        for entry in self.lived.entries() {
            if let EventKind::InFlight(flying) = &entry.kind {
                if flying.remote == self.lived.collector {
                    self.violations
                        .push(format!("{} bytes are on their way to the collector", flying.queued));
                }
            }
        }
        // It says what came of sending, which is as it should be; but not these.
        let is_wrong = |line: &&String| WRONG.iter().any(|said| line.contains(said));
        let said = self.story.said.iter().filter(is_wrong);
        self.violations.extend(said.map(|line| format!("it says {line}")));
        let ends = self.story.generations.values().filter(|generation| !generation.is_excused);
        for exit in ends.filter_map(|generation| generation.end) {
            self.seen.late += u64::from(matches!(exit, Exit::Signal(_)));
            self.violations.push(format!("an extension ended with {exit}"));
        }
        self.seen.extensions += self.story.generations.len() as u64;
    }

    /// No result is another one because of the extension.
    fn results(&mut self) {
        for (plan, done) in &self.lived.invocations {
            self.seen.invocations += 1;
            if self.story.disturbed.contains(&done.request_id) {
                continue;
            }
            let (id, status) = (&done.request_id, done.status);
            let expected = life::status(plan.end);
            if status != expected {
                self.seen.late += u64::from(status == Status::Timeout);
                let error = &done.error;
                self.violations.push(format!("{id} should end as {expected:?}: {status:?}, {error:?}"));
            }
            if status == Status::Success && done.payload != plan.root.to_string() {
                self.violations.push(format!("{id} should return {}: {:?}", plan.root, done.payload));
            }
        }
    }

    /// Whatever timed out or crashed has one root span that says so, and nothing else has. How many did not come.
    fn roots(&mut self) -> u64 {
        let mut told = self.came.error_roots(self.service);
        let mut missing = 0;
        for (plan, done) in &self.lived.invocations {
            let roots = told.remove(&done.request_id).unwrap_or_default();
            let generation = self.story.started.get(&done.request_id);
            let generation = generation.and_then(|generation| self.story.generations.get(generation));
            let is_accountable = generation.is_some_and(|generation| !generation.is_excused);
            let failed = matches!(done.status, Status::Timeout | Status::Crash);
            let is_due = failed && plan.sampled && !self.has_own_root(plan);
            let (id, count) = (&done.request_id, roots.len());
            match &roots[..] {
                [] if is_due && is_accountable => missing += 1,
                [] => {}
                [root] if is_due => {
                    self.seen.error_roots += 1;
                    let wrong = self.wrong(plan, done.status, root);
                    self.violations
                        .extend(wrong.map(|what| format!("the root of {id} has {what}: {root:?}")));
                }
                // An environment that did not start has no invocation to tell of, but the platform may name one.
                [_] if done.status == Status::InitError => {}
                _ => self
                    .violations
                    .push(format!("{id}, {:?}, has {count} error roots: {roots:?}", done.status)),
            }
        }
        for (id, roots) in told {
            self.violations.push(format!("there is a root of {id:?}, which never was: {roots:?}"));
        }
        missing
    }

    /// The function sent the root itself, and the extension can know.
    fn has_own_root(&self, plan: &Plan) -> bool {
        plan.link && self.story.was_taken(Signal::Traces, plan.root)
    }

    fn wrong(&self, plan: &Plan, status: Status, root: &Span) -> Option<&'static str> {
        let own = (format!("{:032x}", plan.root), format!("{:016x}", plan.root));
        let of_header = format!("5f000000{:024x}", plan.root);
        let is_announced = root.trace_id == own.0 && root.span_id == own.1;
        let is_derived = root.trace_id == of_header;
        let may_be_derived = !self.story.announced.contains(&plan.root);
        if !(plan.link && is_announced || may_be_derived && is_derived) {
            return Some("the wrong ids");
        }
        let error_type = root.attributes.get("error.type").map(String::as_str);
        let is_timeout = error_type == Some("timeout");
        (is_timeout != (status == Status::Timeout)).then_some("the wrong error")
    }

    /// What the extension took has come, or is accounted for.
    fn accounts(&mut self, missing_roots: u64) {
        for signal in Signal::ALL {
            let owed: Vec<u64> = self.story.owed(signal).collect();
            let mut missing: Vec<u64> =
                owed.iter().copied().filter(|item| !self.came.has(signal, *item)).collect();
            let accounts: Vec<_> = self.story.losses(signal).cloned().collect();
            let lost: u64 = accounts.iter().map(super::story::Account::lost).sum();
            let lost = lost + self.story.left_to_killed(signal);
            let delivered: u64 = accounts.iter().map(super::story::Account::delivered).sum();
            let roots = if signal == Signal::Traces { missing_roots } else { 0 };
            self.seen.items += owed.len() as u64;
            self.seen.lost += missing.len() as u64 + roots;
            let lines: Vec<&str> = accounts.iter().map(|account| account.line.as_str()).collect();
            if missing.len() as u64 + roots > lost {
                let count = missing.len();
                missing.truncate(8);
                let what = format!(
                    "{count} {} are missing, such as {missing:?}, and {roots} roots; known of: {lost} {lines:?}",
                    signal.name()
                );
                self.violated(what);
            }
            let came = self.came.count(signal, self.index, self.service);
            if delivered > came {
                self.violated(format!("{came} {} came, fewer than were delivered: {lines:?}", signal.name()));
            }
            for account in accounts.iter().filter(|account| !account.is_balanced()) {
                self.violated(format!("an account does not add up: {}", account.line));
            }
        }
    }

    /// A collector that is well when the environment ends gets everything.
    fn nothing_is_late(&mut self) {
        let last = self.story.generations.values().next_back().filter(|last| last.was_spun_down);
        let Some(last) = last else { return };
        let late: Vec<String> = last
            .losses
            .iter()
            .filter(|account| account.late() > 0)
            .map(|account| format!("the collector was well at the end: {}", account.line))
            .collect();
        self.seen.late += late.len() as u64;
        self.violations.extend(late);
    }
}
