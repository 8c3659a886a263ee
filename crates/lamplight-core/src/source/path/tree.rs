//! The list of paths as a tree, made when the crate is compiled.

use super::list::PATHS;
use super::{COUNT, Members, ROOT};

/// No path but the root, which is never looked up.
const VACANT: u16 = ROOT;
/// Of the hash table: so many that a key nobody asks for mostly meets a vacancy.
const SLOTS: usize = 1024;

const _: () = assert!(COUNT * 5 < SLOTS * 2, "the table is too full to be fast");

/// How long all paths are together.
const LENGTH: usize = {
    let (mut length, mut index) = (0, 0);
    while index < COUNT {
        length += PATHS[index].len();
        index += 1;
    }
    length
};

const _: () = assert!(LENGTH <= u16::MAX as usize, "a place in the text has to fit");

pub(super) static TREE: Tree = Tree::new();

/// The list, taken apart.
pub(super) struct Tree {
    /// The path before the last step.
    parent: [u16; COUNT],
    /// Where in the list the paths end that go on from this one.
    pub(super) end: [u16; COUNT],
    /// All paths, one after the other.
    text: [u8; LENGTH],
    /// Where in the text the last step's name begins and ends. A slice would be a pointer, which takes five times the
    /// room in the binary.
    key: [(u16, u16); COUNT],
    /// The path of the first element, where it is in the list.
    first: [u16; COUNT],
    /// What is looked for in an object at this path.
    pub(super) members: [Members; COUNT],
    /// It is the first of possibly many, or within it.
    pub(super) in_first: [bool; COUNT],
    /// Paths by a hash of parent and key.
    table: [u16; SLOTS],
}

/// How a path goes on from another.
enum Step {
    Member,
    Header,
    First,
    Any,
}

// === impl Tree ===

impl Tree {
    const fn new() -> Self {
        let mut tree = Self {
            parent: [ROOT; COUNT],
            end: [COUNT as u16; COUNT],
            text: [0; LENGTH],
            key: [(0, 0); COUNT],
            first: [VACANT; COUNT],
            members: [Members::None; COUNT],
            in_first: [false; COUNT],
            table: [VACANT; SLOTS],
        };
        let (mut index, mut end) = (0, 0);
        while index < COUNT {
            end = tree.write(end, PATHS[index].as_bytes());
            if index > 0 {
                tree.add(index, end);
            }
            index += 1;
        }
        tree
    }

    /// Writes a path into the text. Where it ends.
    const fn write(&mut self, start: usize, path: &[u8]) -> usize {
        let mut index = 0;
        while index < path.len() {
            self.text[start + index] = path[index];
            index += 1;
        }
        start + index
    }

    /// The last step's name.
    #[inline]
    fn key(&self, path: usize) -> &[u8] {
        let (start, end) = self.key[path];
        &self.text[usize::from(start)..usize::from(end)]
    }

    /// The path of a member or header.
    #[inline]
    pub(super) fn child(&self, parent: u16, key: &[u8], same: impl Fn(&[u8]) -> bool) -> Option<u16> {
        let mut slot = hash(parent, key);
        loop {
            let found = self.table[slot];
            if found == VACANT {
                return None;
            }
            if self.parent[usize::from(found)] == parent && same(self.key(usize::from(found))) {
                return Some(found);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The path of the first element.
    #[inline]
    pub(super) fn first(&self, parent: u16) -> Option<u16> {
        let first = self.first[usize::from(parent)];
        (first != VACANT).then_some(first)
    }

    const fn add(&mut self, index: usize, end: usize) {
        let (parent, step, key) = last_step(PATHS[index].as_bytes());
        // Whatever the one before this is in, and this is not, ends here.
        let mut path = index - 1;
        while path != parent {
            assert!(path != ROOT as usize, "what goes on from a path has to follow it");
            self.end[path] = index as u16;
            path = self.parent[path] as usize;
        }
        self.parent[index] = parent as u16;
        self.key[index] = ((end - key.len()) as u16, end as u16);
        self.in_first[index] = self.in_first[parent] || matches!(step, Step::First);
        match step {
            Step::First => self.first[parent] = index as u16,
            Step::Any => self.members[parent] = Members::Counted,
            Step::Member => self.members[parent] = Members::Named,
            Step::Header => self.members[parent] = Members::Headers,
        }
        if matches!(step, Step::Member | Step::Header) {
            let mut slot = hash(parent as u16, key);
            while self.table[slot] != VACANT {
                slot = (slot + 1) % SLOTS;
            }
            self.table[slot] = index as u16;
        }
    }
}

/// Spreads keys by their length and three of their letters, in any case.
#[inline]
const fn hash(parent: u16, key: &[u8]) -> usize {
    const LOWER: u8 = 0x20;
    /// Any odd number whose bits are in no order. This one brings the list's paths closest to their slots.
    const MIX: u64 = 0xd6e8_feb8_6659_fd93;
    let length = key.len();
    if length == 0 {
        return 0;
    }
    let first = (key[0] | LOWER) as u64;
    let middle = (key[length / 2] | LOWER) as u64;
    let last = (key[length - 1] | LOWER) as u64;
    let facts = last << 48 | middle << 40 | first << 32 | (length as u16 as u64) << 16 | parent as u64;
    (facts.wrapping_mul(MIX) >> (u64::BITS - SLOTS.ilog2())) as usize
}

/// Takes the last step off a path: the longest other path of the list that it goes on from, since a key
/// may have a dot in it.
const fn last_step(path: &'static [u8]) -> (usize, Step, &'static [u8]) {
    let mut end = path.len();
    while end > 0 {
        end -= 1;
        if !matches!(path[end], b'.' | b':' | b'[' | b'{') {
            continue;
        }
        let (before, rest) = path.split_at(end);
        let parent = index_of(before);
        if parent == COUNT {
            continue;
        }
        let (separator, key) = rest.split_at(1);
        match separator[0] {
            b'[' => return (parent, Step::First, &[]),
            b'{' => return (parent, Step::Any, &[]),
            b':' => return (parent, Step::Header, key),
            _ => return (parent, Step::Member, key),
        }
    }
    (ROOT as usize, Step::Member, path)
}

/// Where in the list a path is; `COUNT` where it is not.
pub(super) const fn index_of(path: &[u8]) -> usize {
    let mut index = 0;
    while index < COUNT && !equal(PATHS[index].as_bytes(), path) {
        index += 1;
    }
    index
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::Path;
    use super::*;
    use crate::source::cursor::LONGEST_NAME;

    #[test]
    fn every_step_but_one_is_in_the_list() {
        let forgotten: Vec<_> = Path::all()
            .map(|path| std::str::from_utf8(TREE.key(path.index())).expect("was a str"))
            .filter(|key| key.contains(['.', ':', '[', '{']))
            .collect();
        assert_eq!(forgotten, ["CodePipeline.job"]);
    }

    #[test]
    fn no_name_is_longer_than_the_cursor_resolves() {
        assert!(Path::all().all(|path| TREE.key(path.index()).len() <= LONGEST_NAME));
    }

    #[test]
    fn no_path_is_listed_twice() {
        for path in Path::all() {
            assert_eq!(index_of(path.text().as_bytes()), path.index(), "{}", path.text());
        }
    }

    #[test]
    fn an_object_is_searched_in_one_way_only() {
        for path in Path::all().filter(|path| *path != Path::ROOT) {
            let (parent, step, _) = last_step(path.text().as_bytes());
            let expected = match step {
                Step::Member => Members::Named,
                Step::Header => Members::Headers,
                Step::Any => Members::Counted,
                Step::First => continue,
            };
            assert_eq!(TREE.members[parent], expected, "{}", path.text());
        }
    }

    #[test]
    fn a_look_up_takes_a_few_probes_at_most() {
        let mut run = 0;
        for slot in TREE.table.iter().chain(&TREE.table) {
            run = if *slot == VACANT { 0 } else { run + 1 };
            assert!(run < 10, "too many paths in a row: spread them better");
        }
    }
}
