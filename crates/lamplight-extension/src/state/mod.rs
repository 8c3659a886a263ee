//! The extension as a state machine without I/O: what happens goes in, what is to be done comes out.
//!
//! ```text
//! Parked ── Invoke ──▶ Invoking ── the function is done ──▶ Draining ── sent, or no time left ──▶ Parked
//!   └────────────────────── Shutdown ──▶ Ending ──▶ Closing ──▶ Over
//! ```
//!
//! While it is parked it waits for the next event, may be frozen at any time, and has nothing on its way.

mod destination;
mod invocations;
mod logs;
mod recovery;
mod rhythm;
mod spool;
#[cfg(test)]
mod tests;

use std::time::Duration;

use bytes::Bytes;
use lamplight_core::clock::Timestamp;
use lamplight_core::link;
use lamplight_records::platform::{self, Record, Status};

use self::destination::{Lane, Window};
use self::invocations::{Invocations, Place};
use self::logs::Stream;
use self::rhythm::{Rhythm, Waiting};
use self::spool::Shelf;
use crate::batch::{Batch, Queue, Spooled};
use crate::event::{Action, Answer, Event, Invoke, Sent, ShutdownReason, Verdict};
use crate::ledger::{Ledger, Reason};
use crate::otlp::count;
use crate::settings::{Destination, Settings, Spool};
use crate::signal::{Encoding, Signal};
use crate::synthesis::init_span::{self, Init, Kind};
use crate::synthesis::metrics::{self, Gathered};
use crate::synthesis::missing_root::{self, Failure};

/// One attempt beside a handler takes no longer.
const ATTEMPT: Duration = Duration::from_secs(2);
/// So long before the process is killed all is to be over.
const LAST_MARGIN: Duration = Duration::from_millis(250);
/// So long the platform has to report on the last invocation.
const SETTLING: Duration = Duration::from_millis(50);
/// How long an invocation is held up to ask whether a destination is back.
const PROBE: Duration = Duration::from_millis(3);
/// How often that may take as long as sending.
const LONG_PROBES: Duration = Duration::from_secs(60);
/// A set-up so long before the first invocation is no part of its trace.
const INIT_GAP: Duration = Duration::from_secs(10);

/// The extension.
#[derive(Debug)]
pub struct State {
    settings: Settings,
    now: Timestamp,
    since: Timestamp,
    phase: Phase,
    names: Vec<String>,
    lanes: Option<Vec<Lane>>,
    /// What came before it was known where to send it.
    staged: [Queue; Signal::ALL.len()],
    ledger: Ledger,
    invocations: Invocations,
    rhythm: Rhythm,
    gathered: Gathered,
    /// Since when it is being set up, or restored.
    set_up_since: Option<Timestamp>,
    set_ups: Vec<Init>,
    /// The first invocation, in whose trace the set-up is told of.
    first: Option<String>,
    /// A function that has the link has used it.
    has_link: bool,
    attempts: u64,
    chance: u64,
    long_probe: Option<Timestamp>,
    shelf: Shelf,
    stream: Stream,
    /// What is being taken, and in no account yet: a panic loses it.
    at_hand: Option<(Signal, u64)>,
    /// The next step panics once it has taken what happened.
    #[cfg(test)]
    pub(crate) breaks: bool,
}

#[derive(Clone, Debug)]
enum Phase {
    /// The next event was asked for.
    Parked,
    Invoking {
        request_id: String,
        /// All that waits is to be sent, and not only when enough has come together.
        sends_all: bool,
        /// When something was sent last, or the invocation began.
        sent: Timestamp,
    },
    /// The function is done, and the next event is not asked for before then unless all is sent.
    Draining {
        until: Timestamp,
        /// The invocation has no more time than that.
        is_last: bool,
    },
    /// Several invocations at once, and no freeze.
    Managed {
        sent: Timestamp,
    },
    Ending {
        reason: ShutdownReason,
        deadline: Timestamp,
        settled: Settled,
    },
    /// Nothing is sent any more. What waits is being written to files.
    Closing {
        reason: ShutdownReason,
        deadline: Timestamp,
    },
    Over,
}

/// Whether the platform has said all it will.
#[derive(Clone, Copy, Debug)]
enum Settled {
    Yes,
    NotBefore(Timestamp),
}

// === impl Phase ===

impl Phase {
    fn first(settings: &Settings, now: Timestamp) -> Self {
        if settings.is_managed { Self::Managed { sent: now } } else { Self::Parked }
    }
}

// === impl State ===

impl State {
    /// An extension that has registered, and has asked for its first event. The seed spreads its pauses.
    #[must_use]
    pub fn new(settings: Settings, now: Timestamp, seed: u64) -> Self {
        Self {
            phase: Phase::first(&settings, now),
            settings,
            now,
            since: now,
            names: Vec::new(),
            lanes: None,
            staged: Default::default(),
            ledger: Ledger::default(),
            invocations: Invocations::default(),
            rhythm: Rhythm::default(),
            gathered: Gathered::default(),
            set_up_since: None,
            set_ups: Vec::new(),
            first: None,
            has_link: false,
            attempts: 0,
            chance: seed | 1,
            long_probe: None,
            shelf: Shelf::default(),
            stream: Stream::default(),
            at_hand: None,
            #[cfg(test)]
            breaks: false,
        }
    }

    /// What became of every item so far.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Takes what happened, and says what is to be done, in this order. A time before that of an earlier call is
    /// taken as that.
    pub fn step(&mut self, event: Event, now: Timestamp) -> Vec<Action> {
        self.now = self.now.max(now);
        let mut actions = Vec::new();
        if matches!(self.phase, Phase::Over) {
            return actions;
        }
        self.take(event, &mut actions);
        #[cfg(test)]
        assert!(!std::mem::take(&mut self.breaks), "a test wants it to break");
        self.expire(&mut actions);
        self.tell_missing_roots(false);
        self.go_on(&mut actions);
        actions.splice(0..0, self.forget());
        debug_assert!(self.is_consistent(), "{:?}", self.ledger);
        actions
    }

    /// Whether the accounts are balanced, and what they say is queued is what waits or is on its way.
    fn is_consistent(&self) -> bool {
        let queued = |place: Option<usize>, signal: Signal| match place {
            None => self.staged[signal.index()].items(),
            Some(place) => self.lanes()[place].items(signal),
        };
        self.ledger
            .accounts()
            .all(|(place, signal, account)| account.is_balanced() && account.queued == queued(place, signal))
    }

    /// When [`Event::Tick`] is wanted, if nothing else happens first.
    #[must_use]
    pub fn wakes(&self) -> Option<Timestamp> {
        let waits = self.lanes().iter().any(|lane| !lane.is_empty());
        let reopens = self.lanes().iter().filter(|lane| !lane.is_empty()).filter_map(Lane::reopens).min();
        let beside = |sent: Timestamp| {
            let regular = sent.saturating_add(self.settings.interval);
            [waits.then_some(regular), reopens].into_iter().flatten().filter(|at| *at > self.now).min()
        };
        let of_phase = match &self.phase {
            Phase::Parked | Phase::Over => None,
            Phase::Invoking { request_id, sent, .. } => {
                let known = self.invocations.get(request_id);
                let end = known.and_then(invocations::Invocation::end_of_waiting);
                end.into_iter().chain(beside(*sent)).min()
            }
            Phase::Managed { sent } => {
                Some(sent.saturating_add(self.settings.interval)).into_iter().chain(beside(*sent)).min()
            }
            Phase::Draining { until, .. } => Some(*until),
            Phase::Ending { settled: Settled::NotBefore(at), .. } => Some(*at),
            Phase::Ending { deadline, settled: Settled::Yes, .. } => {
                let latest = deadline.saturating_sub(LAST_MARGIN);
                Some(latest).into_iter().chain(reopens.filter(|at| *at > self.now)).min()
            }
            Phase::Closing { deadline, .. } => Some(Self::closes(*deadline)),
        };
        let gives_up = self.lanes().iter().filter_map(Lane::gives_up).min();
        of_phase.into_iter().chain(gives_up).min()
    }

    fn lanes(&self) -> &[Lane] {
        self.lanes.as_deref().unwrap_or_default()
    }

    fn lanes_mut(&mut self) -> &mut [Lane] {
        self.lanes.as_deref_mut().unwrap_or_default()
    }

    // --- what happens ---

    fn take(&mut self, event: Event, actions: &mut Vec<Action>) {
        match event {
            Event::Configured(destinations) => self.configured(destinations),
            Event::Received { request, signal, encoding, body } => {
                self.at_hand = Some((signal, 1));
                let answer = self.received(signal, encoding, body);
                self.at_hand = None;
                actions.push(Action::Answer { request, answer });
            }
            Event::Link(message) => self.link(message),
            Event::Invoke(invoke) => self.invoke(invoke),
            Event::Shutdown { reason, deadline } => self.shutdown(reason, deadline),
            Event::Platform(event) => self.platform(&event),
            Event::Logged(lines) => {
                self.at_hand = Some((Signal::Logs, lines.len() as u64));
                self.logged(lines);
                self.at_hand = None;
            }
            Event::Sent(sent) => sent.into_iter().for_each(|sent| self.sent(sent)),
            Event::Spooled { file, is_kept } => self.spooled(file, is_kept),
            Event::Restored(saved) => self.restored(saved),
            Event::Lost { signal, items, reason } => self.lost(signal, items, reason),
            Event::Forwarded { signal, items } => {
                let account = self.ledger.unrouted_mut(signal);
                account.accept(items);
                account.deliver(items, 0);
            }
            Event::Terminated => self.terminated(actions),
            Event::Tick => {}
        }
    }

    fn configured(&mut self, destinations: Vec<Destination>) {
        if self.lanes.is_some() {
            return;
        }
        self.ledger.open(destinations.len());
        let lanes = destinations.iter().enumerate().map(|(place, to)| Lane::new(place, to));
        self.lanes = Some(lanes.collect());
        self.names = destinations.into_iter().map(|to| to.name).collect();
        for signal in Signal::ALL {
            while let Some(mut batch) = self.staged[signal.index()].pop_oldest() {
                self.ledger.unrouted_mut(signal).hand_over(batch.items);
                // A file is one destination's.
                self.shelf.let_go(&batch);
                batch.copy = Spooled::None;
                self.accept(signal, batch);
            }
        }
        self.restore_early();
    }

    fn received(&mut self, signal: Signal, encoding: Encoding, body: Bytes) -> Answer {
        if body.len() > self.settings.body_bytes {
            return Answer::TooLarge;
        }
        let Ok(items) = count::items(signal, encoding, &body) else {
            return Answer::Malformed;
        };
        self.at_hand = Some((signal, items));
        let staged: usize = self.staged.iter().map(Queue::bytes).sum();
        if self.lanes.is_none() && staged + body.len() > self.settings.most_bytes {
            return Answer::Full;
        }
        if signal == Signal::Traces {
            self.invocations.see_roots(encoding, &body);
        }
        if items > 0 {
            self.accept(signal, self.batch(encoding, body, items));
        }
        Answer::Accepted
    }

    fn batch(&self, encoding: Encoding, body: Bytes, items: u64) -> Batch {
        let (received, copy) = (self.now, Spooled::None);
        Batch { encoding, body, items, received, is_urgent: false, alone: false, is_restored: false, copy }
    }

    /// Takes a batch into the accounts, for everyone who takes its signal.
    fn accept(&mut self, signal: Signal, batch: Batch) {
        let Some(lanes) = &mut self.lanes else {
            self.ledger.unrouted_mut(signal).accept(batch.items);
            return self.staged[signal.index()].push(batch);
        };
        let mut lanes = lanes.iter_mut().filter(|lane| lane.takes(signal)).peekable();
        if lanes.peek().is_none() {
            let account = self.ledger.unrouted_mut(signal);
            account.accept(batch.items);
            return account.drop_items(batch.items, Reason::NoDestination);
        }
        for lane in lanes {
            lane.accept(signal, batch.clone(), self.settings.most_bytes, &mut self.ledger);
        }
    }

    fn link(&mut self, message: link::Message) {
        self.has_link = true;
        match message {
            link::Message::Begin(begin) => {
                let request_id = begin.request_id.clone();
                self.invocations.of(&request_id, self.now).begin = Some(begin);
            }
            link::Message::Done(done) => {
                let known = self.invocations.of(&done.request_id, self.now);
                known.ended_by(self.now);
                known.done = Some(done);
            }
            _ => {}
        }
    }

    fn invoke(&mut self, invoke: Invoke) {
        if !matches!(self.phase, Phase::Parked) {
            return;
        }
        self.rhythm.beat(self.now);
        self.tell_missing_roots(true);
        let request_id = invoke.request_id.clone();
        self.first.get_or_insert_with(|| request_id.clone());
        self.invocations.invoke(invoke, self.now);
        let sends_all = self.rhythm.sends_at_beginning(self.settings.mode);
        self.phase = Phase::Invoking { request_id, sends_all, sent: self.now };
    }

    fn shutdown(&mut self, reason: ShutdownReason, deadline: Timestamp) {
        let waits = self.settings.has_telemetry && self.invocations.iter().any(|known| !known.is_reported);
        let latest = deadline.saturating_sub(LAST_MARGIN);
        let settling = if waits { SETTLING } else { Duration::ZERO };
        let settled = Settled::NotBefore(self.now.saturating_add(settling).min(latest));
        self.phase = Phase::Ending { reason, deadline, settled };
    }

    fn platform(&mut self, event: &platform::Event) {
        let at = event.time.unwrap_or(self.now);
        self.platform_said(&event.record);
        match &event.record {
            Record::InitStart(_) | Record::RestoreStart(_) => self.set_up_since = Some(at),
            Record::InitReport(report) => {
                self.set_up(Kind::Init, report.duration, report.status, report.error_type.as_deref());
            }
            Record::RestoreReport(report) => {
                self.set_up(Kind::Restore, report.duration, report.status, report.error_type.as_deref());
            }
            Record::Start(start) => {
                self.invocations.of(&start.request_id, self.now).started(at, start.tracing.as_ref());
            }
            Record::RuntimeDone(done) => {
                let known = self.invocations.of(&done.request_id, self.now);
                known.is_over = true;
                known.ended_by(at);
                if let Some(failure) = Failure::said(done.status, done.error_type.as_deref()) {
                    known.failed(failure, at);
                }
            }
            Record::Report(report) => {
                let known = self.invocations.of(&report.request_id, self.now);
                let was_over = std::mem::replace(&mut known.is_over, true);
                known.is_reported = true;
                // Where the function's end was told before, that counts.
                let failure = Failure::said(report.status, report.error_type.as_deref());
                if let Some(failure) = failure.filter(|_| !was_over) {
                    known.failed(failure, at);
                }
                self.gathered.report(report, self.now);
            }
            _ => {}
        }
    }

    /// The set-up that had begun is over.
    fn set_up(
        &mut self,
        kind: Kind,
        duration: Option<Duration>,
        status: Option<Status>,
        error_type: Option<&str>,
    ) {
        let (Some(start), Some(duration)) = (self.set_up_since.take(), duration) else {
            return;
        };
        self.gathered.set_up(kind, duration, self.now);
        let failed = matches!(status, Some(Status::Error | Status::Failure | Status::Timeout));
        let error_type = failed.then(|| error_type.unwrap_or("Runtime.Unknown").to_owned());
        // There are two at most, unless someone makes them up.
        self.set_ups.truncate(1);
        self.set_ups.push(Init { kind, start, duration, error_type });
    }

    fn sent(&mut self, Sent { attempt, verdict }: Sent) {
        let (now, chance) = (self.now, self.chance());
        let Some(lanes) = &mut self.lanes else {
            return;
        };
        let took =
            lanes.iter_mut().find_map(|lane| lane.sent(attempt, verdict, now, chance, &mut self.ledger));
        if let (Some(took), Verdict::Delivered { .. }) = (took, verdict) {
            self.rhythm.exported(took);
        }
    }

    /// A number from 0 to 1, by xorshift.
    fn chance(&mut self) -> f64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        (self.chance >> 40) as f64 / (1_u64 << 24) as f64
    }

    // --- what comes of it ---

    fn expire(&mut self, actions: &mut Vec<Action>) {
        let (now, chance) = (self.now, self.chance());
        if let Some(lanes) = &mut self.lanes {
            lanes.iter_mut().for_each(|lane| lane.expire(now, chance, &mut self.ledger, actions));
        }
    }

    /// Writes the root spans of invocations that could not send theirs. `is_past`: all of them are over.
    fn tell_missing_roots(&mut self, is_past: bool) {
        let mut bodies = Vec::new();
        for known in self.invocations.iter_mut() {
            let Some((failure, at)) = known.take_missing_root(is_past) else {
                continue;
            };
            let mut root = known.root();
            if root.is_sampled {
                root.name.get_or_insert_with(|| self.settings.resource.name().to_owned());
                let (id, arn) = (&known.request_id, known.arn.as_deref());
                let failure = failure.as_ref();
                bodies.push(missing_root::body(&self.settings.resource, &root, id, arn, failure, at));
            }
        }
        for body in bodies {
            let batch = Batch { is_urgent: true, ..self.batch(Encoding::Protobuf, body.into(), 1) };
            self.accept(Signal::Traces, batch);
        }
    }

    fn go_on(&mut self, actions: &mut Vec<Action>) {
        match self.phase.clone() {
            Phase::Parked | Phase::Over => {}
            Phase::Invoking { request_id, sends_all, sent } => {
                if self.is_over(&request_id) {
                    self.end_invocation(&request_id, actions);
                } else {
                    let until = self.invocations.get(&request_id).and_then(|known| known.end_of_waiting());
                    let sent = self.send_beside(sent, sends_all, until, actions);
                    self.phase = Phase::Invoking { request_id, sends_all: false, sent };
                }
            }
            Phase::Managed { sent } => {
                if self.now >= sent.saturating_add(self.settings.interval) {
                    self.end_panic();
                    self.tell_metrics(actions);
                }
                let sent = self.send_beside(sent, false, None, actions);
                self.phase = Phase::Managed { sent };
            }
            Phase::Draining { until, is_last } => self.drain(until, is_last, actions),
            Phase::Ending { reason, deadline, settled } => self.end(reason, deadline, settled, actions),
            Phase::Closing { reason, deadline } => self.close(reason, deadline, actions),
        }
    }

    /// Whether nothing more is to be expected of an invocation, or it can be waited for no longer.
    fn is_over(&self, request_id: &str) -> bool {
        let Some(known) = self.invocations.get(request_id) else {
            return true;
        };
        let cannot_tell = !self.settings.has_telemetry && !self.has_link;
        let is_late = known.end_of_waiting().is_some_and(|end| end <= self.now);
        // Where nothing is sent anywhere there is nothing to wait for.
        let sends_nothing = self.lanes.as_ref().is_some_and(Vec::is_empty);
        known.done.is_some() || known.is_over || is_late || cannot_tell || sends_nothing
    }

    /// Sends beside a handler, when it is time or much waits. When something was sent last.
    fn send_beside(
        &mut self,
        sent: Timestamp,
        sends_all: bool,
        until: Option<Timestamp>,
        actions: &mut Vec<Action>,
    ) -> Timestamp {
        let bytes: usize = self.lanes().iter().map(Lane::waiting_bytes).sum();
        let is_time = self.now >= sent.saturating_add(self.settings.interval);
        let is_back = self.lanes().iter().any(|lane| lane.reopens().is_some_and(|at| at <= self.now));
        if !(sends_all || is_time || is_back || bytes >= self.settings.watermark) {
            return sent;
        }
        let latest = self.now.saturating_add(ATTEMPT);
        let until = until.map_or(latest, |until| until.min(latest));
        self.send(Window { probes: true, ..self.window(until) }, actions);
        self.now
    }

    fn window(&self, until: Timestamp) -> Window {
        let request_bytes = self.settings.request_bytes;
        Window { now: self.now, until, probes: false, is_last: false, request_bytes }
    }

    fn send(&mut self, window: Window, actions: &mut Vec<Action>) {
        let mut attempts = self.attempts;
        for lane in self.lanes_mut() {
            lane.send(window, &mut attempts, actions);
        }
        self.attempts = attempts;
    }

    fn end_invocation(&mut self, request_id: &str, actions: &mut Vec<Action>) {
        let (mut latest, mut took) = (self.now, Duration::ZERO);
        if let Some(known) = self.invocations.get(request_id) {
            latest = known.end_of_waiting().unwrap_or(latest);
            took = self.now.saturating_since(known.began);
        }
        self.rhythm.handled(took);
        self.end_panic();
        self.tell_set_ups(false);
        self.tell_metrics(actions);
        let until = self.now.saturating_add(self.time_to_drain()).min(latest);
        self.drain(until, until == latest, actions);
    }

    /// How long the next event may wait for sending.
    fn time_to_drain(&mut self) -> Duration {
        let budget = self.settings.flush_timeout;
        let waiting = self.waiting();
        let sends = self.rhythm.sends_at_end(self.settings.mode, waiting, self.settings.most_age, self.now);
        let window = self.window(self.now.saturating_add(budget));
        if sends
            && self
                .lanes()
                .iter()
                .any(|lane| lane.would_send(window) || lane.is_flying() && !lane.is_probing())
        {
            return budget;
        }
        if self.lanes().iter().any(|lane| lane.is_flying() && !lane.is_probing()) {
            return self.rhythm.patience().min(budget);
        }
        if !self.lanes().iter().any(Lane::is_probing) {
            return Duration::ZERO;
        }
        let is_time = self.long_probe.is_none_or(|at| self.now.saturating_since(at) >= LONG_PROBES);
        if is_time && waiting.age >= self.settings.most_age {
            self.long_probe = Some(self.now);
            return budget;
        }
        PROBE.min(budget)
    }

    fn waiting(&self) -> Waiting {
        let oldest = self.lanes().iter().filter_map(Lane::oldest).min();
        Waiting {
            age: oldest.map_or(Duration::ZERO, |oldest| self.now.saturating_since(oldest)),
            is_much: self.lanes().iter().any(|lane| lane.bytes() > self.settings.most_bytes / 2),
            is_urgent: self.lanes().iter().any(Lane::has_urgent),
        }
    }

    /// Sends until all is sent or the time is over, and asks for the next event then.
    fn drain(&mut self, until: Timestamp, is_last: bool, actions: &mut Vec<Action>) {
        let window = self.window(until);
        let waits =
            self.rhythm.sends_at_end(self.settings.mode, self.waiting(), self.settings.most_age, self.now)
                && until > self.now;
        if waits {
            self.send(window, actions);
        }
        if self.now < until && self.lanes().iter().any(Lane::is_flying) {
            self.phase = Phase::Draining { until, is_last };
            return;
        }
        let now = self.now;
        let interrupted = self.lanes_mut().iter_mut().filter_map(|lane| lane.abort(now, actions)).max();
        if let Some(after) = interrupted {
            self.rhythm.interrupted(after);
        }
        if self.lanes().iter().all(Lane::is_empty) {
            self.rhythm.sent(self.now);
        }
        // Who has no more time may be about to end the environment.
        if is_last && self.now >= until || self.settings.spool == Spool::Always {
            self.spool(actions);
        }
        self.phase = Phase::Parked;
        actions.push(Action::Next);
    }

    /// Writes the spans of the set-up. The platform may have told of it after the first invocation was over, and whose
    /// children they are may be known only after that.
    fn tell_set_ups(&mut self, is_last: bool) {
        let known = self.first.as_ref().and_then(|first| self.invocations.get(first));
        let Some(known) = known else {
            return self.set_ups.clear();
        };
        let (Some(Place { parent, root }), began) = (known.place_of_set_up(is_last), known.began) else {
            return;
        };
        for init in std::mem::take(&mut self.set_ups) {
            let end = init.start.saturating_add(init.duration);
            if root.is_sampled && began.saturating_since(end) <= INIT_GAP {
                let body = init_span::body(&self.settings.resource, &init, &root, parent);
                self.accept(Signal::Traces, self.batch(Encoding::Protobuf, body.into(), 1));
            }
        }
    }

    /// Sends what was measured, or prints it where no collector takes it and that is wanted.
    fn tell_metrics(&mut self, actions: &mut Vec<Action>) {
        if self.lanes().iter().any(|lane| lane.takes(Signal::Metrics)) {
            if let Some((body, points)) = self.gathered.take(&self.settings.resource, self.now) {
                self.accept(Signal::Metrics, self.batch(Encoding::Protobuf, body.into(), points));
            }
        } else if let (Some(namespace), true) = (&self.settings.emf_namespace, self.lanes.is_some()) {
            let name = self.settings.resource.name();
            actions.extend(self.gathered.take_emf(namespace, name, self.now).map(Action::Print));
        }
    }

    // --- the end ---

    fn end(
        &mut self,
        reason: ShutdownReason,
        deadline: Timestamp,
        settled: Settled,
        actions: &mut Vec<Action>,
    ) {
        if let Settled::NotBefore(at) = settled {
            let all_reported = self.invocations.iter().all(|known| known.is_reported);
            if self.now < at && !all_reported {
                return;
            }
            self.phase = Phase::Ending { reason, deadline, settled: Settled::Yes };
            self.settle(reason, actions);
        }
        let until = deadline.saturating_sub(LAST_MARGIN);
        if self.lanes.is_none() && self.now < until {
            // It will be known in time where to send to.
            return;
        }
        self.send(Window { probes: true, is_last: true, ..self.window(until) }, actions);
        // One that does not answer is asked again as long as there is time.
        let goes_on =
            |lane: &Lane| lane.is_flying() || !lane.is_empty() && lane.reopens().is_some_and(|at| at < until);
        if self.now >= until || !self.lanes().iter().any(goes_on) {
            let now = self.now;
            self.lanes_mut().iter_mut().for_each(|lane| _ = lane.abort(now, actions));
            self.close(reason, deadline, actions);
        }
    }

    /// Says what is left to say.
    fn settle(&mut self, reason: ShutdownReason, actions: &mut Vec<Action>) {
        let failure = match reason {
            ShutdownReason::Spindown | ShutdownReason::Unsaid => None,
            ShutdownReason::Timeout => Some(Failure::timeout()),
            ShutdownReason::Failure => Some(Failure::of(None)),
        };
        if let Some(failure) = failure {
            // Those before it have ended, or there would have been no next.
            let latest = self.invocations.iter_mut().next_back();
            if let Some(known) = latest.filter(|known| !known.is_over && known.done.is_none()) {
                known.failed(failure, self.now);
            }
        }
        self.tell_missing_roots(true);
        self.tell_set_ups(true);
        self.tell_metrics(actions);
        if self.lanes().iter().any(|lane| lane.takes(Signal::Metrics)) {
            let lost = metrics::losses(&self.settings.resource, &self.ledger, self.since, self.now);
            if let Some((body, points)) = lost {
                self.accept(Signal::Metrics, self.batch(Encoding::Protobuf, body.into(), points));
            }
        }
    }

    fn exit(&mut self, reason: ShutdownReason, actions: &mut Vec<Action>) {
        let leaves = self.leaves(reason);
        let why = if leaves { Reason::SpoolFailed } else { Reason::Shutdown };
        if let Some(lanes) = &mut self.lanes {
            lanes.iter_mut().for_each(|lane| lane.give_up(leaves, why, &mut self.ledger));
        }
        for signal in Signal::ALL {
            while let Some(batch) = self.staged[signal.index()].pop_oldest() {
                let account = self.ledger.unrouted_mut(signal);
                if leaves && matches!(batch.copy, Spooled::Kept(_)) {
                    account.spool(batch.items);
                } else {
                    account.drop_items(batch.items, why);
                    self.shelf.let_go(&batch);
                }
            }
        }
        self.leave_early(leaves, why);
        if !leaves {
            // Of before a panic.
            self.ledger.accounts_mut().for_each(|account| account.drop_spooled(why));
        }
        actions.extend(self.forget());
        actions.extend(self.losses().into_iter().map(Action::Say));
        self.phase = Phase::Over;
        actions.push(Action::Exit);
    }
}
