//! The sets of dimensions that metrics have, and which of them one document can hold.

use std::borrow::Cow;

use lamplight_core::json::write_string;

use crate::limits;
use crate::mark::Mark;
use crate::members::Members;

/// The sets of one scope: the one that single dimensions are added to, and those that were given as a whole.
#[derive(Debug, Default)]
pub(crate) struct Dimensions {
    /// The first is the one that is added to. Those after `used` are kept for their buffers.
    sets: Vec<Set>,
    used: usize,
    /// Whether the first set has more than the defaults.
    added: bool,
}

#[derive(Debug, Default)]
struct Set {
    members: Members,
    /// The document that it goes into; none if it says the same as one before it.
    document: Option<usize>,
}

// === impl Dimensions ===

impl Dimensions {
    /// Has the defaults only.
    pub(crate) fn begin(&mut self, defaults: &Members) {
        self.used = 0;
        self.added = false;
        self.open().copy(defaults);
    }

    /// The set that single dimensions are added to.
    pub(crate) fn first(&self) -> Option<&Members> {
        self.used().first().map(|set| &set.members)
    }

    /// Sets a dimension of the first set.
    pub(crate) fn add(&mut self, name: Cow<'static, str>, value: &str) {
        if self.used == 0 {
            self.open();
        }
        self.added = true;
        set(&mut self.sets[0].members, name, value);
    }

    /// The mark of this dimension of the first set, if it is the [expected](Members::expected) one.
    pub(crate) fn expected(&self, name: &str, value: &str) -> Option<Mark> {
        self.first()?.expected(name, value)
    }

    /// Sets the [expected](Self::expected) dimension.
    pub(crate) fn add_expected(&mut self) {
        self.added = true;
        self.sets[0].members.set_expected();
    }

    /// How many sets there are, the first included.
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    /// One more set, as [`close`](Self::close) left it.
    pub(crate) fn open(&mut self) -> &mut Members {
        if self.used == self.sets.len() {
            self.sets.push(Set::default());
        }
        self.used += 1;
        &mut self.sets[self.used - 1].members
    }

    /// Takes back the set that was opened last.
    pub(crate) fn close(&mut self) {
        self.used -= 1;
    }

    pub(crate) fn contains(&self, name: &str, mark: Mark) -> bool {
        self.used().iter().any(|set| set.members.contains(name, mark))
    }

    /// The sets that metrics are written with. One with nothing but the defaults is none of them where others
    /// were asked for.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Members> {
        self.asked_for().iter().map(|set| &set.members)
    }

    /// The set that metrics are written with and where it is, if there is just one.
    pub(crate) fn only(&self) -> Option<(usize, &Members)> {
        match self.asked_for() {
            [only] => Some((self.begin_of_asked_for(), &only.members)),
            _ => None,
        }
    }

    /// Decides which set goes into which document, and returns how many documents that are: two sets that
    /// give a name different values cannot be in one, nor can more than fit.
    pub(crate) fn distribute(&mut self) -> usize {
        let begin = self.begin_of_asked_for();
        let sets = &mut self.sets[begin..self.used];
        if let [only] = sets {
            only.document = Some(0);
            return 1;
        }
        let mut documents = 0;
        for at in 0..sets.len() {
            let (earlier, rest) = sets.split_at_mut(at);
            let members = &rest[0].members;
            if earlier.iter().any(|set| set.members.are(members)) {
                rest[0].document = None;
                continue;
            }
            let takes = |document: &usize| {
                let mut there = earlier.iter().filter(|set| set.document == Some(*document));
                let mut bytes = bytes(members);
                there.all(|set| {
                    bytes += self::bytes(&set.members);
                    bytes <= limits::DIMENSION_BYTES && set.members.agree_with(members)
                })
            };
            let document = (0..documents).find(takes).unwrap_or(documents);
            rest[0].document = Some(document);
            documents = documents.max(document + 1);
        }
        documents
    }

    /// The sets of a document.
    pub(crate) fn of_document(&self, document: usize) -> impl Iterator<Item = &Members> {
        let sets = self.asked_for().iter().filter(move |set| set.document == Some(document));
        sets.map(|set| &set.members)
    }

    /// Appends what all sets of a document say, each dimension once, as `,"name":value`.
    pub(crate) fn write_members(&self, document: usize, out: &mut Vec<u8>) {
        for (at, set) in self.of_document(document).enumerate() {
            if at == 0 {
                out.extend_from_slice(set.json());
                continue;
            }
            for (name, json) in set.named() {
                if self.of_document(document).take(at).all(|earlier| earlier.get(name).is_none()) {
                    out.push(b',');
                    out.extend_from_slice(json);
                }
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.used = 0;
        self.added = false;
        self.sets.truncate(limits::DIMENSION_SETS);
    }

    fn used(&self) -> &[Set] {
        &self.sets[..self.used]
    }

    fn asked_for(&self) -> &[Set] {
        &self.used()[self.begin_of_asked_for()..]
    }

    fn begin_of_asked_for(&self) -> usize {
        usize::from(self.used > 1 && !self.added)
    }
}

/// Sets a dimension.
pub(crate) fn set(members: &mut Members, name: Cow<'static, str>, value: &str) {
    if members.expected(&name, value).is_some() {
        return members.set_expected();
    }
    let result = members.set(name, usize::MAX, |out| write_string(out, value));
    debug_assert!(result.is_ok(), "there is no bound in bytes");
}

/// What a set takes in a document: its members, and its names once more where they are listed.
fn bytes(members: &Members) -> usize {
    members.json().len() + members.labels().map(<[u8]>::len).sum::<usize>() + 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dimensions(sets: &[&[(&'static str, &str)]]) -> Dimensions {
        let mut dimensions = Dimensions::default();
        dimensions.begin(&Members::default());
        for members in sets {
            dimensions.open().clear();
            for (name, value) in *members {
                set(&mut dimensions.sets[dimensions.used - 1].members, Cow::Borrowed(name), value);
            }
        }
        dimensions
    }

    fn documents(sets: &[&[(&'static str, &str)]]) -> Vec<Option<usize>> {
        let mut dimensions = dimensions(sets);
        dimensions.distribute();
        dimensions.asked_for().iter().map(|set| set.document).collect()
    }

    #[test]
    fn sets_that_agree_share_a_document_and_those_that_do_not_have_their_own() {
        assert_eq!(documents(&[&[("a", "1")], &[("a", "1"), ("b", "2")], &[]]), [Some(0); 3]);
        let (one, two) = (&[("a", "1")], &[("a", "2")]);
        assert_eq!(documents(&[one, two, &[("b", "1")]]), [Some(0), Some(1), Some(0)]);
    }

    #[test]
    fn a_set_that_is_there_already_is_not_written_again() {
        let (one, same) = ([("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")]);
        assert_eq!(documents(&[&one, &same]), [Some(0), None]);
    }

    #[test]
    fn sets_that_are_too_long_together_have_documents_of_their_own() {
        let long = "v".repeat(limits::DIMENSION_BYTES / 2 - 20);
        let sets: [&[(&'static str, &str)]; 2] = [&[("a", &long)], &[("b", &long)]];
        assert_eq!(documents(&sets), [Some(0), Some(0)]);
        let longer = format!("{long}{}", "v".repeat(20));
        let sets: [&[(&'static str, &str)]; 2] = [&[("a", &longer)], &[("b", &longer)]];
        assert_eq!(documents(&sets), [Some(0), Some(1)]);
    }

    #[test]
    fn a_dimension_of_several_sets_is_in_a_document_once() {
        let mut dimensions = dimensions(&[&[("a", "1"), ("b", "2")], &[("b", "2"), ("c", "3")]]);
        dimensions.distribute();
        let mut members = Vec::new();
        dimensions.write_members(0, &mut members);
        assert_eq!(members, br#","a":"1","b":"2","c":"3""#);
    }

    #[test]
    fn the_defaults_alone_are_no_set_where_others_are_asked_for() {
        assert_eq!(dimensions(&[]).iter().count(), 1);
        assert_eq!(dimensions(&[&[("a", "1")]]).iter().count(), 1);
        let mut both = dimensions(&[&[("a", "1")]]);
        both.add("b".into(), "2");
        assert_eq!(both.iter().count(), 2);
    }
}
