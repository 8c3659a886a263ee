//! Exponential histograms beside those of OpenTelemetry's SDK for Python.

use lamplight_metrics::{Unit, record};
use lamplight_otlp::metrics::Histograms;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use serde_json::{Value, json};

use crate::collector::{Collector, Function};

#[tokio::test]
async fn buckets_are_those_of_another_sdk() {
    let golden: Value = serde_json::from_str(include_str!("exponential.json")).unwrap();
    let cases = golden["cases"].as_array().unwrap();
    assert!(cases.len() >= 8);
    for case in cases {
        let values = case["values"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap());
        let mut collector = Collector::start().await;
        let function = Function::new(collector.provider(Histograms::Exponential));
        function.invoke(|| values.for_each(|value| record("Golden", Unit::None, value))).await;
        let request = collector.received().await.request;
        let data = &request.resource_metrics[0].scope_metrics[0].metrics[0].data;
        let Some(Data::ExponentialHistogram(histogram)) = data else { panic!("{data:?}") };
        let [point] = &histogram.data_points[..] else { panic!("{histogram:?}") };
        let positive = point.positive.as_ref().unwrap();
        // Theirs may end with buckets that are empty, which are not in the file.
        let counts = &positive.bucket_counts;
        let found = json!({
            "name": case["name"], "values": case["values"],
            "scale": point.scale, "zeros": point.zero_count, "offset": positive.offset, "counts": counts,
        });
        assert_eq!(found, *case);
    }
}
