//! OTLP by hand, so that what is tested does not test itself: messages of protobuf, and a client for one request.

use lambda_runtime::Error;
use lamplight::core::lookup::{Lookup, ProcessEnvironment};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The content type of protobuf.
pub const PROTOBUF: &str = "application/x-protobuf";

/// Where the extension beside this function takes OTLP.
///
/// # Errors
///
/// If `LAMPLIGHT_OTLP_PORT` is not set or no port: tests set it always, so that each has its own.
pub fn own_port() -> Result<u16, Error> {
    Ok(ProcessEnvironment.get("LAMPLIGHT_OTLP_PORT")?.ok_or("no port")?.parse()?)
}

/// Posts the body of a signal, which its path names, to this port on a connection of its own: the status that is answered.
///
/// # Errors
///
/// If there is no connection, or no status on it.
pub async fn post(port: u16, signal: &str, content_type: &str, body: &[u8]) -> Result<u16, Error> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let head = format!(
        "POST /v1/{signal} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {content_type}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    status.and_then(|status| status.parse().ok()).ok_or_else(|| format!("no status: {answer:?}").into())
}

/// A message of fields that are bytes, strings or messages; numbers of fields are below 16.
#[must_use]
pub fn message(fields: &[(u8, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, bytes) in fields {
        out.push(number << 3 | 2);
        let mut length = bytes.len();
        while length >= 0x80 {
            out.push(length as u8 | 0x80);
            length >>= 7;
        }
        out.push(length as u8);
        out.extend_from_slice(bytes);
    }
    out
}

/// A request of any signal, with items of one scope and one resource.
#[must_use]
pub fn request(items: &[Vec<u8>]) -> Vec<u8> {
    let scope: Vec<u8> = items.iter().flat_map(|item| message(&[(2, item)])).collect();
    message(&[(1, &message(&[(2, &scope)]))])
}
