//! The link: what a function tells the extension beside it about an invocation.
//!
//! One datagram for each message, on a Unix socket that the extension listens on. A function that dies between
//! [`Begin`] and [`Done`] leaves behind what the extension needs to tell its story: the ids of the root span that the
//! function could not send.

mod datagram;
mod message;
mod otlp_port;
#[cfg(unix)]
mod socket;

pub use self::datagram::{Beginning, Datagram, MOST_BYTES};
pub use self::message::{Begin, Done, Message};
pub use self::otlp_port::{OTLP_PORT, otlp_port};
#[cfg(unix)]
pub use self::socket::{Name, Sender};
