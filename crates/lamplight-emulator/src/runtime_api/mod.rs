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

use http::Request;
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

pub(crate) use self::answer::Answer;
pub(crate) use self::call::Call;
pub(crate) use self::delivery::Delivery;

use self::route::Closed;
use crate::http_server::{Handle, HttpServer, Reply};

/// Turns requests into calls.
#[derive(Clone, Debug)]
struct RuntimeApi(mpsc::UnboundedSender<Call>);

/// Serves the API to whoever connects; what they ask goes to `calls`.
pub(crate) fn serve(listener: TcpListener, calls: mpsc::UnboundedSender<Call>) -> HttpServer {
    HttpServer::start(listener, RuntimeApi(calls))
}

// === impl RuntimeApi ===

impl Handle for RuntimeApi {
    type Error = Closed;

    async fn handle(self, request: Request<Incoming>) -> Result<Reply, Closed> {
        route::handle(request, self.0).await
    }
}
