//! What is compared with what.

use crate::arguments::Arguments;
use crate::round::Round;
use crate::subject::Subject;

/// Subjects that do the same work. The first is the floor, the second is ours, the others are peers.
pub struct Comparison {
    pub name: &'static str,
    pub subjects: &'static [Subject],
}

/// Every comparison.
pub const ALL: &[Comparison] = &[Comparison {
    name: "logger",
    subjects: &[
        Subject { name: "bare", about: "lambda_runtime, no telemetry" },
        Subject { name: "logger", about: "Lamplight with its logger" },
        Subject { name: "default-json", about: "lambda_runtime's default subscriber, JSON" },
    ],
}];

impl Comparison {
    /// Builds each subject by itself, so that none pays for a feature that another one turns on.
    pub fn build(&self) -> Result<(), String> {
        self.subjects.iter().try_for_each(Subject::build)
    }

    /// For each round, what each subject did in it.
    pub async fn measure(&self, arguments: &Arguments) -> Result<Vec<Vec<Round>>, String> {
        let mut rounds = Vec::with_capacity(arguments.rounds);
        for number in 1..=arguments.rounds {
            eprint!("\r{}: round {number} of {} ", self.name, arguments.rounds);
            let mut round = Vec::with_capacity(self.subjects.len());
            for subject in self.subjects {
                round.push(subject.measure(arguments.invocations).await?);
            }
            rounds.push(round);
        }
        eprintln!();
        Ok(rounds)
    }
}
