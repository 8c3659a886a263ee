//! What one request to a destination may hold.

/// The limits of one signal at one destination. Where AWS says MB or KB the smaller reading counts, powers of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a request, before it is compressed.
    pub bytes: usize,
    /// Spans, data points or log records of a request.
    pub items: u64,
    /// Bytes of a span, a metric or a log record.
    pub item_bytes: usize,
    /// Bytes of a resource and a scope together.
    pub head_bytes: usize,
}

// === impl Limits ===

impl Limits {
    /// There are none, or nobody knows them.
    pub const NONE: Self =
        Self { bytes: usize::MAX, items: u64::MAX, item_bytes: usize::MAX, head_bytes: usize::MAX };

    /// X-Ray's endpoint for traces (CloudWatch User Guide, "OTLP Endpoints": 5 MB and 10,000 spans of a request, 200 KB
    /// of a span, 16 KB of a resource and a scope).
    pub const XRAY: Self = Self { bytes: 5_000_000, items: 10_000, item_bytes: 200_000, head_bytes: 16_000 };

    /// The endpoint of CloudWatch Logs: 1 MiB of a request, as of `PutLogEvents`; the rest as above.
    pub const LOGS: Self = Self { bytes: 1_048_576, item_bytes: 1_048_576, ..Self::XRAY };

    /// CloudWatch's endpoint for metrics. Nobody has published its limits: those of traces.
    pub const METRICS: Self = Self::XRAY;

    /// Those of a service of AWS, by the name that requests are signed for.
    #[must_use]
    pub fn of_service(service: Option<&str>) -> Self {
        match service {
            Some("xray") => Self::XRAY,
            Some("logs") => Self::LOGS,
            Some("monitoring") => Self::METRICS,
            _ => Self::NONE,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::NONE
    }
}
