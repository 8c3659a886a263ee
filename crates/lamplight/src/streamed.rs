//! Response bodies that are streamed, as part of the invocation that they answer.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use lamplight_invocation::Scope;
use pin_project_lite::pin_project;

pin_project! {
    /// A stream that is polled within a scope. Made by [`stream`].
    #[derive(Debug)]
    #[must_use = "streams do nothing unless they are polled"]
    pub struct Streamed<S> {
        scope: Scope,
        #[pin]
        inner: S,
    }
}

/// Takes the current invocation along wherever `body` is polled.
///
/// The runtime streams a body in a task of its own, which belongs to no invocation; wrapped, what the body logs
/// and records belongs to the invocation that it answers.
///
/// ```
/// # use lamplight::prelude::*;
/// # use lambda_runtime::StreamResponse;
/// # fn chunks() -> Chunks { Chunks }
/// # struct Chunks;
/// # impl futures_core::Stream for Chunks {
/// #     type Item = Result<bytes::Bytes, Error>;
/// #     fn poll_next(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<Self::Item>> {
/// #         std::task::Poll::Ready(None)
/// #     }
/// # }
/// async fn handler(_: LambdaEvent<u32>) -> Result<StreamResponse<lamplight::Streamed<Chunks>>, Error> {
///     Ok(lamplight::stream(chunks()).into())
/// }
/// ```
pub fn stream<S: Stream>(body: S) -> Streamed<S> {
    Streamed { scope: Scope::current(), inner: body }
}

impl<S: Stream> Stream for Streamed<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let _entered = this.scope.enter();
        this.inner.poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}
