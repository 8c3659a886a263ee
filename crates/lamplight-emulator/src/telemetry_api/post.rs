//! One batch on its way to its destination.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::Bytes;
use http::request::Builder;
use http::{Request, header};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::request::Destination;

/// How long a listener may take for a batch, before it counts as failed.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A batch was not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum PostError {
    #[error("the listener cannot be reached")]
    Connect(#[from] io::Error),
    #[error("the connection to the listener broke")]
    Http(#[from] hyper::Error),
    #[error("the request cannot be made")]
    Request(#[from] http::Error),
    #[error("the listener answered {0}")]
    Status(http::StatusCode),
    #[error("the listener did not answer in time")]
    TimedOut(#[from] tokio::time::error::Elapsed),
}

/// Some records on their way.
#[derive(Debug)]
pub(super) struct Batch {
    /// Each in JSON.
    pub(super) records: Vec<String>,
    /// The text of one of them is not to be UTF-8.
    pub(super) not_utf8: bool,
}

/// What stands in a record for a byte that is not UTF-8, until the record is sent.
pub(super) const NOT_UTF8: &str = "\u{e000}not UTF-8";

// === impl Batch ===

impl Batch {
    /// An array, or over TCP lines.
    pub(super) fn body(&self, destination: &Destination) -> Bytes {
        let text = match destination {
            Destination::Http { .. } => format!("[{}]", self.records.join(",")),
            Destination::Tcp { .. } => self.records.iter().map(|record| format!("{record}\n")).collect(),
        };
        match text.split_once(NOT_UTF8).filter(|_| self.not_utf8) {
            Some((before, after)) => [before.as_bytes(), b"\xff not UTF-8", after.as_bytes()].concat().into(),
            None => text.into(),
        }
    }
}

/// Sends a batch, on a connection of its own. The status of the answer; 200 over TCP, where there is none.
pub(super) async fn send(destination: &Destination, body: Bytes) -> Result<u16, PostError> {
    match destination {
        Destination::Http { host, port, path, method } => {
            let request = Request::builder().method(method).uri(path);
            tokio::time::timeout(TIMEOUT, post(host, *port, request, body)).await?
        }
        Destination::Tcp { port } => {
            let write = async {
                let mut stream = connect(*port).await?;
                stream.write_all(&body).await?;
                stream.shutdown().await?;
                Ok(200)
            };
            tokio::time::timeout(TIMEOUT, write).await?
        }
    }
}

async fn post(host: &str, port: u16, request: Builder, body: Bytes) -> Result<u16, PostError> {
    let stream = connect(port).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = request
        .header(header::HOST, format!("{host}:{port}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(body))?;
    // The connection ends with the response, which nobody reads beyond its head.
    let response = tokio::select! {
        response = sender.send_request(request) => response?,
        Err(error) = connection => return Err(error.into()),
    };
    let status = response.status();
    if status.is_success() { Ok(status.as_u16()) } else { Err(PostError::Status(status)) }
}

/// The names `sandbox.localdomain` and `sandbox` are this machine.
async fn connect(port: u16) -> io::Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await
}
