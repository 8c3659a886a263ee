//! What was recorded and not written yet, with the rules of what is taken.

use std::borrow::Cow;

use lamplight_core::json::Object;

use crate::document::Documents;
use crate::limits;
use crate::members::Members;
use crate::name;
use crate::refusal::{Kind, Refusal, Refused};
use crate::unit::Unit;
use crate::value::PropertyValue;

/// The members that Lamplight itself writes to a document, besides `service`.
const RESERVED: [&str; 3] = ["_aws", "function_request_id", "xray_trace_id"];

/// The metrics of one scope. Its buffers are used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct MetricSet {
    metrics: Vec<Metric>,
    /// How many values all metrics have.
    values: usize,
    pub(crate) dimensions: Members,
    pub(crate) properties: Members,
    /// What every document says of the invocation, as members of an object.
    pub(crate) identity: Vec<u8>,
    /// What was written last, kept for its buffers.
    pub(crate) documents: Documents,
}

/// A name, and every value that was recorded under it.
#[derive(Debug)]
pub(crate) struct Metric {
    pub(crate) name: Cow<'static, str>,
    pub(crate) unit: Unit,
    first: f64,
    /// Most metrics have one value, and need nothing here.
    more: Vec<f64>,
}

// === impl MetricSet ===

impl MetricSet {
    /// Takes a value.
    pub(crate) fn record(&mut self, name: Cow<'static, str>, unit: Unit, value: f64) -> Result<(), Refused> {
        let known = self.metrics.iter().position(|metric| metric.name == name);
        if let Err(why) = self.check_metric(known, &name, unit, value) {
            return Err(Refused { name, why });
        }
        match known {
            Some(at) => self.metrics[at].more.push(value),
            None => self.metrics.push(Metric { name, unit, first: value, more: Vec::new() }),
        }
        self.values += 1;
        Ok(())
    }

    /// Sets a dimension of all metrics.
    pub(crate) fn dimension(&mut self, name: Cow<'static, str>, value: &str) -> Result<(), Refused> {
        if let Err(why) = self.check_dimension(&name, value) {
            return Err(Refused { name, why });
        }
        let write = |name: &str, object: &mut Object<'_>| object.string(name, value);
        let set = self.dimensions.set(name, usize::MAX, write);
        set.map_err(|name| Refused { name, why: Refusal::Dimensions })
    }

    /// Sets a property of the documents.
    pub(crate) fn property(
        &mut self,
        name: Cow<'static, str>,
        value: PropertyValue<'_>,
    ) -> Result<(), Refused> {
        if let Err(why) = self.check_property(&name, value) {
            return Err(Refused { name, why });
        }
        let write = |name: &str, object: &mut Object<'_>| match value {
            PropertyValue::Text(text) => object.string(name, text),
            PropertyValue::Bool(bool) => object.bool(name, bool),
            PropertyValue::Integer(integer) => object.number(name, integer),
            PropertyValue::Float(float) => object.number(name, float),
        };
        let set = self.properties.set(name, limits::PROPERTY_BYTES, write);
        set.map_err(|name| Refused { name, why: Refusal::Properties })
    }

    pub(crate) fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.metrics.is_empty()
    }

    /// Whether no more is to be held back.
    pub(crate) fn is_full(&self) -> bool {
        self.metrics.len() >= limits::HELD_METRICS || self.values >= limits::HELD_VALUES
    }

    /// Forgets the metrics, which were written. Dimensions and properties stay for those yet to come.
    pub(crate) fn clear_metrics(&mut self) {
        self.metrics.clear();
        self.metrics.shrink_to(limits::METRICS_PER_DOCUMENT);
        self.values = 0;
    }

    /// Forgets everything, and keeps buffers of a usual size.
    pub(crate) fn clear(&mut self) {
        self.clear_metrics();
        self.dimensions.clear();
        self.properties.clear();
        self.identity.clear();
        self.documents.clear();
    }

    fn check_metric(&self, known: Option<usize>, name: &str, unit: Unit, value: f64) -> Result<(), Refusal> {
        if !value.is_finite() || value.abs() > limits::LARGEST_VALUE {
            return Err(Refusal::Value(value));
        }
        match known.map(|at| self.metrics[at].unit) {
            Some(known) if known == unit => Ok(()),
            Some(known) => Err(Refusal::Unit { known, given: unit }),
            None => {
                name::check_metric(name)?;
                self.claim(name, Kind::Metric)
            }
        }
    }

    fn check_dimension(&self, name: &str, value: &str) -> Result<(), Refusal> {
        name::check_dimension(name)?;
        name::check_dimension_value(value)?;
        self.claim(name, Kind::Dimension)?;
        let fits = self.dimensions.len() < limits::DIMENSIONS || self.dimensions.contains(name);
        if fits { Ok(()) } else { Err(Refusal::Dimensions) }
    }

    fn check_property(&self, name: &str, value: PropertyValue<'_>) -> Result<(), Refusal> {
        name::check_property(name)?;
        self.claim(name, Kind::Property)?;
        match value {
            PropertyValue::Float(float) if !float.is_finite() => return Err(Refusal::Value(float)),
            // Refused before it is copied.
            PropertyValue::Text(text) if text.len() > limits::PROPERTY_BYTES => {
                return Err(Refusal::Properties);
            }
            _ => {}
        }
        let fits = self.properties.len() < limits::PROPERTIES || self.properties.contains(name);
        if fits { Ok(()) } else { Err(Refusal::Properties) }
    }

    /// Whether this name may be used for this kind of thing.
    fn claim(&self, name: &str, kind: Kind) -> Result<(), Refusal> {
        let taken_by = if RESERVED.contains(&name) {
            Kind::Reserved
        } else if kind != Kind::Dimension && self.dimensions.contains(name) {
            Kind::Dimension
        } else if kind != Kind::Property && self.properties.contains(name) {
            Kind::Property
        } else if kind != Kind::Metric && self.metrics.iter().any(|metric| metric.name == name) {
            Kind::Metric
        } else {
            return Ok(());
        };
        Err(Refusal::Taken(taken_by))
    }
}

// === impl Metric ===

impl Metric {
    /// How many values it has.
    pub(crate) fn len(&self) -> usize {
        1 + self.more.len()
    }

    /// Its value, if it has just one.
    pub(crate) fn only_value(&self) -> Option<f64> {
        self.more.is_empty().then_some(self.first)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = f64> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }
}
