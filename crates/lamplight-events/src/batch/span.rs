//! The span of a record, as OpenTelemetry's semantic conventions for messaging describe it.

use tracing::Span;
use tracing::field::{Empty, display};

/// A record of this id from a queue or a stream of such a system, and where it has several shards, from this
/// one; linked with whoever sent it, by the trace header that came along.
pub(crate) fn consumer(
    system: &'static str,
    destination: Option<&str>,
    shard: Option<&str>,
    id: &str,
    sender: Option<&str>,
) -> Span {
    let span = tracing::error_span!(
        target: super::TARGET,
        "process",
        otel.name = Empty,
        otel.kind = "consumer",
        messaging.system = system,
        messaging.operation.name = "process",
        messaging.destination.name = destination,
        messaging.destination.partition.id = shard,
        messaging.message.id = id,
        otel.link = sender,
    );
    if let Some(destination) = destination {
        span.record("otel.name", display(format_args!("process {destination}")));
    }
    span
}

/// The name in the ARN of a stream: `arn:aws:kinesis:eu-west-1:123456789012:stream/orders`, and for that of a
/// table, `arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-31T23:59:59.999`.
#[cfg(any(feature = "dynamodb-stream", feature = "kinesis-stream"))]
pub(crate) fn stream_name(arn: Option<&str>) -> Option<&str> {
    arn?.split('/').nth(1)
}
