//! What is not taken, and why.

use std::borrow::Cow;
use std::fmt;

use lamplight_core::loss::Loss;

use crate::limits;
use crate::unit::Unit;

/// Why a value, a dimension or a property was not taken. Displayed, it is the rest of a sentence that
/// begins with a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Refusal {
    Value(f64),
    MetricName,
    DimensionName,
    DimensionValue,
    PropertyName,
    Unit {
        known: Unit,
        given: Unit,
    },
    Taken(Kind),
    Dimensions,
    DimensionSets,
    Properties,
    Timestamp,
    /// Recorded by a provider while it writes.
    Writing,
}

/// What was not taken: its name, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refused {
    pub(crate) name: Cow<'static, str>,
    pub(crate) why: Refusal,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Metric,
    Dimension,
    Property,
    /// A member that every document has.
    Reserved,
}

// === impl Refusal ===

impl Refusal {
    pub(crate) fn loss(self) -> Loss {
        match self {
            Self::Value(_) => Loss::MetricValue,
            Self::MetricName | Self::DimensionName | Self::DimensionValue | Self::PropertyName => {
                Loss::MetricName
            }
            Self::Unit { .. } => Loss::MetricUnit,
            Self::Taken(_) => Loss::MetricCollision,
            // The nearest there is: it found no place, for what it would be part of is being written.
            Self::Dimensions | Self::DimensionSets | Self::Properties | Self::Writing => Loss::MetricLimit,
            Self::Timestamp => Loss::MetricTimestamp,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => write!(f, "cannot be {value}"),
            Self::MetricName => write!(
                f,
                "is no name for a metric; allowed: 1 to {} characters, not only white space, no control characters",
                limits::METRIC_NAME_CHARACTERS
            ),
            Self::DimensionName => write!(
                f,
                "is no name for a dimension; allowed: 1 to {} characters of printable ASCII, not only spaces, the first of them not a colon",
                limits::DIMENSION_NAME_CHARACTERS
            ),
            Self::DimensionValue => write!(
                f,
                "cannot have that value; allowed for a dimension: 1 to {} characters of printable ASCII, not only spaces",
                limits::DIMENSION_VALUE_CHARACTERS
            ),
            Self::PropertyName => write!(
                f,
                "is no name for a property; allowed: 1 to {} characters",
                limits::PROPERTY_NAME_CHARACTERS
            ),
            Self::Unit { known, given } => {
                write!(f, "is recorded in {known} and cannot be in {given} as well")
            }
            Self::Taken(kind) => write!(f, "is the name of {kind} already"),
            Self::Dimensions => write!(f, "is one dimension too many; allowed: {}", limits::DIMENSIONS),
            Self::DimensionSets => write!(
                f,
                "begins one set of dimensions too many; allowed: {} besides the first",
                limits::DIMENSION_SETS
            ),
            Self::Timestamp => f.write_str(
                "is no time for a metric; allowed: at most 14 days in the past and 2 hours in the future",
            ),
            Self::Writing => f.write_str("is recorded by a provider while it writes, which it must not do"),
            Self::Properties => write!(
                f,
                "is one property too many; allowed: {} in {} bytes",
                limits::PROPERTIES,
                limits::PROPERTY_BYTES
            ),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Metric => "a metric",
            Self::Dimension => "a dimension",
            Self::Property => "a property",
            Self::Reserved => "something in every document",
        })
    }
}
