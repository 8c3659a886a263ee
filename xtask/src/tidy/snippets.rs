//! Every Rust block in the documentation is compiled by somebody.
//!
//! Either a crate includes the whole page as documentation, so that its doctests are the blocks, or
//! the block is one that mkdocs cuts out of a source file.

use std::collections::BTreeSet;

use super::finding::{Finding, numbered};
use super::tree::File;

/// What mkdocs replaces with a piece of a source file.
const CUT: &str = "--8<--";

/// The pages that source files include as documentation.
pub(super) fn compiled<'a>(sources: impl Iterator<Item = &'a File>) -> BTreeSet<String> {
    sources.flat_map(|source| included(&source.path, &source.text)).collect()
}

/// The Rust blocks that nobody compiles. Those of a page that is compiled are, unless they say otherwise.
pub(super) fn check(page: &str, is_compiled: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut block: Option<Block> = None;
    for (number, line) in numbered(page) {
        let line = line.trim();
        match (line.strip_prefix("```"), block.take()) {
            (Some(info), None) => block = Some(Block::new(number, info)),
            (Some(_), Some(ended)) => found.extend(ended.problem(is_compiled)),
            (None, Some(mut open)) => {
                open.is_cut &= line.is_empty() || line.starts_with(CUT);
                block = Some(open);
            }
            (None, None) => {}
        }
    }
    found
}

struct Block {
    line: usize,
    is_rust: bool,
    is_ignored: bool,
    is_cut: bool,
}

fn included(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.contains("doc = include_str!("));
    let files = lines.filter_map(|line| line.split_once("include_str!(\"")?.1.split('"').next());
    files.map(|file| resolve(path, file)).collect()
}

/// A path as it is written in a file, below the root.
fn resolve(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

// === impl Block ===

impl Block {
    fn new(line: usize, info: &str) -> Self {
        let mut words = info.split([',', ' ']).map(str::trim);
        let is_rust = matches!(words.next(), Some("rust" | "rs"));
        Self { line, is_rust, is_ignored: words.any(|word| word == "ignore"), is_cut: true }
    }

    fn problem(&self, is_compiled: bool) -> Option<Finding> {
        if !self.is_rust || self.is_cut {
            return None;
        }
        if self.is_ignored {
            return Some(Finding::new(
                self.line,
                "`ignore`: code that nobody compiles is wrong sooner or later",
            ));
        }
        (!is_compiled).then(|| {
            Finding::new(
                self.line,
                format!("nobody compiles this block: have a crate include the page as documentation, or cut it out of a source file with `{CUT}`"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# x\n\n```sh\nls\n```\n\n```rust\nfn main() {}\n```\n";

    #[test]
    fn a_block_that_nobody_compiles_is_found() {
        assert_eq!(check(PAGE, false).iter().map(|finding| finding.line).collect::<Vec<_>>(), [7]);
        assert_eq!(check(PAGE, true), []);
    }

    #[test]
    fn a_block_that_is_cut_out_of_a_source_file_passes() {
        assert_eq!(check("```rust\n--8<-- \"examples/orders/src/main.rs\"\n```\n", false), []);
    }

    #[test]
    fn a_compiled_page_may_not_leave_blocks_out() {
        assert_eq!(check("```rust,ignore\nfn main() {}\n```\n", true).len(), 1);
        assert_eq!(check("```rust,no_run\nfn main() {}\n```\n", true), []);
    }

    #[test]
    fn pages_are_found_where_crates_include_them() {
        let text =
            "//! x\n#[cfg(doctest)]\n#[doc = include_str!(\"../../../docs/manual/cli.md\")]\nmod manual;\n";
        assert_eq!(included("crates/lamplight/src/lib.rs", text), ["docs/manual/cli.md"]);
        assert_eq!(included("a/src/lib.rs", "let text = include_str!(\"../x.md\");"), [""; 0]);
    }
}
