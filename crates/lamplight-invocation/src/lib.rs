//! What happens around one invocation: its scope, its end, and everyone who watches it.
//!
//! - [`Scope`] holds all state of one request. Code anywhere below the handler finds it by
//!   [`Scope::current`]; what runs elsewhere is taken along by [`Scope::spawn`] or [`Scope::instrument`].
//! - [`Observe`] is what a logger, a metrics recorder or a tracer implements; it is told when an
//!   invocation starts, how it ended, and that its time runs out.
//! - [`ObserveLayer`] is the one middleware. It fits around the handler (*inside*) and around the whole
//!   runtime ([`Runtime::layer`](lambda_runtime::Runtime::layer), *outside*); see [`observed`] for what
//!   each position sees.
//! - [`StatusLayer`](status::StatusLayer) learns the status of responses that are HTTP's.
//! - [`ScopeLayer`] lets `tracing` spans lead to the scope, across tasks.
//!
//! This is the only crate, besides the facade, that names `lambda_runtime`.

#![forbid(unsafe_code)]

mod context;
mod describe;
mod invocation;
mod observe;
pub mod observed;
mod outcome;
mod panic;
pub mod scope;
pub mod status;

pub use self::context::RequestContext;
pub use self::describe::{ByDebug, Describe, short_type_name};
pub use self::invocation::{Invocation, Position};
pub use self::observe::{BoxFuture, Observe, Stack};
pub use self::observed::{ObserveLayer, Observed};
pub use self::outcome::{Failure, Outcome};
pub use self::panic::{CaughtPanic, PanicRecord, catch_panic, install_panic_hook, panic_message};
pub use self::scope::{Scope, ScopeLayer};
