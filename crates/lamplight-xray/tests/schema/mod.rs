//! The schema of segment documents, and the rules it does not express for what is nested.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let schema = include_str!("xray-segmentdocument-schema-v1.0.0.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    jsonschema::draft4::new(&schema).expect("the schema is one")
});

/// Fails the test when X-Ray would refuse this document.
pub(crate) fn check(document: &Value) {
    let problems: Vec<String> =
        SCHEMA.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(problems.is_empty(), "{problems:?} in {document}");
    for child in document["subsegments"].as_array().into_iter().flatten() {
        check_nested(child, document);
    }
}

/// A nested subsegment obeys the same rules; only its trace is that of its parent.
fn check_nested(child: &Value, parent: &Value) {
    let mut whole = child.clone();
    whole["trace_id"] = parent["trace_id"].clone();
    check(&whole);
}
