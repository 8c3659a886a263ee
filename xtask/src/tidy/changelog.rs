//! The changelog has a place for what is not released yet.

use super::finding::Finding;

/// There is exactly one heading for it, and it is the first of the versions.
pub(super) fn check(text: &str) -> Vec<Finding> {
    let first = super::finding::numbered(text).find(|(_, line)| line.starts_with("## "));
    match first {
        Some((_, "## [Unreleased]" | "## Unreleased")) => Vec::new(),
        Some((line, _)) => vec![Finding::new(line, "the first version has to be `## [Unreleased]`")],
        None => vec![Finding::new(1, "there is no `## [Unreleased]`")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unreleased_section_comes_first() {
        assert_eq!(check("# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n"), []);
        assert_eq!(check("# Changelog\n\n## [0.1.0]\n").len(), 1);
        assert_eq!(check("# Changelog\n").len(), 1);
    }
}
