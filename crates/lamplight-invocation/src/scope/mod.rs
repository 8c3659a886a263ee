//! The invocation scope: all state of one request, wherever the code that asks for it runs.
//!
//! # Lookup
//!
//! [`Scope::try_current`] finds the scope of the invocation that the calling code works for: first the
//! one the task was entered with, then the one that the current `tracing` span leads to (where a
//! [`ScopeLayer`] is part of the subscriber). [`Scope::current`] falls back to the
//! [process's own](Scope::process), which belongs to no invocation.
//!
//! A task that is spawned knows neither, unless it is given the scope or a span:
//!
//! ```
//! # async fn send_receipt() {}
//! # async fn handler() {
//! use lamplight_invocation::Scope;
//!
//! Scope::current().spawn(send_receipt());
//! # }
//! ```

mod current;
mod layer;
mod progress;
mod slots;
mod span_ids;
mod subscriber;
mod unattributed;

pub use self::current::{Entered, Scoped};
pub use self::layer::ScopeLayer;
pub(crate) use self::progress::Progress;
pub(crate) use self::progress::inside::announce as announce_inside;
pub use self::slots::{KeptState, SlotsFull};
pub use self::span_ids::SpanIds;
pub use self::subscriber::{SpanSubscriber, registry_of};

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use lamplight_core::clock::Timestamp;
use lamplight_core::source::Facts;
use tracing::{Metadata, Span};
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use self::slots::Slots;
use crate::context::RequestContext;
use crate::observe::{Observe, Stack};
use crate::outcome::Outcome;
use crate::panic::PanicRecord;

/// The scope of one invocation. Cheap to clone; clones are the same scope.
#[derive(Clone)]
pub struct Scope(Arc<Inner>);

struct Inner {
    context: RequestContext,
    /// Absent for the process scope.
    invocation: Option<Invoked>,
    slots: Slots,
}

struct Invoked {
    stack: Arc<Stack>,
    /// Observers of layers that joined a scope which was open already.
    joined: Mutex<Vec<Arc<dyn Observe>>>,
    payload: Option<Bytes>,
    facts: OnceLock<Facts<Bytes>>,
    cold_start: bool,
    started: Timestamp,
    progress: Mutex<Progress>,
    /// The status of a response that is HTTP's; none while it is zero.
    http_status: AtomicU16,
    /// Somebody wants to hear that all flushes are over.
    tells_when_flushed: AtomicBool,
    /// Taken out at the end: the span leads to the scope, and would keep it alive for ever.
    span: Mutex<Option<Span>>,
}

// === impl Scope ===

impl Scope {
    /// Opens the scope of an invocation and tells the stack's observers. Exactly once per invocation.
    pub(crate) fn open(context: RequestContext, payload: Option<&Bytes>, stack: &Arc<Stack>) -> Self {
        let scope = Self(Arc::new(Inner {
            context,
            invocation: Some(Invoked {
                stack: stack.clone(),
                joined: Mutex::default(),
                payload: payload.cloned(),
                facts: OnceLock::new(),
                cold_start: stack.cold_start.take(stack.initialization),
                started: stack.clock.now(),
                progress: Mutex::default(),
                http_status: AtomicU16::new(0),
                tells_when_flushed: AtomicBool::new(false),
                span: Mutex::default(),
            }),
            slots: Slots::default(),
        }));
        unattributed::invocation_started();
        for observer in &stack.observers {
            observer.start(&scope);
        }
        scope.open_root_span();
        scope
    }

    /// The scope of the process: what belongs to no invocation, such as the initialisation.
    pub fn process() -> &'static Self {
        static PROCESS: LazyLock<Scope> = LazyLock::new(|| {
            let context = RequestContext::default();
            Scope(Arc::new(Inner { context, invocation: None, slots: Slots::default() }))
        });
        &PROCESS
    }

    /// The scope that the calling code works for, or else the process's.
    #[must_use]
    pub fn current() -> Self {
        Self::try_current().unwrap_or_else(|| Self::process().clone())
    }

    /// The scope that the calling code works for.
    #[must_use]
    pub fn try_current() -> Option<Self> {
        noted(Self::of_this_task().or_else(layer::of_current_span))
    }

    /// What `work` makes of the scope that the task was entered with, which is found without counting a reference:
    /// the quickest lookup, for what is done again and again. None where the scope can only be found through a
    /// span, or not at all; then nothing is counted as unattributed, as [`try_current`](Self::try_current) is to
    /// be asked next.
    ///
    /// # Panics
    ///
    /// When `work` enters a scope, or polls what is instrumented with one. It calls no code of others.
    #[inline]
    pub fn with_entered<T>(work: impl FnOnce(&Self) -> T) -> Option<T> {
        current::with_this_task(work)
    }

    /// As [`try_current`](Self::try_current), for layers of a subscriber: these are given the current span,
    /// and must not ask `tracing` for it while it is calling them.
    #[must_use]
    pub fn try_current_in<'a, S: LookupSpan<'a>>(span: Option<&SpanRef<'a, S>>) -> Option<Self> {
        noted(Self::of_this_task().or_else(|| layer::of_span(span?)))
    }

    /// The scope that a layer further out has entered.
    pub(crate) fn of_this_task() -> Option<Self> {
        current::of_this_task()
    }

    /// How many lookups in this process found no scope although invocations were in flight: a sign of
    /// tasks that were spawned without their scope or span.
    #[must_use]
    pub fn unattributed() -> u64 {
        unattributed::count()
    }

    /// Makes this the current scope of the thread until the guard is dropped, and its span the current one
    /// where there is none. For code that does not await; a future is [instrumented](Self::instrument)
    /// instead.
    pub fn enter(&self) -> Entered {
        let mut entered = self.enter_without_span();
        if Span::current().is_none() {
            entered.enter_span(self.span());
        }
        entered
    }

    /// As [`enter`](Self::enter), where a span has been entered already or will be.
    pub(crate) fn enter_without_span(&self) -> Entered {
        Entered::new(self.clone())
    }

    /// Takes this scope along wherever `future` is polled.
    pub fn instrument<F: Future>(&self, future: F) -> Scoped<F> {
        Scoped::new(self.clone(), future)
    }

    /// Spawns a task that works for this scope.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime, as [`tokio::spawn`] does.
    pub fn spawn<F>(&self, future: F) -> tokio::task::JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        tokio::spawn(self.instrument(future))
    }

    /// Whether a span is the root of an invocation: the one that [`span`](Self::span) gives.
    #[must_use]
    pub fn is_root_span(metadata: &Metadata<'_>) -> bool {
        metadata.target() == layer::TARGET
    }

    /// Whether this is the process's scope, which belongs to no invocation.
    #[must_use]
    pub fn is_process(&self) -> bool {
        self.0.invocation.is_none()
    }

    /// What Lambda said of the invocation; empty in the process's scope.
    #[must_use]
    pub fn context(&self) -> &RequestContext {
        &self.0.context
    }

    /// Whether the caller waited for this environment to start.
    #[must_use]
    pub fn is_cold_start(&self) -> bool {
        self.0.invocation.as_ref().is_some_and(|invoked| invoked.cold_start)
    }

    /// When the scope was opened; the epoch in the process's scope.
    #[must_use]
    pub fn started(&self) -> Timestamp {
        self.0.invocation.as_ref().map_or(Timestamp::EPOCH, |invoked| invoked.started)
    }

    /// What the event says about itself, by a scan that is made the first time it is asked for. `None`
    /// where the raw event was not at hand: in the process's scope and in stacks without an outside layer.
    #[must_use]
    #[inline(never)]
    pub fn facts(&self) -> Option<&Facts<Bytes>> {
        let invoked = self.0.invocation.as_ref()?;
        let payload = self.payload()?;
        Some(invoked.facts.get_or_init(|| Facts::scan(payload.clone())))
    }

    /// The status of the invocation's response, where it is HTTP's and somebody
    /// [looked at it](crate::status::StatusLayer) or [said so](Self::answered).
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        let status = self.0.invocation.as_ref()?.http_status.load(Ordering::Relaxed);
        (status != 0).then_some(status)
    }

    /// Says which status the invocation's response has; the last one counts. Nothing comes of it in the
    /// process's scope.
    pub fn answered(&self, status: u16) {
        if let Some(invoked) = &self.0.invocation {
            invoked.http_status.store(status, Ordering::Relaxed);
        }
    }

    /// The event as it came, where an outside layer has seen it.
    #[must_use]
    pub fn payload(&self) -> Option<&Bytes> {
        self.0.invocation.as_ref()?.payload.as_ref()
    }

    /// The invocation's own span, the root of every other; disabled where nobody takes spans, and after
    /// the end.
    #[must_use]
    pub fn span(&self) -> Span {
        let invoked = self.0.invocation.as_ref();
        let span = invoked.and_then(|invoked| lock(&invoked.span).clone());
        span.unwrap_or_else(Span::none)
    }

    /// Puts state into the scope, where [`get`](Self::get) finds it by its type. Each type has one place,
    /// and the first value stays.
    ///
    /// # Errors
    ///
    /// When the type is there already or all places are taken: the value comes back.
    pub fn insert<T: Any + Send + Sync>(&self, state: T) -> Result<&T, SlotsFull<T>> {
        self.0.slots.insert(state)
    }

    /// As [`insert`](Self::insert), for state that is given back when the scope is gone, so that later scopes need no
    /// memory for theirs.
    ///
    /// # Errors
    ///
    /// As those of [`insert`](Self::insert).
    pub fn insert_kept<T: KeptState>(&self, state: Box<T>) -> Result<&T, SlotsFull<Box<T>>> {
        self.0.slots.insert_kept(state)
    }

    /// The state of this type, if it was put in.
    #[must_use]
    pub fn get<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.slots.get()
    }

    /// Tells observers of a layer within, that the layer which opened the scope does not name.
    pub(crate) fn join(&self, stack: &Stack) {
        let Some(invoked) = &self.0.invocation else { return };
        for observer in &stack.observers {
            let same = |known: &Arc<dyn Observe>| Arc::ptr_eq(known, observer);
            let mut joined = lock(&invoked.joined);
            if invoked.stack.observers.iter().any(same) || joined.iter().any(same) {
                continue;
            }
            joined.push(observer.clone());
            drop(joined);
            observer.start(self);
        }
    }

    /// Changes how far the invocation got.
    pub(crate) fn progress<T>(&self, change: impl FnOnce(&mut Progress) -> T) -> Option<T> {
        let progress = &self.0.invocation.as_ref()?.progress;
        Some(change(&mut lock(progress)))
    }

    /// Ends the invocation: says to the observers how, and closes the root span. Only the first call counts.
    pub(crate) fn finish(&self) {
        if let Some(Some(outcome)) = self.progress(Progress::finish) {
            self.each_observer(|observer| observer.finish(self, &outcome));
            let span = self.0.invocation.as_ref().and_then(|invoked| lock(&invoked.span).take());
            drop(span);
            unattributed::invocation_ended();
        }
    }

    /// Has [`Observe::flushed`] called when all that the invocation sends was sent.
    pub fn tell_when_flushed(&self) {
        if let Some(invoked) = &self.0.invocation {
            invoked.tells_when_flushed.store(true, Ordering::Relaxed);
        }
    }

    /// Says that all flushes are over, where somebody wants to hear it.
    pub(crate) fn flushed(&self) {
        let invoked = self.0.invocation.as_ref();
        if invoked.is_some_and(|invoked| invoked.tells_when_flushed.load(Ordering::Relaxed)) {
            self.each_observer(|observer| observer.flushed(self));
        }
    }

    /// How long a flush may go on from now: what the settings say, but not into the margin before the
    /// function's timeout. What a handler leaves that ends within the margin is sent as well: half of what is left
    /// is for that.
    pub(crate) fn flush_budget(&self) -> Duration {
        let Some(invoked) = &self.0.invocation else { return Duration::ZERO };
        let Stack { clock, flush_timeout, deadline_margin, .. } = invoked.stack.as_ref();
        let left = self.0.context.deadline().map(|deadline| deadline.saturating_since(clock.now()));
        let most = left.map(|left| left.saturating_sub(*deadline_margin).max(left / 2));
        most.map_or(*flush_timeout, |most| most.min(*flush_timeout))
    }

    /// Says that the function's timeout is near; only the first call counts, and only before the end.
    pub(crate) fn deadline_near(&self, remaining: Duration) {
        if self.progress(Progress::deadline_near) == Some(true) {
            self.each_observer(|observer| observer.deadline_near(self, remaining));
        }
    }

    /// Says that there was a panic. Whether anyone was told.
    pub(crate) fn panicked(&self, record: &PanicRecord<'_>) -> bool {
        let mut told = false;
        self.each_observer(|observer| {
            observer.panicked(self, record);
            told = true;
        });
        told
    }

    /// Innermost first.
    pub(crate) fn each_observer(&self, mut visit: impl FnMut(&dyn Observe)) {
        let Some(invoked) = &self.0.invocation else { return };
        // Cloned, so that an observer may join others from within.
        let joined = lock(&invoked.joined).clone();
        for observer in joined.iter().rev().chain(invoked.stack.observers.iter().rev()) {
            visit(observer.as_ref());
        }
    }

    /// Opens the invocation's span, within the scope so that [`ScopeLayer`] ties the two together.
    fn open_root_span(&self) {
        if let Some(invoked) = &self.0.invocation {
            let _entered = self.enter_without_span();
            // At ERROR, so that no level turns it off: it leads to the scope. A root, because the
            // runtime's own span around its workers is no part of the invocation.
            let span = tracing::error_span!(target: layer::TARGET, parent: None, "invocation");
            *lock(&invoked.span) = Some(span);
        }
    }
}

/// Counts a lookup that found nothing although there was something to be found.
fn noted(found: Option<Scope>) -> Option<Scope> {
    if found.is_none() {
        unattributed::note();
    }
    found
}

/// Nothing that is locked here is left half-changed by a panic, so a poisoned lock is as good as any.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("context", &self.0.context).finish_non_exhaustive()
    }
}

impl PartialEq for Scope {
    /// Whether both are the same scope.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Outcome {
    /// What a handler that was never called says about the event.
    pub(crate) fn not_deserialised(message: Option<String>) -> Self {
        let message = message
            .unwrap_or_else(|| "the event could not be read as the type that the handler takes".to_owned());
        Self::NotDeserialised(crate::Failure::new("Runtime.UnmarshalError", message))
    }
}
