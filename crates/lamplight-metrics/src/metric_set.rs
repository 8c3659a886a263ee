//! What was recorded and not written yet, with the rules of what is taken.

use std::borrow::Cow;
use std::ops::Range;

use lamplight_core::clock::Timestamp;

use crate::dimensions::{self, Dimensions};
use crate::head::Head;
use crate::in_scope::InScope;
use crate::limits;
use crate::mark::Mark;
use crate::members::Members;
use crate::metric_table::MetricTable;
use crate::name;
use crate::recorded::{Form, Recorded};
use crate::refusal::{Kind, Refusal, Refused};
use crate::value::PropertyValue;

/// The metrics of one scope. Its buffers are used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct MetricSet {
    table: MetricTable,
    /// How many values all metrics have.
    values: usize,
    pub(crate) dimensions: Dimensions,
    pub(crate) properties: Members,
    /// The [bits](Mark::bit) of the names of both.
    others: u64,
    /// When the metrics were, if that is not when they are written.
    pub(crate) timestamp: Option<Timestamp>,
    /// What every document says of the invocation, each as `,"name":value`.
    pub(crate) identity: Vec<u8>,
    /// The beginning of the last document.
    pub(crate) head: Head,
    /// The box that the next recorder with this set is in.
    pub(crate) place: Option<Box<InScope>>,
    /// The dimensions that were last [watched](crate::cardinality): nearly always they are the same again.
    pub(crate) watched: Vec<u8>,
}

// === impl MetricSet ===

impl MetricSet {
    /// Has the default dimensions.
    pub(crate) fn begin(&mut self, defaults: &Members) {
        self.dimensions.begin(defaults);
        self.others = defaults.bits();
    }

    /// Takes a value if it is what is expected: the first one of a metric that had its first value here in the last
    /// invocation as well. Nearly every value is that, and nearly nothing has to be checked then.
    #[inline]
    pub(crate) fn record_expected(&mut self, name: &str, form: Form, value: f64) -> bool {
        let Some(mark) = self.table.expected(name, form) else { return false };
        let taken = self.others & mark.bit() != 0 && self.is_taken(name, mark);
        // With one more they may be too many, and a value that is no number is in no range.
        let fine = !taken && value.abs() <= limits::LARGEST_VALUE && self.values + 1 < limits::HELD_VALUES;
        if fine {
            self.table.begin(value);
            self.values += 1;
        }
        fine
    }

    fn is_taken(&self, name: &str, mark: Mark) -> bool {
        self.dimensions.contains(name, mark) || self.properties.contains(name, mark)
    }

    /// Takes a value.
    pub(crate) fn record(&mut self, name: Cow<'static, str>, form: Form, value: f64) -> Result<(), Refused> {
        let found = self.table.find(&name);
        if let Err(why) = self.check_metric(found, &name, form, value) {
            return Err(Refused { name, why });
        }
        match found {
            Some(at) => self.table.push(at, form, value),
            None => self.table.add(name, form, value),
        }
        self.values += 1;
        Ok(())
    }

    /// Sets a dimension if it is what is expected: the one that was set here in the last invocation, to the same
    /// value.
    pub(crate) fn dimension_expected(&mut self, name: &str, value: &str) -> bool {
        let Some(mark) = self.dimensions.expected(name, value) else { return false };
        let free = (self.table.bits() | self.properties.bits()) & mark.bit() == 0;
        if free {
            self.others |= mark.bit();
            self.dimensions.add_expected();
        }
        free
    }

    /// Sets a dimension of the first set.
    pub(crate) fn dimension(&mut self, name: Cow<'static, str>, value: &str) -> Result<(), Refused> {
        let first = self.dimensions.first();
        if let Err(why) = self.check_dimension(first, &name, value) {
            return Err(Refused { name, why });
        }
        self.others |= Mark::of(&name).bit();
        self.dimensions.add(name, value);
        Ok(())
    }

    /// Adds a set of dimensions to the defaults. Not if one of them is not taken: without it the set would
    /// be another.
    pub(crate) fn dimension_set(
        &mut self,
        defaults: &Members,
        given: &[(&'static str, &str)],
    ) -> Result<(), Refused> {
        let refused = |name: &'static str, why| Err(Refused { name: Cow::Borrowed(name), why });
        if self.dimensions.len() > limits::DIMENSION_SETS {
            return refused(given.first().map_or("", |(name, _)| name), Refusal::DimensionSets);
        }
        for (name, value) in given {
            if let Err(why) = self.check_dimension(None, name, value) {
                return refused(name, why);
            }
        }
        let set = self.dimensions.open();
        set.copy(defaults);
        for (name, value) in given {
            self.others |= Mark::of(name).bit();
            if set.len() >= limits::DIMENSIONS && set.get(name).is_none() {
                self.dimensions.close();
                return refused(name, Refusal::Dimensions);
            }
            dimensions::set(set, Cow::Borrowed(name), value);
        }
        Ok(())
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
        self.others |= Mark::of(&name).bit();
        let set = self.properties.set(name, limits::PROPERTY_BYTES, |out| value.write(out));
        set.map_err(|name| Refused { name, why: Refusal::Properties })
    }

    /// Sets when the metrics were.
    pub(crate) fn timestamp(&mut self, at: Timestamp, now: Timestamp) -> Result<(), Refused> {
        let allowed =
            at.saturating_since(now) <= limits::FURTHEST && now.saturating_since(at) <= limits::OLDEST;
        if !allowed {
            return Err(Refused { name: at.rfc3339().as_str().to_owned().into(), why: Refusal::Timestamp });
        }
        self.timestamp = Some(at);
        Ok(())
    }

    pub(crate) fn metrics(&self) -> &[Recorded] {
        self.table.metrics()
    }

    /// How many places one of them takes at most.
    pub(crate) fn places(&self) -> usize {
        self.table.places()
    }

    /// The definitions of these metrics, each after a comma.
    pub(crate) fn definitions(&self, metrics: Range<usize>) -> &[u8] {
        self.table.definitions(metrics)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.metrics().is_empty()
    }

    /// Whether no more is to be held back.
    pub(crate) fn is_full(&self) -> bool {
        self.metrics().len() >= limits::HELD_METRICS || self.values >= limits::HELD_VALUES
    }

    /// Makes everything ready to be written, in this namespace. Whether the metrics and the dimensions are those that
    /// were written last.
    pub(crate) fn settle(&mut self, namespace_json: &[u8]) -> bool {
        self.table.settle();
        let Self { table, dimensions, head, .. } = self;
        head.keep(namespace_json, dimensions, table)
    }

    /// Forgets the metrics, which were written. Dimensions and properties stay for those yet to come.
    pub(crate) fn clear_metrics(&mut self) {
        self.table.clear();
        self.values = 0;
    }

    /// Forgets everything, and keeps buffers of a usual size.
    pub(crate) fn clear(&mut self) {
        self.clear_metrics();
        self.dimensions.clear();
        self.properties.clear();
        self.identity.clear();
        self.timestamp = None;
    }

    fn check_metric(&self, found: Option<usize>, name: &str, form: Form, value: f64) -> Result<(), Refusal> {
        if !value.is_finite() || value.abs() > limits::LARGEST_VALUE {
            return Err(Refusal::Value(value));
        }
        match found.map(|at| self.metrics()[at].form.unit) {
            Some(known) if known == form.unit => Ok(()),
            Some(known) => Err(Refusal::Unit { known, given: form.unit }),
            None => {
                name::check_metric(name)?;
                self.claim(name, Kind::Metric)
            }
        }
    }

    fn check_dimension(&self, set: Option<&Members>, name: &str, value: &str) -> Result<(), Refusal> {
        name::check_dimension(name)?;
        name::check_dimension_value(value)?;
        self.claim(name, Kind::Dimension)?;
        let fits = set.is_none_or(|set| set.len() < limits::DIMENSIONS || set.get(name).is_some());
        if fits { Ok(()) } else { Err(Refusal::Dimensions) }
    }

    fn check_property(&self, name: &str, value: PropertyValue<'_>) -> Result<(), Refusal> {
        name::check_property(name)?;
        self.claim(name, Kind::Property)?;
        value.check()?;
        let fits = self.properties.len() < limits::PROPERTIES || self.properties.get(name).is_some();
        if fits { Ok(()) } else { Err(Refusal::Properties) }
    }

    /// Whether this name may be used for this kind of thing.
    fn claim(&self, name: &str, kind: Kind) -> Result<(), Refusal> {
        let mark = Mark::of(name);
        let taken_by = if name::is_reserved(name) {
            Kind::Reserved
        } else if kind != Kind::Dimension && self.dimensions.contains(name, mark) {
            Kind::Dimension
        } else if kind != Kind::Property && self.properties.contains(name, mark) {
            Kind::Property
        } else if kind != Kind::Metric && self.table.contains(name, mark) {
            Kind::Metric
        } else {
            return Ok(());
        };
        Err(Refusal::Taken(taken_by))
    }
}
