//! Any sequence of calls: only valid documents, every accepted value once, every refused one counted.

mod support;

use lamplight_metrics::Unit;
use proptest::prelude::*;
use support::NOW;
use support::sequence::{Call, How, check};

/// Few names, so that they meet; and any text, so that nothing is taken for granted.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-f]",
        2 => "[d-z][0-9]",
        1 => ".{0,8}",
        1 => "\\PC{0,4}\n?",
        1 => prop_oneof![Just("_aws"), Just("service"), Just("xray_trace_id"), Just(":a")].prop_map(str::to_owned),
        1 => (1020_usize..1028).prop_map(|length| "n".repeat(length)),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    let unit = prop_oneof![4 => Just(Unit::Count), 1 => proptest::sample::select(Unit::ALL)];
    let value = prop_oneof![3 => (-5..5_i32).prop_map(f64::from), 1 => any::<f64>(), 1 => Just(f64::NAN)];
    let times = prop_oneof![6 => Just(1_usize), 1 => 90..230_usize];
    let how = prop_oneof![6 => Just(How::Plainly), 1 => Just(How::Finely), 1 => Just(How::AsDistribution)];
    let pair = ("[a-c]|:a|service", "[a-z]{0,1}");
    // From sixteen days ago to four hours from now.
    let day = 24 * 60 * 60 * 1000;
    let time = NOW - 16 * day..NOW + day / 6;
    prop_oneof![
        4 => (name(), unit.clone(), value.clone(), times, how)
            .prop_map(|(name, unit, value, times, how)| Call::Record { name, unit, value, times, how }),
        2 => ("[a-z]{0,2}|:a|.{0,3}", ".{0,4}|[a-z]{1,4}")
            .prop_map(|(name, value)| Call::Dimension { name, value }),
        1 => proptest::collection::vec(pair, 0..4)
            .prop_map(|dimensions| Call::Set { dimensions }),
        1 => ("[a-z]{0,2}|.{0,3}", ".{0,9}").prop_map(|(name, value)| Call::Property { name, value }),
        1 => (name(), unit, value, pair)
            .prop_map(|(name, unit, value, dimension)| Call::Single { name, unit, value, dimension }),
        1 => time.prop_map(Call::Timestamp),
    ]
}

proptest! {
    #[test]
    fn every_value_is_in_a_valid_document_once_for_each_set_or_counted_as_refused(
        calls in proptest::collection::vec(call(), 0..60),
    ) {
        check(&[calls]);
    }

    #[test]
    fn invocations_at_the_same_time_do_not_mix(
        invocations in proptest::collection::vec(proptest::collection::vec(call(), 0..20), 2..5),
    ) {
        check(&invocations);
    }
}
