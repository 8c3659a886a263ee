//! Measuring how long something takes.

use std::borrow::Cow;
use std::time::Instant;

use lamplight_invocation::Scope;

use crate::recorded::Form;
use crate::recorder::{Place, Recorder};
use crate::refusal::{Refusal, Refused};
use crate::unit::Unit;

/// Records the time from its start until it is stopped or dropped, in milliseconds; see [`timer`](crate::timer()).
///
/// The time belongs to the invocation that the timer was started in, wherever it is dropped.
///
/// # Cancellation
///
/// A future that is dropped before it is done drops its timers, and they record the time till then.
#[derive(Debug)]
#[must_use = "a timer that is dropped at once has measured nothing"]
pub struct Timer {
    /// None where nobody takes metrics, and once it was recorded or discarded.
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    scope: Scope,
    name: Cow<'static, str>,
    form: Form,
    place: Place,
    started: Instant,
}

// === impl Timer ===

impl Timer {
    pub(crate) fn start(scope: Scope, name: Cow<'static, str>, form: Form, place: Place) -> Self {
        let started = Recorder::of(&scope).map(Recorder::monotonic);
        Self { running: started.map(|started| Running { scope, name, form, place, started }) }
    }

    /// Records the time until now.
    pub fn stop(self) {
        drop(self);
    }

    /// Records nothing.
    pub fn discard(mut self) {
        self.running = None;
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let Some(Running { scope, name, form, place, started }) = self.running.take() else { return };
        if let Some(recorder) = Recorder::of(&scope) {
            let elapsed = recorder.monotonic().saturating_duration_since(started);
            // Whole microseconds: more digits than the clock is worth make documents longer.
            let value = match form.unit {
                Unit::Seconds => elapsed.as_micros() as f64 / 1e6,
                Unit::Milliseconds => elapsed.as_micros() as f64 / 1e3,
                Unit::Microseconds => elapsed.as_micros() as f64,
                unit => {
                    let why = Refusal::Unit { known: unit, given: Unit::Milliseconds };
                    return recorder.refuse(&Refused { name, why }, place);
                }
            };
            recorder.record(name, form, value, place);
        }
    }
}
