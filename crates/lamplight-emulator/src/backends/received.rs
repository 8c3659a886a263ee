//! A request that came.

use bytes::Bytes;
use http::{HeaderMap, Method};
use lamplight_core::clock::Timestamp;

/// A request that came, whatever was answered. What came before a connection was reset is one, too.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Received {
    /// When its head was read.
    pub time: Timestamp,
    /// Which connection it came on, from 1.
    pub connection: u64,
    /// The method.
    pub method: Method,
    /// The path, with the query.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as far as it was read, as it was sent.
    pub body: Bytes,
    /// The status that was answered; none when there was no answer.
    pub status: Option<u16>,
}
