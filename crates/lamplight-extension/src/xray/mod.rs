//! What functions send to an X-Ray daemon.

mod base64;
mod datagram;

pub(crate) use self::datagram::Datagram;
