//! Documents, byte for byte.

mod support;

use lamplight_core::loss::Loss;
use lamplight_core::settings::SettingsBuilder;
use lamplight_metrics::{PropertyValue, Unit, count, dimension, gauge, property, record};
use support::Fixture;

#[test]
fn a_count_is_a_document_with_the_service_as_its_dimension() {
    let documents = Fixture::new().documents_of(|| count("OrdersPlaced", 1));
    let expected = concat!(
        r#"{"_aws":{"Timestamp":1769903999999,"CloudWatchMetrics":[{"Namespace":"shop","Dimensions":[["service"]],"#,
        r#""Metrics":[{"Name":"OrdersPlaced","Unit":"Count"}]}]},"service":"shop","#,
        r#""function_request_id":"r1","OrdersPlaced":1}"#
    );
    assert_eq!(documents, [expected]);
}

#[test]
fn everything_that_is_recorded_is_in_one_document() {
    let documents = Fixture::new().documents_of(|| {
        count("OrdersPlaced", 1);
        property("order_id", "A-\"17\"");
        dimension("Source", "http");
        gauge("QueueDepth", 7.5);
        count("OrdersPlaced", 2_u64);
        record("Payload", Unit::Bytes, 512_usize);
        property("retried", false);
        property("attempt", -3);
        property("share", 0.25);
    });
    let expected = concat!(
        r#"{"_aws":{"Timestamp":1769903999999,"CloudWatchMetrics":[{"Namespace":"shop","#,
        r#""Dimensions":[["service","Source"]],"Metrics":[{"Name":"OrdersPlaced","Unit":"Count"},"#,
        r#"{"Name":"QueueDepth","Unit":"None"},{"Name":"Payload","Unit":"Bytes"}]}]},"#,
        r#""service":"shop","Source":"http","function_request_id":"r1","order_id":"A-\"17\"","#,
        r#""retried":false,"attempt":-3,"share":0.25,"#,
        r#""OrdersPlaced":[1,2],"QueueDepth":7.5,"Payload":512}"#
    );
    assert_eq!(documents, [expected]);
}

#[test]
fn the_namespace_is_the_setting_or_the_service_or_the_function() {
    let namespace = |settings| {
        let document = Fixture::with(settings).documents_of(|| count("A", 1)).remove(0);
        document.split('"').nth(9).map(str::to_owned)
    };
    assert_eq!(namespace(SettingsBuilder::new()).as_deref(), Some("orders"));
    assert_eq!(namespace(SettingsBuilder::new().service("shop")).as_deref(), Some("shop"));
    let both = SettingsBuilder::new().service("shop").metrics_namespace("Shop/Orders");
    assert_eq!(namespace(both).as_deref(), Some("Shop/Orders"));
}

#[test]
fn a_service_that_cloudwatch_could_not_take_is_written_as_near_as_it_can_be() {
    let documents = Fixture::with(SettingsBuilder::new().service(":café")).documents_of(|| count("A", 1));
    assert!(documents[0].contains(r#""Namespace":"_caf_""#), "{documents:?}");
    assert!(documents[0].contains(r#""service":"_caf_""#), "{documents:?}");
}

#[test]
fn a_function_that_has_no_name_has_no_dimensions() {
    let fixture = Fixture::with_environment(SettingsBuilder::new(), &[]);
    let expected = concat!(
        r#"{"_aws":{"Timestamp":1769903999999,"CloudWatchMetrics":[{"Namespace":"lamplight","Dimensions":[[]],"#,
        r#""Metrics":[{"Name":"A","Unit":"Count"}]}]},"function_request_id":"r1","A":1}"#
    );
    assert_eq!(fixture.documents_of(|| count("A", 1)), [expected]);
}

#[test]
fn an_invocation_without_metrics_writes_nothing() {
    let documents = Fixture::new().documents_of(|| {
        dimension("Source", "http");
        property("order_id", "A-17");
    });
    assert!(documents.is_empty(), "{documents:?}");
}

#[test]
fn metrics_that_are_turned_off_write_nothing() {
    for settings in [SettingsBuilder::new().disabled(true), SettingsBuilder::new().metrics_disabled(true)] {
        let fixture = Fixture::with(settings);
        assert!(fixture.documents_of(|| count("A", 1)).is_empty());
    }
}

#[test]
fn a_document_has_the_level_that_lambdas_filter_lets_through_and_none_where_it_needs_none() {
    let written = |filter: &str| {
        let environment = [("AWS_LAMBDA_LOG_LEVEL", filter)];
        let fixture = Fixture::with_environment(SettingsBuilder::new().service("shop"), &environment);
        fixture.documents_of(|| {
            count("A", 1);
            property("level", "mine");
        })
    };
    for filter in ["", "TRACE", "INFO"] {
        assert!(!written(filter)[0].contains("level"));
    }
    for filter in ["WARN", "ERROR", "FATAL"] {
        let expected = format!(
            r#""service":"shop","level":"{filter}","timestamp":"2026-01-31T23:59:59.999Z","function_request_id":"r1","A":1}}"#
        );
        assert!(written(filter)[0].ends_with(&expected), "{:?}", written(filter));
    }
}

#[test]
fn a_property_is_any_json() {
    let documents = Fixture::new().documents_of(|| {
        count("A", 1);
        property("nothing", None::<u8>);
        property("list", &[1.into(), "two\n".into(), PropertyValue::Array(&[])][..]);
        property("object", &[("a\"", 0.5.into()), ("b", PropertyValue::Object(&[]))][..]);
        property("refused", PropertyValue::Array(&[PropertyValue::Object(&[("n", f64::NAN.into())])]));
    });
    let properties = r#""nothing":null,"list":[1,"two\n",[]],"object":{"a\"":0.5,"b":{}},"A":1}"#;
    assert!(documents[0].ends_with(properties), "{documents:?}");
}

#[test]
fn arrays_and_objects_are_taken_to_a_depth_of_32() {
    fn nest(depth: usize, value: PropertyValue<'_>, work: &mut dyn FnMut(PropertyValue<'_>)) {
        match depth {
            0 => work(value),
            _ => nest(depth - 1, PropertyValue::Array(&[value]), work),
        }
    }
    for (depth, lost) in [(31, 0), (32, 0), (33, 1)] {
        let fixture = Fixture::new();
        fixture.documents_of(|| nest(depth, PropertyValue::Null, &mut |value| property("p", value)));
        assert_eq!(fixture.losses.get(Loss::MetricLimit), lost, "{depth}");
    }
}

#[test]
fn every_number_is_the_number_that_was_given() {
    let documents = Fixture::new().documents_of(|| {
        for value in [0.0, -0.0, -7.0, 0.1, 1e100, 9_007_199_254_740_992.0, 5e-324] {
            gauge("A", value);
        }
        gauge("B", u64::MAX);
        gauge("C", 0.5_f32);
    });
    let values = r#""A":[0,0,-7,0.1,1e+100,9007199254740992,5e-324],"B":1.8446744073709552e+19,"C":0.5}"#;
    assert!(documents[0].ends_with(values), "{documents:?}");
}

#[test]
fn the_check_of_documents_itself_finds_what_cloudwatch_would_not_take() {
    let fine = Fixture::new().documents_of(|| {
        gauge("A", 1);
        gauge("A", 2);
        dimension("Source", "http");
    });
    let fine = fine[0].as_str();
    let many = |what: &str, count: usize| vec![what; count].join(",");
    let metric = r#"{"Name":"A","Unit":"None"}"#;
    for (from, to) in [
        (r#""Unit":"None""#, r#""Unit":"Things""#.to_owned()),
        (r#""Name":"A""#, r#""Name":"B""#.to_owned()),
        (r#""Name":"A""#, r#""Name":"""#.to_owned()),
        (r#""Namespace":"shop""#, r#""Namespace":"""#.to_owned()),
        (metric, String::new()),
        (metric, many(metric, 2)),
        (r#""A":[1,2]"#, r#""A":"1""#.to_owned()),
        (r#""A":[1,2]"#, r#""A":[]"#.to_owned()),
        (r#""A":[1,2]"#, format!(r#""A":[{}]"#, many("1", 101))),
        (r#""A":[1,2]"#, r#""A":1,"A":2"#.to_owned()),
        (r#""A":[1,2]"#, r#""A":1e200"#.to_owned()),
        (r#""Source":"http""#, r#""Source":1"#.to_owned()),
        (r#"["service","Source"]"#, r#"["service","Nothing"]"#.to_owned()),
        (r#"["service","Source"]"#, r#"["service","service"]"#.to_owned()),
        (r#"["service","Source"]"#, format!("[{}]", many(r#""service""#, 31))),
        (r#""Timestamp":1769903999999"#, r#""Timestamp":1.5"#.to_owned()),
        (r#""A":[1,2]"#, format!(r#""A":1,"long":"{}""#, "x".repeat(256 * 1024))),
        ("}", "} ".to_owned()),
    ] {
        assert!(fine.contains(from), "{from} in {fine}");
        let broken = fine.replacen(from, &to, 1);
        let fits = support::document::problem(&broken).is_ok();
        assert_eq!(fits, from == "}", "{broken}");
    }
}
