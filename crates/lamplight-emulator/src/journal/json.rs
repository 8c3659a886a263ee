//! One event as a line of JSON.

use serde_json::{Map, Value, json};

use crate::event::{InFlight, Post, Told};
use crate::{Event, EventKind};

/// The event, without a newline.
pub(super) fn line(event: &Event) -> String {
    let (kind, mut data) = describe(&event.kind);
    let mut line = Map::new();
    let micros = u64::try_from(event.elapsed.as_micros()).unwrap_or(u64::MAX);
    line.insert("t_us".to_owned(), micros.into());
    line.insert("wall".to_owned(), event.time.to_string().into());
    line.insert("function".to_owned(), (*event.function).into());
    line.insert("environment".to_owned(), event.environment.into());
    line.insert("generation".to_owned(), event.generation.into());
    line.insert("kind".to_owned(), kind.into());
    for field in ["pid", "request_id"] {
        if let Some(value) = data.as_object_mut().and_then(|data| data.remove(field)) {
            if !value.is_null() {
                line.insert(field.to_owned(), value);
            }
        }
    }
    line.insert("data".to_owned(), data);
    Value::Object(line).to_string()
}

fn describe(kind: &EventKind) -> (&'static str, Value) {
    match kind {
        EventKind::Invoked { request_id } => ("invoke_in", json!({"request_id": request_id})),
        EventKind::Throttled { request_id } => ("throttled", json!({"request_id": request_id})),
        EventKind::InitStarted { within_invocation } => {
            ("init_start", json!({"within_invocation": within_invocation}))
        }
        EventKind::Spawned { pid } => ("spawn", json!({"pid": pid})),
        EventKind::ExtensionSpawned { name, pid } => ("spawn", json!({"pid": pid, "extension": name})),
        EventKind::ExtensionRegistered { name, external } => {
            ("register", json!({"extension": name, "external": external}))
        }
        EventKind::InitFinished { duration } => ("init_done", json!({"ms": duration.as_secs_f64() * 1e3})),
        EventKind::InitFailed { failure } => ("init_failed", json!({"failure": failure.to_string()})),
        EventKind::Parked { extension } => ("next_parked", json!({"extension": extension})),
        EventKind::Released { extension, told } => ("next_released", released(extension.as_deref(), told)),
        EventKind::InvocationStarted { request_id, cold, deadline } => {
            ("start", json!({"request_id": request_id, "cold": cold, "deadline": deadline.to_string()}))
        }
        EventKind::Responded { request_id } => ("response_out", json!({"request_id": request_id})),
        EventKind::RuntimeDone { request_id, duration } => {
            ("runtime_done", json!({"request_id": request_id, "ms": duration.as_secs_f64() * 1e3}))
        }
        EventKind::TimedOut { request_id, .. } => ("timeout", json!({"request_id": request_id})),
        EventKind::InvocationEnded(done) => (
            "end",
            json!({
                "request_id": done.request_id,
                "status": format!("{:?}", done.status),
                "error_type": done.error.as_ref().map(|error| &error.error_type),
                "cold": done.cold,
                "ms": done.report.duration.as_secs_f64() * 1e3,
                "billed_ms": done.report.billed.as_secs_f64() * 1e3,
                "init_ms": done.report.init_duration.map(|init| init.as_secs_f64() * 1e3),
                "max_memory_mb": done.report.max_memory_mb,
            }),
        ),
        EventKind::Line(line) => (
            "line",
            json!({
                "request_id": line.request_id,
                "source": format!("{:?}", line.source),
                "text": line.text,
            }),
        ),
        EventKind::Telemetry { request_id, telemetry } => (
            "telemetry",
            json!({
                "request_id": request_id,
                "source": format!("{:?}", telemetry.source),
                "bytes": telemetry.bytes.len(),
            }),
        ),
        EventKind::Recorded { record } => {
            let record = serde_json::from_str(record).unwrap_or_else(|_| Value::from(&**record));
            ("telemetry_emit", json!({"record": record}))
        }
        EventKind::Posted(post) => ("telemetry_deliver", posted(post)),
        EventKind::ShutdownStarted { reason, budget } => {
            ("shutdown", json!({"reason": reason, "budget_ms": budget.as_secs_f64() * 1e3}))
        }
        EventKind::Signalled { extension, pid, signal } => {
            ("signal", json!({"pid": pid, "extension": extension, "signal": signal}))
        }
        EventKind::Exited { exit } => ("exit", json!({"exit": exit.to_string()})),
        EventKind::ExtensionExited { name, exit } => {
            ("exit", json!({"extension": name, "exit": exit.to_string()}))
        }
        EventKind::Frozen => ("freeze", json!({})),
        EventKind::Thawed => ("thaw", json!({})),
        EventKind::InFlight(InFlight { extension, remote, queued }) => (
            "inflight_at_freeze",
            json!({"extension": extension, "remote": remote.to_string(), "queued": queued}),
        ),
        EventKind::Gap { simulated } => ("gap", json!({"simulated_ms": simulated.as_secs_f64() * 1e3})),
        EventKind::Faulted { fault } => ("fault", json!({"fault": format!("{fault:?}")})),
    }
}

fn released(extension: Option<&str>, told: &Told) -> Value {
    match told {
        Told::Invoke { request_id } => {
            json!({"extension": extension, "told": "INVOKE", "request_id": request_id})
        }
        Told::Shutdown { reason } => json!({"extension": extension, "told": "SHUTDOWN", "reason": reason}),
        Told::Refused => json!({"extension": extension, "told": null}),
    }
}

fn posted(post: &Post) -> Value {
    let Post { extension, batch, attempt, records, bytes, status } = post;
    json!({
        "extension": extension,
        "batch": batch,
        "attempt": attempt,
        "records": records,
        "bytes": bytes,
        "status": status,
    })
}
