//! Metrics that are declared once, and checked when the function is compiled.

use std::borrow::Cow;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use lamplight_core::metric_manifest::MetricDeclaration;
use lamplight_invocation::Scope;

use crate::name;
use crate::record::record_value;
use crate::recorded::Form;
use crate::resolution::Resolution;
use crate::timer::Timer;
use crate::unit::Unit;
use crate::value::Value;

/// Those that were listed or recorded in this process.
static DECLARED: Mutex<Vec<&'static Metric>> = Mutex::new(Vec::new());

/// A metric of which name, unit and resolution are fixed where it is declared, as a `static`:
///
/// ```
/// use lamplight_metrics::{Metric, Unit};
///
/// static ORDERS_PLACED: Metric = Metric::new("OrdersPlaced", Unit::Count).about("Orders that were paid for.");
/// static LAG: Metric = Metric::new("Lag", Unit::Milliseconds).high_resolution();
///
/// ORDERS_PLACED.record(1);
/// let timer = LAG.timer();
/// timer.stop();
/// ```
///
/// A name that CloudWatch does not take does not compile:
///
/// ```compile_fail
/// use lamplight_metrics::{Metric, Unit};
///
/// static WRONG: Metric = Metric::new("", Unit::Count);
/// ```
///
/// A metric in a unit of time can be measured with a [timer](Self::timer); the timer of any other is refused
/// when it ends.
#[derive(Debug)]
pub struct Metric {
    name: &'static str,
    about: &'static str,
    form: Form,
    declared: AtomicBool,
}

// === impl Metric ===

impl Metric {
    /// A metric of this name and unit.
    ///
    /// # Panics
    ///
    /// When the name is none that CloudWatch takes, or is that of a member which every document has. In a
    /// `static` that is an error of the compiler.
    #[must_use]
    pub const fn new(name: &'static str, unit: Unit) -> Self {
        assert!(
            name::is_metric(name.as_bytes()),
            "a metric's name has 1 to 1024 characters, not only white space, no control characters"
        );
        assert!(!name::is_reserved_const(name), "this name is that of a member of every document");
        Self { name, about: "", form: Form::of(unit), declared: AtomicBool::new(false) }
    }

    /// What it means, in a sentence, for the manifest.
    #[must_use]
    pub const fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    /// Has it kept by the second; see [`record_high_resolution`](crate::record_high_resolution).
    #[must_use]
    pub const fn high_resolution(mut self) -> Self {
        self.form.resolution = Resolution::High;
        self
    }

    /// Writes equal values once; see [`distribution`](crate::distribution()).
    #[must_use]
    pub const fn distribution(mut self) -> Self {
        self.form.distribution = true;
        self
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Records a value; see [`record`](crate::record()).
    #[track_caller]
    pub fn record(&'static self, value: impl Value) {
        self.declare();
        record_value(Cow::Borrowed(self.name), self.form, value.into_f64(), Location::caller());
    }

    /// Starts to measure, in the metric's unit; see [`timer`](crate::timer()). Where that is no unit of time, the
    /// value is refused.
    #[track_caller]
    pub fn timer(&'static self) -> Timer {
        self.declare();
        Timer::start(Scope::current(), Cow::Borrowed(self.name), self.form, Location::caller())
    }

    /// Its name and what is said of its values, which are declared with this.
    #[cfg(feature = "derive")]
    pub(crate) fn parts(&'static self) -> (&'static str, Form) {
        self.declare();
        (self.name, self.form)
    }

    fn declare(&'static self) {
        if !self.declared.load(Ordering::Relaxed) && !self.declared.swap(true, Ordering::Relaxed) {
            DECLARED.lock().unwrap_or_else(PoisonError::into_inner).push(self);
        }
    }

    const fn declaration(&self) -> MetricDeclaration {
        MetricDeclaration::new(self.name, self.form.unit.as_str())
            .with_resolution(self.form.resolution.seconds())
            .with_about(self.about)
    }
}

/// Declares metrics before they are first recorded, so that [`declared`] knows of them.
///
/// ```
/// use lamplight_metrics::{Metric, Unit, declare};
///
/// static ORDERS_PLACED: Metric = Metric::new("OrdersPlaced", Unit::Count);
///
/// declare(&[&ORDERS_PLACED]);
/// ```
pub fn declare(metrics: &[&'static Metric]) {
    metrics.iter().for_each(|metric| metric.declare());
}

/// The metrics that this process has [declared](declare) or recorded, by name.
/// [`manifest`](lamplight_core::metric_manifest::manifest) makes them a document for other tools.
#[must_use]
pub fn declared() -> Vec<MetricDeclaration> {
    let metrics = DECLARED.lock().unwrap_or_else(PoisonError::into_inner);
    let mut metrics: Vec<_> = metrics.iter().map(|metric| metric.declaration()).collect();
    metrics.sort_unstable_by_key(|metric| (metric.name, metric.unit));
    metrics
}
