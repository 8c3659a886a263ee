//! Where a function sends its telemetry: an X-Ray daemon and an OTLP collector that only keep what they get.
//!
//! Each environment has its own, on ports of their own, so that it is clear who has sent what.

mod otlp;
mod xray;

use std::io;
use std::net::SocketAddr;

use bytes::Bytes;

use self::otlp::OtlpSink;
use self::xray::XraySink;
use crate::process::{OTLP_ENDPOINT, XRAY_ADDRESS};
use crate::{FunctionConfig, TelemetrySource, TracingMode};

/// The sinks of an environment.
#[derive(Debug)]
pub(crate) struct Sinks {
    xray: Option<XraySink>,
    otlp: Option<OtlpSink>,
}

/// Where they are; none where the function is not told of one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SinkAddresses {
    pub(crate) xray: Option<SocketAddr>,
    pub(crate) otlp: Option<SocketAddr>,
}

// === impl Sinks ===

impl Sinks {
    /// Opens those that the configuration asks for, unless the user sends the telemetry elsewhere.
    pub(crate) async fn open(config: &FunctionConfig) -> io::Result<(Self, SinkAddresses)> {
        let elsewhere = |variable: &str| config.variables.contains_key(variable);
        let mut sinks = Self { xray: None, otlp: None };
        let mut addresses = SinkAddresses::default();
        if config.xray && config.tracing == TracingMode::Active && !elsewhere(XRAY_ADDRESS) {
            let (sink, address) = XraySink::bind()?;
            (sinks.xray, addresses.xray) = (Some(sink), Some(address));
        }
        if config.otlp && !elsewhere(OTLP_ENDPOINT) {
            let (sink, address) = OtlpSink::bind().await?;
            (sinks.otlp, addresses.otlp) = (Some(sink), Some(address));
        }
        Ok((sinks, addresses))
    }

    /// Waits until there is something to [`drain`](Self::drain). Never ends where there is no sink.
    ///
    /// # Cancellation
    ///
    /// Nothing is lost when the future is dropped.
    pub(crate) async fn readable(&mut self) {
        let Self { xray, otlp } = self;
        tokio::select! {
            () = XraySink::readable(xray.as_ref()) => {}
            () = OtlpSink::readable(otlp.as_mut()) => {}
        }
    }

    /// Reads everything that was sent until now. Of OTLP that is what was answered until now.
    pub(crate) fn drain(&mut self, payload: &mut impl FnMut(TelemetrySource, Bytes)) {
        if let Some(xray) = &mut self.xray {
            xray.drain(|bytes| payload(TelemetrySource::Xray, bytes));
        }
        if let Some(otlp) = &mut self.otlp {
            otlp.drain(payload);
        }
    }
}
