//! What an invocation sent: spans, whichever way it sent them, and how many data points and log records over OTLP.

use bytes::Bytes;
use lamplight_core::base64;
use lamplight_emulator::backends::{Signal, Signals};
use lamplight_emulator::{Telemetry, TelemetrySource};
use lamplight_records::span::Span;
use lamplight_records::{otlp, xray};

/// What an invocation sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) spans: Vec<Span>,
    pub(crate) arrived: Arrived,
    /// Payloads that are not what they should be.
    pub(crate) unreadable: usize,
}

/// What is only counted of what came over OTLP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arrived {
    /// Data points of metrics.
    pub(crate) points: usize,
    /// Log records.
    pub(crate) records: usize,
}

// === impl Sent ===

impl Sent {
    pub(crate) fn new(telemetry: &[Telemetry]) -> Self {
        let mut sent = Self::default();
        for Telemetry { source, bytes, .. } in telemetry {
            if sent.take(*source, bytes).is_none() {
                sent.unreadable += 1;
            }
        }
        sent
    }

    /// None for what is not what it should be.
    fn take(&mut self, source: TelemetrySource, bytes: &Bytes) -> Option<()> {
        let spans = match source {
            TelemetrySource::Xray => enveloped(bytes).or_else(|| xray::parse(bytes))?,
            TelemetrySource::Otlp => otlp::parse(bytes)?,
            TelemetrySource::OtlpMetrics => {
                self.arrived.points += Signals::read(Signal::Metrics, bytes)?.points.len();
                Vec::new()
            }
            TelemetrySource::OtlpLogs => {
                self.arrived.records += Signals::read(Signal::Logs, bytes)?.logs.len();
                Vec::new()
            }
            // What may be added, and cannot be read yet.
            _ => return None,
        };
        spans.into_iter().for_each(|span| self.add(span));
        Some(())
    }

    /// A span that was told while it was in progress is told again when it has ended.
    fn add(&mut self, span: Span) {
        let same =
            |known: &&mut Span| known.id.is_some() && known.id == span.id && known.trace_id == span.trace_id;
        match self.spans.iter_mut().filter(|known| known.is_in_progress()).find(same) {
            Some(known) => *known = span,
            None => self.spans.push(span),
        }
    }
}

/// Spans as AWS's OpenTelemetry sends them to the X-Ray daemon: its header, a mark that says whether they are sampled,
/// and a request of OTLP in base64.
fn enveloped(datagram: &[u8]) -> Option<Vec<Span>> {
    let (_, body) = std::str::from_utf8(datagram).ok()?.split_once('\n')?;
    let request = body.strip_prefix("T1S").or_else(|| body.strip_prefix("T1U"))?;
    otlp::parse(&base64::decode(request.trim_end().as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "{\"format\":\"json\",\"version\":1}\n";
    /// A request with one span of the name `a`.
    const REQUEST: &str = "CgcSBRIDKgFh";

    #[test]
    fn reads_spans_in_the_envelope_of_the_daemon() {
        for mark in ["T1S", "T1U"] {
            let spans = enveloped(format!("{HEADER}{mark}{REQUEST}").as_bytes()).expect("spans");
            assert_eq!(spans.iter().map(|span| span.name.as_str()).collect::<Vec<_>>(), ["a"]);
        }
    }

    #[test]
    fn leaves_everything_else_to_who_reads_documents() {
        for datagram in
            [HEADER.to_owned(), format!("{HEADER}{{}}"), format!("{HEADER}T1S*"), "T1S".to_owned()]
        {
            assert!(enveloped(datagram.as_bytes()).is_none(), "{datagram}");
        }
    }
}
