//! What varies from run to run, replaced by what it is.

use std::collections::BTreeMap;

use serde_json::Value;

/// A line with what varies replaced; tabs and line feeds show.
pub(crate) fn line(line: &str) -> String {
    match serde_json::from_str::<Value>(line) {
        Ok(mut record) if record.is_object() => {
            normalise("", &mut record);
            sorted(record).to_string()
        }
        _ => without_last_words(line)
            .split('\t')
            .map(field)
            .collect::<Vec<_>>()
            .join("\\t")
            .replace('\n', "\\n"),
    }
}

/// What a process wrote before it ended is read as it comes.
fn without_last_words(line: &str) -> String {
    let Some((before, after)) = line.split_once("on standard error:") else { return line.to_owned() };
    let end = after.rsplit('\n').next().unwrap_or_default();
    format!("{before}on standard error:\n<last words>\n{end}")
}

/// With its members by name: whether `serde_json` keeps their order depends on who else is compiled.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<String, Value> =
                members.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            members.into_iter().collect()
        }
        Value::Array(values) => values.into_iter().map(sorted).collect(),
        other => other,
    }
}

/// `Name: value` of a line in text, or a sentence.
fn field(text: &str) -> String {
    let parts = text.split('\n').map(|part| match part.split_once(": ") {
        Some((name @ ("Duration" | "Billed Duration" | "Init Duration" | "Max Memory Used"), value)) => {
            format!("{name}: {}", number(value))
        }
        Some((name @ "INIT_REPORT Init Duration", value)) => format!("{name}: {}", number(value)),
        Some((name @ ("XRAY TraceId" | "SegmentId"), _)) => format!("{name}: <id>"),
        _ => words(part),
    });
    parts.collect::<Vec<_>>().join("\n")
}

/// `12.34 ms` as `<2 decimals> ms`.
fn number(value: &str) -> String {
    let (number, unit) = value.split_once(' ').expect("a value has a unit");
    assert!(number.parse::<f64>().is_ok(), "{value}");
    match number.split_once('.') {
        Some((_, decimals)) => format!("<{} decimals> {unit}", decimals.len()),
        None => format!("<whole> {unit}"),
    }
}

/// Ids and times within a sentence.
fn words(text: &str) -> String {
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn word(word: &str) -> &str {
    if uuid::Uuid::try_parse(word).is_ok() {
        return "<request id>";
    }
    let is_time = word.len() == 24 && word.ends_with('Z') && word.as_bytes()[10] == b'T';
    if is_time { "<time>" } else { word }
}

fn normalise(key: &str, value: &mut Value) {
    match value {
        Value::Object(members) => members.iter_mut().for_each(|(key, value)| normalise(key, value)),
        Value::Array(values) => values.iter_mut().for_each(|value| normalise(key, value)),
        Value::Number(number) => {
            let varies = key.ends_with("Ms") || ["maxMemoryUsedMB", "droppedBytes"].contains(&key);
            if varies {
                *value = if number.is_f64() { "<number>" } else { "<whole number>" }.into();
            }
        }
        Value::String(text) => {
            let normal = match key {
                "time" | "start" => "<time>".to_owned(),
                "spanId" => "<span id>".to_owned(),
                "instanceId" => "<log stream>".to_owned(),
                "value" => "<trace header>".to_owned(),
                "requestId" => "<request id>".to_owned(),
                _ => words(text),
            };
            *text = normal;
        }
        Value::Null | Value::Bool(_) => {}
    }
}
