//! What a collector takes, each kind at a path of its own and with variables of its own.

/// A kind of telemetry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signal {
    /// Spans.
    Traces,
    /// Measurements.
    Metrics,
    /// Log records.
    Logs,
}

// === impl Signal ===

impl Signal {
    /// What is added to the address of a collector that takes more than this (OpenTelemetry protocol exporter
    /// specification, "Endpoint URLs for OTLP/HTTP").
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Traces => "/v1/traces",
            Self::Metrics => "/v1/metrics",
            Self::Logs => "/v1/logs",
        }
    }

    /// The variables of a setting, such as `ENDPOINT`: what is said of this signal, and what is said of all.
    pub(crate) fn variables(self, setting: &str) -> [String; 2] {
        let own = match self {
            Self::Traces => "TRACES_",
            Self::Metrics => "METRICS_",
            Self::Logs => "LOGS_",
        };
        [own, ""].map(|of| ["OTEL_EXPORTER_OTLP_", of, setting].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_signal_has_a_path_and_variables_that_come_before_those_of_all() {
        assert_eq!(
            [Signal::Traces, Signal::Metrics, Signal::Logs].map(Signal::path),
            ["/v1/traces", "/v1/metrics", "/v1/logs"]
        );
        assert_eq!(
            Signal::Metrics.variables("TIMEOUT"),
            ["OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"]
        );
    }
}
