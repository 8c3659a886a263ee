//! What the platform says against what really happened.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::Violation;
use crate::{Event, EventKind, Report};

/// By how much a time in a record may be off.
const TOLERANCE: Duration = Duration::from_millis(1);

/// A8: no invocation has seen more memory in use than `limit`, in MB, of function and extensions together.
#[must_use]
pub fn memory(entries: &[Event], limit: u32) -> Vec<Violation> {
    let ended = entries.iter().filter_map(|entry| match &entry.kind {
        EventKind::InvocationEnded(done) if done.report.max_memory_mb > limit => Some((entry.elapsed, done)),
        _ => None,
    });
    ended
        .map(|(at, done)| {
            let what = format!("{} MB were in use, allowed are {limit}", done.report.max_memory_mb);
            Violation::new("memory", at, what)
        })
        .collect()
}

/// A9: for each invocation there is one `platform.start`, one `platform.runtimeDone` and one `platform.report`, in
/// this order, and the report says what [`Report`] does: times within 1 ms.
#[must_use]
pub fn records(entries: &[Event]) -> Vec<Violation> {
    const STORY: [&str; 3] = ["platform.start", "platform.runtimeDone", "platform.report"];
    let mut violations = Vec::new();
    let mut told: BTreeMap<String, Vec<(String, Value)>> = BTreeMap::new();
    for entry in entries {
        match &entry.kind {
            EventKind::Recorded { record } => {
                let Ok(mut value) = serde_json::from_str::<Value>(record) else {
                    let what = format!("a record is not JSON: {record}");
                    violations.push(Violation::new("records", entry.elapsed, what));
                    continue;
                };
                let kind = value["type"].as_str().unwrap_or_default().to_owned();
                if let Some(id) = value["record"]["requestId"].as_str().map(str::to_owned) {
                    told.entry(id).or_default().push((kind, value["record"].take()));
                }
            }
            EventKind::InvocationEnded(done) => {
                let records = told.remove(&done.request_id).unwrap_or_default();
                let kinds: Vec<&str> = records.iter().map(|(kind, _)| kind.as_str()).collect();
                let mut violated = |what| violations.push(Violation::new("records", entry.elapsed, what));
                if kinds == STORY {
                    compare(&records[2].1["metrics"], &done.report)
                        .into_iter()
                        .for_each(|what| violated(format!("the report of {} {what}", done.request_id)));
                } else {
                    violated(format!("the records of {} are {kinds:?}", done.request_id));
                }
            }
            _ => {}
        }
    }
    violations
}

/// In what the metrics of a report differ from the truth.
fn compare(metrics: &Value, report: &Report) -> Vec<String> {
    let mut differences = Vec::new();
    let mut time = |field: &str, truth: Option<Duration>| {
        let told = metrics[field].as_f64();
        let off = match (told, truth) {
            (Some(told), Some(truth)) => {
                (told - truth.as_secs_f64() * 1e3).abs() > TOLERANCE.as_secs_f64() * 1e3
            }
            (told, truth) => told.is_some() != truth.is_some(),
        };
        if off {
            differences.push(format!("says {field} {told:?}, it was {truth:?}"));
        }
    };
    time("durationMs", Some(report.duration));
    time("billedDurationMs", Some(report.billed));
    time("initDurationMs", report.init_duration);
    for (field, truth) in [("memorySizeMB", report.memory_size_mb), ("maxMemoryUsedMB", report.max_memory_mb)]
    {
        if metrics[field] != truth {
            differences.push(format!("says {field} {}, it was {truth}", metrics[field]));
        }
    }
    differences
}
