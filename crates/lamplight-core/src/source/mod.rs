//! What kind of event a function was invoked with, and what the event says about itself.
//!
//! ```
//! use lamplight_core::source::{Facts, Kind, Trigger};
//!
//! let event = br#"{"version":"2.0","routeKey":"GET /orders/{id}","rawPath":"/orders/17",
//!     "headers":{"x-amzn-trace-id":"Root=1-5759e988-bd862e3fe1be46a994272793"},
//!     "requestContext":{"http":{"method":"GET","path":"/orders/17"},"requestId":"JKJaXmPLvHcESHA="}}"#;
//! let facts = Facts::scan(event);
//!
//! assert_eq!(facts.kind(), Kind::ApiGatewayHttpV2);
//! assert_eq!(facts.trigger(), Trigger::Http);
//! assert_eq!(facts.correlation_id().as_deref(), Some("JKJaXmPLvHcESHA="));
//! assert_eq!(facts.trace_header().as_deref(), Some("Root=1-5759e988-bd862e3fe1be46a994272793"));
//!
//! let http = facts.http().expect("a request");
//! assert_eq!((&*http.method, &*http.path), ("GET", "/orders/17"));
//! assert_eq!(http.route.as_deref(), Some("/orders/{id}"));
//! ```
//!
//! A scan is one pass over the bytes. It looks at a fixed list of paths and skips everything else,
//! allocates nothing for what any service sends, and keeps where things are, not what they are. The payload
//! may be borrowed (`&[u8]`), or owned (`bytes::Bytes`, `Vec<u8>`).
//!
//! # What is told apart, and how
//!
//! The kinds are [`Kind::ALL`]; each is decided by a rule that [`Facts::decided_by`] names. A payload that
//! no rule knows is [`Kind::Unknown`], and has no facts. Rules ask for as little as tells kinds apart, so
//! that a trimmed or a newer event is still known; hence a payload of one's own that looks like an event
//! is taken for one.
//!
//! # What is not an event
//!
//! Nothing fails. Text that is not JSON, or breaks off, is read as far as it is JSON. `null` and absent
//! are the same, and so is a value of another type than the fact's. Of a key given twice the last one
//! counts. Names are matched exactly, and those of headers in any case; of a header with several values
//! the first counts. Half a surrogate pair, and bytes that are not UTF-8, become U+FFFD. Depth costs
//! nothing, and what is past four gigabytes is not read.

mod arn;
pub(crate) mod cursor;
#[cfg(test)]
mod equivalence;
mod extract;
mod facts;
mod families;
mod family;
mod http;
mod kind;
mod path;
mod records;
mod rule;
pub(crate) mod span;
mod string_end;
pub(crate) mod text;

pub use self::facts::{Document, Facts};
pub use self::http::Http;
pub use self::kind::{Kind, Trigger};
