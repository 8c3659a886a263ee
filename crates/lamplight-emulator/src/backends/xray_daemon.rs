//! The X-Ray daemon: segment documents, and OTLP in its envelope, over UDP.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::Value;
use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::otlp::{Batch, Encoding};
use super::{Signal, Signals, Span};

/// What one datagram held.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum XrayDatagram {
    /// A segment or subsegment document.
    #[non_exhaustive]
    Document {
        /// `name`.
        name: String,
        /// `id`: 16 hex digits.
        id: String,
        /// `trace_id`: `1-` and so on; empty in a subsegment that is not sent on its own.
        trace_id: String,
        /// The document as it came.
        json: String,
    },
    /// Spans in the envelope of AWS's OpenTelemetry distributions: `T1S` and `T1U`, base64, protobuf.
    #[non_exhaustive]
    Spans {
        /// `T1S`; those of `T1U` are not sampled, and count for metrics only.
        sampled: bool,
        /// What was in it.
        spans: Vec<Span>,
    },
    /// Something that the daemon drops, and why.
    #[non_exhaustive]
    Malformed {
        /// What is wrong with it.
        problem: String,
        /// The datagram.
        bytes: Bytes,
    },
}

/// A UDP socket on a free port of this machine that reads what is for the X-Ray daemon, until it is dropped.
///
/// The system drops datagrams that come faster than they are read.
#[derive(Debug)]
pub struct XrayDaemon {
    address: SocketAddr,
    datagrams: Arc<Mutex<Vec<XrayDatagram>>>,
    count: watch::Receiver<usize>,
    task: JoinHandle<()>,
}

// === impl XrayDaemon ===

impl XrayDaemon {
    /// Listens.
    ///
    /// # Errors
    ///
    /// That there is no port.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn start() -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = socket.local_addr()?;
        let datagrams: Arc<Mutex<Vec<XrayDatagram>>> = Arc::default();
        let (sender, count) = watch::channel(0);
        let kept = Arc::clone(&datagrams);
        let task = tokio::spawn(async move {
            let mut buffer = vec![0; 64 * 1024];
            loop {
                // An error is of one datagram, and says nothing of the next.
                let Ok(length) = socket.recv(&mut buffer).await else { continue };
                let read = XrayDatagram::read(Bytes::copy_from_slice(&buffer[..length]));
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(read);
                sender.send_modify(|count| *count += 1);
            }
        });
        Ok(Self { address, datagrams, count, task })
    }

    /// The value for `AWS_XRAY_DAEMON_ADDRESS`.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything that came, in order.
    #[must_use]
    pub fn datagrams(&self) -> Vec<XrayDatagram> {
        self.datagrams.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until so many datagrams came.
    pub async fn received(&self, count: usize) {
        // The sender lives as long as the task, and that as long as this.
        _ = self.count.clone().wait_for(|came| *came >= count).await;
    }
}

impl Drop for XrayDaemon {
    fn drop(&mut self) {
        self.task.abort();
    }
}

// === impl XrayDatagram ===

impl XrayDatagram {
    /// Reads a header, `{"format": "json", "version": 1}`, a line feed, and what follows it.
    ///
    /// <https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html>
    #[must_use]
    pub fn read(bytes: Bytes) -> Self {
        match parse(&bytes) {
            Ok(datagram) => datagram,
            Err(problem) => Self::Malformed { problem, bytes },
        }
    }
}

fn parse(bytes: &[u8]) -> Result<XrayDatagram, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let (header, body) = text.split_once('\n').ok_or("it has no header")?;
    let header: Value = serde_json::from_str(header).map_err(|error| format!("its header: {error}"))?;
    if header["format"] != "json" || header["version"] != 1 {
        return Err("its header is not that of JSON, version 1".to_owned());
    }
    for (mark, sampled) in [("T1S", true), ("T1U", false)] {
        if let Some(body) = body.strip_prefix(mark) {
            return Ok(XrayDatagram::Spans { sampled, spans: spans(body)? });
        }
    }
    let document: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let field = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    let (name, id) = (field("name"), field("id"));
    if name.is_empty() || id.len() != 16 {
        return Err("a document has a name and an id".to_owned());
    }
    Ok(XrayDatagram::Document { name, id, trace_id: field("trace_id"), json: body.to_owned() })
}

fn spans(body: &str) -> Result<Vec<Span>, String> {
    let bytes = BASE64_STANDARD.decode(body.trim_end()).map_err(|error| error.to_string())?;
    let batch = Batch::read(Signal::Traces, Encoding::Protobuf, &bytes.into());
    let batch = batch.map_err(|malformed| malformed.0)?;
    let mut signals = Signals::default();
    for group in batch.groups {
        group.items.into_iter().for_each(|item| signals.append(item.signals));
    }
    Ok(signals.spans)
}
