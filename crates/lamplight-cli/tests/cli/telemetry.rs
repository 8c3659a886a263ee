//! Metrics and spans beside the log.

use serde_json::json;

use crate::support::{FUNCTION, Package, dev};

fn orders() -> Package {
    Package::new("orders", FUNCTION).with_event("1.json", r#"{"do": "telemetry"}"#)
}

#[test]
fn shows_metrics_and_spans_below_the_log() {
    let done = dev(&orders(), &["--once"]);
    done.assert_code(0).assert_stdout(&[
        "· 2 log lines · 2 spans · 2 metrics",
        "metric lost",
        "  metrics  shop · service=orders\n",
        "             Orders       3 Count         sum of 2 · avg 1.5 · max 2\n",
        "             ReserveTime  9 Milliseconds  sum of 3 · avg 3 · max 4\n",
        "  spans    orders         ",
        "           └ reserve stock",
        "             └ ✗ DynamoDB ",
        "                 OutOfStock: sold out\n",
        "1 payload could not be read",
    ]);
    assert!(!done.stdout.contains("CloudWatchMetrics"), "{}", done.stdout);
}

#[test]
fn takes_spans_over_otlp_when_asked_to() {
    let done = dev(&orders(), &["--once", "--otlp"]);
    done.assert_code(0).assert_stdout(&["· 1 span ·", "└ ✗ charge card", "no funds\n"]);
    assert!(!done.stdout.contains("reserve stock"), "instead of X-Ray: {}", done.stdout);
}

#[test]
fn one_endpoint_takes_metrics_and_logs_too_and_they_are_counted() {
    let done = dev(&orders(), &["--once", "--otlp"]);
    done.assert_code(0).assert_stdout(&["· 2 OTLP points · 1 OTLP record\n", "1 payload could not be read"]);
    let done = dev(&orders(), &["--once", "--otlp", "--output", "json"]);
    let counts = json!({
        "logs": 2, "spans": 1, "metrics": 2, "otlp_points": 2, "otlp_records": 1, "unreadable": 1
    });
    assert_eq!(done.assert_code(0).objects()[0]["counts"], counts);
}

#[test]
fn without_tracing_there_are_no_spans_and_no_trace() {
    let done = dev(&orders(), &["--once", "--tracing", "off", "--output", "json"]);
    done.assert_code(0);
    let object = &done.objects()[0];
    assert_eq!((&object["trace_id"], &object["spans"]), (&json!(null), &json!([])));
}

#[test]
fn tells_programs_of_metrics_and_spans() {
    let done = dev(&orders(), &["--once", "--output", "json"]);
    done.assert_code(0);
    let object = &done.objects()[0];
    let counts = json!({
        "logs": 2, "spans": 2, "metrics": 2, "otlp_points": 0, "otlp_records": 0, "unreadable": 1
    });
    assert_eq!(object["counts"], counts);
    assert_eq!(
        object["metrics"][1],
        json!({
            "namespace": "shop", "name": "ReserveTime", "unit": "Milliseconds",
            "dimensions": [{"service": "orders"}], "count": 3, "sum": 9.0, "avg": 3.0, "min": 2.0, "max": 4.0,
        })
    );
    let span = &object["spans"][0];
    assert_eq!(
        (&span["name"], &span["id"], &span["parent_id"]),
        (&json!("DynamoDB"), &json!("0000000000000002"), &json!("0000000000000001"))
    );
    assert_eq!(
        (&span["status"], &span["error"]),
        (&json!("fault"), &json!({"type": "OutOfStock", "message": "sold out"}))
    );
    assert!(span["duration_ms"].as_f64().is_some_and(|millis| (0.9..1.1).contains(&millis)), "{span}");
}
