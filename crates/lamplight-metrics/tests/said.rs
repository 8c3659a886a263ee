//! What is said on stderr: each mistake once, with the place of the call, and what too many dimensions cost.

mod support;

use std::process::Command;

use lamplight_metrics::{Unit, count, dimension, gauge, record, single, timer};
use serde_json::Value;
use support::Fixture;

const PAGE: &str = include_str!("../../../docs/manual/metrics.md");

/// What this file's own test of that name writes to stderr.
fn said(test: &str) -> Vec<(String, String)> {
    let output = Command::new(std::env::current_exe().expect("this file"))
        .args(["--exact", test, "--nocapture"])
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{output:?}");
    let stderr = String::from_utf8(output.stderr).expect("text");
    let lines = stderr.lines().filter(|line| line.starts_with('{'));
    let read = lines.map(|line| serde_json::from_str::<Value>(line).expect(line));
    read.map(|line| {
        let text = |key: &str| line[key].as_str().expect("text").to_owned();
        assert_eq!(text("logger"), "lamplight");
        (text("level"), text("message"))
    })
    .collect()
}

/// The line of this file that has this mark.
fn line(mark: &str) -> usize {
    let mark = format!("// {mark}");
    1 + include_str!("said.rs").lines().position(|line| line.ends_with(&mark)).expect("a mark")
}

#[test]
fn mistakes() {
    let fixture = Fixture::new();
    fixture.documents_of(|| {
        for _ in 0..3 {
            gauge("Share", f64::NAN); // value
            record("Payload", Unit::Bytes, 1);
            count("Payload", 1); // unit
            dimension("Größe", "1"); // name
            dimension("Share", "1");
            single("Refund", Unit::Count, f64::INFINITY).write(); // single
            let wrong = timer("Payload"); // timer
            wrong.stop();
        }
    });
}

#[test]
fn each_mistake_is_said_once_with_the_place_of_the_call() {
    let said = said("mistakes");
    let expected = [
        ("value", r#"CloudWatch takes only finite numbers up to ±2^360: "Share" cannot be NaN"#),
        (
            "unit",
            r#"a metric has one unit in an invocation: "Payload" is recorded in Bytes and cannot be in Count"#,
        ),
        ("name", r#"a name or a dimension's value is not allowed: "Größe" is no name for a dimension"#),
        ("single", r#"CloudWatch takes only finite numbers up to ±2^360: "Refund" cannot be inf"#),
        ("timer", r#""Payload" is recorded in Bytes and cannot be in Milliseconds"#),
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    let shown = said[1].1.rsplit_once(", at ").expect("a place").0;
    assert!(PAGE.contains(&format!("\n{shown}, at src/main.rs:42:13\n")), "the manual's: {shown}");
    for ((level, message), (mark, text)) in said.iter().zip(expected) {
        assert_eq!(level, "WARN");
        assert!(message.contains(text), "{message}");
        let place = format!("tests/said.rs:{}:", line(mark));
        assert!(message.contains(&place), "{place} in {message}");
    }
}

#[test]
fn explosion() {
    let fixture = Fixture::new();
    for customer in 0..150 {
        fixture.documents_of(|| {
            dimension("Customer", customer.to_string());
            (0..3).for_each(|metric| count(format!("m{metric}"), 1));
        });
    }
}

#[test]
fn a_dimension_that_explodes_is_said_once_with_what_it_costs() {
    let said = said("explosion");
    let [(level, message)] = &said[..] else { panic!("once: {said:#?}") };
    assert!(PAGE.contains(&format!("\n{message}\n")), "the manual's: {message}");
    assert_eq!(level, "WARN");
    // 101 values of 3 metrics, 0.30 USD each.
    for part in
        [r#"the dimension "Customer" has had 101 values"#, "for 3 metrics that is about 90 USD a month"]
    {
        assert!(message.contains(part), "{message}");
    }
}
