//! What the environment says of metrics.

use lamplight_core::lookup::Lookup;
use lamplight_otlp_client::{Problem, Settings, Signal};
use opentelemetry_sdk::Resource;

use super::histograms::Histograms;
use super::provider::OtlpMetrics;

/// The variable that says whether values are told once or added up for ever.
pub const TEMPORALITY_PREFERENCE: &str = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";

impl OtlpMetrics {
    /// Sends to where the environment says: the variables of all signals, and those of metrics, which beat them.
    /// Also returns what was skipped, as its value is not allowed; the caller says that once. An empty value is no
    /// value.
    ///
    /// # Errors
    ///
    /// When the endpoint cannot be used as it was meant, as by [`Settings::for_signal`].
    pub fn from_lookup(lookup: &dyn Lookup, resource: &Resource) -> Result<(Self, Vec<Problem>), Problem> {
        let (settings, mut problems) = Settings::for_signal(Signal::Metrics, lookup)?;
        let histograms = Histograms::from_lookup(lookup).unwrap_or_else(|problem| {
            problems.push(problem);
            None
        });
        problems.extend(check_temporality(lookup));
        Ok((Self::new(settings, resource, histograms.unwrap_or_default()), problems))
    }
}

/// What is said of a preference that cannot be had.
fn check_temporality(lookup: &dyn Lookup) -> Option<Problem> {
    let value = lookup.get(TEMPORALITY_PREFERENCE).unwrap_or_else(|error| Some(error.to_string()))?;
    // `lowmemory` is delta for all kinds of metrics that there are here. Neither depends on the case ("OTLP Metrics
    // Exporter", Additional Environment Variable Configuration).
    let is_honoured =
        ["", "delta", "lowmemory"].iter().any(|honoured| value.trim().eq_ignore_ascii_case(honoured));
    let allowed = "\"delta\" or \"lowmemory\", which are the same here: a function has many environments, which begin \
                   and end at any time, so that none has totals; a collector can add values up";
    (!is_honoured).then(|| Problem::new(TEMPORALITY_PREFERENCE, value, allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delta_is_honoured_and_cumulative_is_refused_and_said() {
        let said =
            |value| check_temporality(&[(TEMPORALITY_PREFERENCE, value)]).map(|problem| problem.to_string());
        for honoured in ["", "delta", " Delta ", "LOWMEMORY"] {
            assert_eq!(said(honoured), None, "{honoured}");
        }
        for refused in ["cumulative", "other"] {
            let said = said(refused).expect("a problem");
            assert!(
                said.starts_with(&format!("{TEMPORALITY_PREFERENCE} is {refused:?}; allowed: \"delta\""))
            );
        }
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_is_used() {
        let environment = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"),
            ("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "soon"),
            (TEMPORALITY_PREFERENCE, "cumulative"),
            (super::super::HISTOGRAM_AGGREGATION, "summary"),
        ];
        let resource = Resource::builder_empty().build();
        let (_, problems) = OtlpMetrics::from_lookup(&environment, &resource).expect("an endpoint");
        assert_eq!(problems.len(), 3, "{problems:?}");
    }
}
