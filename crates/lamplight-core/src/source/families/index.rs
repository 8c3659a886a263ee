//! Which rules are worth a look: those whose first path an event has.

use super::super::family::Family;
use super::super::path::Path;
use super::super::rule::Rule;
use super::ALL;

/// Some of the rules, by their place among all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct RuleSet(u128);

static INDEX: Index = Index::new();

struct Index {
    /// Each by its group, its family there and its place there, which takes a tenth of two pointers in the binary.
    rules: [(u8, u8, u8); COUNT],
    starting_at: [RuleSet; Path::COUNT],
}

const COUNT: usize = {
    let mut count = 0;
    let mut group = 0;
    while group < ALL.len() {
        let mut family = 0;
        while family < ALL[group].len() {
            count += ALL[group][family].rules.len();
            family += 1;
        }
        group += 1;
    }
    count
};

// === impl RuleSet ===

impl RuleSet {
    pub(in super::super) const EMPTY: Self = Self(0);

    /// The rules that look at a path first.
    #[inline]
    pub(in super::super) fn starting_at(path: Path) -> Self {
        INDEX.starting_at[path.index()]
    }

    #[inline]
    pub(in super::super) fn insert_all(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// The rules, in the order in which they are asked.
    pub(in super::super) fn iter(self) -> impl Iterator<Item = (&'static Family, &'static Rule)> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let place = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            let (group, family, rule) = *INDEX.rules.get(place)?;
            let family = &ALL[usize::from(group)][usize::from(family)];
            Some((family, &family.rules[usize::from(rule)]))
        })
    }
}

// === impl Index ===

impl Index {
    const fn new() -> Self {
        assert!(COUNT <= u128::BITS as usize, "there are more rules than a set holds");
        let mut index = Self { rules: [(0, 0, 0); COUNT], starting_at: [RuleSet::EMPTY; Path::COUNT] };
        let mut place = 0;
        let mut group = 0;
        while group < ALL.len() {
            let mut family = 0;
            while family < ALL[group].len() {
                let rules = ALL[group][family].rules;
                let mut rule = 0;
                while rule < rules.len() {
                    index.rules[place] = (group as u8, family as u8, rule as u8);
                    index.starting_at[rules[rule].first_path().index()].0 |= 1 << place;
                    place += 1;
                    rule += 1;
                }
                family += 1;
            }
            group += 1;
        }
        index
    }
}
