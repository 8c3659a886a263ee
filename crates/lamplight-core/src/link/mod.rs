//! The link: what a function tells the extension beside it about an invocation.
//!
//! One datagram for each message, on a Unix socket that the extension listens on. A function that dies between
//! [`Begin`] and [`Done`] leaves behind what the extension needs to tell its story: the ids of the root span that the
//! function could not send.

mod datagram;
mod message;
#[cfg(unix)]
mod socket;

pub use self::datagram::{Beginning, Datagram, MOST_BYTES};
pub use self::message::{Begin, Done, Message};
#[cfg(unix)]
pub use self::socket::{Name, Sender};

/// Where the extension takes OTLP on 127.0.0.1, unless `LAMPLIGHT_OTLP_PORT` says otherwise.
pub const OTLP_PORT: u16 = 4318;
