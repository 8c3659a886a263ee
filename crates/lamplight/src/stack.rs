//! The recommended stack: what is around the handler, in which order, and why.
//!
//! ```text
//! outside   ObserveLayer ▶ the runtime's own services ▶ inside
//! inside    ObserveLayer ▶ StatusLayer ▶ Parse ▶ handler
//! ```
//!
//! - **Outside, [`ObserveLayer`]**: the only place that sees the raw event, and that ends after the response
//!   was posted and before the process may freeze. It opens the scope, and finishes and flushes the
//!   invocation. It is outermost, because everything within is to run in the scope.
//! - **Inside, the same layer again**: the only place that sees the handler's `Ok`, `Err` or panic. It is
//!   around `Parse`, so that an event that cannot be read is reported like any other failure.
//! - **Status** learns the status of a response that is HTTP's, for the root span, without serialising it. It is around
//!   what makes the response and within who asks for its status.
//! - **Parse** reads the event as the handler's type and turns an error or a panic into its description, once,
//!   for Lambda and for the log. It is innermost, because what it yields is what the handler takes.
//!
//! Both `ObserveLayer`s name the same observers, so each is told once. Their order, outermost first, is
//! tracer, logger, metrics; they end in the reverse order. **Metrics** end first, so that a failure to write
//! them can still be logged; the **logger** before the **tracer**, so that the line which says what went
//! wrong still carries the ids of a span that is not closed yet.

use std::sync::Arc;

use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::Settings;
use lamplight_invocation::{Observe, ObserveLayer, Stack};

/// Who watches invocations, by their place in the stack.
#[derive(Debug)]
pub(crate) struct Observers {
    pub(crate) tracer: Option<Arc<dyn Observe>>,
    pub(crate) logger: Arc<dyn Observe>,
    pub(crate) metrics: Option<Arc<dyn Observe>>,
}

/// The layer for both positions, telling everyone who is to be told.
pub(crate) fn observe(
    settings: &Settings,
    environment: &FunctionEnvironment,
    observers: Observers,
) -> ObserveLayer {
    let stack = Stack::configured(settings, environment);
    let Observers { tracer, logger, metrics } = observers;
    let in_order = [tracer, Some(logger), metrics].into_iter().flatten();
    ObserveLayer::new(in_order.fold(stack, Stack::with)).with_inside()
}

/// The layer that tells nobody, where Lamplight is turned off. There is a scope all the same, for the code
/// that asks for it; and only one kind of stack in the binary.
pub(crate) fn unobserved(environment: &FunctionEnvironment) -> ObserveLayer {
    ObserveLayer::new(Stack::new(environment.initialization)).with_inside()
}
