//! Members of an object that are JSON already, in the order they came.

use std::borrow::Cow;
use std::ops::Range;

use lamplight_core::json::write_string;

use crate::mark::Mark;

/// Dimensions or properties. Their texts lie in one buffer.
///
/// Those of the last invocation are likely to come again: dimensions, with the same values. So they stay behind those
/// of this one, and are there when they are expected.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// Those that are set; then those that were set after them in the last invocation.
    entries: Vec<Member>,
    /// How many are set.
    used: usize,
    /// Each as `,"name":value`, in the order of the entries.
    json: Vec<u8>,
    /// How much of it is of those that are set.
    end: usize,
    /// The [bits](Mark::bit) of their names.
    bits: u64,
    /// How often the text was changed. What is expected is there already.
    changes: u64,
}

#[derive(Clone, Debug)]
struct Member {
    name: Cow<'static, str>,
    mark: Mark,
    /// Where it is in the buffer, with the comma before it.
    json: Range<usize>,
    /// How much of that is the comma and the name.
    label: usize,
    /// Whether it is written as it is, without a backslash.
    plain: bool,
}

// === impl Members ===

impl Members {
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    /// The [bits](Mark::bit) of their names.
    pub(crate) fn bits(&self) -> u64 {
        self.bits
    }

    /// What is the same as long as they are: two numbers.
    pub(crate) fn state(&self) -> (u64, usize) {
        (self.changes, self.end)
    }

    pub(crate) fn contains(&self, name: &str, mark: Mark) -> bool {
        self.member(name, mark).is_some()
    }

    /// The member of this name as `"name":value`.
    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        self.member(name, Mark::of(name)).map(|member| self.text(member))
    }

    /// Becomes the same as others.
    pub(crate) fn copy(&mut self, others: &Self) {
        let (used, end) = (others.used, others.end);
        // Nearly always it begins with these already.
        let ends_there = used == 0 || self.entries.get(used - 1).is_some_and(|last| last.json.end == end);
        if !(ends_there && self.json.starts_with(others.json())) {
            self.entries.clone_from(&others.entries);
            self.json.clone_from(&others.json);
            self.changes += 1;
        }
        (self.used, self.end, self.bits) = (used, end, others.bits);
    }

    /// The mark of the member that comes next, if it is the one that came next in the last invocation, with the same
    /// text for its value.
    pub(crate) fn expected(&self, name: &str, value: &str) -> Option<Mark> {
        let next = self.entries.get(self.used)?;
        let known = self.json[next.json.clone()].get(next.label + 2..)?.strip_suffix(b"\"")?;
        // Without a backslash, neither of the two is another text for the same, or the same for another.
        let same = next.plain && next.name == name && known == value.as_bytes();
        same.then_some(next.mark)
    }

    /// Sets the [expected](Self::expected) member.
    pub(crate) fn set_expected(&mut self) {
        let next = &self.entries[self.used];
        (self.end, self.bits) = (next.json.end, self.bits | next.mark.bit());
        self.used += 1;
    }

    /// Whether no name has one value here and another there.
    pub(crate) fn agree_with(&self, others: &Self) -> bool {
        self.named().all(|(name, json)| others.get(name).is_none_or(|other| other == json))
    }

    /// Whether these are the same members, in whatever order.
    pub(crate) fn are(&self, others: &Self) -> bool {
        self.len() == others.len() && self.named().all(|(name, json)| others.get(name) == Some(json))
    }

    /// Sets a member, in its old place if it was there. `write` appends its value.
    ///
    /// # Errors
    ///
    /// When that makes them longer than `most` bytes: the name comes back, and nothing has changed.
    pub(crate) fn set(
        &mut self,
        name: Cow<'static, str>,
        most: usize,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), Cow<'static, str>> {
        self.changes += 1;
        self.entries.truncate(self.used);
        self.json.truncate(self.end);
        let start = self.end;
        self.json.push(b',');
        write_string(&mut self.json, &name);
        let label = self.json.len() - start;
        self.json.push(b':');
        write(&mut self.json);
        let mark = Mark::of(&name);
        let (known, others) = match self.member(&name, mark) {
            None => (None, self.len()),
            Some(known) => (Some(known.json.clone()), self.len() - 1),
        };
        // No comma counts.
        if self.json.len() - known.as_ref().map_or(0, Range::len) - others - 1 > most {
            self.json.truncate(start);
            return Err(name);
        }
        let json = start..self.json.len();
        let plain = !self.json[start..].contains(&b'\\');
        match known {
            None => {
                self.bits |= mark.bit();
                self.entries.push(Member { name, mark, json, label, plain });
                self.used += 1;
            }
            Some(old) => {
                let new = old.start..old.start + json.len();
                // To the place of what it replaces, which is then behind it.
                self.json[old.start..].rotate_right(json.len());
                self.json.drain(new.end..new.end + old.len());
                for member in &mut self.entries {
                    if member.json == old {
                        member.json = new.clone();
                        member.plain = plain;
                    } else if member.json.start > old.start {
                        member.json.start = member.json.start + new.len() - old.len();
                        member.json.end = member.json.end + new.len() - old.len();
                    }
                }
            }
        }
        self.end = self.json.len();
        Ok(())
    }

    /// All of them as `,"name":value`.
    pub(crate) fn json(&self) -> &[u8] {
        &self.json[..self.end]
    }

    /// The names, each as `,"name"`.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &[u8]> {
        self.set_ones().iter().map(|member| &self.json[member.json.start..member.json.start + member.label])
    }

    /// Each as `"name":value`.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.set_ones().iter().map(|member| self.text(member))
    }

    /// Each with its name, as `"name":value`.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.set_ones().iter().map(|member| (&*member.name, self.text(member)))
    }

    /// Each with its name, where all are strings: their texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.set_ones().iter().map(|member| (&*member.name, text_of(&self.text(member)[member.label..])))
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.json.clear();
        (self.used, self.end, self.bits) = (0, 0, 0);
        self.changes += 1;
    }

    fn set_ones(&self) -> &[Member] {
        &self.entries[..self.used]
    }

    fn member(&self, name: &str, mark: Mark) -> Option<&Member> {
        if self.bits & mark.bit() == 0 {
            return None;
        }
        self.set_ones().iter().find(|member| member.mark == mark && member.name == name)
    }

    fn text(&self, member: &Member) -> &[u8] {
        &self.json[member.json.start + 1..member.json.end]
    }
}

/// What `"text"` says where only quotes and backslashes are escaped, as in a dimension.
fn text_of(json: &[u8]) -> Cow<'_, str> {
    let text = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
    let text = String::from_utf8_lossy(text);
    if !text.contains('\\') {
        return text;
    }
    let mut characters = text.chars();
    let mut unescaped = String::with_capacity(text.len());
    while let Some(character) = characters.next() {
        unescaped.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    Cow::Owned(unescaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(members: &mut Members, name: &'static str, value: &str) -> bool {
        members.set(name.into(), 40, |out| write_string(out, value)).is_ok()
    }

    fn shown(members: &Members) -> String {
        String::from_utf8(members.iter().collect::<Vec<_>>().join(&b',')).expect("JSON is UTF-8")
    }

    #[test]
    fn a_member_that_is_set_again_keeps_its_place_and_leaves_no_gap() {
        let mut members = Members::default();
        for (name, value) in [("a", "first"), ("b", "2"), ("c", ""), ("a", "x"), ("b", "longer")] {
            assert!(set(&mut members, name, value));
        }
        assert_eq!(shown(&members), r#""a":"x","b":"longer","c":"""#);
        assert_eq!(members.json(), br#","a":"x","b":"longer","c":"""#);
        assert_eq!(members.labels().collect::<Vec<_>>(), [&br#","a""#[..], br#","b""#, br#","c""#]);
    }

    #[test]
    fn the_same_members_again_are_expected_and_others_are_not() {
        let text = |members: &mut Members, name: &'static str, value: &str| {
            let expected = members.expected(name, value).is_some();
            crate::dimensions::set(members, name.into(), value);
            expected
        };
        let (mut members, mut defaults) = (Members::default(), Members::default());
        text(&mut defaults, "service", "shop");
        members.copy(&defaults);
        for (name, value) in [("a", "1"), ("b", "2"), ("c", "\\")] {
            assert!(!text(&mut members, name, value));
        }
        members.copy(&defaults);
        assert_eq!(shown(&members), r#""service":"shop""#);
        assert!(members.get("a").is_none());
        assert!(text(&mut members, "a", "1") && text(&mut members, "b", "2"));
        assert_eq!(members.expected("c", r"\\"), None, "as it is written is not as it was given");
        assert_eq!(shown(&members), r#""service":"shop","a":"1","b":"2""#);
        members.copy(&defaults);
        assert!(
            text(&mut members, "a", "1") && !text(&mut members, "b", "3") && !text(&mut members, "c", "4")
        );
        assert_eq!(shown(&members), r#""service":"shop","a":"1","b":"3","c":"4""#);
        text(&mut members, "b", "\\");
        members.copy(&defaults);
        assert!(text(&mut members, "a", "1"));
        assert_eq!(members.expected("b", r"\\"), None, "nor if it was plain before");
        members.copy(&defaults);
        assert!(!text(&mut members, "service", "other"), "it is there already");
        assert_eq!(shown(&members), r#""service":"other""#);
        members.copy(&defaults);
        assert_eq!(shown(&members), r#""service":"shop""#);
    }

    #[test]
    fn texts_are_as_they_were_given() {
        let mut members = Members::default();
        let given = [("plain", "text"), ("qu\"o\\te\"", "back\\sla\"sh"), ("\\", "\\")];
        for (name, value) in given {
            crate::dimensions::set(&mut members, name.into(), value);
        }
        let texts: Vec<_> = members.texts().map(|(name, text)| (name, text.into_owned())).collect();
        assert_eq!(texts, given.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn what_does_not_fit_changes_nothing() {
        let mut members = Members::default();
        assert!(set(&mut members, "a", &"v".repeat(34)), "34, four quotes, the name and a colon are 40");
        assert!(!set(&mut members, "b", ""));
        assert!(!set(&mut members, "a", &"v".repeat(35)));
        assert_eq!(shown(&members), format!(r#""a":"{}""#, "v".repeat(34)));
        assert!(set(&mut members, "a", ""), "one that is replaced makes room for what replaces it");
        assert!(set(&mut members, "b", ""));
    }
}
