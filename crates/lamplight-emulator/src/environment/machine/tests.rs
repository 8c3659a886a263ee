//! The machine, driven by hand: no process, no socket, no clock.

use std::time::Duration;

use super::*;
use crate::environment::action::{Answering, Budgets, InitCause, ShutdownReason};

const SECOND: Duration = Duration::from_secs(1);

/// A machine whose time moves only when told.
struct Rig {
    machine: Machine,
    now: Instant,
    polls: u64,
}

impl Rig {
    fn one_by_one() -> Self {
        Self::new(None)
    }

    fn new(max_concurrency: Option<u32>) -> Self {
        Self::with(max_concurrency, &[], None)
    }

    fn with(max_concurrency: Option<u32>, external: &[&str], freeze_after: Option<Duration>) -> Self {
        let limits = Limits {
            timeout: 3 * SECOND,
            init_timeout: 10 * SECOND,
            max_concurrency,
            shutdown: Budgets { external: 2 * SECOND, internal: SECOND / 2 },
            freeze_after,
            evict_after: None,
        };
        let external = external.iter().map(|name| (*name).to_owned()).collect();
        Self { machine: Machine::new(limits, external), now: Instant::now(), polls: 0 }
    }

    /// A machine with a process that waits for events.
    fn ready(max_concurrency: Option<u32>) -> Self {
        let mut rig = Self::new(max_concurrency);
        assert_eq!(rig.machine.warm_up(rig.now), [Action::Spawn]);
        assert_eq!(rig.next(), Ok(vec![Action::InitFinished { duration: Duration::ZERO }]));
        rig
    }

    fn after(&mut self, time: Duration) -> &mut Self {
        self.now += time;
        self
    }

    fn invoke(&mut self, id: Uuid) -> Vec<Action> {
        told(self.machine.invoke(id, self.now))
    }

    fn next(&mut self) -> Result<Vec<Action>, Refusal> {
        self.polls += 1;
        self.machine.next(Poll(self.polls), self.now).map(told)
    }

    fn tick(&mut self) -> Vec<Action> {
        told(self.machine.tick(self.now))
    }

    fn exited(&mut self, exit: Exit) -> Vec<Action> {
        told(self.machine.exited(exit, self.now))
    }

    fn reset(&mut self) -> Vec<Action> {
        told(self.machine.reset(self.now))
    }

    fn init_error(&mut self) -> Result<Vec<Action>, Refusal> {
        self.machine.init_error(self.now).map(told)
    }

    /// Sends a whole response.
    fn respond(&mut self, id: Uuid) -> Vec<Action> {
        self.machine.begin(id, Answering::Response).expect("a response is due");
        self.machine.answered(id, self.now)
    }
}

/// What is to be done, without what is only said.
fn told(mut actions: Vec<Action>) -> Vec<Action> {
    actions.retain(|action| !matches!(action, Action::ShutdownStarted { .. }));
    actions
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn deliver(poll: u64, number: u128, cold: bool) -> Action {
    Action::Deliver { poll: Poll(poll), invocation: id(number), cold, since: None, told: Vec::new() }
}

fn done(number: u128, duration: Duration) -> Action {
    Action::RuntimeDone { invocation: id(number), duration }
}

fn end(number: u128, ending: Ending, duration: Duration) -> Action {
    Action::End { invocation: id(number), ending, duration }
}

fn transition<T>(from: &'static str, to: &'static str) -> Result<T, Refusal> {
    Err(Refusal::InvalidTransition { from, to })
}

const KILLED: Exit = Exit::Signal(9);

#[test]
fn the_first_invocation_starts_a_process_and_is_cold() {
    let mut rig = Rig::one_by_one();
    assert_eq!(rig.invoke(id(1)), [Action::Spawn]);
    let init = Action::InitFinished { duration: SECOND };
    assert_eq!(rig.after(SECOND).next(), Ok(vec![init, deliver(1, 1, true)]));
    rig.respond(id(1));
    assert_eq!(rig.after(SECOND).next(), Ok(vec![done(1, SECOND), end(1, Ending::Responded, SECOND)]));
    assert_eq!(rig.invoke(id(2)), [deliver(2, 2, false)]);
}

#[test]
fn an_invocation_is_over_only_when_the_next_event_is_asked_for() {
    let mut rig = Rig::ready(None);
    rig.invoke(id(1));
    assert_eq!(rig.respond(id(1)), []);
    assert_eq!(rig.invoke(id(2)), [], "waits its turn");
    let actions = rig.after(SECOND).next();
    assert_eq!(actions, Ok(vec![done(1, SECOND), end(1, Ending::Responded, SECOND), deliver(2, 2, false)]));
}

#[test]
fn a_timeout_kills_the_process_and_the_next_invocation_is_cold() {
    let mut rig = Rig::ready(None);
    rig.invoke(id(1));
    rig.invoke(id(2));
    assert_eq!(rig.after(2 * SECOND).tick(), [], "not yet");
    assert_eq!(rig.machine.next_timer(), Some(rig.now + SECOND));
    assert_eq!(rig.after(SECOND).tick(), [Action::TimedOut { invocation: id(1) }, Action::Kill]);
    assert_eq!(rig.machine.next_timer(), None);
    assert_eq!(rig.next(), transition("Stopped", "Ready"), "nothing is handed to a dying process");
    let actions = rig.exited(KILLED);
    assert_eq!(actions, [end(1, Ending::TimedOut, 3 * SECOND), Action::Spawn]);
    let (poll, invocation, since) = (Poll(3), id(2), Some(rig.now));
    let deliver = Action::Deliver { poll, invocation, cold: true, since, told: Vec::new() };
    assert!(
        rig.next().expect("a new process").contains(&deliver),
        "its init is a part of the next invocation"
    );
}

#[test]
fn work_after_the_response_counts_towards_the_timeout() {
    let mut rig = Rig::ready(None);
    rig.invoke(id(1));
    rig.respond(id(1));
    assert_eq!(rig.after(3 * SECOND).tick(), [Action::TimedOut { invocation: id(1) }, Action::Kill]);
}

#[test]
fn a_crash_ends_what_was_running_and_nothing_else() {
    let mut rig = Rig::ready(None);
    rig.invoke(id(1));
    let crash = Ending::Exited(Exit::Code(3));
    assert_eq!(rig.exited(Exit::Code(3)), [end(1, crash, Duration::ZERO)]);
    assert_eq!(rig.invoke(id(2)), [Action::Spawn]);
}

#[test]
fn a_process_that_ends_while_idle_fails_nobody() {
    let mut rig = Rig::ready(None);
    assert_eq!(rig.exited(Exit::Code(0)), []);
    assert!(rig.machine.is_down());
}

fn init_failed(cause: InitCause, duration: Duration, invocation: Option<u128>, phase: InitPhase) -> Action {
    Action::InitFailed { cause, duration, invocation: invocation.map(id), phase }
}

const EXITED: InitCause = InitCause::Exited(Exit::Code(1));

#[test]
fn an_init_that_fails_is_tried_again_within_the_invocation_and_only_then_takes_it_along() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    rig.invoke(id(2));
    let first = init_failed(EXITED, SECOND, None, InitPhase::Init);
    assert_eq!(rig.after(SECOND).exited(Exit::Code(1)), [first, Action::Spawn]);
    let second = |number| init_failed(EXITED, SECOND, Some(number), InitPhase::Invoke);
    assert_eq!(rig.after(SECOND).exited(Exit::Code(1)), [second(1), Action::Spawn]);
    assert_eq!(rig.after(SECOND).exited(Exit::Code(1)), [second(2)], "its environment has failed already");
}

#[test]
fn an_init_within_an_invocation_counts_towards_its_time() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    rig.exited(Exit::Code(1));
    let began = rig.now;
    assert_eq!(rig.machine.next_timer(), Some(began + 3 * SECOND), "it has the time of the function");
    let actions = rig.after(SECOND).next().expect("it is ready this time");
    let (poll, invocation, since) = (Poll(1), id(1), Some(began));
    let deliver = Action::Deliver { poll, invocation, cold: true, since, told: Vec::new() };
    assert_eq!(actions, [Action::InitFinished { duration: SECOND }, deliver]);
    assert_eq!(rig.machine.next_timer(), Some(began + 3 * SECOND));
    rig.respond(id(1));
    let over = [done(1, 2 * SECOND), end(1, Ending::Responded, 2 * SECOND)];
    assert_eq!(rig.after(SECOND).next(), Ok(over.to_vec()));
}

#[test]
fn an_init_within_an_invocation_ends_with_the_time_of_the_function() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    rig.exited(Exit::Code(1));
    assert_eq!(rig.after(3 * SECOND).tick(), [Action::Kill]);
    let failed = init_failed(InitCause::TimedOut, 3 * SECOND, Some(1), InitPhase::Invoke);
    assert_eq!(rig.exited(KILLED), [failed]);
}

#[test]
fn after_a_reset_an_init_is_a_phase_of_its_own_again() {
    let mut rig = Rig::ready(None);
    rig.invoke(id(1));
    rig.exited(Exit::Code(1));
    rig.reset();
    rig.invoke(id(2));
    assert_eq!(rig.machine.init_phase(), InitPhase::Init);
}

#[test]
fn a_process_that_never_asks_is_killed_after_the_init_timeout() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    assert_eq!(rig.machine.next_timer(), Some(rig.now + 10 * SECOND));
    assert_eq!(rig.after(10 * SECOND).tick(), [Action::Kill]);
    let failed = init_failed(InitCause::TimedOut, 10 * SECOND, None, InitPhase::Init);
    assert_eq!(rig.after(SECOND).exited(KILLED), [failed, Action::Spawn]);
}

#[test]
fn an_init_error_is_taken_only_before_the_first_event_is_asked_for() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    assert_eq!(rig.init_error(), Ok(vec![Action::Kill]));
    let failed = init_failed(InitCause::Reported, Duration::ZERO, None, InitPhase::Init);
    assert_eq!(rig.exited(Exit::Code(1)), [failed, Action::Spawn]);

    let mut rig = Rig::ready(None);
    assert_eq!(rig.init_error(), transition("Ready", "InitError"));
}

#[test]
fn a_process_that_cannot_be_started_fails_the_invocation_that_wanted_it_at_once() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    let failed = init_failed(InitCause::NotStarted, Duration::ZERO, Some(1), InitPhase::Init);
    assert_eq!(told(rig.machine.spawn_failed(rig.now)), [failed]);
    assert!(rig.machine.is_down());
}

#[test]
fn answers_that_fit_no_state_are_refused_by_the_names_of_lambda() {
    let mut rig = Rig::ready(None);
    assert_eq!(rig.machine.begin(id(1), Answering::Response), Err(Refusal::InvalidRequestId));
    rig.invoke(id(1));
    assert_eq!(rig.machine.begin(id(2), Answering::Response), Err(Refusal::InvalidRequestId));
    assert_eq!(rig.machine.begin(id(1), Answering::Response), Ok(()));
    let twice = rig.machine.begin(id(1), Answering::Error);
    assert_eq!(twice, transition("InvocationResponse", "InvocationErrorResponse"));
    assert_eq!(rig.next(), transition("InvocationResponse", "Ready"), "in the middle of a response");
    rig.machine.answered(id(1), rig.now);
    let twice = rig.machine.begin(id(1), Answering::Response);
    assert_eq!(twice, transition("RuntimeResponseSentState", "InvocationResponse"));
}

#[test]
fn asking_again_without_answering_gets_the_same_event() {
    let mut rig = Rig::ready(None);
    rig.invoke(id(1));
    let again = Action::Redeliver { poll: Poll(2), invocation: id(1) };
    assert_eq!(rig.next(), Ok(vec![again]));
}

#[test]
fn a_poll_that_was_given_up_gets_no_event() {
    let mut rig = Rig::ready(None);
    rig.machine.unpark(Poll(1));
    assert_eq!(rig.invoke(id(1)), []);
    assert_eq!(rig.next(), Ok(vec![deliver(2, 1, true)]));
}

#[test]
fn a_reset_waits_for_the_running_invocation_and_holds_back_the_queue() {
    let mut rig = Rig::ready(None);
    rig.invoke(id(1));
    assert_eq!(rig.reset(), []);
    rig.invoke(id(2));
    rig.respond(id(1));
    let zero = Duration::ZERO;
    assert_eq!(rig.next(), Ok(vec![done(1, zero), end(1, Ending::Responded, zero), Action::Kill]));
    assert_eq!(rig.exited(KILLED), [Action::Spawn]);
}

#[test]
fn a_reset_without_a_process_does_nothing() {
    let mut rig = Rig::one_by_one();
    assert_eq!(rig.reset(), []);
    assert_eq!(rig.invoke(id(1)), [Action::Spawn]);
    assert!(rig.next().expect("a first poll").contains(&deliver(1, 1, true)));
}

#[test]
fn several_invocations_run_at_once_up_to_the_limit() {
    let mut rig = Rig::ready(Some(2));
    assert_eq!(rig.invoke(id(1)), [deliver(1, 1, true)]);
    assert_eq!(rig.invoke(id(2)), [], "nobody asks");
    assert_eq!(rig.next(), Ok(vec![deliver(2, 2, false)]));
    assert_eq!(rig.next(), Ok(vec![]));
    assert_eq!(rig.invoke(id(3)), [], "two are running already");
    let over = end(2, Ending::Responded, Duration::ZERO);
    assert_eq!(rig.respond(id(2)), [over, deliver(3, 3, false)], "over as soon as it has answered");
}

#[test]
fn with_several_at_once_a_timeout_ends_one_and_its_late_answer_is_told_so() {
    let mut rig = Rig::ready(Some(2));
    rig.invoke(id(1));
    rig.after(SECOND).next().expect("a second worker");
    rig.invoke(id(2));
    let actions = rig.after(2 * SECOND).tick();
    let over = end(1, Ending::TimedOut, 3 * SECOND);
    assert_eq!(actions, [Action::TimedOut { invocation: id(1) }, over]);
    assert_eq!(rig.machine.begin(id(1), Answering::Response), Err(Refusal::Expired));
    assert_eq!(rig.respond(id(2)), [end(2, Ending::Responded, 2 * SECOND)]);
}

#[test]
fn a_crash_ends_all_that_ran_at_once() {
    let mut rig = Rig::ready(Some(2));
    rig.invoke(id(1));
    rig.next().expect("a second worker");
    rig.invoke(id(2));
    let crash = |number| end(number, Ending::Exited(KILLED), Duration::ZERO);
    assert_eq!(rig.exited(KILLED), [crash(1), crash(2)]);
}

proptest::proptest! {
    /// Whatever happens in whatever order, every invocation ends exactly once, and none is lost.
    #[test]
    fn every_invocation_ends_exactly_once(
        concurrency in proptest::option::of(1u32..4),
        steps in proptest::collection::vec(0u8..9, 0..60),
    ) {
        let mut rig = Rig::new(concurrency);
        let mut wanted = Vec::new();
        let mut running = Vec::new();
        let mut ended = Vec::new();
        let mut alive = false;
        let mut steps = steps;
        // In the end the function is healthy, and everything that waits gets its turn.
        steps.extend([6, 0]);
        for _ in 0..200 {
            steps.extend([1, 2]);
        }
        for step in steps {
            let actions = match step {
                0 => {
                    wanted.push(id(wanted.len() as u128));
                    rig.invoke(wanted[wanted.len() - 1])
                }
                1 if alive => rig.next().unwrap_or_default(),
                2 => running.first().copied().map_or(vec![], |first: Uuid| {
                    match rig.machine.begin(first, Answering::Response) {
                        Ok(()) => rig.machine.answered(first, rig.now),
                        Err(_) => vec![],
                    }
                }),
                3 => rig.after(SECOND).tick(),
                4 => rig.after(11 * SECOND).tick(),
                5 if alive => rig.init_error().unwrap_or_default(),
                6 if alive => {
                    alive = false;
                    rig.exited(Exit::Code(1))
                }
                7 => rig.reset(),
                8 => rig.machine.warm_up(rig.now),
                _ => vec![],
            };
            let mut actions = VecDeque::from(actions);
            while let Some(action) = actions.pop_front() {
                match action {
                    Action::Spawn => {
                        proptest::prop_assert!(!alive, "one process at a time");
                        alive = true;
                        rig.machine.spawned(rig.now);
                    }
                    Action::Kill => {
                        alive = false;
                        actions.extend(rig.exited(KILLED));
                    }
                    Action::Deliver { invocation, .. } => running.push(invocation),
                    Action::End { invocation, .. } => {
                        running.retain(|other| *other != invocation);
                        ended.push(invocation);
                    }
                    Action::InitFailed { invocation, .. } => ended.extend(invocation),
                    _ => {}
                }
            }
        }
        ended.sort();
        proptest::prop_assert_eq!(ended, wanted);
    }
}

mod extensions {
    //! The same machine with extensions.

    use super::*;
    use crate::environment::action::ExtensionFailure;
    use crate::environment::agents::AgentRefusal;

    fn extension(number: u128) -> Uuid {
        id(1000 + number)
    }

    impl Rig {
        fn register(&mut self, name: &str, number: u128) -> Vec<Action> {
            let events = ["INVOKE".to_owned(), "SHUTDOWN".to_owned()];
            self.machine.register(name, &events, extension(number), self.now).expect("it may register")
        }

        fn extension_next(&mut self, number: u128) -> Result<Vec<Action>, AgentRefusal> {
            self.polls += 1;
            self.machine.extension_next(extension(number), Poll(self.polls), self.now).map(told)
        }
    }

    /// Two extensions and a function that wait for events.
    fn ready() -> Rig {
        let mut rig = Rig::with(None, &["a", "b"], Some(SECOND));
        rig.machine.warm_up(rig.now);
        rig.register("a", 1);
        assert_eq!(rig.register("b", 2), [Action::Spawn]);
        rig.next().expect("the first poll");
        rig.extension_next(1).expect("the second poll");
        assert_eq!(rig.extension_next(2), Ok(vec![Action::InitFinished { duration: Duration::ZERO }]));
        rig
    }

    #[test]
    fn the_function_starts_when_all_have_registered_and_is_ready_when_all_are() {
        let mut rig = Rig::with(None, &["a", "b"], None);
        assert_eq!(rig.invoke(id(1)), [Action::SpawnExtensions]);
        assert_eq!(rig.register("b", 2), []);
        assert_eq!(rig.next(), transition("Started", "Ready"), "there is no function yet");
        assert_eq!(rig.register("a", 1), [Action::Spawn]);
        assert_eq!(rig.extension_next(1), Ok(vec![]));
        assert_eq!(rig.after(SECOND).next(), Ok(vec![]));
        let actions = rig.after(SECOND).extension_next(2);
        let init = Action::InitFinished { duration: 2 * SECOND };
        let told = vec![Poll(2), Poll(4)];
        let deliver = Action::Deliver { poll: Poll(3), invocation: id(1), cold: true, since: None, told };
        assert_eq!(actions, Ok(vec![init, deliver]));
    }

    #[test]
    fn nobody_registers_any_more_when_the_function_is_ready() {
        let mut rig = ready();
        let late = rig.machine.register("late", &[], extension(3), rig.now);
        assert_eq!(late, Err(AgentRefusal::Closed));
    }

    #[test]
    fn an_invocation_is_over_when_the_extensions_are_done_too() {
        let mut rig = ready();
        rig.invoke(id(1));
        rig.respond(id(1));
        assert_eq!(rig.after(SECOND).next(), Ok(vec![done(1, SECOND)]));
        assert_eq!(rig.invoke(id(2)), [], "waits its turn");
        assert_eq!(rig.extension_next(1), Ok(vec![]));
        let actions = rig.after(SECOND).extension_next(2).expect("it is its turn");
        assert_eq!(actions[0], end(1, Ending::Responded, 2 * SECOND));
        assert!(matches!(actions[1], Action::Deliver { .. }));
    }

    #[test]
    fn an_extension_that_is_late_keeps_the_answer_and_loses_the_environment() {
        let mut rig = ready();
        rig.invoke(id(1));
        rig.respond(id(1));
        rig.next().expect("the function is done");
        rig.extension_next(1).expect("one extension is done");
        let actions = rig.after(3 * SECOND).tick();
        assert_eq!(actions, [Action::TimedOut { invocation: id(1) }, Action::Terminate]);
        let deadline = rig.now + 2 * SECOND;
        let told = Action::TellShutdown { poll: Poll(5), reason: ShutdownReason::Timeout, deadline };
        assert_eq!(rig.exited(KILLED), [end(1, Ending::ExtensionsLate, 3 * SECOND), told]);
    }

    #[test]
    fn the_function_has_its_share_of_the_end_and_the_extensions_have_the_rest() {
        let mut rig = ready();
        let began = rig.now;
        assert_eq!(rig.reset(), [Action::Terminate]);
        assert_eq!(rig.machine.next_timer(), Some(began + Duration::from_millis(600)));
        assert_eq!(rig.after(Duration::from_millis(600)).tick(), [Action::Kill]);
        let told = |poll| Action::TellShutdown {
            poll: Poll(poll),
            reason: ShutdownReason::Spindown,
            deadline: began + 2 * SECOND,
        };
        assert_eq!(rig.exited(KILLED), [told(2), told(3)]);
        let now = rig.now;
        assert_eq!(rig.machine.extension_exited(0, Exit::Code(0), now), []);
        assert_eq!(rig.after(2 * SECOND).tick(), [Action::KillExtension(1)]);
        assert_eq!(rig.machine.extension_exited(1, KILLED, rig.now), []);
        assert!(rig.machine.is_down());
    }

    #[test]
    fn an_extension_that_is_still_at_work_is_told_of_the_end_when_it_asks() {
        let mut rig = ready();
        rig.invoke(id(1));
        rig.exited(Exit::Code(1));
        let deadline = rig.now + 2 * SECOND;
        let told = Action::TellShutdown { poll: Poll(4), reason: ShutdownReason::Failure, deadline };
        assert_eq!(rig.extension_next(1), Ok(vec![told]));
    }

    #[test]
    fn a_crash_of_an_extension_fails_the_invocation() {
        let mut rig = ready();
        rig.invoke(id(1));
        let failure = ExtensionFailure::Crash(Exit::Code(7));
        let actions = told(rig.machine.extension_exited(0, Exit::Code(7), rig.now));
        assert_eq!(actions, [Action::Terminate]);
        let actions = rig.exited(KILLED);
        assert_eq!(actions[0], end(1, Ending::Extension(failure), Duration::ZERO));
    }

    #[test]
    fn an_extension_that_asks_twice_is_refused() {
        let mut rig = ready();
        let (from, to, extension) = ("Ready", "Ready", extension(1).to_string());
        assert_eq!(rig.extension_next(1), Err(AgentRefusal::InvalidState { from, to, extension }));
    }

    #[test]
    fn what_nobody_uses_ends_after_a_longer_while_frozen_or_not() {
        let mut rig = ready();
        rig.machine.limits.evict_after = Some(5 * SECOND);
        rig.invoke(id(1));
        rig.respond(id(1));
        rig.next().expect("the function is done");
        rig.extension_next(1).expect("one extension is done");
        rig.extension_next(2).expect("both are");
        assert_eq!(rig.after(SECOND).tick(), [Action::Freeze]);
        assert_eq!(rig.machine.next_timer(), Some(rig.now + 4 * SECOND));
        assert_eq!(rig.after(4 * SECOND).tick(), [Action::Thaw, Action::Terminate]);
        assert!(matches!(
            rig.exited(KILLED)[0],
            Action::TellShutdown { reason: ShutdownReason::Spindown, .. }
        ));
    }

    #[test]
    fn a_gap_freezes_at_once_and_a_long_one_ends_what_nobody_uses() {
        let mut rig = ready();
        assert_eq!(rig.machine.gap(SECOND, rig.now), [Action::Freeze]);
        assert_eq!(rig.machine.gap(SECOND, rig.now), [], "it is frozen");
        rig.machine.limits.evict_after = Some(300 * SECOND);
        let actions = told(rig.machine.gap(300 * SECOND, rig.now));
        assert_eq!(actions, [Action::Thaw, Action::Terminate]);
        assert_eq!(rig.machine.gap(SECOND, rig.now), [], "it is about to end");
    }

    #[test]
    fn what_is_idle_is_frozen_after_a_while_and_thawed_for_what_comes_next() {
        let mut rig = ready();
        assert_eq!(rig.machine.next_timer(), Some(rig.now + SECOND));
        assert_eq!(rig.after(SECOND).tick(), [Action::Freeze]);
        assert_eq!(rig.machine.next_timer(), None);
        assert_eq!(rig.invoke(id(1))[0], Action::Thaw);
        rig.respond(id(1));
        rig.next().expect("the function is done");
        assert_eq!(
            rig.machine.next_timer(),
            Some(rig.now + 3 * SECOND),
            "only the timeout, as the extensions are at work"
        );
        rig.extension_next(1).expect("one extension is done");
        rig.extension_next(2).expect("both are");
        assert_eq!(rig.after(SECOND).tick(), [Action::Freeze]);
        assert_eq!(rig.reset(), [Action::Thaw, Action::Terminate]);
    }
}
