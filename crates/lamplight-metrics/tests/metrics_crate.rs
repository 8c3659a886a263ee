//! What other libraries record with the `metrics` crate.

#![cfg(feature = "metrics-crate")]

mod support;

use lamplight_core::loss::{Loss, Losses};
use lamplight_core::sink::LineSink;
use lamplight_metrics::metrics_crate::FacadeRecorder;
use lamplight_metrics::{count, dimension};
use metrics::{Unit, counter, describe_counter, describe_histogram, gauge, histogram, with_local_recorder};
use serde_json::{Value, json};
use support::{Fixture, document};

/// The documents of an invocation in which a library does this.
fn documents(fixture: &Fixture, work: impl FnOnce()) -> Vec<Value> {
    let recorder = FacadeRecorder::new();
    let lines = fixture.documents_of(|| with_local_recorder(&recorder, work));
    lines.iter().map(|line| document::check(line)).collect()
}

#[test]
fn what_a_library_records_is_in_the_document_of_the_invocation() {
    let documents = documents(&Fixture::new(), || {
        dimension("Source", "http");
        count("Orders", 1);
        counter!("requests").increment(2);
        let depth = gauge!("depth");
        depth.set(7);
        depth.increment(2);
        depth.decrement(4.5);
        for seconds in [0.5, 0.25, 0.5] {
            histogram!("latency").record(seconds);
        }
    });
    let [document] = &documents[..] else { panic!("one document: {documents:?}") };
    assert_eq!(
        document::definitions(document),
        [("Orders", "Count"), ("requests", "Count"), ("depth", "None"), ("latency", "None")]
    );
    assert_eq!((&document["requests"], &document["depth"]), (&json!(2), &json!([7, 9, 4.5])));
    assert_eq!(document["latency"], json!({"Values": [0.25, 0.5], "Counts": [1, 2]}));
    assert_eq!(document["Source"], "http");
}

#[test]
fn an_absolute_value_of_a_counter_is_recorded_by_what_is_new_in_it() {
    let documents = documents(&Fixture::new(), || {
        let connections = counter!("connections");
        connections.increment(1);
        for total in [3, 3, 2, 10] {
            connections.absolute(total);
        }
    });
    assert_eq!(documents[0]["connections"], json!([1, 2, 7]));
}

#[test]
fn units_that_are_described_hold_and_those_that_cloudwatch_lacks_are_converted() {
    let documents = documents(&Fixture::new(), || {
        describe_counter!("sent", Unit::Kibibytes, "what was sent");
        describe_histogram!("took", Unit::Nanoseconds, "how long it took");
        counter!("sent").increment(3);
        histogram!("took").record(1500);
    });
    assert_eq!(document::definitions(&documents[0]), [("sent", "Bytes"), ("took", "Microseconds")]);
    assert_eq!((&documents[0]["sent"], &documents[0]["took"]), (&json!(3072), &json!(1.5)));
}

#[test]
fn metrics_with_the_same_labels_share_a_document_with_these_dimensions() {
    let documents = documents(&Fixture::new(), || {
        dimension("Source", "http");
        counter!("plain").increment(1);
        for method in ["GET", "POST", "GET"] {
            counter!("requests", "method" => method, "service" => "library").increment(1);
            histogram!("took", "method" => method, "service" => "library").record(1);
        }
    });
    let found = |document: &Value| (document["method"].clone(), document["requests"].clone());
    let found: Vec<_> = documents.iter().map(found).collect();
    let (get, post) = ((json!("GET"), json!([1, 1])), (json!("POST"), json!(1)));
    assert_eq!(found, [get, post, (Value::Null, Value::Null)]);
    let directive = &documents[0]["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(directive["Dimensions"], json!([["service", "method"]]));
    assert_eq!((&documents[0]["service"], &documents[0]["Source"]), (&json!("library"), &Value::Null));
    assert_eq!(documents[0]["took"], json!({"Values": [1], "Counts": [2]}));
}

#[test]
fn more_sets_of_labels_than_are_held_back_are_written_at_once_and_nothing_is_lost() {
    let documents = documents(&Fixture::new(), || {
        for id in 0..250 {
            counter!("requests", "id" => id.to_string()).increment(id);
        }
    });
    let mut ids: Vec<u64> =
        documents.iter().map(|document| document["requests"].as_u64().expect("one")).collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..250).collect::<Vec<_>>());
}

#[test]
fn what_cloudwatch_does_not_take_is_refused_and_counted() {
    let fixture = Fixture::new();
    let documents = documents(&fixture, || {
        counter!("requests", "path" => "größe", "method" => "GET").increment(1);
        gauge!("load").set(f64::NAN);
        counter!("_aws").increment(1);
    });
    assert_eq!((documents.len(), &documents[0]["requests"]), (1, &json!(1)), "without the label");
    let lost =
        [Loss::MetricName, Loss::MetricValue, Loss::MetricCollision].map(|loss| fixture.losses.get(loss));
    assert_eq!(lost, [1, 1, 1]);
}

#[test]
fn changes_of_more_metrics_than_are_kept_are_refused_and_counted_but_values_are_recorded() {
    let before = Losses::process().get(Loss::MetricLimit);
    let documents = documents(&Fixture::new(), || {
        for name in 0..6000 {
            gauge!(format!("gauge {name}")).increment(1);
            counter!(format!("counter {name}")).increment(1);
        }
    });
    let refused = Losses::process().get(Loss::MetricLimit) - before;
    let named = |start: &str| {
        let names = documents.iter().flat_map(document::definitions).filter(|name| name.0.starts_with(start));
        names.count() as u64
    };
    assert!(refused >= 6000 - 4096, "{refused}");
    assert_eq!((named("gauge"), named("counter")), (6000 - refused, 6000));
}

/// A sink that counts its lines with labels, as one in a library may.
#[derive(Clone, Debug, Default)]
struct Counting(lamplight_core::testing::Captured);

impl LineSink for Counting {
    fn write_line(&self, line: &[u8]) {
        if !line.windows(9).any(|part| part == b"lines_out") {
            counter!("lines_out", "sink" => "counting").increment(1);
        }
        self.0.write_line(line);
    }
}

#[test]
fn a_sink_that_records_metrics_itself_does_not_wait_for_itself() {
    let sink = Counting::default();
    let fixture = Fixture::configured(|builder| builder.sink(sink.clone()));
    let recorder = FacadeRecorder::new();
    // Around the invocation, so that its end is within it.
    with_local_recorder(&recorder, || {
        fixture.documents_of(|| {
            // One more set of labels than is held back, so that some are written here.
            for id in 0..101 {
                counter!("requests", "id" => id.to_string()).increment(1);
            }
        });
    });
    let lines = sink.0.take();
    let with = |text: &str| lines.iter().filter(|line| line.contains(text)).count();
    assert_eq!((with("\"requests\":1"), with("lines_out") > 0), (101, true));
}

#[test]
fn threads_record_at_the_same_time_and_every_value_is_there() {
    let fixture = Fixture::new();
    let recorder = FacadeRecorder::new();
    let lines = fixture.documents_of(|| {
        let scope = lamplight_invocation::Scope::current();
        std::thread::scope(|threads| {
            for thread in 0..8_u64 {
                let (scope, recorder) = (scope.clone(), &recorder);
                threads.spawn(move || {
                    let _inside = scope.enter();
                    with_local_recorder(recorder, || {
                        for at in 0..500_u64 {
                            counter!("all").increment(1);
                            counter!("some", "part" => (at % 7).to_string()).increment(thread);
                        }
                    });
                });
            }
        });
    });
    let total = |name: &str| {
        let values = lines.iter().map(|line| document::values(&document::check(line)));
        values.flat_map(|mut values| values.remove(name).unwrap_or_default()).sum::<f64>()
    };
    assert_eq!((total("all"), total("some")), (4000.0, 500.0 * 28.0));
}

#[test]
fn what_is_recorded_outside_invocations_is_written_by_the_flush_of_the_process() {
    let fixture = Fixture::new();
    fixture.metrics.install().expect("no other test of this file installs metrics");
    let recorder = FacadeRecorder::new();
    with_local_recorder(&recorder, || {
        counter!("start").increment(1);
        counter!("connections", "pool" => "main").increment(1);
    });
    fixture.metrics.flush();
    let documents: Vec<_> = fixture.take().iter().map(|line| document::check(line)).collect();
    let has = |name: &str| documents.iter().filter(|document| document[name] == json!(1)).count();
    assert_eq!((documents.len(), has("start"), has("connections")), (2, 1, 1));
}
