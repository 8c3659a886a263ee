//! Invocations after others: what is kept from one to the next is written as if it were new.

mod support;

use lamplight_metrics::{Unit, count, dimension, dimension_set, property, record, record_high_resolution};
use proptest::prelude::*;
use support::Fixture;

/// What an invocation does.
#[derive(Clone, Copy, Debug)]
enum Step {
    Count(&'static str),
    Bytes(&'static str),
    Finely(&'static str),
    Dimension(&'static str, &'static str),
    Set(&'static str, &'static str),
    Property(&'static str),
}

fn make(step: &Step) {
    match *step {
        Step::Count(name) => count(name, 1),
        Step::Bytes(name) => record(name, Unit::Bytes, 0.5),
        Step::Finely(name) => record_high_resolution(name, Unit::Count, 2),
        Step::Dimension(name, value) => dimension(name, value),
        Step::Set(name, value) => dimension_set(&[(name, value)]),
        Step::Property(name) => property(name, true),
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let name = prop::sample::select(vec!["A", "B", "C", "D"]);
    let value = prop::sample::select(vec!["one", "two", "\\"]);
    let pair = (name.clone(), value);
    let step = prop_oneof![
        4 => name.clone().prop_map(Step::Count),
        1 => name.clone().prop_map(Step::Bytes),
        1 => name.clone().prop_map(Step::Finely),
        2 => pair.clone().prop_map(|(name, value)| Step::Dimension(name, value)),
        1 => pair.prop_map(|(name, value)| Step::Set(name, value)),
        1 => name.prop_map(Step::Property),
    ];
    prop::collection::vec(step, 0..6)
}

proptest! {
    #[test]
    fn an_invocation_writes_what_it_would_have_written_as_the_first_one(
        kinds in prop::collection::vec(steps(), 1..4),
        order in prop::collection::vec(0_usize..4, 1..8),
    ) {
        let run = |fixture: &Fixture, steps: &[Step]| fixture.documents_of(|| steps.iter().for_each(make));
        let one_after_the_other = Fixture::new();
        for which in order {
            let steps = &kinds[which % kinds.len()];
            prop_assert_eq!(run(&one_after_the_other, steps), run(&Fixture::new(), steps));
        }
    }
}
