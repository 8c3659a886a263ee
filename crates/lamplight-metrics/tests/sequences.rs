//! Any sequence of calls: only valid documents, every accepted value once, every refused one counted.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::loss::Loss;
use lamplight_metrics::{Unit, dimension, dimension_set, limits, property, record};
use proptest::prelude::*;
use serde_json::Value;
use support::{Fixture, document, event};
use tower_layer::Layer;

#[derive(Clone, Debug)]
enum Call {
    Record { name: String, unit: Unit, value: f64, times: usize },
    Dimension { name: String, value: String },
    Property { name: String, value: String },
    Set { dimensions: Vec<(String, String)> },
}

/// What should come out, by rules written down a second time and in another way.
#[derive(Default)]
struct Model {
    metrics: BTreeMap<String, (Unit, Vec<f64>)>,
    dimensions: BTreeMap<String, String>,
    /// Whether the first set has more than the default.
    added: bool,
    sets: Vec<BTreeMap<String, String>>,
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
            let reserved =
                ["_aws", "function_request_id", "xray_trace_id", "level", "timestamp"].contains(&name);
            !reserved && others == [false, false]
        };
        let in_metrics = |name: &String| self.metrics.contains_key(name);
        let in_properties = |name: &String| self.properties.contains_key(name);
        let in_dimensions = |name: &String| {
            self.dimensions.contains_key(name) || self.sets.iter().any(|set| set.contains_key(name))
        };
        let printable =
            |text: &str| !text.trim().is_empty() && text.chars().all(|c| (' '..='~').contains(&c));
        let dimension = |name: &String, value: &String| {
            let taken = free(name, [in_metrics(name), in_properties(name)]);
            taken && printable(name) && printable(value) && !name.starts_with(':')
        };
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
                let fits = self.dimensions.len() < 30 || self.dimensions.contains_key(name);
                let accepted = dimension(name, value) && fits;
                if accepted {
                    self.dimensions.insert(name.clone(), value.clone());
                    self.added = true;
                }
                accepted
            }
            Call::Set { dimensions } => {
                let fine = dimensions.iter().all(|(name, value)| dimension(name, value));
                let mut set = BTreeMap::from([("service".to_owned(), "shop".to_owned())]);
                set.extend(dimensions.iter().cloned());
                let accepted = fine && set.len() <= 30 && self.sets.len() < 10;
                if accepted {
                    self.sets.push(set);
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

    /// The different sets that metrics are to be written with.
    fn sets(&self) -> BTreeSet<BTreeMap<String, String>> {
        let first = (self.added || self.sets.is_empty()).then(|| self.dimensions.clone());
        first.into_iter().chain(self.sets.iter().cloned()).collect()
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
        1 => proptest::collection::vec(("[a-c]|:a|service", "[a-z]{0,1}"), 0..4)
            .prop_map(|dimensions| Call::Set { dimensions }),
        1 => ("[a-z]{0,2}|.{0,3}", ".{0,9}").prop_map(|(name, value)| Call::Property { name, value }),
    ]
}

/// Makes the calls in the invocation that they are made in.
fn make(calls: Vec<Call>) {
    for call in calls {
        match call {
            Call::Record { name, unit, value, times } => {
                (0..times).for_each(|_| record(name.clone(), unit, value));
            }
            Call::Dimension { name, value } => dimension(name, value),
            Call::Property { name, value } => property(name, value.as_str()),
            Call::Set { dimensions } => {
                let given: Vec<_> =
                    dimensions.iter().map(|(name, value)| (&*name.clone().leak(), value.as_str())).collect();
                dimension_set(&given);
            }
        }
    }
}

/// Whether these documents are what the model says: for each of its sets, each value once.
fn assert_written(model: &Model, documents: &[Value]) {
    type Written = BTreeMap<String, (String, Vec<f64>)>;
    let mut written: BTreeMap<BTreeMap<String, String>, Written> = BTreeMap::new();
    for document in documents {
        for (name, value) in &model.properties {
            assert_eq!(document[name].as_str(), Some(value.as_str()));
        }
        for set in document::dimension_sets(document) {
            let set = set.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let of_set = written.entry(set).or_default();
            let mut values = document::values(document);
            for (name, unit) in document::definitions(document) {
                let entry = of_set.entry(name.to_owned()).or_insert((unit.to_owned(), Vec::new()));
                assert_eq!(&entry.0, unit);
                entry.1.append(&mut values.remove(name).expect("defined"));
            }
        }
    }
    let metrics: Written = model
        .metrics
        .iter()
        .map(|(name, (unit, values))| (name.clone(), (unit.to_string(), values.clone())))
        .collect();
    let sets = if metrics.is_empty() { BTreeSet::new() } else { model.sets() };
    let expected: BTreeMap<_, _> = sets.into_iter().map(|set| (set, metrics.clone())).collect();
    assert_eq!(written, expected);
}

/// Makes the calls of several invocations at once, those of each in its order, and checks all that is written.
fn check(invocations: Vec<Vec<Call>>) {
    let fixture = Fixture::new();
    let mut models = Vec::new();
    for calls in &invocations {
        let mut model = Model::new();
        calls.iter().for_each(|call| model.call(call));
        models.push(model);
    }
    let handler = service_fn(|event: LambdaEvent<Vec<Call>>| async move {
        for call in event.payload {
            make(vec![call]);
            tokio::task::yield_now().await;
        }
        Ok::<_, std::io::Error>(())
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut tasks = Vec::new();
        for (number, calls) in invocations.into_iter().enumerate() {
            let service = fixture.metrics.layer().layer(handler);
            tasks.push(tokio::spawn(service.oneshot(event(&format!("r{number}"), calls))));
        }
        for task in tasks {
            task.await.expect("no panic").expect("no error");
        }
    });
    let documents: Vec<_> = fixture.documents.take().iter().map(|line| document::check(line)).collect();
    for (number, model) in models.iter().enumerate() {
        let id = format!("r{number}");
        let ours = documents.iter().filter(|document| document["function_request_id"] == id.as_str());
        assert_written(model, &ours.cloned().collect::<Vec<_>>());
    }
    let losses: u64 = Loss::ALL.into_iter().map(|loss| fixture.losses.get(loss)).sum();
    assert_eq!(losses, models.iter().map(|model| model.refused).sum::<u64>());
}

proptest! {
    #[test]
    fn every_value_is_in_a_valid_document_once_for_each_set_or_counted_as_refused(
        calls in proptest::collection::vec(call(), 0..60),
    ) {
        check(vec![calls]);
    }

    #[test]
    fn invocations_at_the_same_time_do_not_mix(
        invocations in proptest::collection::vec(proptest::collection::vec(call(), 0..20), 2..5),
    ) {
        check(invocations);
    }
}
