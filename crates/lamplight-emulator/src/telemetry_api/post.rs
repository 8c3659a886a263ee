//! One batch on its way to its destination.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::Bytes;
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

/// Sends a batch, on a connection of its own.
pub(super) async fn send(destination: &Destination, batch: &[String]) -> Result<(), PostError> {
    match destination {
        Destination::Http { host, port, path } => {
            let body = Bytes::from(format!("[{}]", batch.join(",")));
            tokio::time::timeout(TIMEOUT, post(host, *port, path, body)).await?
        }
        Destination::Tcp { port } => {
            let lines: String = batch.iter().map(|record| format!("{record}\n")).collect();
            let write = async {
                let mut stream = connect(*port).await?;
                stream.write_all(lines.as_bytes()).await?;
                stream.shutdown().await
            };
            Ok(tokio::time::timeout(TIMEOUT, write).await??)
        }
    }
}

async fn post(host: &str, port: u16, path: &str, body: Bytes) -> Result<(), PostError> {
    let stream = connect(port).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::post(path)
        .header(header::HOST, format!("{host}:{port}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(body))?;
    // The connection ends with the response, which nobody reads beyond its head.
    let response = tokio::select! {
        response = sender.send_request(request) => response?,
        Err(error) = connection => return Err(error.into()),
    };
    if response.status().is_success() { Ok(()) } else { Err(PostError::Status(response.status())) }
}

/// The names `sandbox.localdomain` and `sandbox` are this machine.
async fn connect(port: u16) -> io::Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await
}
