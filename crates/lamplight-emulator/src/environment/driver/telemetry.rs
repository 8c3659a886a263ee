//! What the function sends to the sinks for its spans, each payload to its invocation.

use bytes::Bytes;
use lamplight_core::trace::TraceHeader;
use uuid::Uuid;

use super::{Driver, Job};
use crate::event::EventKind;
use crate::{Telemetry, TelemetrySource};

// === impl Driver ===

impl Driver {
    /// Reads everything that was sent until now.
    pub(super) fn collect(&mut self) {
        let mut payloads = Vec::new();
        self.sinks.drain(&mut |source, bytes| payloads.push((source, bytes)));
        for (source, bytes) in payloads {
            self.received(source, bytes);
        }
    }

    fn received(&mut self, source: TelemetrySource, bytes: Bytes) {
        let owner = self.machine.only_running().or_else(|| self.traced_owner(source, &bytes));
        let telemetry = Telemetry { source, bytes, time: self.config.clock.now() };
        let job = owner.and_then(|id| self.jobs.get_mut(&id));
        let request_id = job.as_ref().map(|job| job.request_id.clone());
        self.publisher
            .publish(self.generation, || EventKind::Telemetry { request_id, telemetry: telemetry.clone() });
        match job {
            Some(job) => job.telemetry.push(telemetry),
            None => self.init.keep_telemetry(telemetry),
        }
    }

    /// Of several that run, the one whose trace is in the payload. Which goes for a payload with spans of
    /// two of them is chance.
    fn traced_owner(&self, source: TelemetrySource, bytes: &[u8]) -> Option<Uuid> {
        let is_told_of = |job: &&Job| {
            let header = job.trace.as_ref().map(|trace| TraceHeader::parse(&trace.header));
            let Some(id) = header.and_then(|header| header.root) else { return false };
            let contains = |id: &[u8]| bytes.windows(id.len()).any(|window| window == id);
            match source {
                TelemetrySource::Xray => contains(id.xray().as_str().as_bytes()),
                TelemetrySource::Otlp => contains(&id.to_bytes()) || contains(id.w3c().as_str().as_bytes()),
            }
        };
        self.jobs.values().filter(|job| job.started.is_some()).find(is_told_of).map(|job| job.id)
    }
}
