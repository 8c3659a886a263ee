//! A function that runs, and what has come of it so far.

use std::time::Duration;

use lamplight_emulator::{Event, EventKind, Events, Function, Invocation};

use super::phase_clock::PhaseClock;
use crate::block::{Block, SessionFacts, Trigger};
use crate::failure::Result;
use crate::printer::Printer;
use crate::summary::Tally;

/// A function that runs, and what has come of it so far.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) function: Function,
    events: Events,
    pub(super) tally: Tally,
    timeout: Duration,
    seq: u64,
    generation: u32,
    phases: PhaseClock,
}

// === impl Session ===

impl Session {
    pub(super) fn new(function: Function, timeout: Duration) -> Self {
        let events = function.subscribe();
        Self {
            function,
            events,
            tally: Tally::new(),
            timeout,
            seq: 0,
            generation: 0,
            phases: PhaseClock::default(),
        }
    }

    /// Counts and prints an invocation.
    pub(super) fn show(
        &mut self,
        printer: &mut Printer,
        trigger: Trigger,
        invocation: &Invocation,
    ) -> Result<Block> {
        self.seq += 1;
        let phases = self.phases.phases(invocation);
        let (function, generation) = (self.function.name(), self.generation);
        let facts = SessionFacts { function, generation, timeout: self.timeout, phases };
        let block = Block::new(self.seq, facts, trigger, invocation);
        self.tally.add(&block);
        printer.block(&block)?;
        Ok(block)
    }

    /// The next thing that happens in the function's environment.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Option<EventKind> {
        let event = self.events.recv().await?;
        Some(self.note(event))
    }

    /// What has happened already.
    pub(super) fn next_if_any(&mut self) -> Option<EventKind> {
        let event = self.events.try_recv()?;
        Some(self.note(event))
    }

    /// Takes note of everything that has happened already, of which nothing else is wanted.
    pub(super) fn catch_up(&mut self) {
        while self.next_if_any().is_some() {}
    }

    fn note(&mut self, event: Event) -> EventKind {
        self.generation = event.generation;
        self.phases.note(&event);
        self.tally.outside.note(&event.kind);
        event.kind
    }
}
