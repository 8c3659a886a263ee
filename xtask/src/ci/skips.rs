//! What a run may leave out. On a laptop: whatever is not installed. In CI: only what is listed here.

use crate::failure::Result;

use super::Done;
use super::report::Verdict;

/// Steps that CI may skip, and why that is safe. `docs/contributing/ci.md` lists the same.
const IN_CI: &[(&str, &str)] = &[
    ("deny", "takes minutes to install; the workflow has a job for it"),
    ("layer", "a machine out of reach of the registries has no linker for it; every release builds it"),
    ("msrv", "not every machine can get an old compiler; the workflow has a job for it"),
    ("others", "a machine without Node, or out of reach of the registries, has none of them"),
];

/// Turns the end of a step into what the summary says about it.
pub(super) fn judge(step: &str, result: Result<Done>, is_ci: bool) -> Verdict {
    match result {
        Ok(Done::Ran) => Verdict::Passed,
        Err(failure) => Verdict::Failed(failure.message),
        Ok(Done::Skipped(reason)) if is_ci && !may_be_skipped_in_ci(step) => {
            Verdict::Failed(format!("may not be skipped in CI: {reason}"))
        }
        Ok(Done::Skipped(reason)) => Verdict::Skipped(reason),
    }
}

fn may_be_skipped_in_ci(step: &str) -> bool {
    IN_CI.iter().any(|(listed, _)| *listed == step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ci::steps::STEPS;

    fn skipped() -> Result<Done> {
        Ok(Done::Skipped("not installed".to_owned()))
    }

    #[test]
    fn a_laptop_may_skip_any_step() {
        assert_eq!(judge("manual", skipped(), false), Verdict::Skipped("not installed".to_owned()));
    }

    #[test]
    fn ci_may_skip_what_is_listed() {
        assert_eq!(judge("deny", skipped(), true), Verdict::Skipped("not installed".to_owned()));
    }

    #[test]
    fn ci_fails_when_it_skips_anything_else() {
        let verdict = judge("manual", skipped(), true);
        assert_eq!(verdict, Verdict::Failed("may not be skipped in CI: not installed".to_owned()));
    }

    #[test]
    fn every_listed_step_exists_and_is_documented() {
        let page = include_str!("../../../docs/contributing/ci.md");
        for (step, reason) in IN_CI {
            assert!(STEPS.iter().any(|known| known.name == *step), "{step}");
            assert!(page.contains(&format!("| `{step}` | {reason} |")), "{step}: {reason}");
        }
    }
}
