//! A reader of manifests as this repository writes them: enough for rules, and no TOML library.

/// A key and its value, with where they stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    /// The section's name, such as `dependencies`.
    pub(super) section: &'a str,
    pub(super) key: &'a str,
    /// The rest of the line; of a value over several lines, the first.
    pub(super) value: &'a str,
    /// Counted from 1.
    pub(super) line: usize,
    /// Entries that no blank line, comment or header separates have the same.
    pub(super) group: usize,
}

/// Every entry, in order.
pub(super) fn entries(text: &str) -> Vec<Entry<'_>> {
    let (mut entries, mut section, mut group, mut open) = (Vec::new(), "", 0, 0);
    for (number, line) in super::finding::numbered(text) {
        let line = line.trim();
        if open > 0 {
            open += brackets(line);
        } else if line.is_empty() || line.starts_with('#') {
            group += 1;
        } else if let Some(name) = line.strip_prefix('[') {
            section = name.trim_start_matches('[').split(']').next().unwrap_or_default();
            group += 1;
        } else if let Some((key, value)) = line.split_once('=') {
            open = brackets(value);
            entries.push(Entry { section, key: key.trim(), value: value.trim(), line: number, group });
        }
    }
    entries
}

/// How many more brackets and braces the line opens than it closes.
fn brackets(line: &str) -> i32 {
    line.chars().map(|c| i32::from("[{".contains(c)) - i32::from("]}".contains(c))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sections_groups_and_values_over_several_lines() {
        let text = "[package]\nname = \"x\"\nkeywords = [\n  \"a = b\",\n]\nedition = \"2024\"\n\n[[bin]]\n# why\npath = \"y\"\n";
        let read: Vec<_> = entries(text).iter().map(|entry| (entry.section, entry.key, entry.line)).collect();
        let expected = [
            ("package", "name", 2),
            ("package", "keywords", 3),
            ("package", "edition", 6),
            ("bin", "path", 10),
        ];
        assert_eq!(read, expected);
    }
}
