//! An OTLP collector that only keeps what it gets.
//!
//! <https://opentelemetry.io/docs/specs/otlp/#otlphttp>

use std::convert::Infallible;
use std::future;
use std::io;
use std::iter;
use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::TelemetrySource;
use crate::backends::Signal;
use crate::http_server::{Handle, HttpServer, Reply};

/// What a collector takes at least, by the specification.
const MAX_REQUEST: usize = 64 * 1024 * 1024;

/// The body of a request, and what it should hold.
type Payload = (TelemetrySource, Bytes);

/// An HTTP server on a free port of this machine.
#[derive(Debug)]
pub(super) struct OtlpSink {
    requests: mpsc::UnboundedReceiver<Payload>,
    /// One that came while it was waited for.
    first: Option<Payload>,
    _server: HttpServer,
}

#[derive(Clone, Debug)]
struct Collector(mpsc::UnboundedSender<Payload>);

// === impl OtlpSink ===

impl OtlpSink {
    pub(super) async fn bind() -> io::Result<(Self, SocketAddr)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (sender, requests) = mpsc::unbounded_channel();
        let server = HttpServer::start(listener, Collector(sender));
        Ok((Self { requests, first: None, _server: server }, address))
    }

    pub(super) async fn readable(sink: Option<&mut Self>) {
        let Some(sink) = sink else { return future::pending().await };
        if sink.first.is_none() {
            sink.first = sink.requests.recv().await;
        }
        if sink.first.is_none() {
            // The server has gone.
            future::pending::<()>().await;
        }
    }

    /// Takes everything that was answered until now.
    pub(super) fn drain(&mut self, payload: &mut impl FnMut(TelemetrySource, Bytes)) {
        let first = self.first.take();
        for (source, bytes) in first.into_iter().chain(iter::from_fn(|| self.requests.try_recv().ok())) {
            payload(source, bytes);
        }
    }
}

// === impl Collector ===

impl Handle for Collector {
    type Error = Infallible;

    async fn handle(self, request: Request<Incoming>) -> Result<Reply, Infallible> {
        let (head, body) = request.into_parts();
        let status = match (source(head.uri.path()), head.method) {
            (None, _) => StatusCode::NOT_FOUND,
            (Some(_), Method::POST) if is_compressed(&head.headers) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            (Some(source), Method::POST) => self.take(source, body).await,
            (Some(_), _) => StatusCode::METHOD_NOT_ALLOWED,
        };
        Ok(reply(status, &head.headers))
    }
}

impl Collector {
    async fn take(&self, source: TelemetrySource, body: Incoming) -> StatusCode {
        match Limited::new(body, MAX_REQUEST).collect().await {
            Ok(body) => {
                // Before the answer: who waits for it may ask for the next event then. When nobody
                // wants it any more, the environment is about to go.
                _ = self.0.send((source, body.to_bytes()));
                StatusCode::OK
            }
            Err(error) if error.is::<http_body_util::LengthLimitError>() => StatusCode::PAYLOAD_TOO_LARGE,
            Err(_) => StatusCode::BAD_REQUEST,
        }
    }
}

/// What is posted to a path.
fn source(path: &str) -> Option<TelemetrySource> {
    Some(match Signal::of_path(path)? {
        Signal::Traces => TelemetrySource::Otlp,
        Signal::Metrics => TelemetrySource::OtlpMetrics,
        Signal::Logs => TelemetrySource::OtlpLogs,
    })
}

fn is_compressed(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity")
}

/// An `ExportTraceServiceResponse`, or one of its siblings, without anything in it, in the form of the request.
fn reply(status: StatusCode, request: &HeaderMap) -> Reply {
    let (content_type, body) = match request.get(header::CONTENT_TYPE) {
        Some(json) if json.as_bytes().starts_with(b"application/json") => ("application/json", "{}"),
        _ => ("application/x-protobuf", ""),
    };
    let mut reply = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}
