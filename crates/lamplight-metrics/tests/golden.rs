//! What other libraries write for the same metrics, and where ours differs on purpose.
//!
//! Besides what single tests say: where others fail the call or the flush (too many dimensions, which for them
//! are 30; another unit; no metric; a name for two things), ours refuses what is wrong when it is recorded, says
//! so and counts it, and writes the rest. That is in `limits.rs`.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use lamplight_core::loss::Loss;
use lamplight_core::settings::SettingsBuilder;
use lamplight_metrics::{
    PropertyValue, Unit, count, dimension, dimension_set, gauge, property, record, record_high_resolution,
};
use serde_json::{Value, json};
use support::{Fixture, document};

const DOCUMENTS: [(&str, &str); 9] = [
    ("specification", include_str!("golden/awsdocs__CloudWatch_Embedded_Metric_Format_Specification-8.json")),
    ("insights", include_str!("golden/awsdocs__Lambda-Insights-example-event-0.json")),
    (
        "python metadata",
        include_str!("golden/powertools-python-examples__metrics__src__add_metadata_output.json"),
    ),
    (
        "python cold start",
        include_str!(
            "golden/powertools-python-examples__metrics__src__capture_cold_start_metric_output.json"
        ),
    ),
    ("python", include_str!("golden/powertools-python-examples__metrics__src__log_metrics_output.json")),
    (
        "python single",
        include_str!("golden/powertools-python-examples__metrics__src__single_metric_output.json"),
    ),
    (
        "typescript",
        include_str!(
            "golden/powertools-typescript-examples__snippets__metrics__samples__createMetricsLog.json"
        ),
    ),
    (
        "typescript decorator",
        include_str!("golden/powertools-typescript-examples__snippets__metrics__samples__decoratorLog.json"),
    ),
    (
        "typescript middy",
        include_str!("golden/powertools-typescript-examples__snippets__metrics__samples__middyLog.json"),
    ),
];

fn powertools(group: &str) -> Vec<Value> {
    let groups: Value = serde_json::from_str(include_str!("golden/powertools.json")).expect("JSON");
    groups[group].as_array().expect("cases").clone()
}

/// The case of the test with this in its name.
fn case(test: &str) -> Value {
    let named = |case: &Value| case["src"].as_str().is_some_and(|src| src.contains(test));
    powertools("emf").into_iter().find(named).unwrap_or_else(|| panic!("no case {test}"))
}

/// Metrics without default dimensions.
fn fixture(namespace: &str) -> Fixture {
    Fixture::with_environment(SettingsBuilder::new().metrics_namespace(namespace), &[])
}

fn leaked(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn property_of(value: &Value) -> PropertyValue<'static> {
    match value {
        Value::Null => PropertyValue::Null,
        Value::Bool(value) => PropertyValue::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => integer.into(),
            None => number.as_f64().expect("a number").into(),
        },
        Value::String(text) => PropertyValue::Text(leaked(text)),
        Value::Array(values) => {
            PropertyValue::Array(values.iter().map(property_of).collect::<Vec<_>>().leak())
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (leaked(name), property_of(value)));
            PropertyValue::Object(members.collect::<Vec<_>>().leak())
        }
    }
}

/// Records all that is in a document.
fn replay(document: &Value) {
    let directive = &document["_aws"]["CloudWatchMetrics"][0];
    let mut seen: BTreeSet<&str> = ["_aws"].into();
    for set in directive["Dimensions"].as_array().expect("sets") {
        let names: Vec<_> =
            set.as_array().expect("a set").iter().map(|name| name.as_str().expect("text")).collect();
        let text = |name: &str| leaked(document[name].as_str().expect("text"));
        let given: Vec<_> = names.iter().map(|name| (leaked(name), text(name))).collect();
        dimension_set(&given);
        seen.extend(names);
    }
    for metric in directive["Metrics"].as_array().expect("metrics") {
        let name = metric["Name"].as_str().expect("text");
        let unit = Unit::ALL.iter().find(|unit| metric["Unit"] == unit.as_str()).expect("a unit");
        for value in many(&document[name]).as_array().expect("values") {
            let value = value.as_f64().expect("a number");
            if metric["StorageResolution"] == 1 {
                record_high_resolution(name.to_owned(), *unit, value);
            } else {
                record(name.to_owned(), *unit, value);
            }
        }
        seen.insert(name);
    }
    for (name, value) in document.as_object().expect("an object") {
        if !seen.contains(name.as_str()) {
            property(name.clone(), property_of(value));
        }
    }
}

fn many(value: &Value) -> Value {
    if value.is_array() { value.clone() } else { json!([value]) }
}

/// What a document means to CloudWatch, in one form: the order of dimensions means nothing, one value and an
/// array of one are the same, 60 is the resolution that is not written. Without its time, and without what
/// only ours has.
fn meaning(document: &Value) -> Value {
    let mut document = document.clone();
    let directive = document["_aws"]["CloudWatchMetrics"][0].clone();
    let sets: BTreeSet<BTreeSet<String>> =
        serde_json::from_value(directive["Dimensions"].clone()).expect("sets of text");
    let mut metrics = BTreeMap::new();
    for metric in directive["Metrics"].as_array().expect("metrics") {
        let name = metric["Name"].as_str().expect("text");
        let values: Vec<_> = many(&document[name])
            .as_array()
            .expect("values")
            .iter()
            .map(|value| value.as_f64().expect("a number"))
            .collect();
        let resolution = metric["StorageResolution"].as_u64().unwrap_or(60);
        metrics.insert(name.to_owned(), json!([metric["Unit"], resolution, values]));
    }
    let root = document.as_object_mut().expect("an object");
    root.retain(|name, _| !metrics.contains_key(name) && name != "_aws" && name != "function_request_id");
    json!({"namespace": directive["Namespace"], "sets": sets, "metrics": metrics, "root": root})
}

fn assert_same(name: &str, golden: &Value) {
    let namespace = golden["_aws"]["CloudWatchMetrics"][0]["Namespace"].as_str().expect("text");
    let fixture = fixture(namespace);
    let written = fixture.documents_of(|| replay(golden));
    assert_eq!(written.len(), 1, "{name}: {written:?}");
    // What is beside the directives in `_aws` is for other readers than CloudWatch, and not in ours.
    assert_eq!(meaning(&document::check(&written[0])), meaning(golden), "{name}");
    assert!(Loss::ALL.into_iter().all(|loss| fixture.losses.get(loss) == 0), "{name}");
}

#[test]
fn documents_of_others_are_written_with_the_same_meaning() {
    for (name, text) in DOCUMENTS {
        assert_same(name, &serde_json::from_str(text).expect("JSON"));
    }
}

#[test]
fn documents_that_the_tests_of_others_expect_are_written_with_the_same_meaning() {
    let expected: Vec<_> = powertools("emf").into_iter().filter(|case| case["expect"].is_object()).collect();
    assert_eq!(expected.len(), 5, "every case with a whole document");
    for case in expected {
        assert_same(case["src"].as_str().expect("text"), &case["expect"]);
    }
}

#[test]
fn a_value_alone_is_a_number_and_several_are_an_array() {
    let expected = case("stores until flushed")["expect_subset"].clone();
    let written = Fixture::new().documents_of(|| {
        count("test", 1);
        count("test", 2);
        count("another", 3);
    });
    let written = document::check(&written[0]);
    assert_eq!((&written["test"], &written["another"]), (&expected["test"], &expected["another"]));
}

/// Both languages write when there are a hundred; ours holds them back, and splits when it writes. The
/// documents are the same, and all of them have the dimensions of the request, which TypeScript drops.
#[test]
fn a_hundred_metrics_and_a_hundred_values_are_a_document_and_the_rest_is_another() {
    let names = case("buffer full");
    let lines = Fixture::new().documents_of(|| {
        dimension("test_dimension", "test");
        (0..100).for_each(|number| gauge(format!("test-{number}"), number));
        count("another", 1);
    });
    let documents: Vec<_> = lines.iter().map(|line| document::check(line)).collect();
    assert_eq!(json!(documents.len()), names["expect_blobs"]);
    assert_eq!(documents[0]["test-99"], names["blob1"]["test-99"]);
    assert_eq!(documents[1]["another"], names["blob2"]["another"]);
    for document in &documents {
        assert_eq!(document["test_dimension"], "test");
    }
    let values = case("max values");
    let lines = Fixture::new().documents_of(|| (0..100).for_each(|number| gauge("test", number)));
    assert_eq!(json!(lines.len()), values["expect_blobs"]);
    assert_eq!(document::check(&lines[0])["test"], values["test"]);
}

/// TypeScript writes one document, in which `a`, `b` and `d` have the value that came last, and so counts three
/// sets under values that nobody gave. Ours has the same sets, each with the values that were given.
#[test]
fn sets_that_override_each_other_keep_their_values() {
    let case = case("handles dimension overrides across multiple dimension sets");
    let fixture = Fixture::with(SettingsBuilder::new().service("hello-world"));
    let lines = fixture.documents_of(|| {
        count("test", 1);
        dimension("d", "3");
        dimension_set(&[("a", "1"), ("b", "2")]);
        dimension_set(&[("a", "3"), ("c", "5"), ("d", "8")]);
        dimension_set(&[("b", "5"), ("d", "1")]);
    });
    let documents: Vec<_> = lines.iter().map(|line| document::check(line)).collect();
    let sets: Vec<_> = documents.iter().flat_map(document::dimension_sets).collect();
    let service = ("service", "hello-world");
    let expected = [
        vec![service, ("d", "3")],
        vec![service, ("a", "1"), ("b", "2")],
        vec![service, ("a", "3"), ("c", "5"), ("d", "8")],
        vec![service, ("b", "5"), ("d", "1")],
    ];
    assert_eq!((sets.as_slice(), documents.len()), (&expected[..], 3));
    let names: Vec<Vec<_>> = expected.iter().map(|set| set.iter().map(|(name, _)| *name).collect()).collect();
    assert_eq!(json!(names), case["Dimensions"]);
}

#[test]
fn a_set_begins_with_the_defaults_and_overrides_them() {
    let case = case("sets with default dimensions and overrides");
    let fixture = Fixture::configured(|builder| {
        builder
            .dimension("service", "hello-world")
            .dimension("environment", "prod")
            .dimension("region", "us-east-1")
    });
    let lines = fixture.documents_of(|| {
        count("test", 1);
        dimension_set(&[("environment", "staging"), ("feature", "search")]);
    });
    let written = document::check(&lines[0]);
    assert_eq!(written["_aws"]["CloudWatchMetrics"][0]["Dimensions"], case["Dimensions"]);
    for (name, value) in case["root"].as_object().expect("an object") {
        assert_eq!(&written[name], value);
    }
}

#[test]
fn a_set_goes_with_the_dimensions_of_the_request() {
    let case = case("creates a new dimension set");
    let fixture = Fixture::with(SettingsBuilder::new().service("hello-world"));
    let lines = fixture.documents_of(|| {
        count("test", 1);
        dimension("environment", "prod");
        dimension_set(&[("dimension1", "1"), ("dimension2", "2")]);
    });
    let written = document::check(&lines[0]);
    assert_eq!(written["_aws"]["CloudWatchMetrics"][0]["Dimensions"], case["Dimensions"]);
}

/// Defaults belong to the process: ours has no call that drops them for all later invocations, which in the
/// middle of one would be a race. A request's dimensions go with the request.
#[test]
fn dimensions_of_a_request_go_with_it_and_the_defaults_stay() {
    let case = case("clears standard dimensions after publish");
    let fixture = Fixture::configured(|builder| builder.dimension("environment", "test"));
    let sets = |work: fn()| {
        let written = document::check(&fixture.documents_of(work)[0]);
        written["_aws"]["CloudWatchMetrics"][0]["Dimensions"].clone()
    };
    let first = sets(|| {
        dimension("commit", "1234");
        count("test", 1);
    });
    assert_eq!((first, sets(|| count("test", 1))), (case["first"].clone(), case["second"].clone()));
}

/// TypeScript writes no set, with which there is no metric.
#[test]
fn no_dimensions_are_one_empty_set() {
    let lines = fixture("test").documents_of(|| count("test", 1));
    let fragment = case("ClearDimensionsTests")["expect_fragment"].as_str().expect("text").to_owned();
    assert!(lines[0].contains(&fragment), "{lines:?}");
}

/// Python has the other metrics' dimensions in neither; ours has `function_name` and the defaults, as
/// TypeScript has. The name is the function's, and no other can be given.
#[test]
fn a_cold_start_is_a_document_of_its_own() {
    let case = case("test_log_metrics_capture_cold_start_metric_separately");
    let cold: &Value = &case["expect_blobs"][0];
    let document: Value = serde_json::from_str(DOCUMENTS[3].1).expect("JSON");
    assert_eq!(cold["ColdStart"], document["ColdStart"]);
    assert_same("python cold start", &document);
    // That it is written once, for the first invocation, is in `outcomes.rs`.
}

#[test]
fn the_units_are_those_of_others() {
    let ours: Vec<_> = Unit::ALL.iter().map(|unit| json!(unit.as_str())).collect();
    assert_eq!(ours, powertools("metric_units"));
}

/// What becomes of a case of the others.
enum Fate {
    /// A test compares ours with it: the file and the test.
    Compared(&'static str, &'static str),
    /// Ours does something else on purpose: why, and the file and the test that show what.
    Otherwise(&'static str, &'static str, &'static str),
}

use Fate::{Compared, Otherwise};

/// Cases by the end of their names.
const FATES: &[(&str, Fate)] = &[
    ("test_serialize_metric_set_metric_definition", WHOLE),
    ("test_serialize_high_resolution_metric_set_metric_definition", WHOLE),
    ("test_serialize_metric_set_metric_definition_multiple_values", WHOLE),
    ("creates a compliant CloudWatch EMF metric", WHOLE),
    ("coldStartMetric.test.ts", WHOLE),
    ("test_metrics_spillover", HUNDRED),
    ("test_metric_values_spillover", HUNDRED),
    ("creatingMetrics: buffer full", HUNDRED),
    ("creatingMetrics: max values", HUNDRED),
    (
        "test_log_metrics_capture_cold_start_metric_separately",
        Compared("golden", "a_cold_start_is_a_document_of_its_own"),
    ),
    ("stores until flushed", Compared("golden", "a_value_alone_is_a_number_and_several_are_an_array")),
    (
        "handles dimension overrides across multiple dimension sets",
        Otherwise(
            "one document has one value for a name, so theirs counts three sets under values nobody gave",
            "golden",
            "sets_that_override_each_other_keep_their_values",
        ),
    ),
    (
        "sets with default dimensions and overrides",
        Compared("golden", "a_set_begins_with_the_defaults_and_overrides_them"),
    ),
    ("creates a new dimension set", Compared("golden", "a_set_goes_with_the_dimensions_of_the_request")),
    (
        "clears default dimensions",
        Otherwise(
            "defaults belong to the process: to drop them in one invocation would be a race with the others",
            "golden",
            "dimensions_of_a_request_go_with_it_and_the_defaults_stay",
        ),
    ),
    (
        "clears standard dimensions after publish",
        Compared("golden", "dimensions_of_a_request_go_with_it_and_the_defaults_stay"),
    ),
    (
        "dimensions.test.ts: limit",
        Otherwise(
            "CloudWatch takes 30, not 29, and one more is refused instead of failing the call",
            "limits",
            "there_are_thirty_dimensions_with_the_service",
        ),
    ),
    ("ClearDimensionsTests.cs", Compared("golden", "no_dimensions_are_one_empty_set")),
    (
        "error unit_conflict_ts",
        Otherwise("refused and said once, not thrown", "limits", "a_metric_has_one_unit"),
    ),
    ("error empty_ts", EMPTY),
    ("error empty_py", EMPTY),
    (
        "error namespace_py",
        Otherwise(
            "the service's name is the namespace, and a function always has one",
            "shapes",
            "the_namespace_is_the_setting_or_the_service_or_the_function",
        ),
    ),
    (
        "error dims_py",
        Otherwise(
            "as above, of 30, when it is set and not at the flush",
            "limits",
            "there_are_thirty_dimensions_with_the_service",
        ),
    ),
    (
        "error collision_ts",
        Otherwise(
            "refused when it is recorded: theirs loses all metrics at the flush",
            "limits",
            "a_name_is_used_for_one_thing_and_the_first_one_has_it",
        ),
    ),
    ("metric_units", Compared("golden", "the_units_are_those_of_others")),
    ("datadog SuccessfulBooking", Compared("providers", "datadogs_lines_are_those_of_powertools")),
    ("datadog ColdStart", Compared("providers", "datadogs_lines_are_those_of_powertools")),
];

const WHOLE: Fate =
    Compared("golden", "documents_that_the_tests_of_others_expect_are_written_with_the_same_meaning");
const HUNDRED: Fate =
    Compared("golden", "a_hundred_metrics_and_a_hundred_values_are_a_document_and_the_rest_is_another");
const EMPTY: Fate = Otherwise(
    "an invocation without metrics is none that failed, and there is nothing to be said of it",
    "shapes",
    "an_invocation_without_metrics_writes_nothing",
);

/// The names of all cases of the three groups, and of the documents.
fn cases() -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut cases = Vec::new();
    for case in powertools("emf") {
        cases.extend(text(&case["src"]));
        let errors = case["errors"].as_object().into_iter().flatten();
        cases.extend(errors.map(|(name, _)| format!("error {name}")));
    }
    cases.extend(powertools("metric_units").iter().map(|_| "metric_units".to_owned()));
    cases.extend(
        powertools("datadog").iter().filter_map(|case| Some(format!("datadog {}", text(&case["m"])?))),
    );
    cases
}

fn fate(case: &str) -> Option<&'static Fate> {
    FATES.iter().find(|(name, _)| case.ends_with(name)).map(|(_, fate)| fate)
}

#[test]
#[expect(clippy::print_stdout, reason = "the table is for who asks for it")]
fn every_case_of_others_is_compared_or_named_with_a_reason() {
    let (mut compared, mut otherwise) = (0, 0);
    for case in cases() {
        let fate = fate(&case).unwrap_or_else(|| panic!("nobody says what becomes of {case}"));
        let (file, test) = match fate {
            Compared(file, test) => {
                compared += 1;
                println!("compared   {case}: {file}.rs, {test}");
                (file, test)
            }
            Otherwise(why, file, test) => {
                otherwise += 1;
                println!("otherwise  {case}: {why}; {file}.rs, {test}");
                (file, test)
            }
        };
        let source = match *file {
            "golden" => include_str!("golden.rs"),
            "limits" => include_str!("limits.rs"),
            "providers" => include_str!("providers.rs"),
            "shapes" => include_str!("shapes.rs"),
            _ => panic!("another file: {file}"),
        };
        assert!(source.contains(&format!("fn {test}()")), "{test} is no test of {file}.rs");
    }
    println!("{compared} compared, {otherwise} otherwise");
    assert_eq!(compared + otherwise, 18 + 6 + 27 + 2, "cases of the three groups, an error each");
    let used = |(name, _): &&(&str, Fate)| !cases().iter().any(|case| case.ends_with(name));
    assert_eq!(FATES.iter().find(used).map(|(name, _)| name), None, "names no case");
}

/// Each file of the folder is one of the documents that are compared.
#[test]
fn every_document_of_others_is_compared() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").file_name());
    let documents = files.filter(|name| name.to_string_lossy().contains("__"));
    assert_eq!(documents.count(), DOCUMENTS.len());
}
