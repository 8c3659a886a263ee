//! How finely CloudWatch keeps a metric.

/// How finely CloudWatch keeps the values of a metric
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html>,
/// `StorageResolution`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Resolution {
    /// By the minute.
    #[default]
    Standard,
    /// By the second, for three hours; then by the minute as well.
    High,
}

// === impl Resolution ===

impl Resolution {
    /// The seconds of one period.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        match self {
            Self::Standard => 60,
            Self::High => 1,
        }
    }
}
