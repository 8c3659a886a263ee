//! The scope of the task that runs on this thread.

use std::cell::RefCell;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tracing::Span;
use tracing::span::EnteredSpan;

use super::Scope;

thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

/// Keeps a scope current on this thread. Guards end in the reverse order of their beginning.
#[derive(Debug)]
#[must_use = "the scope is current only as long as the guard is held"]
pub struct Entered {
    // Left before the scope is.
    span: Option<EnteredSpan>,
    previous: Option<Scope>,
    /// What is current belongs to the thread.
    not_send: PhantomData<*const ()>,
}

pin_project! {
    /// A future that is polled within a scope.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct Scoped<F> {
        scope: Scope,
        #[pin]
        future: F,
    }
}

/// The scope this thread was entered with. None while the thread's storage is torn down.
pub(super) fn of_this_task() -> Option<Scope> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

/// What `work` makes of the scope this thread was entered with. It is borrowed meanwhile.
#[inline]
pub(super) fn with_this_task<T>(work: impl FnOnce(&Scope) -> T) -> Option<T> {
    CURRENT.try_with(|current| current.borrow().as_ref().map(work)).ok().flatten()
}

// === impl Entered ===

impl Entered {
    pub(super) fn new(scope: Scope) -> Self {
        let previous = CURRENT.try_with(|current| current.replace(Some(scope))).ok().flatten();
        Self { span: None, previous, not_send: PhantomData }
    }

    pub(super) fn enter_span(&mut self, span: Span) {
        self.span = Some(span.entered());
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.span = None;
        let previous = self.previous.take();
        // Taken out before it is dropped: dropping a scope may run code that asks for the current one.
        let ended = CURRENT.try_with(|current| current.replace(previous));
        drop(ended);
    }
}

// === impl Scoped ===

impl<F> Scoped<F> {
    pub(super) const fn new(scope: Scope, future: F) -> Self {
        Self { scope, future }
    }
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _entered = this.scope.enter();
        this.future.poll(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_that_was_entered_is_lent_as_long_as_it_is_current() {
        assert_eq!(Scope::with_entered(Scope::clone), None, "the process's own is entered like any other");
        let entered = Scope::process().enter();
        assert_eq!(Scope::with_entered(|scope| scope == Scope::process()), Some(true));
        let within = Scope::with_entered(|_| Scope::with_entered(Scope::is_process));
        assert_eq!(within, Some(Some(true)), "and may be looked for meanwhile");
        drop(entered);
        assert_eq!(Scope::with_entered(|_| ()), None);
    }
}
