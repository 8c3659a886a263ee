//! What should come out of any sequence of calls, by rules written down a second time and in another way.

use std::collections::{BTreeMap, BTreeSet};

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::clock::Timestamp;
use lamplight_core::loss::Loss;
use lamplight_metrics::{
    Unit, dimension, dimension_set, distribution, limits, property, record, record_high_resolution, single,
    timestamp,
};
use serde_json::Value;
use tower_layer::Layer;

use super::{Fixture, NOW, document, event};

/// The property by which the documents of single metrics are known.
const SINGLE: &str = "which single";

/// What code may call.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    Record { name: String, unit: Unit, value: f64, times: usize, how: How },
    Dimension { name: String, value: String },
    Property { name: String, value: String },
    Set { dimensions: Vec<(String, String)> },
    Single { name: String, unit: Unit, value: f64, dimension: (String, String) },
    Timestamp(u64),
}

/// With which function a value is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Plainly,
    Finely,
    AsDistribution,
}

/// A metric as it should be written.
#[derive(Clone, Debug, PartialEq)]
struct Metric {
    unit: String,
    fine: bool,
    distribution: bool,
    values: Vec<f64>,
}

type Set = BTreeMap<String, String>;

#[derive(Default)]
struct Model {
    metrics: BTreeMap<String, Metric>,
    dimensions: Set,
    /// Whether the first set has more than the default.
    added: bool,
    sets: Vec<Set>,
    properties: BTreeMap<String, String>,
    timestamp: Option<u64>,
    /// The names, values and sets of those that were taken, by their numbers.
    singles: BTreeMap<usize, (String, f64, Set)>,
    /// How many there were.
    asked: usize,
    refused: u64,
}

impl Model {
    fn new() -> Self {
        let service = ("service".to_owned(), "shop".to_owned());
        Self { dimensions: [service].into(), ..Self::default() }
    }

    fn call(&mut self, call: &Call) {
        let in_properties = |name: &str| self.properties.contains_key(name);
        let in_dimensions = |name: &str| {
            self.dimensions.contains_key(name) || self.sets.iter().any(|set| set.contains_key(name))
        };
        let accepted = match call {
            Call::Record { name, unit, value, times, how } => {
                let same_unit = self.metrics.get(name).is_none_or(|known| known.unit == unit.as_str());
                let free = !is_reserved(name) && !in_dimensions(name) && !in_properties(name);
                if free && is_metric(name) && is_value(*value) && same_unit {
                    let new = || Metric {
                        unit: unit.to_string(),
                        fine: false,
                        distribution: false,
                        values: Vec::new(),
                    };
                    let metric = self.metrics.entry(name.clone()).or_insert_with(new);
                    metric.values.extend(std::iter::repeat_n(*value, *times));
                    metric.fine |= *how == How::Finely;
                    metric.distribution |= *how == How::AsDistribution;
                } else {
                    self.refused += *times as u64;
                }
                return;
            }
            Call::Dimension { name, value } => {
                let free = !self.metrics.contains_key(name) && !in_properties(name);
                let fits = self.dimensions.len() < 30 || self.dimensions.contains_key(name);
                let accepted = free && is_dimension(name, value) && fits;
                if accepted {
                    self.dimensions.insert(name.clone(), value.clone());
                    self.added = true;
                }
                accepted
            }
            Call::Set { dimensions } => {
                let fine = dimensions.iter().all(|(name, value)| {
                    is_dimension(name, value) && !self.metrics.contains_key(name) && !in_properties(name)
                });
                let mut set = Set::from([("service".to_owned(), "shop".to_owned())]);
                set.extend(dimensions.iter().cloned());
                let accepted = fine && set.len() <= 30 && self.sets.len() < 10;
                if accepted {
                    self.sets.push(set);
                }
                accepted
            }
            Call::Property { name, value } => {
                let free = !is_reserved(name) && !self.metrics.contains_key(name) && !in_dimensions(name);
                let accepted = free && (1..=250).contains(&name.chars().count()) && name != SINGLE;
                if accepted {
                    self.properties.insert(name.clone(), value.clone());
                }
                accepted
            }
            Call::Single { name, value, dimension: (key, text), .. } => {
                self.asked += 1;
                let mut set = Set::from([("service".to_owned(), "shop".to_owned())]);
                if is_dimension(key, text) && key != SINGLE {
                    set.insert(key.clone(), text.clone());
                } else {
                    self.refused += 1;
                }
                let free = !is_reserved(name) && !set.contains_key(name) && name != SINGLE;
                let accepted = free && is_metric(name) && is_value(*value);
                if accepted {
                    self.singles.insert(self.asked - 1, (name.clone(), *value, set));
                }
                accepted
            }
            Call::Timestamp(at) => {
                let millis = |span: std::time::Duration| u64::try_from(span.as_millis()).expect("small");
                let accepted = (NOW - millis(limits::OLDEST)..=NOW + millis(limits::FURTHEST)).contains(at);
                if accepted {
                    self.timestamp = Some(*at);
                }
                accepted
            }
        };
        self.refused += u64::from(!accepted);
    }

    /// The different sets that metrics are to be written with.
    fn sets(&self) -> BTreeSet<Set> {
        let first = (self.added || self.sets.is_empty()).then(|| self.dimensions.clone());
        first.into_iter().chain(self.sets.iter().cloned()).collect()
    }

    /// Whether these documents are what should have been written: for each of the sets, each value once.
    fn assert_written(&self, documents: &[Value]) {
        let (singles, documents): (Vec<_>, Vec<_>) =
            documents.iter().partition(|document| document.get(SINGLE).is_some());
        let mut written: BTreeMap<Set, BTreeMap<String, Metric>> = BTreeMap::new();
        for document in documents {
            assert_eq!(document["_aws"]["Timestamp"], self.timestamp.unwrap_or(NOW));
            for (name, value) in &self.properties {
                assert_eq!(document[name].as_str(), Some(value.as_str()));
            }
            for set in document::dimension_sets(document) {
                let of_set = written.entry(owned(set)).or_default();
                for (name, metric) in metrics(document, |name| self.metrics[name].distribution) {
                    match of_set.get_mut(&name) {
                        Some(known) => known.values.extend(metric.values),
                        None => drop(of_set.insert(name, metric)),
                    }
                }
            }
        }
        let mut expected = self.metrics.clone();
        for metric in expected.values_mut().filter(|metric| metric.distribution) {
            metric.values.sort_unstable_by(f64::total_cmp);
        }
        let sets = if expected.is_empty() { BTreeSet::new() } else { self.sets() };
        let expected: BTreeMap<_, _> = sets.into_iter().map(|set| (set, expected.clone())).collect();
        assert_eq!(written, expected);
        self.assert_singles(&singles);
    }

    fn assert_singles(&self, documents: &[&Value]) {
        let mut written = BTreeMap::new();
        for document in documents {
            let number = document[SINGLE].as_u64().expect("a number") as usize;
            let [(name, _)] = document::definitions(document)[..] else { panic!("not single: {document}") };
            let [value] = document::values(document)[name][..] else { panic!("not single: {document}") };
            let set = owned(document::dimensions(document));
            assert!(written.insert(number, (name.to_owned(), value, set)).is_none(), "twice: {document}");
        }
        assert_eq!(written, self.singles);
    }
}

fn owned(set: Vec<(&str, &str)>) -> Set {
    set.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The metrics of a document.
fn metrics(document: &Value, is_distribution: impl Fn(&str) -> bool) -> BTreeMap<String, Metric> {
    let mut values = document::values(document);
    let definitions = document["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().expect("an array");
    let read = definitions.iter().map(|definition| {
        let name = definition["Name"].as_str().expect("text").to_owned();
        let metric = Metric {
            unit: definition["Unit"].as_str().expect("text").to_owned(),
            fine: definition.get("StorageResolution").is_some(),
            distribution: is_distribution(&name),
            values: values.remove(&name).expect("defined"),
        };
        (name, metric)
    });
    read.collect()
}

fn is_reserved(name: &str) -> bool {
    ["_aws", "function_request_id", "xray_trace_id", "level", "timestamp"].contains(&name)
}

fn is_metric(name: &str) -> bool {
    !name.trim().is_empty()
        && name.chars().count() <= 1024
        && !name.contains(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}')
}

fn is_value(value: f64) -> bool {
    (-limits::LARGEST_VALUE..=limits::LARGEST_VALUE).contains(&value)
}

fn is_dimension(name: &str, value: &str) -> bool {
    let printable = |text: &str, most: usize| {
        !text.trim().is_empty() && text.chars().all(|c| (' '..='~').contains(&c)) && text.len() <= most
    };
    !is_reserved(name) && printable(name, 250) && printable(value, 1024) && !name.starts_with(':')
}

/// Makes one call in the invocation that it is made in. `number` counts the singles.
fn make(call: Call, number: &mut usize) {
    match call {
        Call::Record { name, unit, value, times, how } => {
            let function: fn(String, Unit, f64) = match how {
                How::Plainly => record,
                How::Finely => record_high_resolution,
                How::AsDistribution => distribution,
            };
            (0..times).for_each(|_| function(name.clone(), unit, value));
        }
        Call::Dimension { name, value } => dimension(name, value),
        Call::Property { name, value } if name == SINGLE => property(String::new(), value.as_str()),
        Call::Property { name, value } => property(name, value.as_str()),
        Call::Set { dimensions } => {
            let given: Vec<_> =
                dimensions.iter().map(|(name, value)| (&*name.clone().leak(), value.as_str())).collect();
            dimension_set(&given);
        }
        Call::Single { name, unit, value, dimension: (key, text) } => {
            single(name, unit, value).property(SINGLE, *number).dimension(key, text).write();
            *number += 1;
        }
        Call::Timestamp(at) => timestamp(Timestamp::from_millis(at)),
    }
}

/// Makes the calls of several invocations at once, those of each in its order, twice, and checks all that is
/// written: the second time, each is expected.
pub(crate) fn check(invocations: &[Vec<Call>]) {
    let fixture = Fixture::new();
    let mut models = Vec::new();
    for calls in invocations {
        let mut model = Model::new();
        calls.iter().for_each(|call| model.call(call));
        models.push(model);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for _ in 0..2 {
        let before = losses(&fixture);
        runtime.block_on(make_all(&fixture, invocations));
        let documents: Vec<_> = fixture.documents.take().iter().map(|line| document::check(line)).collect();
        for (number, model) in models.iter().enumerate() {
            let id = format!("r{number}");
            let ours = documents.iter().filter(|document| document["function_request_id"] == id.as_str());
            model.assert_written(&ours.cloned().collect::<Vec<_>>());
        }
        assert_eq!(losses(&fixture) - before, models.iter().map(|model| model.refused).sum::<u64>());
    }
}

fn losses(fixture: &Fixture) -> u64 {
    Loss::ALL.into_iter().map(|loss| fixture.losses.get(loss)).sum()
}

async fn make_all(fixture: &Fixture, invocations: &[Vec<Call>]) {
    let handler = service_fn(|event: LambdaEvent<Vec<Call>>| async move {
        let mut number = 0;
        for call in event.payload {
            make(call, &mut number);
            tokio::task::yield_now().await;
        }
        Ok::<_, std::io::Error>(())
    });
    let mut tasks = Vec::new();
    for (number, calls) in invocations.iter().enumerate() {
        let service = fixture.metrics.layer().layer(handler);
        tasks.push(tokio::spawn(service.oneshot(event(&format!("r{number}"), calls.clone()))));
    }
    for task in tasks {
        task.await.expect("no panic").expect("no error");
    }
}
