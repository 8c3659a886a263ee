//! What the middleware asks of a request.

use bytes::Bytes;
use lambda_runtime::{Context, LambdaEvent, LambdaInvocation};

/// A request that belongs to an invocation: anything the one middleware can be wrapped around.
pub trait Invocation {
    /// Where a service that takes such a request sits.
    const POSITION: Position;

    /// The runtime's description of the invocation.
    fn context(&self) -> &Context;

    /// The event as it came, where it is still at hand.
    fn payload(&self) -> Option<&Bytes> {
        None
    }
}

/// Where in the stack a service sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// Around the handler: sees its `Ok` or `Err`, ends before the response is posted. Never called for a
    /// payload that does not deserialise.
    Inside,
    /// Around the runtime's own services: sees the raw event, ends after the response was posted and
    /// before the next event is asked for. Sees `Ok(())` whatever the handler returned.
    Outside,
}

impl<T> Invocation for LambdaEvent<T> {
    const POSITION: Position = Position::Inside;

    fn context(&self) -> &Context {
        &self.context
    }
}

impl Invocation for LambdaInvocation {
    const POSITION: Position = Position::Outside;

    fn context(&self) -> &Context {
        &self.context
    }

    fn payload(&self) -> Option<&Bytes> {
        Some(&self.body)
    }
}
