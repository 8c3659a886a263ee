//! The Lambda extension of Lamplight: it ships telemetry off the critical path, and accounts for every item.
//!
//! [`State`] is the extension without I/O: every decision is in [`State::step`], a function of what happened and when.
//! What is around it only carries out what it says.
//!
//! What holds at every instant, whatever happens:
//!
//! - the function is never failed, and never held up beyond its deadline;
//! - of what was accepted, everything is delivered, rejected by the destination, dropped for a reason, queued, or in a
//!   file for the environment after a reset ([`Ledger`]);
//! - nothing is on its way while the environment may be frozen;
//! - what waits is bounded.

#![forbid(unsafe_code)]

mod batch;
mod breaker;
mod event;
mod ledger;
mod logs;
mod otlp;
mod settings;
#[cfg(unix)]
mod shell;
mod signal;
#[cfg(test)]
mod simulation;
#[cfg(unix)]
mod spool;
mod state;
mod synthesis;
#[cfg(unix)]
mod xray;

pub use self::event::{Action, Answer, Event, Invoke, Saved, Sent, ShutdownReason, Verdict};
pub use self::ledger::{Account, Ledger, Reason};
pub use self::logs::{Content, Line};
pub use self::otlp::limits::Limits;
pub use self::settings::{Destination, Emf, Mode, Settings, Spool};
#[cfg(unix)]
pub use self::shell::run;
pub use self::signal::{Encoding, Signal};
pub use self::state::State;
pub use self::synthesis::Resource;
