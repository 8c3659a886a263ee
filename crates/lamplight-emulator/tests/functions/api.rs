//! A client of the Runtime API and of the Extensions API, for functions and extensions of the tests:
//! standard library only.

#![allow(dead_code, reason = "each program uses some of it")]

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

/// One connection to the Runtime API, or to another server.
pub(crate) struct Api {
    pub(crate) stream: BufReader<TcpStream>,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Api {
    pub(crate) fn connect() -> io::Result<Self> {
        Self::connect_to(&variable("AWS_LAMBDA_RUNTIME_API"))
    }

    pub(crate) fn connect_to(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    pub(crate) fn next(&mut self) -> io::Result<Reply> {
        self.call("GET", "/2018-06-01/runtime/invocation/next", "", b"")
    }

    pub(crate) fn respond(&mut self, event: &Reply, body: &[u8]) -> io::Result<Reply> {
        self.post(&format!("runtime/invocation/{}/response", event.id()), "", body)
    }

    pub(crate) fn post(&mut self, path: &str, headers: &str, body: &[u8]) -> io::Result<Reply> {
        self.call("POST", &format!("/2018-06-01/{path}"), headers, body)
    }

    pub(crate) fn call(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> io::Result<Reply> {
        let length = body.len();
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {length}\r\n\r\n")
                .into_bytes();
        request.extend_from_slice(body);
        self.stream.get_mut().write_all(&request)?;
        self.read()
    }

    /// Registers an extension for events that are separated by commas.
    pub(crate) fn register(&mut self, name: &str, events: &str) -> io::Result<Reply> {
        let events: Vec<String> =
            events.split(',').filter(|event| !event.is_empty()).map(|event| format!("{event:?}")).collect();
        let headers = format!("Lambda-Extension-Name: {name}\r\n");
        let body = format!("{{\"events\":[{}]}}", events.join(","));
        self.call("POST", "/2020-01-01/extension/register", &headers, body.as_bytes())
    }

    pub(crate) fn extension_next(&mut self, id: &str) -> io::Result<Reply> {
        let headers = format!("Lambda-Extension-Identifier: {id}\r\n");
        self.call("GET", "/2020-01-01/extension/event/next", &headers, b"")
    }

    pub(crate) fn stream<'a>(
        &mut self,
        event: &Reply,
        headers: &str,
        chunks: impl Iterator<Item = &'a str>,
        trailers: &str,
    ) -> io::Result<u16> {
        let path = format!("/2018-06-01/runtime/invocation/{}/response", event.id());
        let stream = self.stream.get_mut();
        write!(stream, "POST {path} HTTP/1.1\r\nHost: x\r\n{headers}Transfer-Encoding: chunked\r\n\r\n")?;
        for chunk in chunks {
            write!(stream, "{:x}\r\n{chunk}\r\n", chunk.len())?;
            stream.flush()?;
        }
        write!(stream, "0\r\n{trailers}\r\n")?;
        Ok(self.read()?.status)
    }

    pub(crate) fn read(&mut self) -> io::Result<Reply> {
        let mut headers = String::new();
        while !headers.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut headers)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let mut reply = Reply { status, headers, body: Vec::new() };
        reply.body.resize(reply.header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0), 0);
        self.stream.read_exact(&mut reply.body)?;
        Ok(reply)
    }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn extension_id(&self) -> String {
        self.header("lambda-extension-identifier").unwrap_or_default().to_owned()
    }

    /// Status and body in one.
    pub(crate) fn told(&self) -> Vec<u8> {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body)).into_bytes()
    }

    pub(crate) fn id(&self) -> &str {
        self.header("lambda-runtime-aws-request-id").expect("an event has a request id")
    }
}

#[expect(clippy::disallowed_methods, reason = "a function is its own edge")]
pub(crate) fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
