//! An HTTP server on a port of this machine, for the process of a function.

use std::convert::Infallible;
use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

pub(crate) type Reply = Response<Full<Bytes>>;

/// A server that runs. Dropping it closes the port and every connection.
#[derive(Debug)]
pub(crate) struct HttpServer(JoinHandle<Infallible>);

/// What answers requests. An error ends the connection.
pub(crate) trait Handle: Clone + Send + Sync + 'static {
    type Error: Error + Send + Sync + 'static;

    fn handle(self, request: Request<Incoming>) -> impl Future<Output = Result<Reply, Self::Error>> + Send;
}

/// How long to wait when no connection can be accepted.
const RETRY: Duration = Duration::from_millis(10);

// === impl HttpServer ===

impl HttpServer {
    /// Serves whoever connects.
    pub(crate) fn start(listener: TcpListener, handler: impl Handle) -> Self {
        Self(tokio::spawn(accept(listener, handler)))
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn accept(listener: TcpListener, handler: impl Handle) -> Infallible {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => _ = connections.spawn(serve_connection(stream, handler.clone())),
                // Out of file descriptors, or the peer has gone already: neither ends the others.
                Err(_) => tokio::time::sleep(RETRY).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve_connection(stream: TcpStream, handler: impl Handle) {
    // Small messages go back and forth one at a time: waiting to fill a packet would only delay them.
    // A connection that cannot be told so works all the same.
    _ = stream.set_nodelay(true);
    let service = service_fn(|request| handler.clone().handle(request));
    // How a connection ends is the function's business; what it leaves undone shows in the invocation.
    _ = http1::Builder::new()
        // As Lambda writes them, for functions that look for them with `grep`.
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
