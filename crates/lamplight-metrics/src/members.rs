//! Members of an object that are JSON already, in the order they came.

use std::borrow::Cow;
use std::ops::Range;

use lamplight_core::json::Object;

/// Dimensions or properties. Their texts lie in one buffer, which is kept when they are cleared.
#[derive(Debug, Default)]
pub(crate) struct Members {
    entries: Vec<Member>,
    json: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Member {
    name: Cow<'static, str>,
    /// Where `"name":value` is in the buffer.
    json: Range<usize>,
}

// === impl Members ===

impl Members {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.entries.iter().any(|member| member.name == name)
    }

    /// The member of this name as `"name":value`.
    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        let member = self.entries.iter().find(|member| member.name == name)?;
        Some(&self.json[member.json.clone()])
    }

    /// Becomes the same as others, in the buffers that are there.
    pub(crate) fn copy(&mut self, others: &Self) {
        self.entries.clone_from(&others.entries);
        self.json.clone_from(&others.json);
    }

    /// Whether no name has one value here and another there.
    pub(crate) fn agree_with(&self, others: &Self) -> bool {
        self.named().all(|(name, json)| others.get(name).is_none_or(|other| other == json))
    }

    /// Whether these are the same members, in whatever order.
    pub(crate) fn are(&self, others: &Self) -> bool {
        self.len() == others.len() && self.named().all(|(name, json)| others.get(name) == Some(json))
    }

    /// Sets a member, in its old place if it was there.
    ///
    /// # Errors
    ///
    /// When that makes them longer than `most` bytes: the name comes back, and nothing has changed.
    pub(crate) fn set(
        &mut self,
        name: Cow<'static, str>,
        most: usize,
        write: impl FnOnce(&str, &mut Object<'_>),
    ) -> Result<(), Cow<'static, str>> {
        let start = self.json.len();
        let mut object = Object::begin(&mut self.json);
        write(&name, &mut object);
        self.json.remove(start);
        let known = self.entries.iter_mut().find(|member| member.name == name);
        let replaced = known.as_ref().map_or(0, |known| known.json.len());
        if self.json.len() - replaced > most {
            self.json.truncate(start);
            return Err(name);
        }
        let json = start..self.json.len();
        match known {
            None => self.entries.push(Member { name, json }),
            Some(known) => {
                let old = std::mem::replace(&mut known.json, json);
                self.forget(old);
            }
        }
        Ok(())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|member| &*member.name)
    }

    /// Each as `"name":value`.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.named().map(|(_, json)| json)
    }

    /// Each with its name, as `"name":value`.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.entries.iter().map(|member| (&*member.name, &self.json[member.json.clone()]))
    }

    /// Each with its name, where all are strings: their texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.named().map(|(name, json)| (name, text_of(json)))
    }

    /// The length of all of them.
    pub(crate) fn bytes(&self) -> usize {
        self.json.len()
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.json.clear();
    }

    /// Closes the gap that a value leaves when another took its place.
    fn forget(&mut self, gap: Range<usize>) {
        for member in self.entries.iter_mut().filter(|member| member.json.start >= gap.end) {
            member.json.start -= gap.len();
            member.json.end -= gap.len();
        }
        self.json.drain(gap);
    }
}

/// The value of `"name":"value"` where only quotes and backslashes are escaped in both, as in a dimension.
fn text_of(json: &[u8]) -> Cow<'_, str> {
    let mut escaped = false;
    let end_of_name = json.iter().skip(1).position(|byte| {
        let ends = !escaped && *byte == b'"';
        escaped = !escaped && *byte == b'\\';
        ends
    });
    // The first quote, the name, and `":"`; the last quote.
    let begin = end_of_name.map_or(json.len(), |at| at + 4);
    let value = json.get(begin..json.len().saturating_sub(1)).unwrap_or_default();
    let value = String::from_utf8_lossy(value);
    if !value.contains('\\') {
        return value;
    }
    let mut characters = value.chars();
    let mut text = String::with_capacity(value.len());
    while let Some(character) = characters.next() {
        text.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(members: &mut Members, name: &'static str, value: &str) -> bool {
        members.set(name.into(), 40, |name, object| object.string(name, value)).is_ok()
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
        assert_eq!(members.bytes(), r#""a":"x""b":"longer""c":"""#.len());
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
