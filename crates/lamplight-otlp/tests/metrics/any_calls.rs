//! Any sequence of calls: every value that is accepted arrives exactly once.

use std::collections::BTreeMap;

use lamplight_metrics::{
    Batch, Lines, MetricsProvider, Unit, count, dimension, dimension_set, distribution, record, single,
};
use lamplight_otlp::metrics::{Histograms, OtlpMetrics};
use proptest::prelude::*;

use crate::collector::{Collector, Function, provider};
use crate::received::{self, Point, Stream};

#[derive(Clone, Debug)]
enum Call {
    Count(usize, f64),
    Record(usize, f64),
    Distribution(usize, f64),
    Single(usize, String, f64),
    Dimension(usize, String),
    DimensionSet(usize, String),
}

const NAMES: [&str; 3] = ["A", "B b", "Ünit \"c\""];
const KEYS: [&str; 3] = ["Plan", "Sou\"rce", "service"];

#[derive(Clone, Debug)]
struct Held(OtlpMetrics);

impl MetricsProvider for Held {
    fn write(&self, batch: &Batch<'_>, lines: &mut Lines) {
        self.0.write(batch, lines);
    }
}

type Attributes = BTreeMap<String, String>;

/// Every value by the stream that it belongs to.
type Model = BTreeMap<Stream, Vec<f64>>;

fn call() -> impl Strategy<Value = Call> {
    let value = || {
        prop_oneof![
            Just(0.0),
            (-9..9_i32).prop_map(f64::from),
            -1e6..1e6,
            any::<f64>().prop_filter("accepted", |value| value.abs() < 1e100),
        ]
    };
    let text = || "[ -~]{0,3}x";
    let name = || 0..3_usize;
    prop_oneof![
        (name(), value()).prop_map(|(name, value)| Call::Count(name, value)),
        (name(), value()).prop_map(|(name, value)| Call::Record(name, value)),
        (name(), value()).prop_map(|(name, value)| Call::Distribution(name, value)),
        (name(), text(), value()).prop_map(|(name, text, value)| Call::Single(name, text, value)),
        (name(), text()).prop_map(|(name, text)| Call::Dimension(name, text)),
        (name(), text()).prop_map(|(name, text)| Call::DimensionSet(name, text)),
    ]
}

/// A name of its own for each kind, as a name has one unit.
fn name(kind: &str, at: usize) -> String {
    format!("{kind} {}", NAMES[at])
}

fn make(calls: &[Call]) {
    for call in calls {
        match call {
            Call::Count(at, value) => count(name("count", *at), *value),
            Call::Record(at, value) => record(name("bytes", *at), Unit::BytesPerSecond, *value),
            Call::Distribution(at, value) => distribution(name("distribution", *at), Unit::Count, *value),
            Call::Single(at, text, value) => {
                single(name("single", *at), Unit::None, *value).dimension("Single", text.as_str()).write();
            }
            Call::Dimension(at, text) => dimension(KEYS[*at], text.as_str()),
            Call::DimensionSet(at, text) => dimension_set(&[(KEYS[*at], text.as_str())]),
        }
    }
}

/// What the calls of one invocation come to.
fn expect(model: &mut Model, calls: &[Call], histogram: &'static str) {
    let defaults = received::attributes(&[("service", "shop")]);
    let mut first: Option<Attributes> = None;
    let mut sets: Vec<Attributes> = Vec::new();
    for call in calls {
        match call {
            Call::Dimension(at, text) => {
                first.get_or_insert_with(|| defaults.clone()).insert(KEYS[*at].to_owned(), text.clone());
            }
            // More than ten are refused.
            Call::DimensionSet(at, text) if sets.len() < 10 => {
                let mut set = defaults.clone();
                set.insert(KEYS[*at].to_owned(), text.clone());
                sets.push(set);
            }
            _ => {}
        }
    }
    sets.extend(first);
    if sets.is_empty() {
        sets.push(defaults.clone());
    }
    sets.sort();
    sets.dedup();
    let mut take = |name: String, unit: &str, kind: &'static str, set: &Attributes, value: f64| {
        let stream = ("shop".to_owned(), name, unit.to_owned(), kind, set.clone());
        model.entry(stream).or_default().push(value);
    };
    for call in calls {
        for set in &sets {
            match call {
                Call::Count(at, value) => take(name("count", *at), "{count}", "sum", set, *value),
                Call::Record(at, value) => take(name("bytes", *at), "By/s", histogram, set, *value),
                Call::Distribution(at, value) => {
                    take(name("distribution", *at), "{count}", histogram, set, *value);
                }
                _ => {}
            }
        }
        if let Call::Single(at, text, value) = call {
            let mut set = defaults.clone();
            set.insert("Single".to_owned(), text.clone());
            take(name("single", *at), "", histogram, &set, *value);
        }
    }
}

/// Whether a point has just these values.
fn check(point: &Point, values: &[f64]) {
    let (sum, size) = (values.iter().sum::<f64>(), values.iter().map(|value| value.abs()).sum::<f64>());
    let only_grows = values.iter().all(|value| *value >= 0.0);
    if let Some(found) = point.sum {
        // They may have been added in another order.
        assert!((found - sum).abs() <= size * 1e-12, "{found} instead of {sum}");
    }
    assert!(point.start < point.end);
    if point.count.is_none() {
        assert!(point.sum.is_some());
        return;
    }
    assert_eq!((point.count, point.sum.is_some()), (Some(values.len() as u64), only_grows));
    // Whoever reads JSON here is wrong by the last digit, sometimes.
    let is_near = |one: f64, other: f64| (one - other).abs() <= other.abs() * 1e-15;
    let (least, greatest) = point.range.unwrap();
    assert!(is_near(least, values.iter().copied().fold(f64::INFINITY, f64::min)));
    assert!(is_near(greatest, values.iter().copied().fold(f64::NEG_INFINITY, f64::max)));
    assert_eq!(point.buckets.iter().map(|bucket| bucket.2).sum::<u64>(), values.len() as u64);
    for (from, to, count) in &point.buckets {
        let within = values.iter().filter(|value| (*from..=*to).contains(*value)).count() as u64;
        assert!(within >= *count, "{count} between {from} and {to} of {values:?}");
    }
}

fn histograms() -> impl Strategy<Value = Histograms> {
    prop_oneof![
        Just(Histograms::Exponential),
        Just(Histograms::explicit()),
        Just(Histograms::Explicit(Vec::new())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_value_arrives_once_in_the_point_that_it_belongs_to(
        invocations in proptest::collection::vec(proptest::collection::vec(call(), 0..24), 1..5),
        histograms in histograms(),
        is_json: bool,
    ) {
        let is_json = is_json && cfg!(feature = "json");
        let kind = if histograms == Histograms::Exponential { "exponential" } else { "explicit" };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let received = runtime.block_on(async {
            let mut collector = Collector::start().await;
            let provider = provider(collector.encoded(is_json), histograms);
            let function = Function::new(Held(provider.clone()));
            for calls in &invocations {
                function.invoke(|| make(calls)).await;
            }
            if let Some(flush) = provider.flush() {
                flush.await;
            }
            assert_eq!(provider.lost().unsent + provider.lost().refused, 0);
            collector.so_far()
        });
        let mut model = Model::new();
        invocations.iter().for_each(|calls| expect(&mut model, calls, kind));
        let points: Vec<_> = received.iter().flat_map(|received| received::points(&received.request)).collect();
        prop_assert_eq!(points.len(), model.len());
        for (stream, point) in &points {
            let values = model.remove(stream);
            prop_assert!(values.is_some(), "{stream:?} twice, or not at all: {model:?}");
            check(point, &values.unwrap());
        }
    }
}
