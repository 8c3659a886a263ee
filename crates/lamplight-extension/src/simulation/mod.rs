//! Whole lives of execution environments in virtual time: a model of Lambda and its function on one side, models of
//! destinations on the other, [`State`] between them. Everything follows from a seed.
//!
//! What is checked in each: that nothing is on its way when the next event is asked for, that it is asked for before
//! the deadline and soon after the function is done, that every item is accounted for, and that whatever timed out,
//! crashed or could not send its root has exactly one root span with the right ids, and nothing has two; that what an environment says it left for the next one is what
//! the files hold, and that nothing that was taken in vanishes between two environments.

mod backend;
mod chance;
mod check;
mod disk;
mod function;
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_core::link;
use lamplight_records::platform;
use serde_json::json;

use self::backend::Backend;
use self::chance::Chance;
use self::disk::Disk;
use self::function::{Ending, OwnRoot, Plan};
use crate::event::{Action, Answer, Event, Invoke, Sent, ShutdownReason, Verdict};
use crate::ledger::Reason;
use crate::logs::Line;
use crate::settings::{Destination, Mode, Settings, Spool};
use crate::signal::Signal;
use crate::state::State;

/// So long Lambda gives processes to end.
const SHUTDOWN: Duration = Duration::from_secs(2);

/// Something that will happen.
#[derive(Debug)]
enum What {
    Configured,
    Begins,
    Posts(usize),
    Ends,
    Platform(platform::Event),
    Sent {
        attempt: u64,
        verdict: Verdict,
    },
    Shutdown(ShutdownReason, Timestamp),
    Killed,
    /// The extension has read the spool.
    Restores,
    /// Somebody stops everything although nothing happens.
    Terminated,
    /// Lines of the function are handed over.
    Lines(u64),
}

/// What the function is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Nothing,
    Working,
    /// It is dead, or there is nothing more for it to do.
    Ended,
}

/// What happened in lives.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    invocations: u64,
    resets: u64,
    error_roots: u64,
    /// Roots of what ended well, which the extension wrote.
    plain_roots: u64,
    /// Spans of a set-up.
    set_ups: u64,
    delivered: u64,
    rejected: u64,
    dropped: u64,
    /// Attempts that were given up.
    aborted: u64,
    /// Attempts that failed, and whose items were sent again.
    resent: u64,
    /// Items that were left for the next environment.
    spooled: u64,
    /// Files that the next environment read.
    restored: u64,
    /// Times that a process was asked to end.
    terminated: u64,
}

/// A life.
struct World {
    chance: Chance,
    now: Timestamp,
    agenda: BinaryHeap<Reverse<(Timestamp, u64)>>,
    whats: BTreeMap<u64, What>,
    numbers: u64,
    state: State,
    settings: Settings,
    destinations: Vec<Destination>,
    backends: Vec<Backend>,
    disk: Disk,
    plans: Vec<Plan>,
    current: usize,
    doing: Doing,
    is_parked: bool,
    began: Timestamp,
    /// When the function was done, as far as the extension can know.
    done: Option<Timestamp>,
    flights: Vec<u64>,
    /// Platform events that wait for the environment to thaw.
    held: Vec<platform::Event>,
    accepted: [u64; Signal::ALL.len()],
    /// Attempts of this environment.
    attempts: u64,
    bodies: u64,
    /// Invocations of this environment, by their place among the plans.
    lived: Vec<usize>,
    is_over: bool,
    seen: Seen,
}

// === impl World ===

impl World {
    fn of(seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        let now = Timestamp::from_millis(1_700_000_000_000);
        let mode = chance.pick(&[
            Mode::Adaptive,
            Mode::Adaptive,
            Mode::End,
            Mode::Overlap,
            Mode::Interval(Duration::from_secs(20)),
        ]);
        let most_bytes = chance.pick(&[60_000, 1_000_000, 5_000_000]);
        let has_telemetry = chance.percent(95);
        let spool = chance.pick(&[Spool::AtTheEnd, Spool::AtTheEnd, Spool::Always, Spool::Never]);
        let settings = Settings { mode, most_bytes, has_telemetry, spool, ..Settings::default() };
        let others = chance.below(3) as usize;
        let has_link = chance.percent(75);
        let (mut unique, count) = (0, 1 + chance.below(14));
        let mut plans: Vec<Plan> =
            (0..count).map(|number| Plan::by(&mut chance, number, has_link, &mut unique)).collect();
        if !has_telemetry {
            // Nobody says that a process has crashed then.
            plans.retain(|plan| plan.ending == Ending::Well);
        }
        let destination = |place: usize, takes| Destination {
            name: format!("backend {place}"),
            takes,
            limits: Default::default(),
        };
        let mut destinations = vec![destination(0, [true; 3])];
        destinations.extend(
            (1..=others).map(|place| destination(place, [true, chance.percent(70), chance.percent(60)])),
        );
        let disk = Disk::by(&mut chance);
        let backends = (0..=others).map(|place| Backend::new(place == 0)).collect();
        let mut world = Self {
            state: State::new(settings.clone(), now, chance.next()),
            chance,
            now,
            agenda: BinaryHeap::new(),
            whats: BTreeMap::new(),
            numbers: 0,
            settings,
            destinations,
            backends,
            disk,
            plans,
            current: 0,
            doing: Doing::Nothing,
            is_parked: true,
            began: now,
            done: None,
            flights: Vec::new(),
            held: Vec::new(),
            accepted: [0; 3],
            attempts: 0,
            bodies: 0,
            lived: Vec::new(),
            is_over: false,
            seen: Seen::default(),
        };
        world.set_up();
        world
    }

    fn live(mut self) -> Seen {
        for _ in 0..200_000 {
            let wake = if self.is_frozen() { None } else { self.state.wakes() };
            let next = self.agenda.peek().map(|Reverse((at, _))| *at);
            match (wake, next) {
                (None, None) => {
                    assert!(self.is_over, "nothing will ever happen");
                    return self.seen;
                }
                (Some(wake), next) if next.is_none_or(|next| wake < next) => {
                    assert!(wake >= self.now, "time goes on");
                    self.now = self.now.max(wake);
                    self.tell(Event::Tick);
                }
                _ => self.happen(),
            }
        }
        panic!("it never ends");
    }

    fn is_frozen(&self) -> bool {
        self.is_parked && self.doing == Doing::Nothing
    }

    fn later(&mut self, after: Duration, what: What) {
        self.numbers += 1;
        self.agenda.push(Reverse((self.now.saturating_add(after), self.numbers)));
        self.whats.insert(self.numbers, what);
    }

    fn happen(&mut self) {
        let Some(Reverse((at, number))) = self.agenda.pop() else {
            return;
        };
        // What was called off is not there any more.
        let Some(what) = self.whats.remove(&number) else {
            return;
        };
        self.now = self.now.max(at);
        match what {
            What::Configured => self.tell(Event::Configured(self.destinations.clone())),
            What::Restores => self.restores(),
            What::Terminated => self.terminated(),
            What::Lines(count) => self.lines(count),
            What::Begins => self.begins(),
            What::Posts(place) => self.posts(place),
            What::Ends => self.ends(),
            What::Platform(event) if self.is_frozen() => self.held.push(event),
            What::Platform(event) => {
                let is_end = matches!(&event.record, platform::Record::RuntimeDone(done)
                    if done.request_id == self.plans[self.current.min(self.plans.len() - 1)].request_id);
                if is_end {
                    self.done.get_or_insert(self.now);
                }
                self.tell(Event::Platform(event));
            }
            What::Sent { attempt, verdict } => {
                if let Some(place) = self.flights.iter().position(|flight| *flight == attempt) {
                    self.flights.remove(place);
                    self.seen.resent += u64::from(matches!(verdict, Verdict::Failed | Verdict::Retry { .. }));
                    self.tell(Event::Sent(vec![Sent { attempt, verdict }]));
                }
            }
            What::Shutdown(reason, deadline) => self.shutdown(reason, deadline),
            What::Killed => {
                assert!(self.is_over || !self.is_dying(), "it was still there when its time was over");
            }
        }
    }

    fn is_dying(&self) -> bool {
        self.doing == Doing::Ended
    }

    // --- Lambda ---

    /// A new environment, or the same one after a reset.
    fn set_up(&mut self) {
        let seed = self.chance.next();
        self.state = State::new(self.settings.clone(), self.now, seed);
        (self.is_parked, self.doing) = (true, Doing::Nothing);
        self.flights.clear();
        self.held.clear();
        (self.accepted, self.lived) = Default::default();
        (self.attempts, self.bodies) = (0, 0);
        for backend in &mut self.backends {
            backend.taken.clear();
            backend.bodies.clear();
        }
        let start = platform_event(self.now, "platform.initStart", &json!({ "phase": "init" }));
        let init = self.chance.millis(10, 900);
        let report = json!({ "phase": "init", "status": "success", "metrics": { "durationMs": init.as_millis() as u64 } });
        self.held
            .extend([start, platform_event(self.now.saturating_add(init), "platform.initReport", &report)]);
        let configured = self.chance.millis(0, 300);
        self.later(configured, What::Configured);
        self.disk.list();
        let read = self.chance.millis(0, 300);
        self.later(read, What::Restores);
        self.later(init, What::Begins);
    }

    /// What the disk holds is read, once.
    fn restores(&mut self) {
        for event in self.disk.read(&mut self.chance, self.now) {
            self.seen.restored += u64::from(matches!(event, Event::Restored(_)));
            self.tell(event);
        }
    }

    fn begins(&mut self) {
        let Some(plan) = self.plans.get(self.current).cloned() else {
            let deadline = self.now.saturating_add(SHUTDOWN);
            return self.shutdown(ShutdownReason::Spindown, deadline);
        };
        assert!(self.is_parked, "it asked for the next event");
        (self.is_parked, self.doing, self.began, self.done) = (false, Doing::Working, self.now, None);
        self.lived.push(self.current);
        self.seen.invocations += 1;
        for event in std::mem::take(&mut self.held) {
            let after = self.chance.millis(0, 60);
            self.later(after, What::Platform(event));
        }
        for (place, (at, _)) in plan.sends.iter().enumerate() {
            self.later(*at, What::Posts(place));
        }
        if self.settings.has_telemetry {
            let (at, count) = (self.chance.millis(0, plan.took.as_millis() as u64), self.chance.below(4));
            self.later(at, What::Lines(count));
        }
        // What is sent at the very end comes before it.
        self.later(plan.took, What::Ends);
        let started = platform_event(self.now, "platform.start", &json!({ "requestId": plan.request_id }));
        let after = self.chance.millis(0, 60);
        self.later(after, What::Platform(started));
        if let Some(begin) = plan.begin {
            self.tell(Event::Link(link::Message::Begin(link::Begin { start: self.now, ..begin })));
        }
        self.tell(Event::Invoke(Invoke {
            request_id: plan.request_id,
            deadline: self.now.saturating_add(plan.timeout),
            arn: Some("arn:aws:lambda:eu-west-1:123456789012:function:orders".to_owned()),
            trace_header: plan.trace_header,
        }));
    }

    fn posts(&mut self, place: usize) {
        // A reset ends the process, and what it would have done.
        if self.doing != Doing::Working {
            return;
        }
        let Some((_, post)) = self.plans.get(self.current).and_then(|plan| plan.sends.get(place)).cloned()
        else {
            return;
        };
        let items = crate::otlp::count::items(post.signal, post.encoding, &post.body);
        let event =
            Event::Received { request: 7, signal: post.signal, encoding: post.encoding, body: post.body };
        match (self.told(event), items) {
            (Some(Answer::Accepted), Ok(items)) => {
                self.bodies += 1;
                self.accepted[post.signal.index()] += items;
            }
            (Some(Answer::Full), Ok(_)) if post.is_root => self.plans[self.current].root = OwnRoot::Unsent,
            (Some(Answer::Malformed), Err(_)) | (Some(Answer::Full), Ok(_)) => {}
            (answer, items) => panic!("{answer:?} to {items:?}"),
        }
    }

    /// Lines, and a panic that is one record of three.
    fn lines(&mut self, count: u64) {
        if self.is_frozen() || self.is_over {
            return;
        }
        let mut lines = vec![r#"{"_aws":{"CloudWatchMetrics":[]}}"#.to_owned()];
        for _ in 0..count {
            self.numbers += 1;
            lines.push(format!("line {}", self.numbers));
        }
        lines.extend(["thread 'main' panicked at a.rs:1:1:", "no", "note: run"].map(str::to_owned));
        let line = |text| Line::new(Some(self.now), serde_json::Value::String(text));
        let lines = lines.into_iter().map(line).collect();
        self.tell(Event::Logged(lines));
        // The panic may go on, and counts when it does not.
        self.accepted[Signal::Logs.index()] += count;
        if self.chance.percent(3) {
            self.tell(Event::Lost { signal: Signal::Logs, items: 3, reason: Reason::Platform });
        }
    }

    fn ends(&mut self) {
        let plan = self.plans[self.current].clone();
        let (status, error_type, reason) = match plan.ending {
            Ending::Well => ("success", None, None),
            Ending::Timeout => ("timeout", None, Some(ShutdownReason::Timeout)),
            Ending::Crash | Ending::LateCrash => {
                ("error", Some("Runtime.ExitError"), Some(ShutdownReason::Failure))
            }
        };
        let done = json!({ "requestId": plan.request_id, "status": status, "errorType": error_type });
        let event = platform_event(self.now, "platform.runtimeDone", &done);
        let after = self.chance.millis(0, 60);
        if self.settings.has_telemetry {
            self.later(after, What::Platform(event));
        }
        let Some(reason) = reason else {
            self.doing = Doing::Nothing;
            if let Some(done) = plan.done() {
                self.done = Some(self.now);
                self.tell(Event::Link(done));
            }
            return self.is_ready();
        };
        if reason == ShutdownReason::Timeout {
            assert!(self.is_parked, "it asked for the next event before the deadline");
        }
        self.doing = Doing::Ended;
        let after = self.chance.millis(0, 600);
        let deadline = self.now.saturating_add(SHUTDOWN);
        self.later(after, What::Shutdown(reason, deadline));
    }

    /// The environment can take another event once the function and the extension are done.
    fn is_ready(&mut self) {
        if !self.is_frozen() || self.current >= self.plans.len() || self.lived.last() != Some(&self.current) {
            return;
        }
        let plan = self.plans[self.current].clone();
        let took = self.now.saturating_since(self.began).as_millis() as u64;
        let report = json!({ "requestId": plan.request_id, "status": "success",
            "metrics": { "durationMs": took, "billedDurationMs": took, "memorySizeMB": 128, "maxMemoryUsedMB": 40 } });
        if self.settings.has_telemetry {
            self.held.push(platform_event(self.now, "platform.report", &report));
        }
        self.current += 1;
        self.later(plan.gap, What::Begins);
        if self.settings.has_telemetry && self.chance.percent(2) {
            self.later(plan.gap / 2, What::Terminated);
        }
    }

    fn terminated(&mut self) {
        if self.is_frozen() {
            self.seen.terminated += 1;
            self.whats.retain(|_, what| matches!(what, What::Configured | What::Restores));
            (self.is_parked, self.doing) = (false, Doing::Ended);
            self.later(SHUTDOWN, What::Killed);
            self.tell(Event::Terminated);
        }
    }

    fn shutdown(&mut self, reason: ShutdownReason, deadline: Timestamp) {
        if !self.is_parked {
            // It is told as soon as it asks.
            let after = Duration::from_millis(1);
            assert!(self.now < deadline, "it did not ask for the next event");
            return self.later(after, What::Shutdown(reason, deadline));
        }
        self.doing = Doing::Ended;
        for event in std::mem::take(&mut self.held) {
            let after = self.chance.millis(0, 60);
            self.later(after, What::Platform(event));
        }
        self.later(deadline.saturating_since(self.now), What::Killed);
        self.is_parked = false;
        self.tell(Event::Shutdown { reason, deadline });
    }

    // --- the extension ---

    fn tell(&mut self, event: Event) {
        let _ = self.told(event);
    }

    fn told(&mut self, event: Event) -> Option<Answer> {
        let mut answer = None;
        for action in self.state.step(event, self.now) {
            match action {
                Action::Answer { answer: given, .. } => answer = Some(given),
                Action::Send { attempt, destination, signal, encoding, bodies } => {
                    assert!(!self.is_parked, "nothing is sent while it may be frozen");
                    self.flights.push(attempt);
                    self.attempts += 1;
                    let backend = &mut self.backends[destination];
                    let reply = backend.receive(signal, encoding, &bodies, self.now, &mut self.chance);
                    if let Some((after, verdict)) = reply {
                        self.later(after, What::Sent { attempt, verdict });
                    }
                }
                Action::Abort { attempt } => {
                    let place = self.flights.iter().position(|flight| *flight == attempt);
                    self.flights.remove(place.expect("only what is on its way is given up"));
                    self.seen.aborted += 1;
                }
                Action::Next => self.parks(),
                Action::Spool(saved) => {
                    let file = saved.file;
                    let is_kept = self.disk.write(saved, &mut self.chance);
                    self.tell(Event::Spooled { file, is_kept });
                }
                Action::Forget { file } => self.disk.delete(file),
                Action::Print(_) | Action::Say(_) => {}
                Action::Exit => self.exits(),
            }
        }
        answer
    }

    fn parks(&mut self) {
        assert!(self.flights.is_empty(), "nothing is on its way across a freeze");
        assert!(!self.is_parked, "it asks once");
        let plan = &self.plans[self.current];
        let deadline = self.began.saturating_add(plan.timeout);
        assert!(
            self.now <= deadline.saturating_sub(Duration::from_millis(50)) || plan.ending != Ending::Well,
            "before the deadline"
        );
        if let Some(done) = self.done {
            let held_up = self.now.saturating_since(done);
            assert!(held_up <= self.settings.flush_timeout, "held up for {held_up:?}");
        }
        if self.settings.spool == Spool::Always && self.disk.is_reliable {
            let queued: u64 = self.state.ledger().accounts().map(|(_, _, account)| account.queued).sum();
            assert!(self.disk.items() >= queued, "all that waits is on the disk");
        }
        self.is_parked = true;
        self.is_ready();
    }

    fn exits(&mut self) {
        self.check();
        // Whoever does not answer is not stormed.
        let most = (10 + 4 * self.bodies + 8 * self.lived.len() as u64) * self.backends.len() as u64;
        assert!(self.attempts <= most, "{} attempts for {} bodies", self.attempts, self.bodies);
        for (_, _, account) in self.state.ledger().accounts() {
            self.seen.delivered += account.delivered;
            self.seen.rejected += account.rejected;
            self.seen.dropped += account.all_dropped();
            self.seen.spooled += account.spooled;
        }
        self.whats.clear();
        self.agenda.clear();
        if self.current + 1 >= self.plans.len() {
            self.is_over = true;
        } else {
            self.current += 1;
            self.seen.resets += 1;
            let gap = self.chance.millis(0, 5000);
            self.now = self.now.saturating_add(gap);
            self.set_up();
        }
    }
}

impl std::ops::AddAssign for Seen {
    fn add_assign(&mut self, other: Self) {
        self.invocations += other.invocations;
        self.resets += other.resets;
        self.error_roots += other.error_roots;
        self.plain_roots += other.plain_roots;
        self.set_ups += other.set_ups;
        self.delivered += other.delivered;
        self.rejected += other.rejected;
        self.dropped += other.dropped;
        self.aborted += other.aborted;
        self.resent += other.resent;
        self.spooled += other.spooled;
        self.restored += other.restored;
        self.terminated += other.terminated;
    }
}

fn platform_event(time: Timestamp, kind: &str, record: &serde_json::Value) -> platform::Event {
    let event = json!({ "time": time.to_string(), "type": kind, "record": record });
    platform::Event::from_value(&event).expect("a platform event")
}
