//! Lines of the function: whose they are, and what becomes of them.

use lamplight_records::platform::Record as Said;

use super::State;
use crate::logs::{self, Content, Line, Panic, Record};
use crate::otlp::writer::Message;
use crate::settings::Emf;
use crate::signal::{Encoding, Signal};

/// What is known of the stream of lines so far.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// The invocation that has begun in it and not ended.
    open: Option<String>,
    panic: Option<Panic>,
}

/// What comes of some lines.
#[derive(Default)]
struct Taken {
    records: Vec<Message>,
    metrics: Vec<Message>,
    points: u64,
}

// === impl Stream ===

impl Stream {
    /// Whether the lines of a panic are still coming.
    pub(super) fn has_panic(&self) -> bool {
        self.panic.is_some()
    }
}

// === impl State ===

impl State {
    /// Takes lines, in their order.
    pub(super) fn logged(&mut self, lines: Vec<Line>) {
        let mut taken = Taken::default();
        for line in lines {
            let line = match self.stream.panic.as_mut().map(|panic| panic.take(line.clone())) {
                Some(Ok(())) => continue,
                Some(Err(line)) => {
                    self.take_panic(&mut taken);
                    line
                }
                None => line,
            };
            match Panic::begin(line) {
                Ok(panic) => self.stream.panic = Some(panic),
                Err(line) => self.take_line(line, &mut taken),
            }
        }
        self.accept_lines(taken);
    }

    /// No more lines of a panic come.
    pub(super) fn end_panic(&mut self) {
        let mut taken = Taken::default();
        self.take_panic(&mut taken);
        self.accept_lines(taken);
    }

    /// The platform speaks in the same stream.
    pub(super) fn platform_said(&mut self, said: &Said) {
        self.end_panic();
        match said {
            // With several at once nobody can tell whose a line is.
            Said::Start(start) if !self.settings.is_managed => {
                self.stream.open = Some(start.request_id.clone());
            }
            Said::RuntimeDone(_) | Said::Report(_) => self.stream.open = None,
            _ => {}
        }
    }

    fn take_panic(&mut self, taken: &mut Taken) {
        if let Some(panic) = self.stream.panic.take() {
            self.take_line(panic.into_line(), taken);
        }
    }

    fn take_line(&mut self, line: Line, taken: &mut Taken) {
        if let Content::Object(object) = &line.content {
            if logs::is_emf(object) {
                match self.settings.emf {
                    Emf::Skip => return self.gathered.skip_emf(self.now),
                    Emf::Metrics => return self.take_metrics(line, taken),
                    Emf::Logs => {}
                }
            }
        }
        let Some(mut record) = Record::of(line) else {
            return;
        };
        if record.request_id.is_none() {
            record.request_id.clone_from(&self.stream.open);
        }
        if record.trace_id.is_none() {
            let known = record.request_id.as_deref().and_then(|id| self.invocations.get(id));
            record.trace_id = known.and_then(super::invocations::Invocation::trace_id);
        }
        taken.records.push(record.message(self.now));
    }

    fn take_metrics(&self, line: Line, taken: &mut Taken) {
        if let Content::Object(object) = line.content {
            let (metrics, points) = logs::metrics(object, line.time.unwrap_or(self.now));
            taken.metrics.extend(metrics);
            taken.points += points;
        }
    }

    fn accept_lines(&mut self, taken: Taken) {
        let Taken { records, metrics, points } = taken;
        let count = records.len() as u64;
        for (signal, messages, items) in [(Signal::Logs, records, count), (Signal::Metrics, metrics, points)]
        {
            if items > 0 {
                let body = self.settings.resource.request(messages);
                self.accept(signal, self.batch(Encoding::Protobuf, body.into(), items));
            }
        }
    }
}
