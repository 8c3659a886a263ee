//! Random runs that can be had again: from a seed to invocations, gaps and faults, and from a run that went wrong to
//! the shortest one that does.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! use lamplight_emulator::schedule::{Choices, Step, explore};
//!
//! let choices = Choices::new(["1", "2"]);
//! // In earnest: start a function, have the schedule run, and look at its journal.
//! let failure = explore(0..100, &choices, async |schedule| {
//!     let twos = schedule.steps.iter().filter(|step| **step == Step::Invoke("2".to_owned())).count();
//!     if twos >= 2 { vec!["two is one too many".to_owned()] } else { Vec::new() }
//! })
//! .await
//! .expect_err("some schedule invokes with 2 twice");
//! assert_eq!(failure.schedule.steps.len(), 2, "the shortest one: {failure}");
//! # });
//! # Ok::<(), std::io::Error>(())
//! ```

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::{Fault, Function, Invocation, Invoke, InvokeError};

/// What happens to a function, one step after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// What it was made from; the same seed and the same choices make the same schedule.
    pub seed: u64,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One step of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// The function is invoked with this payload, and everything is waited for.
    Invoke(String),
    /// [`Function::gap`].
    Gap(Duration),
    /// [`Function::inject`].
    Fault(Fault),
    /// [`Function::reset`].
    Reset,
}

/// What schedules are made of.
#[derive(Clone, Debug)]
pub struct Choices {
    payloads: Vec<String>,
    gaps: Vec<Duration>,
    faults: Vec<Fault>,
    length: RangeInclusive<usize>,
}

/// A schedule that went wrong, and how: the shortest one that was found.
#[derive(Clone, Debug)]
pub struct Failure<V> {
    /// What happened.
    pub schedule: Schedule,
    /// What was wrong with it; never empty.
    pub violations: Vec<V>,
}

// === impl Choices ===

impl Choices {
    /// Schedules of 2 to 8 steps that invoke with these payloads, and now and then reset.
    pub fn new<P: Into<String>>(payloads: impl IntoIterator<Item = P>) -> Self {
        let payloads = payloads.into_iter().map(Into::into).collect();
        Self { payloads, gaps: Vec::new(), faults: Vec::new(), length: 2..=8 }
    }

    /// Adds gaps of these lengths.
    #[must_use]
    pub fn gaps(mut self, gaps: impl IntoIterator<Item = Duration>) -> Self {
        self.gaps.extend(gaps);
        self
    }

    /// Adds faults.
    #[must_use]
    pub fn faults(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults.extend(faults);
        self
    }

    /// How many steps a schedule has.
    #[must_use]
    pub fn length(mut self, length: RangeInclusive<usize>) -> Self {
        self.length = length;
        self
    }

    /// Of twenty steps about eleven invoke, four are gaps, four are faults and one resets.
    fn step(&self, random: &mut Random) -> Step {
        match random.below(20) {
            0 => Step::Reset,
            1..5 if !self.gaps.is_empty() => Step::Gap(*random.one_of(&self.gaps)),
            5..9 if !self.faults.is_empty() => Step::Fault(random.one_of(&self.faults).clone()),
            _ if self.payloads.is_empty() => Step::Reset,
            _ => Step::Invoke(random.one_of(&self.payloads).clone()),
        }
    }
}

// === impl Schedule ===

impl Schedule {
    /// The schedule of this seed.
    #[must_use]
    pub fn generate(seed: u64, choices: &Choices) -> Self {
        let mut random = Random(seed);
        let (min, max) = (*choices.length.start(), *choices.length.end());
        let length = min + random.below(max.saturating_sub(min) + 1);
        let steps = (0..length).map(|_| choices.step(&mut random)).collect();
        Self { seed, steps }
    }

    /// Has it happen, and returns what came of the invocations.
    ///
    /// # Errors
    ///
    /// That an invocation was turned down, or the function shut down.
    pub async fn run(&self, function: &Function) -> Result<Vec<Invocation>, InvokeError> {
        let mut invocations = Vec::new();
        for step in &self.steps {
            match step {
                Step::Invoke(payload) => {
                    invocations.push(function.invoke(Invoke::new(payload.clone())).await?);
                }
                Step::Gap(simulated) => _ = function.gap(*simulated).await,
                Step::Fault(fault) => function.inject(fault.clone()),
                Step::Reset => function.reset().await,
            }
        }
        Ok(invocations)
    }

    /// The same without some of its steps, as far as it still `fails`: without any one of those that are left it
    /// would not.
    pub async fn shrink(&self, mut fails: impl AsyncFnMut(&Self) -> bool) -> Self {
        let mut shortest = self.clone();
        let mut chunk = shortest.steps.len().div_ceil(2);
        while chunk > 0 {
            let mut at = 0;
            let before = shortest.steps.len();
            while at < shortest.steps.len() {
                let mut shorter = shortest.clone();
                shorter.steps.drain(at..(at + chunk).min(shortest.steps.len()));
                if fails(&shorter).await {
                    shortest = shorter;
                } else {
                    at += chunk;
                }
            }
            // Without one step another one may have become needless.
            let again = chunk == 1 && shortest.steps.len() < before;
            chunk = if again { 1 } else { chunk / 2 };
        }
        shortest
    }
}

/// Runs the schedule of each seed until one has `violations`, and then looks for the shortest that has some.
///
/// # Errors
///
/// The shortest schedule that was found, which says its seed.
pub async fn explore<V>(
    seeds: impl IntoIterator<Item = u64>,
    choices: &Choices,
    mut violations: impl AsyncFnMut(&Schedule) -> Vec<V>,
) -> Result<(), Failure<V>> {
    for seed in seeds {
        let schedule = Schedule::generate(seed, choices);
        let mut last = violations(&schedule).await;
        if last.is_empty() {
            continue;
        }
        let schedule = schedule
            .shrink(async |shorter| {
                let found = violations(shorter).await;
                let fails = !found.is_empty();
                if fails {
                    last = found;
                }
                fails
            })
            .await;
        return Err(Failure { schedule, violations: last });
    }
    Ok(())
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}:", self.seed)?;
        self.steps.iter().try_for_each(|step| write!(f, "\n  {step:?}"))
    }
}

impl<V: fmt::Display> fmt::Display for Failure<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.schedule)?;
        self.violations.iter().try_for_each(|violation| write!(f, "\n! {violation}"))
    }
}

/// Numbers that follow from a seed: SplitMix64, by Sebastiano Vigna. <https://prng.di.unimi.it/splitmix64.c>
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, or zero.
    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).unwrap_or_default()
    }

    fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Moment;

    fn choices() -> Choices {
        let faults = [Fault::KillFunction(Moment::Handler), Fault::OutOfMemory(Moment::Init)];
        Choices::new(["1", "2"]).gaps([Duration::from_secs(1)]).faults(faults).length(5..=30)
    }

    #[test]
    fn a_seed_makes_the_same_schedule_again_and_another_seed_another_one() {
        let schedule = |seed| Schedule::generate(seed, &choices());
        assert_eq!(schedule(7), schedule(7));
        assert_ne!(schedule(7).steps, schedule(8).steps);
        assert!((0..100).all(|seed| (5..=30).contains(&schedule(seed).steps.len())));
        let steps: Vec<Step> = (0..100).flat_map(|seed| schedule(seed).steps).collect();
        let every = [
            Step::Invoke("1".to_owned()),
            Step::Invoke("2".to_owned()),
            Step::Gap(Duration::from_secs(1)),
            Step::Fault(Fault::OutOfMemory(Moment::Init)),
            Step::Reset,
        ];
        assert!(every.iter().all(|step| steps.contains(step)));
    }

    #[tokio::test]
    async fn what_fails_is_shrunk_to_what_it_takes() {
        // It takes a fault, and an invocation after it.
        let fails = |schedule: &Schedule| {
            let fault = schedule.steps.iter().position(|step| matches!(step, Step::Fault(_)));
            fault.is_some_and(|at| schedule.steps[at..].iter().any(|step| matches!(step, Step::Invoke(_))))
        };
        let mut tried = 0;
        for seed in 0..50 {
            let schedule = Schedule::generate(seed, &choices());
            if fails(&schedule) {
                let short = schedule.shrink(async |shorter| fails(shorter)).await;
                assert!(matches!(short.steps[..], [Step::Fault(_), Step::Invoke(_)]), "{short}");
                tried += 1;
            }
        }
        assert!(tried > 10, "{tried}");
    }

    #[tokio::test]
    async fn a_failure_says_its_seed_and_its_steps() {
        let choices = choices();
        let always = async |schedule: &Schedule| if schedule.seed == 4 { vec!["always"] } else { Vec::new() };
        let failure = explore([3, 4], &choices, always).await.expect_err("4 fails");
        assert_eq!(failure.to_string(), "seed 4:\n! always");
    }
}
