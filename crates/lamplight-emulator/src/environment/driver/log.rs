//! The log of an environment: what the function writes and what Lambda says, each line to its invocation.

use uuid::Uuid;

use super::{Driver, Job};
use crate::event::EventKind;
use crate::lifecycle::Notice;
use crate::lines::{Piece, named_request_ids};
use crate::{Line, LineSource};

// === impl Driver ===

impl Driver {
    /// Writes one of Lambda's own lines.
    pub(super) fn say(&mut self, job: Option<&mut Job>, notice: &Notice<'_>) {
        let time = self.config.clock.now();
        self.feed.say(time, notice);
        if let Some(text) = self.style.line(time, notice) {
            let request_id = job.as_ref().map(|job| job.request_id.clone());
            let source = LineSource::Platform;
            self.keep(job, Line { time, source, request_id, text, continues: false });
        }
    }

    /// Reads everything that the function has written or sent until now.
    pub(super) fn drain(&mut self) {
        let mut pieces = Vec::new();
        if let Some(process) = &mut self.process {
            process.output.drain(&mut |source, piece| pieces.push((source, piece)));
        }
        self.written(pieces, self.machine.only_running());
        self.collect();
    }

    /// Takes what was written without a newline for lines of the invocation that is `running`.
    pub(super) fn finish_lines(&mut self, running: Option<Uuid>) {
        let mut pieces = Vec::new();
        if let Some(process) = &mut self.process {
            process.output.finish(&mut |source, piece| pieces.push((source, piece)));
        }
        self.written(pieces, running);
    }

    fn written(&mut self, pieces: Vec<(LineSource, Piece)>, running: Option<Uuid>) {
        let time = self.config.clock.now();
        for (source, Piece { text, continues }) in pieces {
            if source == LineSource::Stderr {
                self.init.heard(&text);
            }
            // A line that names its invocation knows better than we.
            let owner = self.named_owner(&text).or(running);
            let request_id = owner.map(|id| id.to_string());
            let mut job = owner.and_then(|id| self.jobs.remove(&id));
            self.keep(job.as_mut(), Line { time, source, request_id, text, continues });
            if let Some(job) = job {
                self.jobs.insert(job.id, job);
            }
        }
    }

    /// The invocation that a line says it belongs to, if there is or was such a one.
    fn named_owner(&self, line: &str) -> Option<Uuid> {
        named_request_ids(line)
            .find(|id| self.jobs.get(id).is_some_and(|job| job.started.is_some()) || self.recent.contains(id))
    }

    pub(super) fn keep(&mut self, job: Option<&mut Job>, line: Line) {
        self.feed.wrote(&line);
        self.publisher.publish(|| EventKind::Line(line.clone()));
        match job {
            Some(job) => job.lines.push(line),
            None => self.init.keep(line),
        }
    }
}
