//! Nothing in the project depends on where it was written: no paths of a machine, no numbers of a tracker.

use super::finding::{Finding, numbered};

/// Folders of machines that work was done on.
const FOLDERS: &[&str] = &["/Users/", "/mnt/", "/root/"];
/// Words that make a number after them one of a tracker. Upstream threads are cited by their address.
const BEFORE_NUMBER: &[&str] = &["issue", "issues", "ticket", "pr", "request", "fixes", "closes", "see"];

/// Every line with such a path or number.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    // This file has to name what it looks for.
    if path == file!() {
        return Vec::new();
    }
    let found = numbered(text).filter_map(|(number, line)| Some(Finding::new(number, problem(line)?)));
    found.collect()
}

fn problem(line: &str) -> Option<String> {
    if let Some(folder) = FOLDERS.iter().find(|folder| has_path(line, folder)) {
        return Some(format!("`{folder}` is a path of one machine"));
    }
    tracker_number(line)
        .map(|number| format!("`{number}` is a number of a tracker; say what it says, or cite an address"))
}

/// At the start of a path, not in the middle of one.
fn has_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_-./}".contains(c))
    })
}

fn tracker_number(line: &str) -> Option<&str> {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).find_map(|pair| {
        let word = pair[0].trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let digits = pair[1].trim_start_matches('(').strip_prefix('#')?;
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit());
        (is_number && BEFORE_NUMBER.contains(&word.as_str())).then_some(pair[1])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_machine_are_found() {
        for line in ["cd /mnt/main", "let path = \"/Users/x\";", "(/root/.cargo)"] {
            assert_eq!(check("a.md", line).len(), 1, "{line}");
        }
    }

    #[test]
    fn a_folder_of_that_name_below_another_is_fine() {
        for line in ["target/mnt/x", "$HOME/mnt/x", "${TMP}/root/lib", "./root/x"] {
            assert_eq!(check("a.md", line), [], "{line}");
        }
    }

    #[test]
    fn numbers_of_a_tracker_are_found_and_addresses_are_not() {
        assert_eq!(check("a.rs", "// see issue #12 for why").len(), 1);
        assert_eq!(check("a.rs", "// Fixes #7.").len(), 1);
        assert_eq!(check("a.rs", "// hyperium/hyper#1234 and `a#1` and colour #123456"), []);
    }
}
