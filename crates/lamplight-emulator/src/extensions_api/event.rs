//! An event on its way to an extension: the response to `/event/next`.

use bytes::Bytes;
use lamplight_core::clock::Timestamp;
use serde::Serialize;

/// An event on its way to an extension, as JSON.
#[derive(Clone, Debug)]
pub(crate) struct AgentEvent(pub(super) Bytes);

#[derive(Serialize)]
#[serde(tag = "eventType", rename_all = "UPPERCASE", rename_all_fields = "camelCase")]
enum Event<'a> {
    Invoke {
        deadline_ms: u64,
        request_id: &'a str,
        invoked_function_arn: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        tracing: Option<Tracing<'a>>,
    },
    Shutdown {
        shutdown_reason: &'a str,
        deadline_ms: u64,
    },
}

#[derive(Serialize)]
struct Tracing<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    value: &'a str,
}

// === impl AgentEvent ===

impl AgentEvent {
    /// `trace` is the header that Lambda got; the function gets another one.
    pub(crate) fn invoke(
        deadline: Timestamp,
        request_id: &str,
        invoked_function_arn: &str,
        trace: Option<&str>,
    ) -> Self {
        let tracing = trace.map(|value| Tracing { kind: "X-Amzn-Trace-Id", value });
        let deadline_ms = deadline.as_millis();
        Self::new(&Event::Invoke { deadline_ms, request_id, invoked_function_arn, tracing })
    }

    pub(crate) fn shutdown(deadline: Timestamp, shutdown_reason: &str) -> Self {
        Self::new(&Event::Shutdown { shutdown_reason, deadline_ms: deadline.as_millis() })
    }

    fn new(event: &Event<'_>) -> Self {
        Self(serde_json::to_vec(event).expect("strings and numbers are always JSON").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(event: &AgentEvent) -> &str {
        std::str::from_utf8(&event.0).expect("JSON is text")
    }

    #[test]
    fn an_invocation_is_told_as_lambda_tells_it() {
        let deadline = Timestamp::from_millis(1_542_409_706_888);
        let event = AgentEvent::invoke(deadline, "an-id", "arn:aws:lambda:x", Some("Root=1;Sampled=1"));
        assert_eq!(
            text(&event),
            concat!(
                r#"{"eventType":"INVOKE","deadlineMs":1542409706888,"requestId":"an-id","#,
                r#""invokedFunctionArn":"arn:aws:lambda:x","#,
                r#""tracing":{"type":"X-Amzn-Trace-Id","value":"Root=1;Sampled=1"}}"#
            )
        );
        assert!(!text(&AgentEvent::invoke(deadline, "an-id", "arn", None)).contains("tracing"));
    }

    #[test]
    fn the_end_is_told_with_its_reason() {
        let event = AgentEvent::shutdown(Timestamp::from_millis(676_051), "spindown");
        let expected = r#"{"eventType":"SHUTDOWN","shutdownReason":"spindown","deadlineMs":676051}"#;
        assert_eq!(text(&event), expected);
    }
}
