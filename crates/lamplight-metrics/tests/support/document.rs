//! Whether a document is one that CloudWatch takes: its schema, and what the specification says besides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(include_str!("../emf-schema.json")).expect("JSON");
    // It names no draft. Its identifiers with fragments are those of the older ones.
    jsonschema::draft7::new(&schema).expect("a schema")
});

/// Reads a document.
///
/// # Panics
///
/// When CloudWatch would not take it, or would not take all of it.
pub(crate) fn check(line: &str) -> Value {
    if let Err(problem) = problem(line) {
        panic!("{problem} in {line}");
    }
    serde_json::from_str(line).expect("it was read before")
}

/// The values of each metric of a document.
pub(crate) fn values(document: &Value) -> BTreeMap<String, Vec<f64>> {
    let definitions = definitions(document);
    let of = |name: &str| match &document[name] {
        Value::Array(values) => values.iter().map(|value| value.as_f64().expect("a number")).collect(),
        Value::Object(distribution) => {
            let (values, counts) = (&distribution["Values"], &distribution["Counts"]);
            let pairs = values.as_array().into_iter().flatten().zip(counts.as_array().into_iter().flatten());
            pairs
                .flat_map(|(value, count)| {
                    let count = count.as_u64().expect("a number") as usize;
                    std::iter::repeat_n(value.as_f64().expect("a number"), count)
                })
                .collect()
        }
        value => vec![value.as_f64().expect("a number")],
    };
    definitions.iter().map(|(name, _)| ((*name).to_owned(), of(name))).collect()
}

/// The name and the unit of each metric of a document.
pub(crate) fn definitions(document: &Value) -> Vec<(&str, &str)> {
    let metrics = document["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().expect("an array");
    metrics
        .iter()
        .map(|metric| (metric["Name"].as_str().expect("text"), metric["Unit"].as_str().expect("text")))
        .collect()
}

/// The dimensions of a document with one set, in order.
pub(crate) fn dimensions(document: &Value) -> Vec<(&str, &str)> {
    let mut sets = dimension_sets(document);
    assert_eq!(sets.len(), 1, "{document}");
    sets.remove(0)
}

/// The sets of dimensions of a document, in order.
pub(crate) fn dimension_sets(document: &Value) -> Vec<Vec<(&str, &str)>> {
    let sets = document["_aws"]["CloudWatchMetrics"][0]["Dimensions"].as_array().expect("an array");
    let mut read = Vec::new();
    for set in sets {
        let names = set.as_array().expect("an array").iter().map(|name| name.as_str().expect("text"));
        read.push(names.map(|name| (name, document[name].as_str().expect("text"))).collect());
    }
    read
}

/// What is wrong with a document.
pub(crate) fn problem(line: &str) -> Result<(), String> {
    let document: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    SCHEMA.validate(&document).map_err(|error| error.to_string())?;
    no_key_twice(line)?;
    let ensure = |fine: bool, problem: &str| if fine { Ok(()) } else { Err(problem.to_owned()) };
    ensure(line.len() <= 256 * 1024 - 26, "longer than a log event")?;
    let directives = document["_aws"]["CloudWatchMetrics"].as_array().ok_or("no directives")?;
    for directive in directives {
        let metrics = directive["Metrics"].as_array().ok_or("no metrics")?;
        ensure((1..=100).contains(&metrics.len()), "no metric or more than 100")?;
        let mut names = BTreeSet::new();
        for metric in metrics {
            let name = metric["Name"].as_str().ok_or("a metric without a name")?;
            ensure(names.insert(name), "a metric twice")?;
            let one = std::slice::from_ref(&document[name]);
            let values = document[name].as_array().map_or(one, Vec::as_slice);
            let values = document[name]["Values"].as_array().map_or(values, Vec::as_slice);
            if let Value::Object(distribution) = &document[name] {
                let counts = distribution["Counts"].as_array().ok_or("no counts")?;
                let positive = |count: &Value| count.as_u64().is_some_and(|count| count > 0);
                ensure(counts.iter().all(positive), "a count that is none")?;
                ensure(
                    counts.len() == values.len() && distribution.len() == 2,
                    "not as many counts as values",
                )?;
            }
            ensure((1..=100).contains(&values.len()), "no value or more than 100")?;
            let number = |value: &Value| value.as_f64().is_some_and(|value| value.abs() <= 2_f64.powi(360));
            ensure(values.iter().all(number), "a value that is no number, or too large")?;
            let resolution = metric.get("StorageResolution").is_none_or(|resolution| resolution == 1);
            ensure(resolution, "a resolution that is not written, or is not one")?;
        }
        for set in directive["Dimensions"].as_array().ok_or("no dimensions")? {
            let mut of_set = BTreeSet::new();
            for name in set.as_array().ok_or("a set that is none")? {
                let name = name.as_str().ok_or("a dimension without a name")?;
                let value = document[name].as_str().ok_or("a dimension without text")?;
                ensure((1..=1024).contains(&value.chars().count()), "a dimension's value that is too long")?;
                ensure(
                    of_set.insert(name) && !names.contains(name),
                    "a dimension twice, or of a metric's name",
                )?;
            }
        }
    }
    Ok(())
}

/// A parser keeps the last member of a name, and would not notice the others.
fn no_key_twice(line: &str) -> Result<(), String> {
    struct Keys;
    impl<'de> serde::de::Visitor<'de> for Keys {
        type Value = Vec<String>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
            let mut keys = Vec::new();
            while let Some((key, serde::de::IgnoredAny)) = map.next_entry()? {
                keys.push(key);
            }
            Ok(keys)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(line);
    let keys = serde::Deserializer::deserialize_map(&mut reader, Keys).map_err(|error| error.to_string())?;
    let mut seen = BTreeSet::new();
    match keys.iter().find(|key| !seen.insert(key.as_str())) {
        Some(key) => Err(format!("{key} is there twice")),
        None => Ok(()),
    }
}
