//! Sending documents to the daemon.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lamplight_core::loss::{Loss, Losses};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter};

use crate::address::DaemonAddress;
use crate::documents::{Datagram, Documents};

/// Sends spans to the X-Ray daemon.
///
/// The socket is opened for the first batch and kept. It never blocks: an export is done when it is first
/// polled, and needs no async runtime.
///
/// # Errors
///
/// An export fails only after [`shutdown`](SpanExporter::shutdown). Spans that cannot be sent are counted as
/// [`Loss::SpansUnsent`], and the datagrams after them are sent nevertheless.
///
/// # Limits
///
/// That nobody listens is noticed when the next datagram is sent, if the network says so at all: the losses
/// counted are those that are certain.
#[derive(Debug)]
pub struct XrayExporter {
    state: Mutex<State>,
}

/// Makes an [`XrayExporter`].
#[derive(Debug)]
pub struct XrayExporterBuilder {
    address: DaemonAddress,
    writer: Writer,
}

#[derive(Debug)]
struct State {
    writer: Writer,
    sender: Sender,
    is_shut_down: bool,
}

/// What makes datagrams of spans.
#[derive(Debug, Default)]
struct Writer {
    documents: Documents,
    #[cfg(feature = "otlp")]
    envelopes: crate::envelope::Envelopes,
    /// Whether these write instead of the documents.
    #[cfg(feature = "otlp")]
    is_otlp: bool,
}

#[derive(Debug)]
struct Sender {
    address: SocketAddr,
    socket: Option<UdpSocket>,
    /// How many spans were in the last datagram: those that a refusal is about.
    last: usize,
}

// === impl XrayExporter ===

impl XrayExporter {
    /// Sends to this daemon.
    #[must_use]
    pub fn new(address: DaemonAddress) -> Self {
        Self::builder(address).build()
    }

    /// Sends to this daemon, with more to say.
    #[must_use]
    pub fn builder(address: DaemonAddress) -> XrayExporterBuilder {
        XrayExporterBuilder { address, writer: Writer::default() }
    }

    fn send(&self, spans: &[SpanData]) -> OTelSdkResult {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { writer, sender, is_shut_down } = &mut *state;
        if *is_shut_down {
            return Err(OTelSdkError::AlreadyShutdown);
        }
        let invalid = writer.write(spans, |datagram| sender.send(datagram));
        if invalid > 0 {
            lose(Loss::SpansUnsent, invalid, format_args!("their id, or their trace's, is zero"));
        }
        Ok(())
    }
}

impl SpanExporter for XrayExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.send(&batch)
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.sender.socket = None;
        state.is_shut_down = true;
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.state.get_mut().unwrap_or_else(PoisonError::into_inner).writer.set_resource(resource);
    }
}

// === impl XrayExporterBuilder ===

impl XrayExporterBuilder {
    /// Attributes with these keys become annotations, which X-Ray indexes; see [`Documents::annotate`].
    #[must_use]
    pub fn annotate<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        for key in keys.into_iter().map(Into::into) {
            #[cfg(feature = "otlp")]
            self.writer.envelopes.annotate([key.as_str()]);
            self.writer.documents.annotate([key]);
        }
        self
    }

    /// Sends spans as OTLP in the daemon's envelope, instead of documents.
    #[cfg(feature = "otlp")]
    #[must_use]
    pub fn otlp(mut self) -> Self {
        self.writer.is_otlp = true;
        self
    }

    /// The exporter. Nothing is opened yet.
    #[must_use]
    pub fn build(self) -> XrayExporter {
        let sender = Sender { address: self.address.socket_addr(), socket: None, last: 0 };
        XrayExporter { state: Mutex::new(State { writer: self.writer, sender, is_shut_down: false }) }
    }
}

// === impl Writer ===

impl Writer {
    /// Gives every span to `send`. How many could not be written.
    fn write(&mut self, spans: &[SpanData], send: impl FnMut(Datagram<'_>)) -> usize {
        #[cfg(feature = "otlp")]
        if self.is_otlp {
            return self.envelopes.write(spans, send);
        }
        self.documents.write(spans, send)
    }

    fn set_resource(&mut self, resource: &Resource) {
        #[cfg(feature = "otlp")]
        self.envelopes.set_resource(resource);
        self.documents.set_resource(resource);
    }
}

// === impl Sender ===

impl Sender {
    fn send(&mut self, datagram: Datagram<'_>) {
        if datagram.is_cut {
            lose(Loss::SpansCut, 1, format_args!("a datagram has 64 kB"));
        }
        if let Err(error) = self.try_send(datagram) {
            lose(Loss::SpansUnsent, datagram.spans, format_args!("{}: {error}", self.address));
            // A socket that is full is fine; any other may not be, after a freeze for one.
            if error.kind() != ErrorKind::WouldBlock {
                self.socket = None;
            }
        }
    }

    fn try_send(&mut self, datagram: Datagram<'_>) -> io::Result<()> {
        let Self { address, socket, last } = self;
        let socket = match socket {
            Some(socket) => socket,
            None => socket.insert(open(*address)?),
        };
        let mut sent = socket.send(datagram.bytes);
        if sent.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused) {
            // This is about the datagram before; this one was not even tried.
            lose(Loss::SpansUnsent, std::mem::take(last), format_args!("nobody listens at {address}"));
            sent = socket.send(datagram.bytes);
        }
        *last = 0;
        sent?;
        *last = datagram.spans;
        Ok(())
    }
}

fn open(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?,
        SocketAddr::V6(_) => UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))?,
    };
    socket.connect(address)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

fn lose(loss: Loss, spans: usize, detail: std::fmt::Arguments<'_>) {
    Losses::process().record(loss, spans as u64, detail);
}
