//! A record on its way into a document.

use std::borrow::Cow;
use std::panic::Location;

use lamplight_invocation::Scope;

use super::values::{DimensionValue, MetricValue, PropertyField};
use crate::declared::Metric;
use crate::recorder::{Place, Recorder};

/// What the derive records with. Written when it is dropped.
#[derive(Debug)]
pub struct Recording {
    /// None where nobody takes metrics.
    recorder: Option<Recorder>,
    place: Place,
}

// === impl Recording ===

impl Recording {
    /// One in the scope of whoever calls.
    #[track_caller]
    #[must_use]
    pub fn begin() -> Self {
        let scope = Scope::current();
        let recorder = Recorder::of(&scope).map(|recorder| recorder.apart(&scope));
        Self { recorder, place: Location::caller() }
    }

    /// Sets a dimension, if it has a value.
    pub fn dimension(&self, name: &'static str, value: &(impl DimensionValue + ?Sized)) {
        if let Some(recorder) = &self.recorder {
            if let Some(text) = value.text() {
                recorder.dimension(Cow::Borrowed(name), &text, self.place);
            }
        }
    }

    /// Sets a property.
    pub fn property(&self, name: &'static str, value: &(impl PropertyField + ?Sized)) {
        if let Some(recorder) = &self.recorder {
            recorder.property(Cow::Borrowed(name), value.property(), self.place);
        }
    }

    /// Records the values of a metric, if it has any.
    pub fn metric(&self, metric: &'static Metric, value: &(impl MetricValue + ?Sized)) {
        let (name, form) = metric.parts();
        if let Some(recorder) = &self.recorder {
            let mut record = |value| recorder.record(Cow::Borrowed(name), form, value, self.place);
            value.each(form.unit, &mut record);
        }
    }

    /// Writes it.
    pub fn end(self) {
        drop(self);
    }
}
