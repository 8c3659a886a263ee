//! The command line.

use crate::comparison::{ALL, Comparison};
use crate::{crates, program, sizes};

/// What to measure, and how often.
pub struct Arguments {
    pub comparisons: Vec<&'static Comparison>,
    pub programs: Vec<&'static str>,
    pub sizes: bool,
    pub crates: bool,
    pub rounds: usize,
    pub invocations: usize,
}

impl Arguments {
    /// Reads the command line; without a name everything is measured.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self {
            comparisons: Vec::new(),
            programs: Vec::new(),
            sizes: false,
            crates: false,
            rounds: 9,
            invocations: 2000,
        };
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let value = arguments.next().unwrap_or_default();
                let number = value.parse().ok().filter(|number| *number > 0);
                number.ok_or_else(|| format!("{argument} takes a number above zero, not {value:?}"))
            };
            match argument.as_str() {
                "--rounds" => parsed.rounds = number()?,
                "--invocations" => parsed.invocations = number()?,
                sizes::NAME => parsed.sizes = true,
                crates::NAME => parsed.crates = true,
                name if program::NAMES.contains(&name) => {
                    parsed.programs.extend(program::NAMES.iter().filter(|known| **known == name));
                }
                name => parsed.comparisons.push(named(name)?),
            }
        }
        if parsed.comparisons.is_empty() && parsed.programs.is_empty() && !parsed.sizes && !parsed.crates {
            parsed.comparisons = ALL.iter().collect();
            parsed.programs = program::NAMES.to_vec();
            parsed.sizes = true;
            parsed.crates = true;
        }
        Ok(parsed)
    }
}

fn named(name: &str) -> Result<&'static Comparison, String> {
    ALL.iter().find(|comparison| comparison.name == name).ok_or_else(|| {
        let comparisons = ALL.iter().map(|comparison| comparison.name);
        let known: Vec<_> =
            comparisons.chain(program::NAMES.iter().copied()).chain([sizes::NAME, crates::NAME]).collect();
        format!("nothing to measure is called {name:?}; there are: {}", known.join(", "))
    })
}
