//! Recording, from anywhere below the handler.

use std::borrow::Cow;
use std::panic::Location;

use lamplight_core::clock::Timestamp;
use lamplight_invocation::Scope;

use crate::recorded::Form;
use crate::recorder::{Place, Recorder};
use crate::resolution::Resolution;
use crate::timer::Timer;
use crate::unit::Unit;
use crate::value::{PropertyValue, Value};

/// Counts `value` more of something: a metric with the unit [`Unit::Count`].
///
/// Each call is a value of its own; CloudWatch adds them up.
///
/// ```
/// lamplight_metrics::count("OrdersPlaced", 1);
/// ```
#[track_caller]
pub fn count(name: impl Into<Cow<'static, str>>, value: impl Value) {
    record(name, Unit::Count, value);
}

/// Takes down how much there is of something now: a metric with the unit [`Unit::None`].
///
/// ```
/// lamplight_metrics::gauge("QueueDepth", 7.0);
/// ```
#[track_caller]
pub fn gauge(name: impl Into<Cow<'static, str>>, value: impl Value) {
    record(name, Unit::None, value);
}

/// Records a value of a metric, in this unit.
///
/// ```
/// use lamplight_metrics::{Unit, record};
///
/// # let body = b"{}";
/// record("Payload", Unit::Bytes, body.len());
/// ```
///
/// # Limits
///
/// Refused, counted and said once on stderr, with the place of the call: a value that is not finite or beyond
/// ±2^360, a unit other than the one the metric was recorded in before, a name that is no name for a metric or
/// is that of a dimension or a property.
#[track_caller]
pub fn record(name: impl Into<Cow<'static, str>>, unit: Unit, value: impl Value) {
    record_value(name.into(), Form::of(unit), value.into_f64(), Location::caller());
}

/// As [`record`], and CloudWatch keeps the metric by the second. That holds for all values of the metric in an
/// invocation of which one was recorded like this.
///
/// ```
/// use lamplight_metrics::{Unit, record_high_resolution};
///
/// record_high_resolution("Lag", Unit::Milliseconds, 12.5);
/// ```
#[track_caller]
pub fn record_high_resolution(name: impl Into<Cow<'static, str>>, unit: Unit, value: impl Value) {
    let form = Form { resolution: Resolution::High, ..Form::of(unit) };
    record_value(name.into(), form, value.into_f64(), Location::caller());
}

/// As [`record`], for a metric that is recorded very often in an invocation: equal values are written once,
/// with their number, as `{"Values":[…],"Counts":[…]}`. That holds for all values of the metric in an
/// invocation of which one was recorded like this.
///
/// ```
/// use lamplight_metrics::{Unit, distribution};
///
/// # let records = [1, 1, 2];
/// for attempts in records {
///     distribution("Attempts", Unit::Count, attempts);
/// }
/// ```
#[track_caller]
pub fn distribution(name: impl Into<Cow<'static, str>>, unit: Unit, value: impl Value) {
    let form = Form { distribution: true, ..Form::of(unit) };
    record_value(name.into(), form, value.into_f64(), Location::caller());
}

/// Starts to measure: a metric in milliseconds, recorded when the timer is dropped.
///
/// ```
/// # fn pay() {}
/// let timer = lamplight_metrics::timer("Checkout");
/// pay();
/// timer.stop();
/// ```
#[track_caller]
pub fn timer(name: impl Into<Cow<'static, str>>) -> Timer {
    Timer::start(Scope::current(), name.into(), Form::of(Unit::Milliseconds), Location::caller())
}

/// Sets a dimension of all metrics of the invocation, those recorded before included. Set again, it has the
/// later value.
///
/// Every value makes a metric of its own, which CloudWatch bills: the kind of a customer is a dimension, the
/// customer is a [`property`].
///
/// ```
/// lamplight_metrics::dimension("Source", "http");
/// ```
///
/// # Limits
///
/// There are 30, `service` among them. Names and values are printable ASCII. What is refused is counted, and
/// said once on stderr; the metrics are then without it. A dimension with more than 100 values in the life of
/// the process is warned of once.
#[track_caller]
pub fn dimension(name: impl Into<Cow<'static, str>>, value: impl AsRef<str>) {
    set_dimension(name.into(), value.as_ref(), Location::caller());
}

/// Adds a set of dimensions: all metrics of the invocation, those recorded before included, are there once more
/// with the default dimensions and these, where these win. No dimensions make a set of the defaults.
///
/// Sets that give a dimension different values are written as documents of their own.
///
/// ```
/// use lamplight_metrics::{count, dimension_set};
///
/// dimension_set(&[("Source", "http")]);
/// dimension_set(&[("Source", "http"), ("Plan", "pro")]);
/// count("OrdersPlaced", 1);
/// ```
///
/// # Limits
///
/// There are 10 besides the one that [`dimension`] adds to. A set of which one dimension is refused is refused
/// as a whole.
#[track_caller]
pub fn dimension_set(dimensions: &[(&'static str, &str)]) {
    let place = Location::caller();
    with_recorder(|recorder| recorder.dimension_set(dimensions, place));
}

/// Adds something to the documents that is no metric and no dimension, to be found with CloudWatch Logs
/// Insights: any JSON. Set again, it has the later value.
///
/// ```
/// use lamplight_metrics::{PropertyValue, property};
///
/// property("order_id", "A-17");
/// property("items", PropertyValue::Array(&["tea".into(), 2.into()]));
/// ```
///
/// # Limits
///
/// There are 100, of 32 KiB altogether. What is refused is counted, and said once on stderr.
#[track_caller]
pub fn property<'a>(name: impl Into<Cow<'static, str>>, value: impl Into<PropertyValue<'a>>) {
    let place = Location::caller();
    with_recorder(|recorder| recorder.property(name.into(), value.into(), place));
}

/// Says when the metrics of the invocation were, if that is not when they are written: for all of them, those
/// recorded before included.
///
/// ```
/// use lamplight_core::clock::Timestamp;
///
/// # let sent_at = 1_769_903_999_999;
/// lamplight_metrics::timestamp(Timestamp::from_millis(sent_at));
/// ```
///
/// # Limits
///
/// At most 14 days ago and 2 hours in the future, as CloudWatch takes it. What is refused is counted, and said
/// once on stderr; the metrics then have the time at which they are written.
#[track_caller]
pub fn timestamp(at: Timestamp) {
    let place = Location::caller();
    with_recorder(|recorder| recorder.timestamp(at, place));
}

// No function with a name of any type does more than this, as each is compiled anew wherever it is called.
pub(crate) fn record_value(name: Cow<'static, str>, form: Form, value: f64, place: Place) {
    let expected = with_entered(|recorder| recorder.record_expected(&name, form, value));
    if !expected {
        with_recorder(|recorder| recorder.record(name, form, value, place));
    }
}

fn set_dimension(name: Cow<'static, str>, value: &str, place: Place) {
    let expected = with_entered(|recorder| recorder.dimension_expected(&name, value));
    if !expected {
        with_recorder(|recorder| recorder.dimension(name, value, place));
    }
}

/// Whether the recorder of the task's scope has done what is expected, which calls no code of others.
#[inline]
fn with_entered(work: impl FnOnce(&Recorder) -> bool) -> bool {
    Scope::with_entered(|scope| Recorder::of(scope).is_some_and(work)).unwrap_or(false)
}

pub(crate) fn with_recorder(work: impl FnOnce(&Recorder)) {
    if let Some(recorder) = Recorder::of(&Scope::current()) {
        work(recorder);
    }
}
