//! Every source file begins by saying what it is.

use super::finding::Finding;

/// The first line is a `//!` with words behind it.
pub(super) fn check(text: &str) -> Vec<Finding> {
    let first = text.lines().next().unwrap_or_default();
    let says_something = first.strip_prefix("//! ").is_some_and(|words| !words.trim().is_empty());
    if says_something {
        Vec::new()
    } else {
        vec![Finding::new(1, "begin with a `//!` line that says what this file is")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_says_what_it_is_passes() {
        assert_eq!(check("//! The clock.\n\nuse std::fmt;\n"), []);
    }

    #[test]
    fn anything_else_on_the_first_line_is_found() {
        for text in ["", "use std::fmt;\n//! The clock.\n", "//!\n", "// The clock.\n"] {
            assert_eq!(check(text).len(), 1, "{text:?}");
        }
    }
}
