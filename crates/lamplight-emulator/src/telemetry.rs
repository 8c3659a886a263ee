//! What a function sends to the sinks for its telemetry.

use bytes::Bytes;
use lamplight_core::clock::Timestamp;

/// One payload, as it was sent: nothing in it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Telemetry {
    /// Which sink it came to, and so what it should be.
    pub source: TelemetrySource,
    /// The payload: of X-Ray a datagram, at most 64 KiB; of OTLP the body of a request, at most 64 MiB.
    pub bytes: Bytes,
    /// When it was read.
    pub time: Timestamp,
}

/// A sink, and what is sent to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TelemetrySource {
    /// The X-Ray daemon's: a line of JSON and a segment document, over UDP to `AWS_XRAY_DAEMON_ADDRESS`.
    Xray,
    /// Spans over OTLP/HTTP: an `ExportTraceServiceRequest` in Protocol Buffers or JSON, as a `POST` of
    /// `OTEL_EXPORTER_OTLP_ENDPOINT/v1/traces`.
    Otlp,
    /// Data points of metrics over OTLP/HTTP: an `ExportMetricsServiceRequest`, as a `POST` of
    /// `OTEL_EXPORTER_OTLP_ENDPOINT/v1/metrics`.
    OtlpMetrics,
    /// Log records over OTLP/HTTP: an `ExportLogsServiceRequest`, as a `POST` of
    /// `OTEL_EXPORTER_OTLP_ENDPOINT/v1/logs`.
    OtlpLogs,
}
