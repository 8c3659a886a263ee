//! Declared metrics, in a crate that forbids `unsafe` as a user's may.

#![forbid(unsafe_code)]

mod support;

use lamplight_core::loss::Loss;
use lamplight_core::metric_manifest::manifest;
use lamplight_metrics::{Metric, Unit, declare, declared};
use support::{Fixture, document};

static ORDERS: Metric = Metric::new("Orders", Unit::Count).about("Orders that were paid for.");
static LAG: Metric = Metric::new("Lag", Unit::Seconds).high_resolution();
static ATTEMPTS: Metric = Metric::new("Attempts", Unit::None).distribution();
static LISTED: Metric = Metric::new("Listed", Unit::Bytes);
static PAYLOAD: Metric = Metric::new("Payload", Unit::Bytes);

#[test]
fn a_declared_metric_records_as_it_was_declared_and_is_listed() {
    declare(&[&LISTED, &ORDERS]);
    let fixture = Fixture::new();
    let lines = fixture.documents_of(|| {
        ORDERS.record(2);
        ORDERS.record(3);
        (0..3).for_each(|_| ATTEMPTS.record(1));
        LAG.timer().stop();
        LAG.timer().discard();
        PAYLOAD.timer().stop();
    });
    let document = document::check(&lines[0]);
    assert_eq!(
        document::definitions(&document),
        [("Orders", "Count"), ("Attempts", "None"), ("Lag", "Seconds")]
    );
    let metrics = &document["_aws"]["CloudWatchMetrics"][0]["Metrics"];
    assert_eq!((metrics[0].get("StorageResolution"), &metrics[2]["StorageResolution"]), (None, &1.into()));
    assert_eq!(document["Attempts"]["Counts"], serde_json::json!([3]));
    assert_eq!(document::values(&document)["Lag"].len(), 1);
    assert_eq!(fixture.losses.get(Loss::MetricUnit), 1, "bytes measure no time");

    let expected = concat!(
        r#"{"version":1,"namespace":"shop","metrics":[{"name":"Attempts","unit":"None","resolution":60},"#,
        r#"{"name":"Lag","unit":"Seconds","resolution":1},{"name":"Listed","unit":"Bytes","resolution":60},"#,
        r#"{"name":"Orders","unit":"Count","resolution":60,"about":"Orders that were paid for."},"#,
        r#"{"name":"Payload","unit":"Bytes","resolution":60}]}"#
    );
    assert_eq!(String::from_utf8(manifest("shop", &declared())).as_deref(), Ok(expected));
}
