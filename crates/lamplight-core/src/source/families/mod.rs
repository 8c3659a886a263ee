//! The families of events, by what they have in common. The first rule that holds decides, so what is
//! frequent comes first, and what is special before what is general.

mod batch;
mod bus;
mod cognito;
mod conversation;
mod http;
mod index;
mod service;

pub(super) use self::index::RuleSet;

use super::family::{Fact, Family, Places};
use super::kind::{Kind, Trigger};
use super::path::at;
use super::rule::{Rule, rule};

/// All families, in the order in which they are asked.
pub(super) const ALL: [&[Family]; 6] = [
    http::FAMILIES,
    batch::FAMILIES,
    bus::FAMILIES,
    cognito::FAMILIES,
    service::FAMILIES,
    conversation::FAMILIES,
];

const fn family(kind: Kind, trigger: Trigger, rules: &'static [Rule], places: &'static [Places]) -> Family {
    Family { kind, trigger, rules, places }
}

#[cfg(test)]
mod tests {
    use super::super::path::{Members, Path};
    use super::*;

    #[test]
    fn no_path_is_looked_at_in_vain() {
        let families = || ALL.iter().copied().flatten();
        let by_rules = families().flat_map(|family| family.rules).flat_map(Rule::paths);
        let by_places =
            families().flat_map(|family| family.places.iter().copied().flatten()).map(|place| place.1);
        let used: Vec<_> = by_rules.chain(by_places).collect();
        let in_vain = Path::all().filter(|path| {
            let needed = used.iter().any(|used| path.subtree().contains(&used.index()));
            let counted = path.text().ends_with("{}") || path.text().ends_with("[0]");
            !needed && !counted
        });
        assert_eq!(in_vain.map(Path::text).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn every_kind_but_the_unknown_is_a_family_once() {
        let mut kinds: Vec<_> = ALL.iter().copied().flatten().map(|family| family.kind).collect();
        kinds.push(Kind::Unknown);
        kinds.sort();
        assert_eq!(kinds, Kind::ALL);
    }

    #[test]
    fn only_a_list_is_counted() {
        for family in ALL.iter().copied().flatten() {
            for (fact, path) in family.places.iter().copied().flatten() {
                let counted = path.first().is_some() || path.members() == Members::Counted;
                assert_eq!(*fact == Fact::Records, counted, "{}: {}", family.kind, path.text());
            }
        }
    }
}
