//! Metrics as functions write them, and as nobody should.

#![cfg(feature = "emf")]

use lamplight_core::clock::Timestamp;
use lamplight_records::emf::{Document, Metric};
use proptest::prelude::*;
use serde_json::json;

fn parse(value: &serde_json::Value) -> Document {
    Document::parse(value.to_string().as_bytes()).expect("a line of metrics")
}

fn names(document: &Document) -> Vec<&str> {
    document.metrics.iter().map(|metric| metric.name.as_str()).collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn reads_every_part_of_a_document() {
    let document = parse(&json!({
        "_aws": {
            "Timestamp": 1_785_148_921_114_u64,
            "CloudWatchMetrics": [{
                "Namespace": "shop",
                "Dimensions": [["service"], ["service", "tier"], []],
                "Metrics": [
                    {"Name": "OrderValue", "Unit": "None", "StorageResolution": 1},
                    {"Name": "ReserveTime", "Unit": "Milliseconds"},
                ],
            }],
        },
        "service": "orders",
        "tier": "gold",
        "OrderValue": 48,
        "ReserveTime": [4.5, 3],
        "order_id": "A-17",
    }));
    assert_eq!(document.timestamp, Some(Timestamp::from_millis(1_785_148_921_114)));
    assert_eq!(names(&document), ["OrderValue", "ReserveTime"]);
    let [value, time] = &document.metrics[..] else { unreachable!("there are two") };
    assert_eq!(
        (value.namespace.as_str(), value.unit.as_deref(), value.resolution),
        ("shop", Some("None"), Some(1))
    );
    assert_eq!((&value.values[..], &time.values[..]), (&[48.0][..], &[4.5, 3.0][..]));
    assert_eq!((time.unit.as_deref(), time.resolution), (Some("Milliseconds"), None));
    let (service, tier) = (pair("service", "orders"), pair("tier", "gold"));
    assert_eq!(time.dimensions, [vec![service.clone()], vec![service, tier], vec![]]);
    assert_eq!(serde_json::Value::from(document.properties), json!({"order_id": "A-17"}));
}

#[test]
fn a_distribution_says_how_often_each_value_was() {
    let read = |target: serde_json::Value| {
        let document = parse(&json!({
            "_aws": {"CloudWatchMetrics": [{"Namespace": "shop", "Dimensions": [["a"], ["b"]], "Metrics": [{"Name": "m"}]}]},
            "a": "1", "b": "2", "m": target,
        }));
        let counted = document.metrics.first().map(|metric| metric.counted().collect::<Vec<_>>());
        if let Some(metric) = document.metrics.first() {
            assert_eq!(metric.dimensions, [vec![pair("a", "1")], vec![pair("b", "2")]]);
            assert!(document.properties.is_empty());
        }
        counted
    };
    assert_eq!(read(json!({"Values": [1, 2.5], "Counts": [3, 1]})), Some(vec![(1.0, 3.0), (2.5, 1.0)]));
    assert_eq!(read(json!({"Values": [1, 2]})), Some(vec![(1.0, 1.0), (2.0, 1.0)]));
    assert_eq!(read(json!([1, 2])), Some(vec![(1.0, 1.0), (2.0, 1.0)]));
    assert_eq!(read(json!(7)), Some(vec![(7.0, 1.0)]));
    // The count of what is no number, and a number that was never.
    assert_eq!(read(json!({"Values": ["1", 2, 3], "Counts": [1, 0, 4]})), Some(vec![(3.0, 4.0)]));
    for none in
        [json!({"Values": [1, 2], "Counts": [1]}), json!({"Counts": [1]}), json!({"Values": 1}), json!({})]
    {
        assert_eq!(read(none.clone()), None, "{none}");
    }
}

#[test]
fn several_directives_may_name_the_same_member() {
    let directive = |namespace: &str| json!({"Namespace": namespace, "Metrics": [{"Name": "Orders"}]});
    let document =
        parse(&json!({"_aws": {"CloudWatchMetrics": [directive("a"), directive("b")]}, "Orders": 1}));
    let namespaces: Vec<_> = document.metrics.iter().map(|metric| metric.namespace.as_str()).collect();
    assert_eq!(namespaces, ["a", "b"]);
    assert!(document.properties.is_empty() && document.timestamp.is_none());
}

#[test]
fn a_metric_without_a_number_is_none_and_its_member_is_not_lost() {
    let document = parse(&json!({
        "_aws": {"CloudWatchMetrics": [{
            "Namespace": "shop",
            "Dimensions": [["service", "absent"], 7],
            "Metrics": [{"Name": "text"}, {"Name": "absent"}, {"Unit": "Count"}, {"Name": "empty"}, {"Name": "good"}, 3],
        }, "no directive"]},
        "service": 5, "text": "12", "empty": [null], "good": [null, 2],
    }));
    assert_eq!(names(&document), ["good"]);
    assert_eq!(document.metrics[0].values, [2.0]);
    assert_eq!(document.metrics[0].dimensions, [vec![], vec![]]);
    let left: Vec<_> = document.properties.keys().map(String::as_str).collect();
    assert_eq!(left, ["service", "text", "empty"]);
}

#[test]
fn what_declares_no_metrics_is_not_its_own() {
    for line in
        ["", "Orders 1", "{}", r#"{"_aws":{}}"#, r#"{"_aws":{"CloudWatchMetrics":1}}"#, "[{}]", "{\"_aws\""]
    {
        assert_eq!(Document::parse(line.as_bytes()), None, "{line}");
    }
    assert_eq!(parse(&json!({"_aws": {"CloudWatchMetrics": []}})).metrics, [] as [Metric; 0]);
}

proptest! {
    #[test]
    fn never_panics(line: Vec<u8>) {
        let _any = Document::parse(&line);
    }

    #[test]
    fn never_panics_at_what_is_nearly_right(
        metrics in "[\\[{]{0,2}(\"(Name|Unit|Metrics|Dimensions)\":?(1|\"a\"|\\[\\])?,?){0,4}[\\]}]{0,2}",
        a in "(1|-1e999|\"x\"|null|\\[1,\\[\\]\\]|\\{\\}|\\{\"Values\":\\[1,null\\],\"Counts\":\\[-1e999(,2)?\\]\\})",
    ) {
        let line = format!(r#"{{"_aws":{{"Timestamp":{a},"CloudWatchMetrics":[{metrics}]}},"a":{a}}}"#);
        let _any = Document::parse(line.as_bytes());
    }

    // Quarters, because serde_json reads other fractions only to within their last bit.
    #[test]
    fn finds_every_value(values in prop::collection::vec((-1_000_000i32..1_000_000).prop_map(|n| f64::from(n) / 4.0), 1..200), unit in "[A-Z][a-z]{1,8}") {
        let document = parse(&json!({
            "_aws": {"CloudWatchMetrics": [{"Namespace": "n", "Dimensions": [[]], "Metrics": [{"Name": "m", "Unit": unit}]}]},
            "m": values,
        }));
        prop_assert_eq!(&document.metrics[0].values, &values);
        prop_assert_eq!(document.metrics[0].unit.as_ref(), Some(&unit));
    }
}
