//! Nothing is left for later in the code: gaps are in `docs/known-gaps.md`, and tests run.

use super::finding::{Finding, numbered};

const MARKERS: &[&str] = &["TODO", "FIXME", "XXX", "HACK"];
const IN_RUST: &[(&str, &str)] = &[
    ("#[ignore", "a test that does not run tells nothing; fix it or delete it"),
    ("#![ignore", "a test that does not run tells nothing; fix it or delete it"),
    ("todo!(", "what is not written is a gap for docs/known-gaps.md"),
    ("unimplemented!(", "what is not written is a gap for docs/known-gaps.md"),
];

/// Markers anywhere, and in Rust what stands in for code or switches a test off.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    // This file has to name what it looks for.
    if path == file!() {
        return Vec::new();
    }
    numbered(text)
        .flat_map(|(number, line)| {
            problems(path, line).into_iter().map(move |problem| Finding::new(number, problem))
        })
        .collect()
}

fn problems(path: &str, line: &str) -> Vec<String> {
    let markers = MARKERS.iter().filter(|marker| has_word(line, marker));
    let mut problems: Vec<String> = markers
        .map(|marker| format!("`{marker}`: do it now, or describe it in docs/known-gaps.md"))
        .collect();
    if path.ends_with(".rs") {
        let code = IN_RUST.iter().filter(|(code, _)| line.contains(code));
        problems.extend(code.map(|(code, why)| format!("`{code}`: {why}")));
    }
    problems
}

fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_found_in_any_file() {
        let found = check("docs/index.md", "fine\n<!-- TODO: write -->\nHACK\n");
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn a_marker_inside_another_word_is_not_one() {
        assert_eq!(check(".ci/run", "mktemp lamp.XXXXXX\nHACKATHON\n"), []);
    }

    #[test]
    fn tests_that_are_switched_off_and_missing_code_are_found_in_rust() {
        for line in ["#[ignore]", "#[ignore = \"slow\"]", "    todo!()", "unimplemented!(\"later\")"] {
            assert_eq!(check("src/lib.rs", line).len(), 1, "{line}");
        }
        assert_eq!(check("docs/index.md", "`#[ignore]`"), []);
    }
}
