//! The one deadline timer of an invocation.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

use crate::observe::Stack;
use crate::scope::Scope;

pin_project! {
    /// Ends when the function's timeout is near.
    ///
    /// Outside a tokio runtime, and for a request without a deadline, it never ends.
    #[derive(Debug)]
    pub(super) struct Timer {
        #[pin]
        sleep: Option<Sleep>,
        margin: Duration,
    }
}

impl Timer {
    pub(super) fn new(scope: &Scope, stack: &Stack) -> Self {
        let margin = stack.deadline_margin;
        let deadline = scope.context().deadline();
        let in_runtime = tokio::runtime::Handle::try_current().is_ok();
        let sleep = deadline
            .filter(|_| in_runtime)
            .map(|deadline| sleep(deadline.saturating_sub(margin).saturating_since(scope.started())));
        Self { sleep, margin }
    }

    /// Tells the scope's observers once the time has come.
    pub(super) fn poll(self: Pin<&mut Self>, context: &mut Context<'_>, scope: &Scope) {
        let mut this = self.project();
        let Some(sleep) = this.sleep.as_mut().as_pin_mut() else { return };
        if let Poll::Ready(()) = sleep.poll(context) {
            this.sleep.set(None);
            scope.deadline_near(*this.margin);
        }
    }
}
