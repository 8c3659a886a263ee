//! The paths that are looked at in an event, and nothing else is.
//!
//! `a.b` is a member, `a[0]` the first element, `a{}` any member, and `a:b` a header, whose name is
//! matched in any case and whose value may be a string or a list. What a path goes on from has to be in
//! the list as well, and all that goes on from a path follows it. The list becomes a hash table when the
//! crate is compiled; rules and places name paths by their text, and a text that is not in the list does
//! not compile.

mod list;
mod tree;

use std::ops::Range;

use self::list::PATHS;
use self::tree::{TREE, index_of};

/// A path of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Path(u16);

/// Names a path. Fails to compile for one that is not in the list.
pub(super) const fn at(text: &str) -> Path {
    let index = index_of(text.as_bytes());
    assert!(index < COUNT, "the path is not in the list");
    Path(index as u16)
}

const COUNT: usize = PATHS.len();
/// The event itself.
const ROOT: u16 = 0;

/// What is looked for in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    /// Nothing: it is skipped.
    None,
    /// Members by name.
    Named,
    /// Headers by name, in any case.
    Headers,
    /// How many elements there are in all of its members.
    Counted,
}

// === impl Path ===

impl Path {
    pub(super) const COUNT: usize = COUNT;
    pub(super) const ROOT: Self = Self(ROOT);

    /// Its place in the list.
    #[inline]
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }

    /// As it stands in the list.
    #[cfg(test)]
    pub(super) fn text(self) -> &'static str {
        PATHS[self.index()]
    }

    /// Every path of the list.
    #[cfg(test)]
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..COUNT as u16).map(Self)
    }

    /// What is looked for in an object here.
    #[inline]
    pub(super) fn members(self) -> Members {
        TREE.members[self.index()]
    }

    /// The path of a member.
    #[inline]
    pub(super) fn member(self, key: &[u8]) -> Option<Self> {
        self.child(key, |name| name == key)
    }

    /// The path of a header.
    #[inline]
    pub(super) fn header(self, key: &[u8]) -> Option<Self> {
        self.child(key, |name| name.eq_ignore_ascii_case(key))
    }

    #[inline]
    fn child(self, key: &[u8], same: impl Fn(&[u8]) -> bool) -> Option<Self> {
        TREE.child(self.0, key, same).map(Self)
    }

    /// The path of the first element.
    #[inline]
    pub(super) fn first(self) -> Option<Self> {
        TREE.first(self.0).map(Self)
    }

    /// It is an element of a list, or within one: there may be more like it.
    #[inline]
    pub(super) fn is_of_one_among_many(self) -> bool {
        TREE.in_first[self.index()]
    }

    /// The places in the list of this path and of all that go on from it.
    #[inline]
    pub(super) fn subtree(self) -> Range<usize> {
        self.index()..TREE.end[self.index()].into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_path_step_by_step() {
        for (text, steps) in [
            ("requestContext.http.method", &["requestContext", "http", "method"][..]),
            ("detail-type", &["detail-type"]),
            ("CodePipeline.job.id", &["CodePipeline.job", "id"]),
        ] {
            let found = steps.iter().try_fold(Path::ROOT, |path, step| path.member(step.as_bytes()));
            assert_eq!(found.map(Path::text), Some(text));
        }
        let record = Path::ROOT.member(b"Records").and_then(Path::first);
        assert_eq!(record.and_then(|path| path.member(b"eventID")), Some(at("Records[0].eventID")));
        assert_eq!(Path::ROOT.first(), Some(at("[0]")));
    }

    #[test]
    fn names_of_headers_are_matched_in_any_case_and_others_are_not() {
        assert_eq!(at("headers").header(b"X-Amzn-TRACE-Id"), Some(at("headers:x-amzn-trace-id")));
        assert_eq!(Path::ROOT.member(b"Headers"), None);
        assert_eq!(Path::ROOT.member(b""), None);
    }

    #[test]
    fn what_goes_on_from_a_path_is_its_subtree() {
        for path in Path::all().filter(|path| *path != Path::ROOT) {
            for other in Path::all() {
                let rest = other.text().strip_prefix(path.text());
                let goes_on =
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':', '[', '{']));
                assert_eq!(
                    path.subtree().contains(&other.index()),
                    goes_on,
                    "{} {}",
                    path.text(),
                    other.text()
                );
            }
        }
        assert_eq!(Path::ROOT.subtree(), 0..COUNT);
    }
}
