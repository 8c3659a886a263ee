//! The lines that the logger writes by itself: how an invocation ended, a panic, a deadline that is near.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use lamplight_core::level::Level;
use lamplight_invocation::{Failure, Observe, Outcome, PanicRecord, Scope};

use crate::format::{ErrorRecord, Location};
use crate::invocation_log::InvocationLog;
use crate::shared::Shared;

/// Watches invocations for the logger.
pub(crate) struct LogObserver {
    logger: Arc<Shared>,
}

// === impl LogObserver ===

impl LogObserver {
    pub(crate) fn new(logger: Arc<Shared>) -> Self {
        Self { logger }
    }

    /// Writes what was held back, and then what went wrong.
    fn write_failure(&self, scope: &Scope, failure: &Failure) {
        self.write_failure_at(scope, None, failure, None);
    }

    fn write_failure_at(
        &self,
        scope: &Scope,
        location: Option<Location<'_>>,
        failure: &Failure,
        backtrace: Option<&str>,
    ) {
        flush(scope);
        if !self.logger.levels().allow(Level::Error) {
            return;
        }
        #[cfg(feature = "redaction")]
        let masked = self.logger.mask().map(|mask| mask.failure(failure));
        #[cfg(feature = "redaction")]
        let failure = masked.as_ref().unwrap_or(failure);
        let message = &failure.message;
        self.logger.say(Some(scope), Level::Error, location, format_args!("{message}"), &mut |line| {
            line.error(&ErrorRecord::of_failure(failure, backtrace));
        });
    }
}

impl Observe for LogObserver {
    fn start(&self, scope: &Scope) {
        let log = InvocationLog::new(self.logger.clone(), scope, self.logger.level_of(scope));
        // A scope without room has counted it, and lines then have the keys of the process.
        let Ok(log) = scope.insert(log) else { return };
        if let Some(level) = log.level().filter(|level| *level <= Level::Debug) {
            self.logger.say_closer_look(scope, level);
        }
        #[cfg(feature = "redaction")]
        if self.logger.log_settings().event {
            self.logger.say_event(scope);
        }
    }

    fn panicked(&self, scope: &Scope, record: &PanicRecord<'_>) {
        let location = record.location.map(|at| Location { module: at.file(), line: Some(at.line()) });
        // This is the panicking thread. Whether there is one to be had is for `RUST_BACKTRACE` to say.
        let backtrace = Backtrace::capture();
        let captured = backtrace.status() == BacktraceStatus::Captured;
        let backtrace = captured.then(|| backtrace.to_string());
        let failure = Failure::new("panic", record.message);
        self.write_failure_at(scope, location, &failure, backtrace.as_deref());
        if let Some(log) = scope.get::<InvocationLog>() {
            log.panic_was_said();
        }
    }

    fn deadline_near(&self, scope: &Scope, remaining: Duration) {
        if let Some(log) = scope.get::<InvocationLog>() {
            // First, so that nothing is held back behind the last look.
            log.pass_on(scope);
        }
        if !self.logger.levels().allow(Level::Warn) {
            return;
        }
        let left = remaining.as_millis();
        self.logger.say(
            Some(scope),
            Level::Warn,
            None,
            format_args!("the function times out in {left} ms and the handler is still running"),
            &mut |_| {},
        );
    }

    fn finish(&self, scope: &Scope, outcome: &Outcome) {
        match outcome {
            Outcome::Panicked(_) if scope.get().is_some_and(InvocationLog::is_panic_said) => flush(scope),
            Outcome::Cancelled => {
                let failure = Failure::new("Cancelled", "the handler was dropped before it was done");
                self.write_failure(scope, &failure);
            }
            outcome => {
                if let Some(failure) = outcome.failure() {
                    self.write_failure(scope, failure);
                }
            }
        }
        if let Some(log) = scope.get::<InvocationLog>() {
            log.end();
        }
    }
}

/// Writes what was held back.
fn flush(scope: &Scope) {
    if let Some(log) = scope.get::<InvocationLog>() {
        log.flush(scope);
    }
}

// Short, as it is behind a `dyn`: whatever it shows is in every function, shown or not.
impl fmt::Debug for LogObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogObserver").finish_non_exhaustive()
    }
}
