//! A metric with dimensions of its own.

use std::borrow::Cow;
use std::panic::Location;

use lamplight_core::clock::Timestamp;
use lamplight_invocation::Scope;

use crate::recorded::Form;
use crate::recorder::{Place, Recorder};
use crate::resolution::Resolution;
use crate::unit::Unit;
use crate::value::{PropertyValue, Value};

/// A metric in a document of its own, written when this is dropped; see [`single`].
#[derive(Debug)]
pub struct Single {
    name: Cow<'static, str>,
    form: Form,
    value: f64,
    place: Place,
    /// None where nobody takes metrics.
    recorder: Option<Recorder>,
}

/// Records a metric apart from the others of the invocation: with the default dimensions and those that are
/// given here, in a document of its own, which is written at once.
///
/// ```
/// use lamplight_metrics::{Unit, single};
///
/// single("Refund", Unit::Count, 1).dimension("Plan", "pro").property("order_id", "A-17");
/// ```
#[track_caller]
pub fn single(name: impl Into<Cow<'static, str>>, unit: Unit, value: impl Value) -> Single {
    Single::new(name.into(), Form::of(unit), value.into_f64(), Location::caller())
}

// === impl Single ===

impl Single {
    fn new(name: Cow<'static, str>, form: Form, value: f64, place: Place) -> Self {
        let scope = Scope::current();
        let recorder = Recorder::of(&scope).map(|recorder| recorder.apart(&scope));
        Self { name, form, value, place, recorder }
    }

    /// Sets a dimension; see [`dimension`](crate::dimension).
    #[track_caller]
    pub fn dimension(self, name: impl Into<Cow<'static, str>>, value: impl AsRef<str>) -> Self {
        if let Some(recorder) = &self.recorder {
            recorder.dimension(name.into(), value.as_ref(), Location::caller());
        }
        self
    }

    /// Adds a set of dimensions; see [`dimension_set`](crate::dimension_set).
    #[track_caller]
    pub fn dimension_set(self, dimensions: &[(&'static str, &str)]) -> Self {
        if let Some(recorder) = &self.recorder {
            recorder.dimension_set(dimensions, Location::caller());
        }
        self
    }

    /// Adds a property; see [`property`](crate::property).
    #[track_caller]
    pub fn property<'a>(
        self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<PropertyValue<'a>>,
    ) -> Self {
        if let Some(recorder) = &self.recorder {
            recorder.property(name.into(), value.into(), Location::caller());
        }
        self
    }

    /// Says when it was; see [`timestamp`](crate::timestamp).
    #[track_caller]
    pub fn timestamp(self, at: Timestamp) -> Self {
        if let Some(recorder) = &self.recorder {
            recorder.timestamp(at, Location::caller());
        }
        self
    }

    /// Has it kept by the second.
    pub fn high_resolution(mut self) -> Self {
        self.form.resolution = Resolution::High;
        self
    }

    /// Writes it now, as dropping it does.
    pub fn write(self) {
        drop(self);
    }
}

impl Drop for Single {
    fn drop(&mut self) {
        // Last, so that the names of dimensions and properties are taken first.
        if let Some(recorder) = &self.recorder {
            recorder.record(std::mem::take(&mut self.name), self.form, self.value, self.place);
        }
    }
}
