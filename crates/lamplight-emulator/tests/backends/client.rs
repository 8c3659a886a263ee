//! A client that sees everything: the bytes, the version, how a connection ends.

use std::io::{self, ErrorKind};
use std::time::Duration;

use lamplight_emulator::backends::Backend;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::sample::Sent;

/// One connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    Reply(Reply),
    Failed(ErrorKind),
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) version: String,
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Sends a request on a connection of its own.
pub(crate) async fn post(backend: &Backend, sent: &Sent) -> Outcome {
    Connection::to(backend).await.post(sent).await
}

// === impl Connection ===

impl Connection {
    pub(crate) async fn to(backend: &Backend) -> Self {
        Self::try_to(backend).await.expect("somebody listens")
    }

    pub(crate) async fn try_to(backend: &Backend) -> io::Result<Self> {
        Ok(Self { stream: BufReader::new(TcpStream::connect(backend.address()).await?) })
    }

    pub(crate) async fn post(&mut self, sent: &Sent) -> Outcome {
        match self.try_post(sent).await {
            Ok(reply) => Outcome::Reply(reply),
            Err(error) => Outcome::Failed(error.kind()),
        }
    }

    async fn try_post(&mut self, sent: &Sent) -> io::Result<Reply> {
        let written = self.write(sent).await;
        match self.read().await {
            // Why it could not be written says more than that there is nothing to read.
            Err(_) if written.is_err() => Err(written.expect_err("it is an error")),
            read => read,
        }
    }

    async fn write(&mut self, sent: &Sent) -> io::Result<()> {
        let mut head = format!("{} {} HTTP/1.1\r\n", sent.method, sent.path);
        if !sent.headers.contains_key("host") {
            head.push_str("host: localhost\r\n");
        }
        for (name, value) in &sent.headers {
            head.push_str(&format!("{name}: {}\r\n", value.to_str().expect("text")));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", sent.body.len()));
        self.stream.write_all(head.as_bytes()).await?;
        self.stream.write_all(&sent.body).await
    }

    async fn read(&mut self) -> io::Result<Reply> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await?);
        }
        let head = String::from_utf8(head).expect("a head is text");
        let mut lines = head.lines();
        let (version, rest) = lines.next().and_then(|line| line.split_once(' ')).expect("a status line");
        let status = rest[..3].parse().expect("a status");
        let header = |line: &str| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_lowercase(), value.to_owned()))
        };
        let headers = lines.filter_map(header).collect();
        let mut reply = Reply { version: version.to_owned(), status, headers, body: Vec::new() };
        let length = reply.header("content-length").map_or(0, |length| length.parse().expect("a number"));
        reply.body = vec![0; length];
        self.stream.read_exact(&mut reply.body).await?;
        Ok(reply)
    }

    /// Waits until the other side ends it.
    pub(crate) async fn ends(&mut self, within: Duration) -> Result<(), ErrorKind> {
        let read = tokio::time::timeout(within, self.stream.read_u8()).await.expect("it ends");
        match read.expect_err("nothing more comes").kind() {
            ErrorKind::UnexpectedEof => Ok(()),
            other => Err(other),
        }
    }
}

// === impl Outcome ===

impl Outcome {
    pub(crate) fn reply(self) -> Reply {
        match self {
            Self::Reply(reply) => reply,
            Self::Failed(kind) => panic!("there is no reply: {kind}"),
        }
    }

    pub(crate) fn status(self) -> u16 {
        self.reply().status
    }

    pub(crate) fn failed(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
}

// === impl Reply ===

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// How many items a partial success in protobuf says that were rejected.
    pub(crate) fn rejected(&self) -> u64 {
        match self.body[..] {
            [0x0a, _, 0x08, rejected, ..] if self.status == 200 => u64::from(rejected),
            _ => 0,
        }
    }
}
