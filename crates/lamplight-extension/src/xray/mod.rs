//! What functions send to an X-Ray daemon.

mod datagram;

pub(crate) use self::datagram::Datagram;
