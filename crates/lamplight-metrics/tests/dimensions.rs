//! Sets of dimensions, metrics with their own, resolution and time.

mod support;

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_core::loss::Loss;
use lamplight_metrics::{
    Unit, count, dimension, dimension_set, distribution, limits, record, record_high_resolution, single,
    timestamp,
};
use serde_json::Value;
use support::{Fixture, NOW, document};

fn documents_of(fixture: &Fixture, work: impl FnOnce()) -> Vec<Value> {
    fixture.documents_of(work).iter().map(|line| document::check(line)).collect()
}

#[test]
fn a_set_is_the_defaults_and_what_is_given_and_goes_with_the_first_set_if_that_has_more() {
    let fixture = Fixture::new();
    let documents = documents_of(&fixture, || {
        count("A", 1);
        dimension_set(&[("Source", "http"), ("Plan", "pro")]);
    });
    assert_eq!(documents.len(), 1);
    let set = [("service", "shop"), ("Source", "http"), ("Plan", "pro")];
    assert_eq!(document::dimension_sets(&documents[0]), [set]);

    let documents = documents_of(&fixture, || {
        dimension("Region", "north");
        dimension_set(&[("Source", "http")]);
        dimension_set(&[]);
        count("A", 1);
    });
    assert_eq!(documents.len(), 1);
    let sets = document::dimension_sets(&documents[0]);
    assert_eq!(sets[0], [("service", "shop"), ("Region", "north")]);
    assert_eq!(sets[1], [("service", "shop"), ("Source", "http")]);
    assert_eq!(sets[2], [("service", "shop")]);
}

#[test]
fn sets_that_disagree_are_documents_of_their_own_with_all_metrics() {
    let fixture = Fixture::new();
    let documents = documents_of(&fixture, || {
        dimension("Plan", "pro");
        dimension_set(&[("Plan", "free")]);
        dimension_set(&[("service", "other")]);
        count("A", 1);
        count("B", 2);
    });
    let sets: Vec<_> = documents.iter().map(document::dimensions).collect();
    assert_eq!(
        sets,
        [
            vec![("service", "shop"), ("Plan", "pro")],
            vec![("service", "shop"), ("Plan", "free")],
            vec![("service", "other")],
        ]
    );
    for document in &documents {
        assert_eq!((&document["A"], &document["B"]), (&1.into(), &2.into()));
    }
}

#[test]
fn ten_sets_can_be_added_and_one_more_is_refused() {
    for (given, kept, lost) in [(9, 10, 0), (10, 11, 0), (11, 11, 1)] {
        let fixture = Fixture::new();
        let documents = documents_of(&fixture, || {
            dimension("own", "v");
            for number in 0..given {
                dimension_set(&[("number", &format!("{number}"))]);
            }
            count("A", 1);
        });
        assert_eq!(
            documents.iter().map(|document| document::dimension_sets(document).len()).sum::<usize>(),
            kept
        );
        assert_eq!(
            documents.len(),
            kept - 1,
            "the first set disagrees with none, the others with each other"
        );
        assert_eq!(fixture.losses.get(Loss::MetricLimit), lost);
    }
}

#[test]
fn a_set_has_thirty_dimensions_or_is_refused_as_a_whole() {
    for (given, sets, lost) in [(28, 1, 0), (29, 1, 0), (30, 0, 1)] {
        let fixture = Fixture::new();
        let documents = documents_of(&fixture, || {
            let name = |number| &*format!("d{number}").leak();
            let all: Vec<_> = (0..given).map(|number| (name(number), "v")).collect();
            dimension_set(&all);
            count("A", 1);
        });
        let of_service = usize::from(sets == 0);
        assert_eq!(document::dimension_sets(&documents[0]).len(), sets + of_service);
        assert_eq!(fixture.losses.get(Loss::MetricLimit), lost);
    }
    let fixture = Fixture::new();
    let documents = documents_of(&fixture, || {
        dimension_set(&[("fine", "v"), ("é", "v")]);
        count("fine", 1);
    });
    assert_eq!(document::dimensions(&documents[0]), [("service", "shop")]);
    assert_eq!(fixture.losses.get(Loss::MetricName), 1);
}

#[test]
fn default_dimensions_are_everywhere_and_a_later_value_wins() {
    let fixture = Fixture::configured(|builder| {
        builder.dimension("Stage", "test").dimension("Stage", "prod").dimension(":no", "v")
    });
    assert_eq!(fixture.losses.get(Loss::MetricName), 1);
    let documents = documents_of(&fixture, || {
        single("Refund", Unit::Count, 1).dimension("Stage", "canary").write();
        count("A", 1);
    });
    assert_eq!(document::dimensions(&documents[0]), [("service", "shop"), ("Stage", "canary")]);
    assert_eq!(document::dimensions(&documents[1]), [("service", "shop"), ("Stage", "prod")]);
}

#[test]
fn a_single_metric_has_its_own_dimensions_and_properties() {
    let fixture = Fixture::new();
    let documents = documents_of(&fixture, || {
        dimension("Source", "http");
        count("OrdersPlaced", 1);
        single("Refund", Unit::Count, 2)
            .dimension("Plan", "pro")
            .dimension_set(&[])
            .property("order_id", "A-17")
            .timestamp(Timestamp::from_millis(NOW - 1000))
            .high_resolution();
        single("service", Unit::Count, 1).write();
    });
    let refund = &documents[0];
    let sets = document::dimension_sets(refund);
    assert_eq!(sets, [vec![("service", "shop"), ("Plan", "pro")], vec![("service", "shop")]]);
    assert_eq!((&refund["order_id"], &refund["function_request_id"]), (&"A-17".into(), &"r1".into()));
    assert_eq!(refund["_aws"]["Timestamp"], NOW - 1000);
    assert_eq!(refund["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["StorageResolution"], 1);
    assert_eq!(document::dimensions(&documents[1]), [("service", "shop"), ("Source", "http")]);
    assert!(documents[1].get("order_id").is_none());
    assert_eq!(fixture.losses.get(Loss::MetricCollision), 1);
}

#[test]
fn the_finer_resolution_holds_for_a_metric() {
    let documents = documents_of(&Fixture::new(), || {
        record("A", Unit::Count, 1);
        record_high_resolution("A", Unit::Count, 2);
        record("A", Unit::Count, 3);
        count("B", 1);
    });
    let metrics = &documents[0]["_aws"]["CloudWatchMetrics"][0]["Metrics"];
    assert_eq!((&metrics[0]["StorageResolution"], metrics[1].get("StorageResolution")), (&1.into(), None));
    assert_eq!(document::values(&documents[0])["A"], [1.0, 2.0, 3.0]);
}

#[test]
fn a_time_is_taken_up_to_cloudwatchs_bounds() {
    let at = |time: u64| {
        let fixture = Fixture::new();
        let documents = documents_of(&fixture, || {
            count("A", 1);
            timestamp(Timestamp::from_millis(time));
        });
        let written = documents[0]["_aws"]["Timestamp"].as_u64().expect("a number");
        (written, fixture.losses.get(Loss::MetricTimestamp))
    };
    let millis = |span: Duration| u64::try_from(span.as_millis()).expect("small");
    let (oldest, furthest) = (NOW - millis(limits::OLDEST), NOW + millis(limits::FURTHEST));
    for fine in [oldest + 1, oldest, NOW, furthest, furthest - 1] {
        assert_eq!(at(fine), (fine, 0));
    }
    for wrong in [0, oldest - 1, furthest + 1, u64::MAX / 1_000_000] {
        assert_eq!(at(wrong), (NOW, 1), "refused, and nothing is lost but the time");
    }
}

#[test]
fn a_time_holds_for_one_invocation() {
    let fixture = Fixture::new();
    fixture.documents_of(|| {
        timestamp(Timestamp::from_millis(NOW - 5));
        dimension_set(&[("Source", "http")]);
        count("A", 1);
    });
    let documents = documents_of(&fixture, || count("A", 1));
    assert_eq!(documents[0]["_aws"]["Timestamp"], NOW);
    assert_eq!(document::dimensions(&documents[0]), [("service", "shop")]);
}

#[test]
fn a_distribution_writes_equal_values_once() {
    let lines = Fixture::new().documents_of(|| {
        for value in [3, 1, 3, 3] {
            distribution("A", Unit::Count, value);
        }
    });
    assert!(lines[0].ends_with(r#""A":{"Values":[1,3],"Counts":[1,3]}}"#), "{lines:?}");
    for (different, documents) in [(99, 1), (100, 1), (101, 2)] {
        let written = documents_of(&Fixture::new(), || {
            (0..3 * different).for_each(|value| distribution("A", Unit::Count, value % different));
        });
        assert_eq!(written.len(), documents);
        let values: Vec<f64> = written.iter().flat_map(|line| document::values(line)["A"].clone()).collect();
        assert_eq!(values, (0..3 * different).map(|value| f64::from(value / 3)).collect::<Vec<_>>());
    }
}

#[test]
fn nothing_of_this_does_anything_where_nobody_takes_metrics() {
    single("A", Unit::Count, 1).dimension("a", "b").dimension_set(&[]).property("p", 1).write();
    dimension_set(&[]);
    timestamp(Timestamp::EPOCH);
    distribution("A", Unit::Count, 1);
}
