//! The command line.

use crate::comparison::{ALL, Comparison};

/// What to measure, and how often.
pub struct Arguments {
    pub comparisons: Vec<&'static Comparison>,
    pub rounds: usize,
    pub invocations: usize,
}

impl Arguments {
    /// Reads the command line; without a name everything is measured.
    pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self { comparisons: Vec::new(), rounds: 9, invocations: 2000 };
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let value = arguments.next().unwrap_or_default();
                let number = value.parse().ok().filter(|number| *number > 0);
                number.ok_or_else(|| format!("{argument} takes a number above zero, not {value:?}"))
            };
            match argument.as_str() {
                "--rounds" => parsed.rounds = number()?,
                "--invocations" => parsed.invocations = number()?,
                name => match ALL.iter().find(|comparison| comparison.name == name) {
                    Some(comparison) => parsed.comparisons.push(comparison),
                    None => {
                        let known: Vec<_> = ALL.iter().map(|comparison| comparison.name).collect();
                        return Err(format!(
                            "no comparison is called {name:?}; there are: {}",
                            known.join(", ")
                        ));
                    }
                },
            }
        }
        if parsed.comparisons.is_empty() {
            parsed.comparisons = ALL.iter().collect();
        }
        Ok(parsed)
    }
}
