//! Wide records, in a crate that forbids `unsafe` as a user's may.

#![cfg(feature = "derive")]
#![forbid(unsafe_code)]

mod support;

use std::borrow::Cow;
use std::time::Duration;

use lamplight_core::loss::Loss;
use lamplight_core::metric_manifest::manifest;
use lamplight_metrics::derive::{DimensionValue, MetricValue};
use lamplight_metrics::{MetricsRecord, PropertyValue, count, declare, declared, dimension};
use serde_json::{Value, json};
use support::{Fixture, document};

/// As the facade has it.
mod facade {
    pub(crate) use lamplight_metrics as metrics;
}

enum Plan {
    Pro,
}

impl DimensionValue for Plan {
    fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Pro => Some("pro".into()),
        }
    }
}

#[derive(MetricsRecord)]
struct Checkout<'a> {
    #[dimension(name = "Plan")]
    plan: Plan,
    #[dimension(name = "Source")]
    source: Option<&'a str>,
    #[dimension(name = "Region")]
    region: Option<String>,
    /// From the click to the receipt,
    /// in all.
    #[metric(unit = Milliseconds, name = "Latency", high_resolution)]
    latency: Duration,
    #[metric(unit = Count, name = "Items", about = "What was bought.")]
    items: u32,
    #[metric(unit = Bytes, name = "Pages", distribution)]
    pages: Vec<usize>,
    #[metric(unit = Percent, name = "Discount")]
    discount: Option<f32>,
    #[property(name = "order_id")]
    order: Cow<'a, str>,
    #[property]
    coupon: Option<u8>,
    #[property]
    tags: Vec<PropertyValue<'a>>,
    #[skip]
    secret: &'a str,
}

fn checkout() -> Checkout<'static> {
    Checkout {
        plan: Plan::Pro,
        source: Some("http"),
        region: None,
        latency: Duration::from_micros(250_500),
        items: 3,
        pages: vec![2, 1, 2],
        discount: None,
        order: "A-17".into(),
        coupon: None,
        tags: vec!["new".into(), 1.into()],
        secret: "s",
    }
}

#[test]
fn a_record_is_a_document_of_its_own_in_its_invocation() {
    let lines = Fixture::new().documents_of(|| {
        dimension("Other", "x");
        count("Orders", 1);
        let checkout = checkout();
        assert_eq!(checkout.secret, "s");
        checkout.record();
    });
    let [record, rest] = &lines[..] else { panic!("two documents: {lines:?}") };
    assert!(rest.contains("\"Other\":\"x\"") && rest.contains("\"Orders\":1"), "{rest}");
    let mut record = document::check(record);
    let metadata = record.as_object_mut().and_then(|members| members.remove("_aws")).expect("metadata");
    assert_eq!(
        metadata["CloudWatchMetrics"][0],
        json!({
            "Namespace": "shop",
            "Dimensions": [["service", "Plan", "Source"]],
            "Metrics": [
                {"Name": "Latency", "Unit": "Milliseconds", "StorageResolution": 1},
                {"Name": "Items", "Unit": "Count"},
                {"Name": "Pages", "Unit": "Bytes"},
            ],
        })
    );
    let expected = json!({
        "service": "shop", "Plan": "pro", "Source": "http",
        "function_request_id": "r1", "order_id": "A-17", "coupon": null, "tags": ["new", 1],
        "Latency": 250.5, "Items": 3, "Pages": {"Values": [1, 2], "Counts": [1, 2]},
    });
    assert_eq!(record, expected);
}

#[derive(MetricsRecord)]
#[record(rename_all = "PascalCase", crate = facade::metrics)]
struct Batch<T: Clone, const N: usize> {
    #[dimension]
    is_retry: bool,
    #[metric(unit = Seconds)]
    wait_times: [T; N],
    #[property]
    last_of_all: u64,
    #[dimension(name = "shard")]
    r#type: u8,
}

#[test]
fn a_record_can_be_generic_and_its_names_in_another_case() {
    let batch = Batch { is_retry: false, wait_times: [0.5_f32, 1.5], last_of_all: 7, r#type: 2 };
    let lines = Fixture::new().documents_of(|| batch.record());
    let found = document::check(&lines[0]);
    assert_eq!((&found["IsRetry"], &found["shard"]), (&json!("false"), &json!("2")));
    assert_eq!((&found["WaitTimes"], &found["LastOfAll"]), (&json!([0.5, 1.5]), &json!(7)));
}

#[test]
fn the_metrics_of_a_record_are_in_the_manifest_before_and_after_they_are_recorded() {
    declare(Checkout::metrics());
    let listed = manifest("shop", &declared());
    let listed: Value = serde_json::from_slice(&listed).expect("JSON");
    let has = |metric: Value| listed["metrics"].as_array().expect("a list").contains(&metric);
    assert!(has(json!({"name": "Items", "unit": "Count", "resolution": 60, "about": "What was bought."})));
    let about = "From the click to the receipt, in all.";
    assert!(has(json!({"name": "Latency", "unit": "Milliseconds", "resolution": 1, "about": about})));
    assert!(has(json!({"name": "Discount", "unit": "Percent", "resolution": 60})));

    #[derive(MetricsRecord)]
    struct Recorded {
        #[metric(unit = Terabits)]
        only_when_recorded: u8,
    }
    let is_listed = || declared().iter().any(|metric| metric.name == "only_when_recorded");
    assert!(!is_listed());
    Fixture::new().documents_of(|| Recorded { only_when_recorded: 1 }.record());
    assert!(is_listed());
}

#[test]
fn what_only_values_show_is_refused_and_counted_with_the_place_of_the_call() {
    #[derive(MetricsRecord)]
    struct Record<D, V: MetricValue> {
        #[dimension(name = "Tenant")]
        tenant: D,
        #[metric(unit = Count, name = "Orders")]
        orders: V,
    }
    let fixture = Fixture::new();
    let lines = fixture.documents_of(|| {
        Record { tenant: "größe", orders: 1 }.record();
        Record { tenant: "a", orders: f64::INFINITY }.record();
        Record { tenant: "a", orders: None::<u8> }.record();
    });
    let [line] = &lines[..] else { panic!("one document: {lines:?}") };
    assert_eq!(document::check(line)["Tenant"], Value::Null, "without the dimension");
    let lost = [Loss::MetricName, Loss::MetricValue].map(|loss| fixture.losses.get(loss));
    assert_eq!(lost, [1, 1]);
}

#[test]
fn nothing_is_recorded_where_nobody_takes_metrics() {
    checkout().record();
}
