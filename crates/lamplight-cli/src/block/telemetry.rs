//! The spans that an invocation sent, whichever way it sent them.

use lamplight_emulator::{Telemetry, TelemetrySource};
use lamplight_records::span::Span;
use lamplight_records::{otlp, xray};

/// What an invocation sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) spans: Vec<Span>,
    /// Payloads that are not what they should be.
    pub(crate) unreadable: usize,
}

// === impl Sent ===

impl Sent {
    pub(crate) fn new(telemetry: &[Telemetry]) -> Self {
        let mut sent = Self::default();
        for Telemetry { source, bytes, .. } in telemetry {
            let spans = match source {
                TelemetrySource::Xray => xray::parse(bytes),
                TelemetrySource::Otlp => otlp::parse(bytes),
                // What may be added, and cannot be read yet.
                _ => None,
            };
            match spans {
                Some(spans) => spans.into_iter().for_each(|span| sent.add(span)),
                None => sent.unreadable += 1,
            }
        }
        sent
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
