//! The Runtime API: what a function's process talks to.
//!
//! The server itself decides nothing. It turns each request into a [`Call`], hands it to the environment's
//! [driver](crate::environment), and turns the outcome into a response.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

mod answer;
mod call;
mod delivery;
mod respond;
mod route;

use std::convert::Infallible;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};

pub(crate) use self::answer::Answer;
pub(crate) use self::call::Call;
pub(crate) use self::delivery::Delivery;

/// A Runtime API that is being served. Dropping it closes the port and every connection.
#[derive(Debug)]
pub(crate) struct RuntimeApi(JoinHandle<Infallible>);

/// How long to wait when no connection can be accepted.
const RETRY: Duration = Duration::from_millis(10);

/// Serves the API to whoever connects; what they ask goes to `calls`.
pub(crate) fn serve(listener: TcpListener, calls: mpsc::UnboundedSender<Call>) -> RuntimeApi {
    RuntimeApi(tokio::spawn(accept(listener, calls)))
}

async fn accept(listener: TcpListener, calls: mpsc::UnboundedSender<Call>) -> Infallible {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => _ = connections.spawn(serve_connection(stream, calls.clone())),
                // Out of file descriptors, or the peer has gone already: neither ends the others.
                Err(_) => tokio::time::sleep(RETRY).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve_connection(stream: TcpStream, calls: mpsc::UnboundedSender<Call>) {
    // Small messages go back and forth one at a time: waiting to fill a packet would only delay them.
    // A connection that cannot be told so works all the same.
    _ = stream.set_nodelay(true);
    let service = service_fn(|request| route::handle(request, calls.clone()));
    // How a connection ends is the function's business; what it leaves undone shows in the invocation.
    _ = http1::Builder::new()
        // As Lambda writes them, for functions that look for them with `grep`.
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

// === impl RuntimeApi ===

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.0.abort();
    }
}
