//! A record of everything that happened in the environments of a function, as data and as lines of JSON.
//!
//! ```no_run
//! # async fn example(function: lamplight_emulator::Function) -> Result<(), Box<dyn std::error::Error>> {
//! use lamplight_emulator::{Invoke, Journal, checks};
//!
//! let mut journal = Journal::of(&function);
//! function.invoke(Invoke::new("{}")).await?;
//! function.shutdown().await;
//! journal.finish().await;
//! assert_eq!(checks::all(journal.entries(), &checks::Limits::default()), []);
//! std::fs::write("trace.jsonl", journal.to_jsonl())?;
//! # Ok(())
//! # }
//! ```

mod json;

use crate::{Event, Events, Function};

/// Everything that happened since it was begun, in order.
///
/// # Limits
///
/// All of it is held in memory.
#[derive(Debug)]
pub struct Journal {
    entries: Vec<Event>,
    events: Events,
}

// === impl Journal ===

impl Journal {
    /// Begins a journal: what has happened before is not in it.
    #[must_use]
    pub fn of(function: &Function) -> Self {
        Self { entries: Vec::new(), events: function.subscribe() }
    }

    /// Adds what has happened since it was last looked at.
    pub fn update(&mut self) {
        while let Some(event) = self.events.try_recv() {
            self.entries.push(event);
        }
    }

    /// Waits for the first entry, from those that are there already on, that `wanted` says yes to; none when the
    /// function was shut down before there was one.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses nothing.
    pub async fn wait_for(&mut self, mut wanted: impl FnMut(&Event) -> bool) -> Option<&Event> {
        let mut seen = 0;
        loop {
            if let Some(found) = self.entries[seen..].iter().position(&mut wanted) {
                return self.entries.get(seen + found);
            }
            seen = self.entries.len();
            let event = self.events.recv().await?;
            self.entries.push(event);
        }
    }

    /// Adds everything until the end of the function: it has to be shut down, or every clone of it dropped.
    pub async fn finish(&mut self) {
        while let Some(event) = self.events.recv().await {
            self.entries.push(event);
        }
    }

    /// What has happened, as far as it was [looked at](Self::update).
    #[must_use]
    pub fn entries(&self) -> &[Event] {
        &self.entries
    }

    /// One line of JSON for each entry: when by the monotonic clock in microseconds (`t_us`) and by the wall clock
    /// (`wall`), the `function`, its `environment` and `generation`, the `kind`, and what there is to it in `data`;
    /// with `pid` and `request_id` where there is one.
    #[must_use]
    pub fn to_jsonl(&self) -> String {
        self.entries.iter().map(|event| json::line(event) + "\n").collect()
    }
}
