//! The Runtime API: what a function's process talks to.
//!
//! The server itself decides nothing. It turns each request into a [`Call`], hands it to the environment's
//! [driver](crate::environment), and turns the outcome into a response.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

mod answer;
mod call;
mod delivery;
pub(crate) mod respond;
pub(crate) mod route;

use std::sync::Arc;

use http::Request;
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

pub(crate) use self::answer::Answer;
pub(crate) use self::call::Call;
pub(crate) use self::delivery::Delivery;

use self::route::Closed;
use crate::extensions_api::{self, Metadata};
use crate::http_server::{Handle, HttpServer, Reply};
use crate::telemetry_api::{self, Api};

/// Turns requests into calls.
#[derive(Clone, Debug)]
struct RuntimeApi {
    metadata: Arc<Metadata>,
    calls: mpsc::UnboundedSender<Call>,
}

/// Serves the API to whoever connects; what they ask goes to `calls`.
///
/// The Extensions API is on the same port, as it is on Lambda.
pub(crate) fn serve(
    listener: TcpListener,
    metadata: Metadata,
    calls: mpsc::UnboundedSender<Call>,
) -> HttpServer {
    HttpServer::start(listener, RuntimeApi { metadata: Arc::new(metadata), calls })
}

// === impl RuntimeApi ===

impl Handle for RuntimeApi {
    type Error = Closed;

    async fn handle(self, request: Request<Incoming>) -> Result<Reply, Closed> {
        let path = request.uri().path().to_owned();
        if let Some(path) = path.strip_prefix("/2020-01-01/extension/") {
            return extensions_api::handle(path, request, &self.metadata, &self.calls).await;
        }
        if path == "/2022-07-01/telemetry" {
            return telemetry_api::handle(Api::Telemetry, request, &self.calls).await;
        }
        if path == "/2020-08-15/logs" {
            return telemetry_api::handle(Api::Logs, request, &self.calls).await;
        }
        route::handle(request, self.calls).await
    }
}
