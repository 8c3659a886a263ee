//! Ports that stay one's own although nobody listens on them for a while: an extension binds its own again after each
//! reset of its environment.

use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below those that Linux gives away by itself, so that no connection takes one in between.
const FIRST: u16 = 16_000;
const COUNT: u16 = 16_000;

/// A port, kept from every other test for as long as this lives.
#[derive(Debug)]
pub(crate) struct Port {
    pub(crate) number: u16,
    _name: UnixListener,
}

// === impl Port ===

impl Port {
    /// The name of a link that only whoever has this port has.
    pub(crate) fn link(&self) -> String {
        format!("@lamplight-test-link-{}", self.number)
    }

    /// One that nobody listens on, and that no test has.
    pub(crate) fn reserve() -> Self {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        // Different processes begin in different places.
        let begin = (std::process::id() % u32::from(COUNT)) as u16;
        loop {
            let number = FIRST + begin.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT;
            let name = SocketAddr::from_abstract_name(format!("lamplight-test-port-{number}"));
            let name = name.and_then(|name| UnixListener::bind_addr(&name));
            if let (Ok(name), Ok(_)) = (name, TcpListener::bind(("127.0.0.1", number))) {
                return Self { number, _name: name };
            }
        }
    }
}
