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

#[derive(Debug)]
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
        self.entries.iter().map(|member| &self.json[member.json.clone()])
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
