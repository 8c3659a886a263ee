//! What was sent while nothing ran: between invocations and at the end, where extensions send what they still have.

use lamplight_emulator::{EventKind, Telemetry};

use crate::block::Sent;
use crate::text::count;

/// How much was sent that is in no block.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outside {
    /// Since an init phase began: the first invocation has it, if there is one.
    init: Option<Counts>,
    rest: Counts,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    spans: usize,
    points: usize,
    records: usize,
    unreadable: usize,
}

// === impl Outside ===

impl Outside {
    pub(crate) fn note(&mut self, event: &EventKind) {
        match event {
            EventKind::InitStarted { .. } => {
                self.rest.add(self.init.replace(Counts::default()).unwrap_or_default());
            }
            EventKind::Telemetry { request_id: None, telemetry } => {
                self.init.as_mut().unwrap_or(&mut self.rest).add(Counts::of(telemetry));
            }
            EventKind::InvocationStarted { cold: true, .. } => self.init = None,
            // One that did not start never began.
            EventKind::InvocationEnded(invocation) if invocation.cold => self.init = None,
            _ => {}
        }
    }

    /// `2 spans, 1 OTLP record`; nothing if nothing was sent.
    pub(crate) fn told(&self) -> Option<String> {
        let mut all = self.rest;
        all.add(self.init.unwrap_or_default());
        let kinds = [
            (all.spans, "span"),
            (all.points, "OTLP point"),
            (all.records, "OTLP record"),
            (all.unreadable, "unreadable payload"),
        ];
        let kinds: Vec<_> = kinds.into_iter().filter(|(number, _)| *number > 0).collect();
        let told: Vec<_> = kinds.into_iter().map(|(number, noun)| count(number, noun)).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}

// === impl Counts ===

impl Counts {
    fn of(telemetry: &Telemetry) -> Self {
        let Sent { spans, arrived, unreadable } = Sent::new(std::slice::from_ref(telemetry));
        Self { spans: spans.len(), points: arrived.points, records: arrived.records, unreadable }
    }

    fn add(&mut self, other: Self) {
        self.spans += other.spans;
        self.points += other.points;
        self.records += other.records;
        self.unreadable += other.unreadable;
    }
}
