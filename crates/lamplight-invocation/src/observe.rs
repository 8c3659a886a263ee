//! Those who watch invocations.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use lamplight_core::clock::Clock;
use lamplight_core::cold_start::ColdStart;
use lamplight_core::environment::{FunctionEnvironment, InitializationType};
use lamplight_core::settings::{DEFAULT_DEADLINE_MARGIN, DEFAULT_FLUSH_TIMEOUT, Settings};

use crate::observed::SpareTimer;
use crate::outcome::Outcome;
use crate::panic::PanicRecord;
use crate::scope::Scope;

/// A future that does not borrow.
pub type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Watches invocations without changing them: a logger, a metrics recorder, a tracer.
///
/// Each call is made at most once per invocation and observer, whatever number of layers name the
/// observer. None may panic or block; what fails is counted by the observer.
pub trait Observe: Debug + Send + Sync + 'static {
    /// The invocation begins. State that belongs to it goes [into the scope](Scope::insert).
    fn start(&self, scope: &Scope) {
        let _ = scope;
    }

    /// Code panicked, on a thread that was working for this invocation. Called from the panic hook, where
    /// one [is installed](crate::install_panic_hook); the invocation may go on, if the panic was in a
    /// task of its own.
    fn panicked(&self, scope: &Scope, record: &PanicRecord<'_>) {
        let _ = (scope, record);
    }

    /// The function's timeout is near, in `remaining`: what is held back for the end is written now.
    fn deadline_near(&self, scope: &Scope, remaining: Duration) {
        let _ = (scope, remaining);
    }

    /// The invocation ended.
    fn finish(&self, scope: &Scope, outcome: &Outcome) {
        let _ = (scope, outcome);
    }

    /// What has to be sent before the process may freeze, if anything. Polled after
    /// [`finish`](Self::finish), and dropped when its time is over.
    fn flush(&self, scope: &Scope) -> Option<BoxFuture> {
        let _ = scope;
        None
    }

    /// All flushes are over, of every observer, or were given up: the last thing before the process may freeze.
    /// Called where somebody [asked for it](Scope::tell_when_flushed), and not for an invocation that was dropped,
    /// which has no flush.
    fn flushed(&self, scope: &Scope) {
        let _ = scope;
    }
}

/// Observers, outermost first, and what they need to know about the process.
///
/// [`start`](Observe::start) is called in this order, everything else in the reverse one.
#[derive(Clone, Debug)]
pub struct Stack {
    pub(crate) observers: Vec<Arc<dyn Observe>>,
    pub(crate) clock: Clock,
    pub(crate) cold_start: &'static ColdStart,
    pub(crate) initialization: InitializationType,
    pub(crate) flush_timeout: Duration,
    pub(crate) deadline_margin: Duration,
    pub(crate) spare_timer: SpareTimer,
}

// === impl Stack ===

impl Stack {
    /// No observers yet, in an environment that was started like this.
    #[must_use]
    pub fn new(initialization: InitializationType) -> Self {
        Self {
            observers: Vec::new(),
            clock: Clock::system(),
            cold_start: ColdStart::process(),
            initialization,
            flush_timeout: DEFAULT_FLUSH_TIMEOUT,
            deadline_margin: DEFAULT_DEADLINE_MARGIN,
            spare_timer: SpareTimer::default(),
        }
    }

    /// No observers yet, in this environment, with these times.
    #[must_use]
    pub fn configured(settings: &Settings, environment: &FunctionEnvironment) -> Self {
        Self::new(environment.initialization)
            .with_flush_timeout(settings.flush_timeout)
            .with_deadline_margin(settings.deadline_margin)
    }

    /// Adds an observer within those already here.
    #[must_use]
    pub fn with(mut self, observer: Arc<dyn Observe>) -> Self {
        self.observers.push(observer);
        self
    }

    /// Takes time from here.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Asks this, instead of the process's, whether a start was cold.
    #[must_use]
    pub fn with_cold_start(mut self, cold_start: &'static ColdStart) -> Self {
        self.cold_start = cold_start;
        self
    }

    /// How long a flush may take. It never goes on past the function's timeout less the margin.
    #[must_use]
    pub fn with_flush_timeout(mut self, timeout: Duration) -> Self {
        self.flush_timeout = timeout;
        self
    }

    /// How long before the function's timeout the end is near.
    #[must_use]
    pub fn with_deadline_margin(mut self, margin: Duration) -> Self {
        self.deadline_margin = margin;
        self
    }
}
