//! How far an invocation got, and what its end is taken for.

use crate::outcome::Outcome;

/// How far an invocation got.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// A layer around the handler was called.
    handler_called: bool,
    /// What the layers around the handler saw; the innermost speaks first, and the first one counts.
    outcome: Option<Outcome>,
    /// What the runtime itself logged about an event that it could not read.
    unreadable: Option<String>,
    deadline_near: bool,
    finished: bool,
}

impl Progress {
    pub(crate) fn handler_called(&mut self) {
        self.handler_called = true;
    }

    pub(crate) fn report(&mut self, outcome: Outcome) {
        self.outcome.get_or_insert(outcome);
    }

    pub(crate) fn unreadable(&mut self, message: String) {
        self.unreadable.get_or_insert(message);
    }

    /// Whether this is the first time, and the invocation still goes on.
    pub(crate) fn deadline_near(&mut self) -> bool {
        !self.finished && !std::mem::replace(&mut self.deadline_near, true)
    }

    /// What the invocation came to, the first time it is asked.
    ///
    /// A handler that was never called although the runtime is done means that the event could not be
    /// read. A stack without any layer inside never sees the handler called; there, only the runtime's
    /// own words count.
    pub(crate) fn finish(&mut self) -> Option<Outcome> {
        if std::mem::replace(&mut self.finished, true) {
            return None;
        }
        let outcome = self.outcome.take();
        Some(outcome.unwrap_or_else(|| match self.unreadable.take() {
            Some(message) => Outcome::not_deserialised(Some(message)),
            None if self.handler_called => Outcome::Cancelled,
            None if inside::is_present() => Outcome::not_deserialised(None),
            None => Outcome::Success,
        }))
    }
}

/// Whether this process has a layer around its handler.
pub(crate) mod inside {
    use std::sync::atomic::{AtomicBool, Ordering};

    static PRESENT: AtomicBool = AtomicBool::new(false);

    /// Said by a layer when it is called inside, or by the facade, which always has one.
    pub(crate) fn announce() {
        if !PRESENT.load(Ordering::Relaxed) {
            PRESENT.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn is_present() -> bool {
        PRESENT.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Failure;

    #[test]
    fn the_first_report_counts_and_the_end_comes_once() {
        let mut progress = Progress::default();
        progress.handler_called();
        progress.report(Outcome::Success);
        progress.report(Outcome::Cancelled);
        assert_eq!(progress.finish(), Some(Outcome::Success));
        assert_eq!(progress.finish(), None);
        assert!(!progress.deadline_near(), "it is over");
    }

    #[test]
    fn a_handler_that_was_called_and_never_ended_was_cancelled() {
        let mut progress = Progress::default();
        progress.handler_called();
        assert_eq!(progress.finish(), Some(Outcome::Cancelled));
    }

    #[test]
    fn the_runtimes_words_about_the_event_count_when_nothing_else_is_known() {
        let mut progress = Progress::default();
        progress.unreadable("missing field `id`".to_owned());
        let failure = Failure::new("Runtime.UnmarshalError", "missing field `id`");
        assert_eq!(progress.finish(), Some(Outcome::NotDeserialised(failure)));
    }

    #[test]
    fn the_deadline_is_near_once() {
        let mut progress = Progress::default();
        assert!(progress.deadline_near());
        assert!(!progress.deadline_near());
    }
}
