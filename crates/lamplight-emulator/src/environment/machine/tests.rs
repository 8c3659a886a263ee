//! The machine, driven by hand: no process, no socket, no clock.

use super::*;

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
        let limits = Limits { timeout: 3 * SECOND, init_timeout: 10 * SECOND, max_concurrency };
        Self { machine: Machine::new(limits), now: Instant::now(), polls: 0 }
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
        self.machine.invoke(id, self.now)
    }

    fn next(&mut self) -> Result<Vec<Action>, Refusal> {
        self.polls += 1;
        self.machine.next(Poll(self.polls), self.now)
    }

    fn tick(&mut self) -> Vec<Action> {
        self.machine.tick(self.now)
    }

    fn exited(&mut self, exit: Exit) -> Vec<Action> {
        self.machine.exited(exit, self.now)
    }

    /// Sends a whole response.
    fn respond(&mut self, id: Uuid) -> Vec<Action> {
        self.machine.begin(id, Answering::Response).expect("a response is due");
        self.machine.answered(id, self.now)
    }
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn deliver(poll: u64, number: u128, cold: bool) -> Action {
    Action::Deliver { poll: Poll(poll), invocation: id(number), cold }
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
    assert_eq!(rig.after(SECOND).next(), Ok(vec![end(1, Ending::Responded, SECOND)]));
    assert_eq!(rig.invoke(id(2)), [deliver(2, 2, false)]);
}

#[test]
fn an_invocation_is_over_only_when_the_next_event_is_asked_for() {
    let mut rig = Rig::ready(None);
    rig.invoke(id(1));
    assert_eq!(rig.respond(id(1)), []);
    assert_eq!(rig.invoke(id(2)), [], "waits its turn");
    let actions = rig.after(SECOND).next();
    assert_eq!(actions, Ok(vec![end(1, Ending::Responded, SECOND), deliver(2, 2, false)]));
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
    assert!(rig.next().expect("a new process").contains(&deliver(3, 2, true)));
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

#[test]
fn an_init_that_fails_takes_one_invocation_with_it_and_the_next_one_tries_again() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    rig.invoke(id(2));
    let failed = |number| Action::InitFailed {
        cause: InitCause::Exited(Exit::Code(1)),
        duration: SECOND,
        invocation: Some(id(number)),
    };
    assert_eq!(rig.after(SECOND).exited(Exit::Code(1)), [failed(1), Action::Spawn]);
    assert_eq!(rig.after(SECOND).exited(Exit::Code(1)), [failed(2)]);
}

#[test]
fn a_process_that_never_asks_is_killed_after_the_init_timeout() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    assert_eq!(rig.machine.next_timer(), Some(rig.now + 10 * SECOND));
    assert_eq!(rig.after(10 * SECOND).tick(), [Action::Kill]);
    let duration = 10 * SECOND;
    let failed = Action::InitFailed { cause: InitCause::TimedOut, duration, invocation: Some(id(1)) };
    assert_eq!(rig.after(SECOND).exited(KILLED), [failed]);
}

#[test]
fn an_init_error_is_taken_only_before_the_first_event_is_asked_for() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    assert_eq!(rig.machine.init_error(rig.now), Ok(vec![Action::Kill]));
    let cause = InitCause::Reported;
    let failed = Action::InitFailed { cause, duration: Duration::ZERO, invocation: Some(id(1)) };
    assert_eq!(rig.exited(Exit::Code(1)), [failed]);

    let mut rig = Rig::ready(None);
    assert_eq!(rig.machine.init_error(rig.now), transition("Ready", "InitError"));
}

#[test]
fn a_process_that_cannot_be_started_fails_the_invocation_that_wanted_it() {
    let mut rig = Rig::one_by_one();
    rig.invoke(id(1));
    let duration = Duration::ZERO;
    let failed = Action::InitFailed { cause: InitCause::NotStarted, duration, invocation: Some(id(1)) };
    assert_eq!(rig.machine.spawn_failed(rig.now), [failed]);
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
    assert_eq!(rig.machine.reset(rig.now), []);
    rig.invoke(id(2));
    rig.respond(id(1));
    assert_eq!(rig.next(), Ok(vec![end(1, Ending::Responded, Duration::ZERO), Action::Kill]));
    assert_eq!(rig.exited(KILLED), [Action::Spawn]);
}

#[test]
fn a_reset_without_a_process_does_nothing() {
    let mut rig = Rig::one_by_one();
    assert_eq!(rig.machine.reset(rig.now), []);
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
                5 if alive => rig.machine.init_error(rig.now).unwrap_or_default(),
                6 if alive => {
                    alive = false;
                    rig.exited(Exit::Code(1))
                }
                7 => rig.machine.reset(rig.now),
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
