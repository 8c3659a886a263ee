//! Every crate forbids `unsafe`, but for a short list with an argument each.

use super::finding::Finding;

/// The root of a crate that cannot, and the argument for it. Its `unsafe` is one small module.
const EXEMPT: &[(&str, &str)] = &[];

/// The root of a crate says so, or is exempt.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let forbids = text.lines().any(|line| line.starts_with("#![forbid(unsafe_code"));
    if forbids || EXEMPT.iter().any(|(root, _)| *root == path) {
        return Vec::new();
    }
    vec![Finding::new(1, "a crate begins with `#![forbid(unsafe_code)]`")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_does_not_forbid_it_is_found() {
        assert_eq!(check("src/lib.rs", "//! x\n\n#![deny(unsafe_code)]\n").len(), 1);
        assert_eq!(check("src/lib.rs", "//! x\n\n#![forbid(unsafe_code)]\n"), []);
    }
}
