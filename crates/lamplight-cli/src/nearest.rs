//! "Did you mean": the name that is nearest to one that does not exist.

/// The candidate that takes the fewest edits to become from `name`, if it is near enough to be meant: at most
/// a third of the name's letters differ.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.chars().count().div_ceil(3);
    let near = candidates.into_iter().map(|candidate| (distance(name, candidate), candidate));
    near.filter(|(distance, _)| *distance <= limit).min().map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, in two rows.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, left) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        for (left, right, edits) in
            [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("orders", "order", 1), ("é", "e", 1)]
        {
            assert_eq!(distance(left, right), edits, "{left} {right}");
            assert_eq!(distance(right, left), edits, "{right} {left}");
        }
    }

    #[test]
    fn finds_what_was_meant_and_nothing_far_off() {
        assert_eq!(nearest("oders", ["api", "orders", "worker"]), Some("orders"));
        assert_eq!(nearest("worker", ["worker-2", "workers"]), Some("workers"));
        assert_eq!(nearest("payments", ["api", "orders"]), None);
    }
}
