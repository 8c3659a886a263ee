//! What a run prints about its steps.

use std::time::Duration;

/// How one step ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Passed,
    Failed(String),
    Skipped(String),
    /// The tree does not build, so it was not tried.
    NotRun,
}

/// A row of the summary.
pub(super) struct Entry {
    pub(super) step: &'static str,
    pub(super) verdict: Verdict,
    pub(super) took: Duration,
}

/// One row, without the columns lined up.
pub(super) fn line(entry: &Entry) -> String {
    let (word, why) = entry.verdict.words();
    let separator = if why.is_empty() { "" } else { ": " };
    format!("{} {word} in {} min{separator}{why}", entry.step, minutes(entry.took))
}

/// All rows, with the columns lined up, and the total.
pub(super) fn table(entries: &[Entry]) -> String {
    let mut table = format!("{:<9} {:<8} {:>7}\n", "step", "result", "minutes");
    for entry in entries {
        let (word, why) = entry.verdict.words();
        let row = format!("{:<9} {word:<8} {:>7}  {why}", entry.step, minutes(entry.took));
        table.push_str(row.trim_end());
        table.push('\n');
    }
    let total = entries.iter().map(|entry| entry.took).sum();
    table.push_str(&format!("{:<9} {:<8} {:>7}\n", "total", "", minutes(total)));
    table
}

fn minutes(took: Duration) -> String {
    format!("{:.1}", took.as_secs_f64() / 60.0)
}

// === impl Verdict ===

impl Verdict {
    /// Whether the run as a whole fails because of it.
    pub(super) fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::NotRun)
    }

    fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Passed => ("ok", ""),
            Self::Failed(why) => ("FAILED", why),
            Self::Skipped(why) => ("skipped", why),
            Self::NotRun => ("not run", "the tree does not build"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_step_its_result_and_its_minutes() {
        let entries = [
            Entry { step: "fmt", verdict: Verdict::Passed, took: Duration::from_secs(6) },
            Entry {
                step: "clippy",
                verdict: Verdict::Failed("it warned".into()),
                took: Duration::from_secs(90),
            },
            Entry { step: "deny", verdict: Verdict::Skipped("not there".into()), took: Duration::ZERO },
            Entry { step: "test", verdict: Verdict::NotRun, took: Duration::ZERO },
        ];
        let expected = "\
step      result   minutes
fmt       ok           0.1
clippy    FAILED       1.5  it warned
deny      skipped      0.0  not there
test      not run      0.0  the tree does not build
total                  1.6
";
        assert_eq!(table(&entries), expected);
    }

    #[test]
    fn a_step_that_was_not_run_fails_the_whole() {
        assert!(Verdict::NotRun.is_failure());
        assert!(!Verdict::Skipped(String::new()).is_failure());
    }
}
