//! Which lines are written, by how severe they are and where they come from.

use lamplight_core::level::Level;
use lamplight_core::settings::{Directives, LogSettings};
use tracing::Metadata;
use tracing_subscriber::filter::LevelFilter;

/// The levels of a logger.
#[derive(Debug)]
pub(crate) struct Levels {
    /// None where all of Lamplight is turned off.
    configured: Option<Directives>,
    /// The least severe level that a single invocation may ask for besides. Code that is named with a level of its
    /// own keeps that.
    possible: Option<Level>,
}

// === impl Levels ===

impl Levels {
    pub(crate) fn new(disabled: bool, settings: &LogSettings) -> Self {
        let configured = (!disabled).then(|| settings.levels.clone());
        Self { configured, possible: None }
    }

    /// Whether a line of the logger's own is written.
    pub(crate) fn allow(&self, level: Level) -> bool {
        self.configured.as_ref().is_some_and(|levels| level >= levels.rest())
    }

    /// Whether these lines are written in every invocation and outside of any.
    pub(crate) fn allow_all(&self, metadata: &Metadata<'_>) -> bool {
        let configured = self.configured.as_ref();
        configured.is_some_and(|levels| level_of(metadata) >= levels.level_of(metadata.target()))
    }

    /// The least severe level that is written anywhere.
    pub(crate) fn most_verbose(&self) -> LevelFilter {
        let Some(configured) = &self.configured else { return LevelFilter::OFF };
        match self.possible.unwrap_or(Level::Fatal).min(configured.least_severe()) {
            Level::Fatal => LevelFilter::OFF,
            Level::Error => LevelFilter::ERROR,
            Level::Warn => LevelFilter::WARN,
            Level::Info => LevelFilter::INFO,
            Level::Debug => LevelFilter::DEBUG,
            Level::Trace => LevelFilter::TRACE,
        }
    }
}

/// The level of an event or a span in Lambda's words.
pub(crate) fn level_of(metadata: &Metadata<'_>) -> Level {
    match *metadata.level() {
        tracing::Level::TRACE => Level::Trace,
        tracing::Level::DEBUG => Level::Debug,
        tracing::Level::INFO => Level::Info,
        tracing::Level::WARN => Level::Warn,
        tracing::Level::ERROR => Level::Error,
    }
}
