//! What is around the [state](crate::State): sockets, and a loop that carries out what it says.
//!
//! One thread. Whatever happens arrives in one channel; the loop takes it from there, and nothing else touches the
//! state.

mod boot;
mod choices;
mod inbox;
mod lambda;
mod link;
mod outbox;
mod secret;
mod signals;
mod spool;
mod target;
mod telemetry;
mod voice;
mod xray;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Duration;

use lamplight_core::clock::Clock;
use lamplight_core::lookup::Lookup;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use self::boot::Booted;
use self::inbox::{Arrival, Inbox};
use self::lambda::Lambda;
use self::outbox::Outbox;
use self::spool::Spool;
use crate::event::{Action, Answer, Event};
use crate::state::State;

/// How long until Lambda is asked again, after it did not answer.
const PAUSE: Duration = Duration::from_millis(100);

/// Runs the extension until Lambda ends the environment. Whatever goes wrong is said on stderr, and never ends the
/// process: Lambda would fail the function.
pub fn run(lookup: &dyn Lookup) -> ExitCode {
    let clock = Clock::system();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
    match runtime {
        Ok(runtime) => runtime.block_on(async {
            let booted = boot::boot(lookup, &clock).await;
            Shell::new(booted, clock, lookup).run(lookup).await;
        }),
        Err(error) => {
            voice::say(&clock, format_args!("the extension cannot run: {error}"));
            // To end would fail the function.
            loop {
                std::thread::park();
            }
        }
    }
    ExitCode::SUCCESS
}

/// The loop and what it holds.
struct Shell {
    clock: Clock,
    state: State,
    arrivals: mpsc::UnboundedReceiver<Arrival>,
    asks: mpsc::UnboundedSender<()>,
    answers: HashMap<u64, oneshot::Sender<Answer>>,
    requests: u64,
    outbox: Outbox,
    inbox: Inbox,
    spool: Spool,
    /// The next event is to be asked for.
    asks_next: bool,
    /// It was asked for, and has not come.
    is_asked: bool,
    has_panicked: bool,
    is_over: bool,
}

// === impl Shell ===

impl Shell {
    fn new(booted: Booted, clock: Clock, lookup: &dyn Lookup) -> Self {
        let Booted { mut settings, lambda, inbox, arrivals } = booted;
        settings.mode = choices::flush(lookup, &clock);
        settings.flush_timeout = choices::flush_timeout(lookup, &clock).unwrap_or(settings.flush_timeout);
        settings.spool = choices::spool(lookup, &clock);
        settings.emf = choices::emf(lookup, &clock);
        settings.emf_namespace = choices::emf_namespace(lookup, &clock);
        let spool = Spool::new(lookup, settings.spool, &clock);
        let (asks, asked) = mpsc::unbounded_channel();
        if let Some(lambda) = lambda {
            tokio::spawn(ask(lambda, asked, inbox.clone(), clock.clone()));
        }
        let now = clock.now();
        // The digits that change most.
        let seed = now.as_nanos();
        Self {
            state: State::new(settings, now, seed),
            outbox: Outbox::new(inbox.clone(), &clock),
            clock,
            arrivals,
            inbox,
            spool,
            asks,
            answers: HashMap::new(),
            requests: 0,
            asks_next: true,
            is_asked: false,
            has_panicked: false,
            is_over: false,
        }
    }

    async fn run(mut self, lookup: &dyn Lookup) {
        // The first event is asked for before anything else is done.
        self.ask().await;
        tokio::task::yield_now().await;
        let destinations = self.outbox.configure(lookup);
        self.step(Event::Configured(destinations));
        signals::listen(self.inbox.clone());
        self.restore().await;
        while !self.is_over {
            self.ask().await;
            let wakes = self.state.wakes();
            let after = wakes.map(|at| at.saturating_since(self.clock.now()));
            // There is always a sender, this one's: nothing comes only where it is time for something.
            let arrival = match after {
                None => self.arrivals.recv().await,
                Some(after) => tokio::time::timeout(after, self.arrivals.recv()).await.unwrap_or_default(),
            };
            let is_time = arrival.is_none();
            for arrival in arrived_together(arrival, &mut self.arrivals) {
                self.arrived(arrival);
            }
            if is_time {
                self.step(Event::Tick);
            }
        }
    }

    /// Takes back what was left before a reset. The function is being set up meanwhile, as a rule.
    async fn restore(&mut self) {
        for file in self.spool.files() {
            if let Some(event) = self.spool.read(&file, self.clock.now()) {
                self.step(event);
            }
            tokio::task::yield_now().await;
        }
    }

    /// Asks for the next event, if that is to be done. What was given up before is given the time to end: each of these
    /// turns lets every task that has something to do go on.
    async fn ask(&mut self) {
        if std::mem::take(&mut self.asks_next) {
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            // Where there is no Lambda nobody is asked.
            let _ = self.asks.send(());
            self.is_asked = true;
        }
    }

    fn arrived(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Body { signal, encoding, body, answer } => {
                self.requests += 1;
                self.answers.insert(self.requests, answer);
                self.step(Event::Received { request: self.requests, signal, encoding, body });
            }
            Arrival::Event(event) => {
                self.is_asked &= !matches!(event, Event::Invoke(_) | Event::Shutdown { .. });
                match event {
                    Event::Invoke(_) => self.outbox.thawed(),
                    Event::Shutdown { .. } => self.outbox.ends(),
                    _ => {}
                }
                self.step(event);
            }
            Arrival::Unreadable(records) => {
                voice::say(&self.clock, format_args!("{records} platform events could not be read"));
            }
        }
    }

    /// Lets the state decide, and does what it says.
    fn step(&mut self, event: Event) {
        let now = self.clock.now();
        match catch_unwind(AssertUnwindSafe(|| self.state.step(event, now))) {
            Ok(actions) => actions.into_iter().for_each(|action| self.act(action)),
            Err(_) => self.recover(),
        }
    }

    /// Goes on after the state has panicked: the function is not to suffer from it, nor from trying the same again.
    fn recover(&mut self) {
        self.state.recover();
        self.outbox.abort_all();
        for (_, waiting) in self.answers.drain() {
            let _ = waiting.send(Answer::Failed);
        }
        if !std::mem::replace(&mut self.has_panicked, true) {
            voice::say(
                &self.clock,
                format_args!("the extension has panicked, loses what waited to be sent, and goes on"),
            );
        }
        if self.state.is_ending() {
            self.state.losses().iter().for_each(|lost| voice::say(&self.clock, format_args!("{lost}")));
            self.is_over = true;
        } else {
            self.asks_next |= !self.is_asked;
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Next => self.asks_next = true,
            Action::Answer { request, answer } => self.answer(request, answer),
            Action::Send { attempt, destination, signal, encoding, bodies } => {
                self.outbox.send(attempt, destination, signal, encoding, bodies);
            }
            Action::Abort { attempt } => self.outbox.abort(attempt),
            Action::Spool(saved) => {
                let is_kept = self.spool.write(&saved);
                self.step(Event::Spooled { file: saved.file, is_kept });
            }
            Action::Forget { file } => self.spool.delete(file),
            Action::Print(line) => voice::print(&line),
            Action::Say(what) => voice::say(&self.clock, format_args!("{what}")),
            Action::Exit => self.is_over = true,
        }
    }

    fn answer(&mut self, request: u64, answer: Answer) {
        if let Some(waiting) = self.answers.remove(&request) {
            // Who has hung up knows that it was not taken, or will try again.
            let _ = waiting.send(answer);
        }
    }
}

/// What has arrived by now. What came of attempts goes first, and all at once: what was answered is not to be given up, and
/// sent again, because of something else that happened meanwhile.
fn arrived_together(first: Option<Arrival>, arrivals: &mut mpsc::UnboundedReceiver<Arrival>) -> Vec<Arrival> {
    let (mut sent, mut together) = (Vec::new(), Vec::new());
    let others = std::iter::from_fn(|| arrivals.try_recv().ok());
    for arrival in first.into_iter().chain(others) {
        match arrival {
            Arrival::Event(Event::Sent(more)) => sent.extend(more),
            other => together.push(other),
        }
    }
    if !sent.is_empty() {
        together.insert(0, Arrival::Event(Event::Sent(sent)));
    }
    together
}

/// Asks Lambda for the next event whenever it is told to. An answer that makes no sense, or none, is said once.
async fn ask(mut lambda: Lambda, mut asked: mpsc::UnboundedReceiver<()>, inbox: Inbox, clock: Clock) {
    let mut was_said = false;
    while asked.recv().await.is_some() {
        loop {
            match lambda.next().await {
                Ok(event) => {
                    let _ = inbox.send(Arrival::Event(event));
                    break;
                }
                Err(error) => {
                    if !std::mem::replace(&mut was_said, true) {
                        voice::say(&clock, format_args!("{error}"));
                    }
                    sleep(PAUSE).await;
                    // A connection that has ended takes nothing any more.
                    if lambda.is_closed() {
                        if let Ok(again) = lambda.again().await {
                            lambda = again;
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use lamplight_core::clock::Timestamp;

    use super::*;
    use crate::event::{Invoke, Sent, ShutdownReason, Verdict};
    use crate::ledger::Reason;
    use crate::settings::{Destination, Settings};
    use crate::signal::{Encoding, Signal};

    /// A shell without Lambda, with one destination.
    fn shell() -> Shell {
        let (inbox, arrivals) = mpsc::unbounded_channel();
        let booted = Booted { settings: Settings::default(), lambda: None, inbox, arrivals };
        let mut shell = Shell::new(booted, Clock::system(), &[("LAMPLIGHT_SPOOL", "0")]);
        let to = Destination { name: "collector".to_owned(), takes: [true; 3], limits: Default::default() };
        shell.step(Event::Configured(vec![to]));
        shell
    }

    /// What the function is answered to a body with one log record.
    fn post(shell: &mut Shell) -> Answer {
        let body = Bytes::from_static(br#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}"#);
        let (answer, mut answered) = oneshot::channel();
        shell.arrived(Arrival::Body { signal: Signal::Logs, encoding: Encoding::Json, body, answer });
        answered.try_recv().expect("an answer")
    }

    #[test]
    fn what_waits_when_it_panics_is_counted_as_lost_and_what_comes_then_is_taken() {
        let mut shell = shell();
        assert_eq!(post(&mut shell), Answer::Accepted);
        shell.state.breaks = true;
        assert_eq!(post(&mut shell), Answer::Failed, "the same is not to come again");
        assert_eq!(post(&mut shell), Answer::Accepted);
        let account = shell.state.ledger().account(0, Signal::Logs);
        assert!(account.is_balanced());
        assert_eq!((account.accepted, account.dropped(Reason::Panic), account.queued), (3, 2, 1));
    }

    #[test]
    fn a_panic_while_an_invocation_goes_on_has_the_next_event_asked_for_and_one_while_it_waits_does_not() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let mut shell = shell();
        runtime.block_on(shell.ask());
        shell.state.breaks = true;
        shell.step(Event::Tick);
        assert!(!shell.asks_next, "it has been asked for");
        let (request_id, deadline) = ("r".to_owned(), Timestamp::from_millis(u64::MAX / 1_000_000));
        let invoke = Invoke { request_id, deadline, arn: None, trace_header: None };
        shell.state.breaks = true;
        shell.arrived(Arrival::Event(Event::Invoke(invoke)));
        assert!(shell.asks_next && !shell.is_over);
    }

    #[test]
    fn a_panic_at_the_end_ends_the_process() {
        let mut shell = shell();
        shell.state.breaks = true;
        let deadline = shell.clock.now().saturating_add(Duration::from_secs(2));
        shell.arrived(Arrival::Event(Event::Shutdown { reason: ShutdownReason::Spindown, deadline }));
        assert!(shell.is_over);
    }

    #[test]
    fn what_was_answered_is_known_before_anything_else_that_happened() {
        let (inbox, mut arrivals) = mpsc::unbounded_channel();
        let answers = [7, 8].map(|attempt| Sent { attempt, verdict: Verdict::Delivered { rejected: 0 } });
        let [one, other] = answers.map(|answer| Arrival::Event(Event::Sent(vec![answer])));
        for arrival in [Arrival::Unreadable(2), one, Arrival::Unreadable(3), other] {
            inbox.send(arrival).expect("it is received");
        }
        let together = arrived_together(Some(Arrival::Unreadable(1)), &mut arrivals);
        let [Arrival::Event(Event::Sent(sent)), others @ ..] = &together[..] else {
            panic!("{together:?}");
        };
        assert_eq!(*sent, answers, "at once: the state decides after each event");
        let others = others.iter().map(|arrival| match arrival {
            Arrival::Unreadable(records) => *records,
            _ => 0,
        });
        assert!(others.eq([1, 2, 3]), "{together:?}");
    }
}
