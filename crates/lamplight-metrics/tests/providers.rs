//! Other forms than CloudWatch's: Datadog's, and one of a user's own.

mod support;

use std::sync::{Arc, Mutex};

use lamplight_core::settings::SettingsBuilder;
use lamplight_metrics::{
    Batch, Datadog, Lines, MetricsProvider, Unit, count, dimension, dimension_set, distribution, property,
    record_high_resolution, single,
};
use serde_json::{Value, json};
use support::{Fixture, event};

/// A provider as a user writes it: statistics in a form of their own, and nothing on stdout.
#[derive(Clone, Debug, Default)]
struct Totals {
    written: Arc<Mutex<Vec<String>>>,
    flushes: Arc<Mutex<usize>>,
}

impl MetricsProvider for Totals {
    fn write(&self, batch: &Batch<'_>, lines: &mut Lines) {
        let mut written = self.written.lock().expect("no panic");
        for set in batch.dimension_sets() {
            let dimensions: Vec<_> = set.iter().map(|(name, value)| format!("{name}={value}")).collect();
            for metric in batch.metrics() {
                let total: f64 = metric.values().sum();
                let (name, unit) = (metric.name(), metric.unit());
                let period = metric.resolution().seconds();
                written.push(format!("{name}{dimensions:?} {total} {unit} every {period}"));
            }
        }
        let properties = batch.properties().collect::<Vec<_>>().join(&b","[..]);
        let (namespace, at) = (batch.namespace(), batch.timestamp().rfc3339());
        lines.line(|out| {
            out.extend_from_slice(format!("{namespace} {}: ", at.as_str()).as_bytes());
            out.extend_from_slice(&properties);
        });
    }

    fn flush(&self) -> Option<lamplight_invocation::BoxFuture> {
        let flushes = self.flushes.clone();
        Some(Box::pin(async move { *flushes.lock().expect("no panic") += 1 }))
    }
}

#[tokio::test]
async fn a_provider_of_a_users_own_is_given_everything_and_is_flushed() {
    use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
    use tower_layer::Layer;

    let totals = Totals::default();
    let fixture = Fixture::configured(|builder| builder.provider(totals.clone()));
    let handler = service_fn(|_: LambdaEvent<()>| async {
        dimension("Sou\"rce\\", "h\\ttp\"");
        dimension_set(&[]);
        dimension_set(&[("service", "other")]);
        count("Orders", 2);
        count("Orders", 3);
        record_high_resolution("Lag", Unit::Seconds, 0.5);
        distribution("Attempts", Unit::None, 1);
        property("order_id", "A-17");
        Ok::<_, std::io::Error>(())
    });
    fixture.metrics.layer().layer(handler).oneshot(event("r1", ())).await.expect("no error");
    let written = totals.written.lock().expect("no panic").clone();
    let first = r#"["service=shop", "Sou\"rce\\=h\\ttp\""]"#;
    assert_eq!(
        written[..3],
        [
            format!("Orders{first} 5 Count every 60"),
            format!("Lag{first} 0.5 Seconds every 1"),
            format!("Attempts{first} 1 None every 60"),
        ]
    );
    assert!(written[3].starts_with(r#"Orders["service=shop"] 5"#), "{written:?}");
    assert!(written[6].starts_with(r#"Orders["service=other"] 5"#), "{written:?}");
    assert_eq!(written.len(), 9);
    let line = r#"shop 2026-01-31T23:59:59.999Z: "function_request_id":"r1","order_id":"A-17""#;
    assert_eq!(fixture.documents.take(), [line]);
    assert_eq!(*totals.flushes.lock().expect("no panic"), 1);
}

fn datadog_lines(provider: Datadog, work: impl FnOnce()) -> Vec<Value> {
    use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
    use tower_layer::Layer;

    let fixture = Fixture::built(SettingsBuilder::new().metrics_namespace("Shop"), &[], |builder| {
        builder.provider(provider)
    });
    let mut work = Some(work);
    let handler = service_fn(|_: LambdaEvent<()>| {
        if let Some(work) = work.take() {
            work();
        }
        std::future::ready(Ok::<_, std::io::Error>(()))
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let called = fixture.metrics.layer().layer(handler).oneshot(event("r1", ()));
    runtime.block_on(called).expect("no error");
    fixture.documents.take().iter().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The golden lines but for their times: these tests stand still at another one.
#[test]
fn datadogs_lines_are_those_of_powertools() {
    let golden: Value = serde_json::from_str(include_str!("golden/powertools.json")).expect("JSON");
    for case in golden["datadog"].as_array().expect("cases") {
        let lines = datadog_lines(Datadog::new().without_namespace(), || {
            for tag in case["t"].as_array().expect("tags") {
                let (name, value) = tag.as_str().expect("text").split_once(':').expect("a tag");
                dimension(name.to_owned(), value);
            }
            count(case["m"].as_str().expect("text").to_owned(), case["v"].as_f64().expect("a number"));
        });
        let mut expected = case.clone();
        expected["e"] = json!(support::NOW / 1000);
        expected["v"] = json!(1.0);
        assert_eq!(lines, [expected]);
    }
}

#[test]
fn datadog_has_a_line_for_every_value_in_every_set() {
    let lines = datadog_lines(Datadog::new(), || {
        dimension("Source", "http");
        dimension_set(&[("Source", "queue")]);
        count("Orders placed", 1);
        count("Orders placed", 2);
    });
    let seen: Vec<_> = lines.iter().map(|line| (&line["m"], line["v"].as_f64(), &line["t"][0])).collect();
    let (name, http, queue) = (json!("Shop.Orders_placed"), json!("Source:http"), json!("Source:queue"));
    assert_eq!(
        seen,
        [
            (&name, Some(1.0), &http),
            (&name, Some(2.0), &http),
            (&name, Some(1.0), &queue),
            (&name, Some(2.0), &queue),
        ]
    );
}

/// What nobody should write: a provider that records metrics of the invocation whose metrics it is given.
#[derive(Debug)]
struct Records;

impl MetricsProvider for Records {
    fn write(&self, batch: &Batch<'_>, lines: &mut Lines) {
        count("Batches", 1);
        dimension("Wrote", "yes");
        dimension_set(&[("Wrote", "yes")]);
        property("wrote", true);
        lamplight_metrics::timestamp(lamplight_core::clock::Timestamp::EPOCH);
        lamplight_metrics::timer("Write").stop();
        single("Batch", Unit::Count, 1).dimension("Wrote", "yes").write();
        let names: Vec<_> = batch.metrics().map(|metric| metric.name()).collect();
        lines.line(|out| out.extend_from_slice(names.join(",").as_bytes()));
    }
}

#[test]
fn what_a_provider_records_while_it_writes_is_refused_and_counted_and_nobody_waits() {
    let fixture = Fixture::configured(|builder| builder.provider(Records));
    fixture.run(|| {
        count("Orders", 1);
        // Written once in the middle, within the scope; and once at the end, where the scope is left.
        (0..lamplight_metrics::limits::HELD_VALUES).for_each(|value| count("Items", value));
    });
    assert_eq!(fixture.documents.take(), ["Orders,Items", "Items"]);
    assert_eq!(fixture.losses.get(lamplight_core::loss::Loss::MetricLimit), 8);
    let losses: u64 = lamplight_core::loss::Loss::ALL.into_iter().map(|loss| fixture.losses.get(loss)).sum();
    assert_eq!(losses, 8, "and as nothing else");
}

/// A sink may: what it is given was written before.
#[test]
fn what_a_sink_records_is_in_the_next_document() {
    #[derive(Debug)]
    struct Counts(lamplight_core::testing::Captured);
    impl lamplight_core::sink::LineSink for Counts {
        fn write_line(&self, line: &[u8]) {
            if line.windows(6).any(|text| text == b"Orders") {
                count("Lines", 1);
            }
            self.0.write_line(line);
        }
    }
    let written = lamplight_core::testing::Captured::new();
    let fixture = Fixture::configured(|builder| builder.sink(Counts(written.clone())));
    fixture.run(|| single("Orders", Unit::Count, 1).write());
    let written = written.take();
    assert_eq!(written.len(), 2, "{written:?}");
    assert!(written[1].contains(r#""Lines":1"#), "{written:?}");
}
