//! The reader of `lamplight-records` finds in our documents what was recorded.

mod support;

use lamplight_metrics::{Unit, count, dimension_set, distribution, property, record, record_high_resolution};
use lamplight_records::emf::{Document, Metric};
use support::{Fixture, NOW};

fn read(lines: &[String]) -> Vec<Document> {
    lines.iter().map(|line| Document::parse(line.as_bytes()).expect("metrics")).collect()
}

fn set(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn every_form_of_values_and_several_sets_of_dimensions_are_read_back() {
    let documents = read(&Fixture::new().documents_of(|| {
        dimension_set(&[("Source", "http")]);
        dimension_set(&[("Source", "http"), ("Plan", "\"pro\"")]);
        dimension_set(&[("Source", "queue")]);
        property("order_id", "A-17");
        count("Orders", 2);
        record("Weight", Unit::None, 0.1);
        record("Weight", Unit::None, -3);
        record_high_resolution("Lag", Unit::Milliseconds, 1e300_f64.sqrt().sqrt());
        for attempts in [3, 1, 3, 3] {
            distribution("Attempts", Unit::Count, attempts);
        }
    }));
    let sets = [
        vec![
            set(&[("service", "shop"), ("Source", "http")]),
            set(&[("service", "shop"), ("Source", "http"), ("Plan", "\"pro\"")]),
        ],
        vec![set(&[("service", "shop"), ("Source", "queue")])],
    ];
    assert_eq!(documents.len(), 2);
    for (document, sets) in documents.iter().zip(sets) {
        assert_eq!(document.timestamp.map(|at| at.as_millis()), Some(NOW));
        assert_eq!(document.properties["order_id"], "A-17");
        let of = |metric: &Metric| {
            assert_eq!((metric.namespace.as_str(), &metric.dimensions), ("shop", &sets));
            let unit = metric.unit.clone().expect("always");
            (metric.name.clone(), unit, metric.resolution, metric.counted().collect::<Vec<_>>())
        };
        let metrics: Vec<_> = document.metrics.iter().map(of).collect();
        let once = |value: f64| (value, 1.0);
        let expected = [
            ("Orders", "Count", None, vec![once(2.0)]),
            ("Weight", "None", None, vec![once(0.1), once(-3.0)]),
            ("Lag", "Milliseconds", Some(1), vec![once(1e75)]),
            ("Attempts", "Count", None, vec![once(1.0), (3.0, 3.0)]),
        ]
        .map(|(name, unit, resolution, values)| (name.to_owned(), unit.to_owned(), resolution, values));
        assert_eq!(metrics, expected);
    }
}
