//! Lines that are held back for an invocation, in case it goes wrong.

mod ring;

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lamplight_core::level::Level;

use self::ring::Ring;
pub(crate) use self::ring::TooLong;

/// What is held back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BufferSettings {
    pub(crate) most_bytes: NonZeroUsize,
    /// The most severe level that is held back.
    pub(crate) level: Level,
}

/// The lines of one invocation that are held back.
#[derive(Debug)]
pub(crate) struct HeldLines {
    settings: BufferSettings,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    ring: Ring,
    stage: Stage,
}

/// What becomes of lines that would be held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// They are.
    #[default]
    Holding,
    /// They are written: the function's timeout is near, and nobody may come to write them later.
    Passing,
    /// They are as others: the invocation has ended, and what has become of it is known.
    Ended,
}

// === impl BufferSettings ===

impl BufferSettings {
    /// The least severe level that is held back where the logger's own level does not let it through.
    pub(crate) fn least_severe(self) -> Level {
        self.level.min(Level::Debug)
    }

    /// The least severe level that is never held back.
    pub(crate) fn least_never_held(self) -> Level {
        match self.level {
            Level::Trace => Level::Debug,
            Level::Debug => Level::Info,
            Level::Info => Level::Warn,
            Level::Warn | Level::Error | Level::Fatal => Level::Error,
        }
    }
}

// === impl HeldLines ===

impl HeldLines {
    pub(crate) fn new(settings: BufferSettings) -> Self {
        Self { settings, state: Mutex::default() }
    }

    pub(crate) fn settings(&self) -> BufferSettings {
        self.settings
    }

    /// What becomes of lines of this level; `None` for one that is too severe to be held back.
    pub(crate) fn stage(&self, level: Level) -> Option<Stage> {
        (level <= self.settings.level).then(|| self.lock().stage)
    }

    /// Holds a line back.
    pub(crate) fn push(&self, line: &[u8]) -> Result<(), TooLong> {
        self.lock().ring.push(line, self.settings.most_bytes.get())
    }

    /// Goes on with the next stage.
    pub(crate) fn go_on(&self, stage: Stage) {
        self.lock().stage = stage;
    }

    /// Takes out what was held back. How many lines were evicted is left to be asked.
    pub(crate) fn take(&self) -> Ring {
        std::mem::take(&mut self.lock().ring)
    }

    /// Nothing is written under the lock: a sink may be slow, or panic, and the panic has a line of its own.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
