//! Recording, from anywhere below the handler.

use std::borrow::Cow;

use lamplight_invocation::Scope;

use crate::recorder::Recorder;
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
pub fn count(name: impl Into<Cow<'static, str>>, value: impl Value) {
    record(name, Unit::Count, value);
}

/// Takes down how much there is of something now: a metric with the unit [`Unit::None`].
///
/// ```
/// lamplight_metrics::gauge("QueueDepth", 7.0);
/// ```
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
/// Refused, counted and said once on stderr: a value that is not finite or beyond ±2^360, a unit other than
/// the one the metric was recorded in before, a name that is no name for a metric or is that of a dimension
/// or a property.
pub fn record(name: impl Into<Cow<'static, str>>, unit: Unit, value: impl Value) {
    with_recorder(|recorder| recorder.record(name.into(), unit, value.into_f64()));
}

/// Starts to measure: a metric in milliseconds, recorded when the timer is dropped.
///
/// ```
/// # fn pay() {}
/// let timer = lamplight_metrics::timer("Checkout");
/// pay();
/// timer.stop();
/// ```
pub fn timer(name: impl Into<Cow<'static, str>>) -> Timer {
    Timer::start(Scope::current(), name)
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
/// said once on stderr; the metrics are then without it.
pub fn dimension(name: impl Into<Cow<'static, str>>, value: impl AsRef<str>) {
    with_recorder(|recorder| recorder.dimension(name.into(), value.as_ref()));
}

/// Adds something to the documents that is no metric and no dimension, to be found with CloudWatch Logs
/// Insights: text, a number or a `bool`. Set again, it has the later value.
///
/// ```
/// lamplight_metrics::property("order_id", "A-17");
/// ```
///
/// # Limits
///
/// There are 100, of 32 KiB altogether. What is refused is counted, and said once on stderr.
pub fn property<'a>(name: impl Into<Cow<'static, str>>, value: impl Into<PropertyValue<'a>>) {
    with_recorder(|recorder| recorder.property(name.into(), value.into()));
}

fn with_recorder(work: impl FnOnce(&Recorder)) {
    if let Some(recorder) = Scope::current().get::<Recorder>() {
        work(recorder);
    }
}
