//! How values are told apart by size.

use lamplight_core::lookup::Lookup;
use lamplight_otlp_client::Problem;

/// The bounds of buckets unless others are given: those of OpenTelemetry's SDKs ("Metrics SDK", Explicit Bucket
/// Histogram Aggregation).
pub const DEFAULT_BOUNDS: [f64; 15] =
    [0.0, 5.0, 10.0, 25.0, 50.0, 75.0, 100.0, 250.0, 500.0, 750.0, 1000.0, 2500.0, 5000.0, 7500.0, 10_000.0];
/// The variable that chooses the kind of histograms.
pub const HISTOGRAM_AGGREGATION: &str = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION";

/// What histograms are like.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Histograms {
    /// Up to 160 buckets on each side of zero that are as fine as the values allow. Nothing has to be known of the
    /// values before.
    #[default]
    Exponential,
    /// Buckets between these bounds, in ascending order; each includes its upper one. For a collector that does not
    /// know exponential ones.
    Explicit(Vec<f64>),
}

// === impl Histograms ===

impl Histograms {
    /// Buckets between [`DEFAULT_BOUNDS`].
    #[must_use]
    pub fn explicit() -> Self {
        Self::Explicit(DEFAULT_BOUNDS.to_vec())
    }

    /// Reads [`HISTOGRAM_AGGREGATION`]. Nothing where it is not set.
    ///
    /// # Errors
    ///
    /// When it has another value than the two that the specification names.
    pub fn from_lookup(lookup: &dyn Lookup) -> Result<Option<Self>, Problem> {
        let value = lookup.get(HISTOGRAM_AGGREGATION).unwrap_or_else(|error| Some(error.to_string()));
        match value.as_deref().map(str::trim) {
            None | Some("") => Ok(None),
            Some("explicit_bucket_histogram") => Ok(Some(Self::explicit())),
            Some("base2_exponential_bucket_histogram") => Ok(Some(Self::Exponential)),
            Some(other) => {
                let allowed = "\"base2_exponential_bucket_histogram\" or \"explicit_bucket_histogram\"";
                Err(Problem::new(HISTOGRAM_AGGREGATION, other, allowed))
            }
        }
    }

    /// Bounds as they can be used: finite, ascending, each once.
    pub(super) fn settled(self) -> Self {
        match self {
            Self::Exponential => self,
            Self::Explicit(mut bounds) => {
                bounds.retain(|bound| bound.is_finite());
                bounds.sort_unstable_by(f64::total_cmp);
                bounds.dedup();
                Self::Explicit(bounds)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_chooses_between_two_kinds() {
        let read = |value| Histograms::from_lookup(&[(HISTOGRAM_AGGREGATION, value)]);
        assert_eq!(read("explicit_bucket_histogram"), Ok(Some(Histograms::explicit())));
        assert_eq!(read(" base2_exponential_bucket_histogram "), Ok(Some(Histograms::Exponential)));
        assert_eq!(read(""), Ok(None));
        let problem = read("summary").expect_err("no kind").to_string();
        assert!(problem.contains("is \"summary\"; allowed: \"base2_"), "{problem}");
    }

    #[test]
    fn bounds_are_used_in_order_and_once() {
        let given = Histograms::Explicit(vec![5.0, f64::NAN, 1.0, 5.0, f64::INFINITY]);
        assert_eq!(given.settled(), Histograms::Explicit(vec![1.0, 5.0]));
    }
}
