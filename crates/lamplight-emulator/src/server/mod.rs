//! The invoke endpoint, as the AWS CLI and SDKs call it.
//!
//! ```text
//! aws lambda invoke --endpoint-url http://127.0.0.1:9000 --function-name orders --payload … out.json
//! curl -d '{}' http://127.0.0.1:9000/2015-03-31/functions/orders/invocations
//! ```

mod invocations;
mod respond;
mod route;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::{BindError, Function};

/// Where local Lambda tools expect the invoke endpoint.
pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9000);

/// The invoke endpoint for some functions: `POST /2015-03-31/functions/{name}/invocations`.
///
/// A function is named as on Lambda: by name, partial or whole ARN, with or without a qualifier. When there
/// is only one, `function` names it too, as in Lambda's own container images. `GET /` says that it is there
/// and which functions it has.
///
/// Dropping it stops it at once, in the middle of requests; see [`shutdown`](Self::shutdown).
///
/// # Limits
///
/// Credentials and signatures are not looked at: whoever can reach the address can run the functions, except
/// web pages, whose requests are refused.
/// Asynchronous invocations (`Event`) are run once, at once, and not tried again when they fail.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// How long to wait when no connection can be accepted.
const RETRY: Duration = Duration::from_millis(10);

/// The functions that are served, by name.
type Functions = BTreeMap<String, Function>;

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
        let mut by_name = Functions::new();
        for function in functions {
            let name = function.name().to_owned();
            if by_name.insert(name.clone(), function).is_some() {
                return Err(BindError::SameName { name });
            }
        }
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => BindError::InUse { address },
            _ => BindError::Listen { address, source },
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, Arc::new(by_name), stopped));
        Ok(Self { address, stop: Some(stop), task })
    }

    /// Where it listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening, and waits for the requests that are being answered. The functions go on.
    pub async fn shutdown(mut self) {
        // Dropping the sender is the signal. A task that has ended already needs none.
        self.stop = None;
        _ = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, functions: Arc<Functions>, mut stopped: oneshot::Receiver<()>) {
    let connections = GracefulShutdown::new();
    let mut tasks = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let connection = connection(stream, Arc::clone(&functions));
                    let connection = connections.watch(connection);
                    // How a connection ends is the caller's business.
                    tasks.spawn(async move { _ = connection.await });
                }
                // Out of file descriptors, or the peer has gone already: neither ends the others.
                Err(_) => tokio::time::sleep(RETRY).await,
            },
            Some(_) = tasks.join_next() => {}
            _ = &mut stopped => break,
        }
    }
    drop(listener);
    connections.shutdown().await;
}

fn connection(
    stream: TcpStream,
    functions: Arc<Functions>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send {
    // Small messages go back and forth one at a time: waiting to fill a packet would only delay them.
    // A connection that cannot be told so works all the same.
    _ = stream.set_nodelay(true);
    let service = service_fn(move |request| route::handle(request, Arc::clone(&functions)));
    http1::Builder::new().serve_connection(TokioIo::new(stream), service)
}
