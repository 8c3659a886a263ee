//! What the function sends to the sinks for its telemetry, each payload to its invocation.

use std::sync::Arc;

use bytes::Bytes;
use lamplight_core::trace::TraceHeader;
use uuid::Uuid;

use super::{Driver, Job};
use crate::environment::AgentRefusal;
use crate::event::{EventKind, Publisher};
use crate::fault::Faults;
use crate::lifecycle::Notice;
use crate::telemetry_api::{Api, Circumstances, Feed, Request};
use crate::{FunctionConfig, LogFormat, Telemetry, TelemetrySource};

// === impl Driver ===

impl Driver {
    pub(super) fn new_feed(config: &FunctionConfig, publisher: &Arc<Publisher>, faults: &Faults) -> Feed {
        let structured = config.log_format == Some(LogFormat::Json);
        let generation = publisher.generation();
        let (publisher, faults) = (Arc::clone(publisher), faults.clone());
        let (clock, scale) = (config.clock.clone(), config.time_scale);
        Feed::new(structured, Circumstances { clock, publisher, generation, faults, scale })
    }

    /// Subscribes an extension to the Telemetry API, or to the Logs API.
    pub(super) fn subscribe(&mut self, id: Uuid, request: Request) -> Result<(), AgentRefusal> {
        let name = self.machine.agent_name(id)?.to_owned();
        let (types, api) = (request.types(), request.api());
        if self.feed.api_of(id).is_some_and(|other| other != api) {
            return Err(AgentRefusal::OtherApi);
        }
        let closed = AgentRefusal::SubscriptionClosed(api);
        let state = self.feed.subscribe(id, &name, request).ok_or(closed)?;
        let (name, types) = (name.as_str(), &types[..]);
        self.say(
            None,
            &match api {
                Api::Telemetry => Notice::TelemetrySubscription { name, state, types },
                Api::Logs => Notice::LogsSubscription { name, state, types },
            },
        );
        Ok(())
    }

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
        self.publisher.publish(|| EventKind::Telemetry { request_id, telemetry: telemetry.clone() });
        match job {
            Some(job) => job.telemetry.push(telemetry),
            None => self.init.keep_telemetry(telemetry),
        }
    }

    /// Of several that run, the one whose trace is in the payload. Which goes for a payload with spans of
    /// two of them is chance; metrics rarely name a trace, and then belong to none.
    fn traced_owner(&self, source: TelemetrySource, bytes: &[u8]) -> Option<Uuid> {
        let is_told_of = |job: &&Job| {
            let header = job.trace.as_ref().map(|trace| TraceHeader::parse(&trace.header));
            let Some(id) = header.and_then(|header| header.root) else { return false };
            let contains = |id: &[u8]| bytes.windows(id.len()).any(|window| window == id);
            match source {
                TelemetrySource::Xray => contains(id.xray().as_str().as_bytes()),
                TelemetrySource::Otlp | TelemetrySource::OtlpMetrics | TelemetrySource::OtlpLogs => {
                    contains(&id.to_bytes()) || contains(id.w3c().as_str().as_bytes())
                }
            }
        };
        self.jobs.values().filter(|job| job.started.is_some()).find(is_told_of).map(|job| job.id)
    }
}
