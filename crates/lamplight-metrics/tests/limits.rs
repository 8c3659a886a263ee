//! Each limit, one below it, at it and one beyond.

mod support;

use lamplight_core::loss::{Loss, Losses};
use lamplight_metrics::{Emf, Unit, count, dimension, dimension_set, gauge, limits, property, record};
use serde_json::Value;
use support::{Fixture, document};

/// What an invocation writes, and what it has refused.
fn documents_of(work: impl FnOnce()) -> (Vec<Value>, &'static Losses) {
    let fixture = Fixture::new();
    let documents = fixture.documents_of(work);
    (documents.iter().map(|line| document::check(line)).collect(), fixture.losses)
}

/// How many metrics each document has.
fn metrics_per_document(metrics: usize) -> Vec<usize> {
    let (documents, losses) = documents_of(|| (0..metrics).for_each(|number| count(format!("m{number}"), 1)));
    assert_no_loss(losses);
    documents.iter().map(|document| document::definitions(document).len()).collect()
}

/// How many values of one metric each document has.
fn values_per_document(values: usize) -> Vec<usize> {
    let (documents, losses) = documents_of(|| (0..values).for_each(|value| count("A", value)));
    assert_no_loss(losses);
    let values: Vec<Vec<f64>> =
        documents.iter().map(|document| document::values(document).remove("A").expect("A")).collect();
    let all: Vec<f64> = values.concat();
    assert!(all.iter().enumerate().all(|(at, value)| *value == at as f64), "all, and in order");
    values.iter().map(Vec::len).collect()
}

fn assert_no_loss(losses: &Losses) {
    assert!(Loss::ALL.into_iter().all(|loss| losses.get(loss) == 0), "{losses:?}");
}

#[test]
fn a_hundred_metrics_are_one_document_and_one_more_is_a_second() {
    assert_eq!(metrics_per_document(99), [99]);
    assert_eq!(metrics_per_document(100), [100]);
    assert_eq!(metrics_per_document(101), [100, 1]);
}

#[test]
fn a_hundred_values_are_one_document_and_one_more_is_a_second() {
    assert_eq!(values_per_document(99), [99]);
    assert_eq!(values_per_document(100), [100]);
    assert_eq!(values_per_document(101), [100, 1]);
    assert_eq!(values_per_document(201), [100, 100, 1]);
}

#[test]
fn every_document_of_a_split_has_the_dimensions_and_properties() {
    let (documents, _) = documents_of(|| {
        (0..101).for_each(|value| count("A", value));
        dimension("Source", "http");
        property("order_id", "A-17");
    });
    assert_eq!(documents.len(), 2);
    for document in &documents {
        assert_eq!(document::dimensions(document), [("service", "shop"), ("Source", "http")]);
        assert_eq!((&document["order_id"], &document["function_request_id"]), (&"A-17".into(), &"r1".into()));
    }
}

#[test]
fn what_is_held_back_is_written_when_it_is_much() {
    let written_before_the_end = |metrics: usize, values: usize| {
        let fixture = Fixture::new();
        let mut before = 0;
        fixture.documents_of(|| {
            for metric in 0..metrics {
                (0..values).for_each(|value| count(format!("m{metric}"), value));
            }
            before = fixture.take().len();
        });
        before
    };
    assert_eq!(written_before_the_end(limits::HELD_METRICS - 1, 1), 0);
    assert_eq!(written_before_the_end(limits::HELD_METRICS, 1), 10);
    assert_eq!(written_before_the_end(limits::HELD_METRICS + 1, 1), 10);
    assert_eq!(written_before_the_end(1, limits::HELD_VALUES - 1), 0);
    assert_eq!(written_before_the_end(1, limits::HELD_VALUES), 100);
    assert_eq!(written_before_the_end(1, limits::HELD_VALUES + 1), 100);
}

#[test]
fn documents_are_split_before_they_are_longer_than_a_log_event() {
    let (documents, losses) = documents_of(|| {
        // One metric less than would be written at once, and so without the dimensions.
        for metric in 0..99 {
            let name = format!("\"{metric:0>1000}");
            (0..100).for_each(|_| gauge(name.clone(), -1.234_567_890_123_456_7e-300));
        }
        property("long", "p".repeat(30_000).as_str());
        (0..29).for_each(|number| dimension(format!("{number:\">250}"), "\"".repeat(1024)));
    });
    assert_no_loss(losses);
    assert!(documents.len() > 3, "{}", documents.len());
    let values: usize = documents
        .iter()
        .flat_map(|document| document::values(document).into_values())
        .map(|all| all.len())
        .sum();
    assert_eq!(values, 99 * 100);
}

/// The lengths of the documents of this work, where documents are as long as this at most.
fn document_lengths(most: usize, work: impl FnOnce()) -> Vec<usize> {
    let fixture = Fixture::configured(|builder| builder.provider(Emf::new().document_bytes(most)));
    let lines = fixture.documents.clone();
    fixture.run(work);
    assert_no_loss(fixture.losses);
    lines.take().iter().map(String::len).collect()
}

#[test]
fn a_document_is_as_long_as_is_allowed_and_a_byte_more_makes_it_two() {
    let two_metrics = || {
        dimension("Source", "http");
        property("order_id", "A-17");
        count("A", 1);
        count("B", 2);
    };
    let [length] = document_lengths(usize::MAX, two_metrics)[..] else { panic!("one document") };
    assert_eq!(document_lengths(length + 1, two_metrics), [length]);
    assert_eq!(document_lengths(length, two_metrics), [length]);
    assert_eq!(document_lengths(length - 1, two_metrics).len(), 2);
    // What cannot be split is longer.
    assert_eq!(document_lengths(1, two_metrics).len(), 2);
}

#[test]
fn a_document_is_a_log_event_unless_more_is_asked_for() {
    // 98 metrics whose values have as many digits as there are, and a property that fills up the rest.
    let filled = |property_bytes: usize| {
        move || {
            property("p", "p".repeat(property_bytes).as_str());
            for metric in 0..98 {
                (0..100).for_each(|_| gauge(format!("m{metric:02}"), -1.234_567_890_123_456_7e-300));
            }
        }
    };
    let [length] = document_lengths(usize::MAX, filled(0))[..] else { panic!("one document") };
    let room = limits::DOCUMENT_BYTES - length;
    assert!(room < limits::PROPERTY_BYTES - 10, "{room}");
    for (more, documents) in [(-1, 1), (0, 1), (1, 2)] {
        let fixture = Fixture::new();
        let lines = fixture.documents_of(filled(room.saturating_add_signed(more)));
        assert_eq!(lines.len(), documents, "{more}");
        assert!(lines.iter().all(|line| document::check(line)["p"].as_str().is_some_and(|p| !p.is_empty())));
    }
    let more = document_lengths(limits::LARGEST_DOCUMENT_BYTES, filled(room + 1));
    assert_eq!(more, [limits::DOCUMENT_BYTES + 1]);
    // With sets whose names are long, and no more than an event can be at all.
    let sets = || {
        filled(30_000)();
        (0..29).for_each(|number| dimension(format!("{number:a>250}"), "v".repeat(1024)));
        (0..9).for_each(|number| dimension_set(&[(&*format!("s{number}").leak(), "v")]));
        (0..900).for_each(|number| count(format!("{number:b>1000}"), 1));
    };
    let lengths = document_lengths(usize::MAX, sets);
    assert!(lengths.iter().all(|length| *length <= limits::LARGEST_DOCUMENT_BYTES), "{lengths:?}");
}

#[test]
fn there_are_thirty_dimensions_with_the_service() {
    for (given, kept, lost) in [(28, 29, 0), (29, 30, 0), (30, 30, 1)] {
        let (documents, losses) = documents_of(|| {
            count("A", 1);
            (0..given).for_each(|number| dimension(format!("d{number}"), "v"));
            dimension("d0", "changed");
        });
        assert_eq!(document::dimensions(&documents[0]).len(), kept);
        assert_eq!(document::dimensions(&documents[0])[1], ("d0", "changed"));
        assert_eq!(losses.get(Loss::MetricLimit), lost);
    }
}

#[test]
fn there_are_a_hundred_properties() {
    for (given, lost) in [(99, 0), (100, 0), (101, 1)] {
        let (documents, losses) = documents_of(|| {
            count("A", 1);
            (0..given).for_each(|number| property(format!("p{number}"), number));
            property("p0", "changed");
        });
        assert_eq!(documents[0]["p0"], "changed");
        assert_eq!(documents[0].get("p100"), None);
        assert_eq!(losses.get(Loss::MetricLimit), lost);
    }
}

#[test]
fn properties_are_bounded_in_bytes() {
    let around = r#""p":"""#.len();
    for (more, lost) in [(-1, 0), (0, 0), (1, 1)] {
        let length = (limits::PROPERTY_BYTES - around).saturating_add_signed(more);
        let (documents, losses) = documents_of(|| {
            count("A", 1);
            property("p", "x".repeat(length).as_str());
        });
        assert_eq!(documents[0].get("p").is_none(), lost == 1);
        assert_eq!(losses.get(Loss::MetricLimit), lost);
    }
    let (_, losses) = documents_of(|| property("p", "x".repeat(10_000_000).as_str()));
    assert_eq!(losses.get(Loss::MetricLimit), 1);
}

#[test]
fn values_end_at_two_to_the_power_of_360() {
    let (least, most) = (-limits::LARGEST_VALUE, limits::LARGEST_VALUE);
    // Of two neighbours among floats, the one further from zero has the larger bits.
    let beyond = |value: f64| f64::from_bits(value.to_bits() + 1);
    let within = f64::from_bits(most.to_bits() - 1);
    let refused = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, beyond(most), beyond(least), f64::MAX];
    let (documents, losses) = documents_of(|| {
        refused.iter().for_each(|value| gauge("A", *value));
        gauge("A", most);
        gauge("A", least);
        gauge("A", within);
        property("p", f64::NAN);
    });
    assert_eq!(document::values(&documents[0])["A"], [most, least, within]);
    assert_eq!(losses.get(Loss::MetricValue), refused.len() as u64 + 1);
}

#[test]
fn a_metric_has_one_unit() {
    let (documents, losses) = documents_of(|| {
        record("A", Unit::Bytes, 1);
        record("A", Unit::Kilobytes, 2);
        record("A", Unit::Bytes, 3);
    });
    assert_eq!(document::values(&documents[0])["A"], [1.0, 3.0]);
    assert_eq!(losses.get(Loss::MetricUnit), 1);
}

#[test]
fn a_name_is_used_for_one_thing_and_the_first_one_has_it() {
    let (documents, losses) = documents_of(|| {
        count("M", 1);
        dimension("D", "d");
        property("P", "p");
        dimension("M", "x");
        property("M", "x");
        count("D", 1);
        property("D", "x");
        count("P", 1);
        dimension("P", "x");
        for reserved in ["_aws", "function_request_id", "xray_trace_id"] {
            count(reserved, 1);
            dimension(reserved, "x");
            property(reserved, "x");
        }
        count("service", 1);
    });
    assert_eq!(document::dimensions(&documents[0]), [("service", "shop"), ("D", "d")]);
    assert_eq!(document::definitions(&documents[0]), [("M", "Count")]);
    assert_eq!(documents[0]["P"], "p");
    assert_eq!(losses.get(Loss::MetricCollision), 6 + 9 + 1);
}

#[test]
fn names_and_values_that_cloudwatch_does_not_take_are_refused_and_counted() {
    let (documents, losses) = documents_of(|| {
        count("", 1);
        count("m".repeat(1025), 1);
        count("line\nbreak", 1);
        dimension("", "v");
        dimension("d", "");
        dimension("d", "é");
        dimension(":d", "v");
        property("", 1);
        count("A", 1);
    });
    assert_eq!(document::definitions(&documents[0]), [("A", "Count")]);
    assert_eq!(document::dimensions(&documents[0]), [("service", "shop")]);
    assert_eq!(losses.get(Loss::MetricName), 8);
}

#[test]
fn the_dimension_of_the_service_can_be_set() {
    let (documents, _) = documents_of(|| {
        count("A", 1);
        dimension("Source", "http");
        dimension("service", "checkout");
    });
    assert_eq!(document::dimensions(&documents[0]), [("service", "checkout"), ("Source", "http")]);
}

#[test]
fn every_unit_is_one_that_the_schema_knows() {
    let (documents, losses) =
        documents_of(|| Unit::ALL.iter().for_each(|unit| record(format!("in {unit}"), *unit, 1)));
    assert_eq!(document::definitions(&documents[0]).len(), 27);
    assert_no_loss(losses);
}
