//! Any sequence of calls: only valid documents, every accepted value once, every refused one counted.

mod support;

use std::collections::BTreeMap;

use lamplight_core::loss::Loss;
use lamplight_metrics::{Unit, dimension, limits, property, record};
use proptest::prelude::*;
use support::{Fixture, document};

#[derive(Clone, Debug)]
enum Call {
    Record { name: String, unit: Unit, value: f64, times: usize },
    Dimension { name: String, value: String },
    Property { name: String, value: String },
}

/// What should come out, by rules written down a second time and in another way.
#[derive(Default)]
struct Model {
    metrics: BTreeMap<String, (Unit, Vec<f64>)>,
    dimensions: BTreeMap<String, String>,
    properties: BTreeMap<String, String>,
    refused: u64,
}

impl Model {
    fn new() -> Self {
        let service = ("service".to_owned(), "shop".to_owned());
        Self { dimensions: [service].into(), ..Self::default() }
    }

    fn call(&mut self, call: &Call) {
        let free = |name: &str, others: [bool; 2]| {
            let reserved = ["_aws", "function_request_id", "xray_trace_id"].contains(&name);
            !reserved && others == [false, false]
        };
        let in_metrics = |name: &String| self.metrics.contains_key(name);
        let in_dimensions = |name: &String| self.dimensions.contains_key(name);
        let in_properties = |name: &String| self.properties.contains_key(name);
        let accepted = match call {
            Call::Record { name, unit, value, times } => {
                let taken = free(name, [in_dimensions(name), in_properties(name)]);
                let named = !name.trim().is_empty()
                    && name.chars().count() <= 1024
                    && !name.contains(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}');
                let number = (-limits::LARGEST_VALUE..=limits::LARGEST_VALUE).contains(value);
                let same_unit = self.metrics.get(name).is_none_or(|(known, _)| known == unit);
                let accepted = taken && named && number && same_unit;
                if accepted {
                    let (_, values) = self.metrics.entry(name.clone()).or_insert((*unit, Vec::new()));
                    values.extend(std::iter::repeat_n(*value, *times));
                } else {
                    self.refused += *times as u64;
                }
                return;
            }
            Call::Dimension { name, value } => {
                let printable =
                    |text: &str| !text.trim().is_empty() && text.chars().all(|c| (' '..='~').contains(&c));
                let accepted = free(name, [in_metrics(name), in_properties(name)])
                    && printable(name)
                    && printable(value)
                    && !name.starts_with(':')
                    && (self.dimensions.len() < 30 || in_dimensions(name));
                if accepted {
                    self.dimensions.insert(name.clone(), value.clone());
                }
                accepted
            }
            Call::Property { name, value } => {
                let accepted = free(name, [in_metrics(name), in_dimensions(name)]) && !name.is_empty();
                if accepted {
                    self.properties.insert(name.clone(), value.clone());
                }
                accepted
            }
        };
        self.refused += u64::from(!accepted);
    }
}

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
    prop_oneof![
        4 => (name(), unit, value, times)
            .prop_map(|(name, unit, value, times)| Call::Record { name, unit, value, times }),
        2 => ("[a-z]{0,2}|:a|.{0,3}", ".{0,4}|[a-z]{1,4}")
            .prop_map(|(name, value)| Call::Dimension { name, value }),
        1 => ("[a-z]{0,2}|.{0,3}", ".{0,9}").prop_map(|(name, value)| Call::Property { name, value }),
    ]
}

proptest! {
    #[test]
    fn every_value_is_in_a_valid_document_once_or_counted_as_refused(
        calls in proptest::collection::vec(call(), 0..60),
    ) {
        let mut model = Model::new();
        calls.iter().for_each(|call| model.call(call));
        let fixture = Fixture::new();
        let documents = fixture.documents_of(|| {
            for call in calls {
                match call {
                    Call::Record { name, unit, value, times } => {
                        (0..times).for_each(|_| record(name.clone(), unit, value));
                    }
                    Call::Dimension { name, value } => dimension(name, value),
                    Call::Property { name, value } => property(name, value.as_str()),
                }
            }
        });
        let mut written: BTreeMap<String, (String, Vec<f64>)> = BTreeMap::new();
        for line in &documents {
            let document = document::check(line);
            for (name, value) in document::dimensions(&document) {
                prop_assert_eq!(model.dimensions.get(name).map(String::as_str), Some(value));
            }
            prop_assert_eq!(document::dimensions(&document).len(), model.dimensions.len());
            for (name, value) in &model.properties {
                prop_assert_eq!(document[name].as_str(), Some(value.as_str()));
            }
            let mut values = document::values(&document);
            for (name, unit) in document::definitions(&document) {
                let entry = written.entry(name.to_owned()).or_insert((unit.to_owned(), Vec::new()));
                prop_assert_eq!(&entry.0, unit);
                entry.1.append(&mut values.remove(name).expect("defined"));
            }
        }
        let expected: BTreeMap<String, (String, Vec<f64>)> = model
            .metrics
            .into_iter()
            .map(|(name, (unit, values))| (name, (unit.to_string(), values)))
            .collect();
        prop_assert_eq!(written, expected);
        let losses: u64 = Loss::ALL.into_iter().map(|loss| fixture.losses.get(loss)).sum();
        prop_assert_eq!(losses, model.refused);
    }
}
