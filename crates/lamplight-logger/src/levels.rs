//! Which lines are written, by how severe they are and where they come from.

use lamplight_core::level::Level;
use lamplight_core::settings::{Directives, LogSettings};
use tracing::Metadata;
use tracing_subscriber::filter::LevelFilter;

use crate::buffer::{BufferSettings, Stage};
use crate::invocation_log::InvocationLog;

/// The levels of a logger.
#[derive(Debug)]
pub(crate) struct Levels {
    /// None where all of Lamplight is turned off.
    configured: Option<Directives>,
    /// The least severe level that a single invocation may ask for, and the least severe that is held back. Code
    /// that is named with a level of its own keeps that.
    asked: Option<Level>,
    held: Option<Level>,
    /// What Lambda drops is not written, whoever asks for it.
    lambda_level: Option<Level>,
    /// What is as severe as this is written at once, wherever it comes from. None where nothing is.
    always: Option<Level>,
}

/// Where a line comes from and how severe it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    pub(crate) level: Level,
    pub(crate) target: &'a str,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Written,
    Held,
}

// === impl Levels ===

impl Levels {
    pub(crate) fn new(
        disabled: bool,
        settings: &LogSettings,
        asked: Option<Level>,
        buffer: Option<BufferSettings>,
    ) -> Self {
        let configured = (!disabled).then(|| settings.levels.clone());
        let always = configured.as_ref().map(|levels| {
            levels.most_severe().max(buffer.map_or(Level::Trace, BufferSettings::least_never_held))
        });
        let levels =
            Self { configured, asked: None, held: None, lambda_level: settings.lambda_level, always };
        Self {
            asked: asked.and_then(|asked| levels.closer(asked)),
            held: buffer.and_then(|buffer| levels.closer(buffer.least_severe())),
            ..levels
        }
    }

    /// What is left of this level once Lambda's control was asked, if that is less severe than the logger's own.
    pub(crate) fn closer(&self, asked: Level) -> Option<Level> {
        let asked = asked.max(self.lambda_level.unwrap_or(Level::Trace));
        self.configured.as_ref().filter(|levels| asked < levels.rest()).map(|_| asked)
    }

    /// Whether a line of the logger's own is written.
    pub(crate) fn allow(&self, level: Level) -> bool {
        self.configured.as_ref().is_some_and(|levels| level >= levels.rest())
    }

    /// Whether these lines are written in every invocation and outside of any.
    pub(crate) fn allow_all(&self, Origin { level, target }: Origin<'_>) -> bool {
        self.is_always(level)
            || self.configured.as_ref().is_some_and(|levels| level >= levels.level_of(target))
    }

    /// Whether these lines are written, or held back, in some invocations.
    pub(crate) fn allow_some(&self, Origin { level, target }: Origin<'_>) -> bool {
        if self.is_always(level) {
            return true;
        }
        let Some(configured) = &self.configured else { return false };
        level >= configured.level_of(target)
            || (self.least_asked().is_some_and(|asked| level >= asked) && configured.named(target).is_none())
    }

    /// What becomes of such a line in this invocation, or outside of any.
    pub(crate) fn destination(
        &self,
        Origin { level, target }: Origin<'_>,
        log: Option<&InvocationLog>,
    ) -> Option<Destination> {
        if self.is_always(level) {
            return Some(Destination::Written);
        }
        let configured = self.configured.as_ref()?;
        let named = configured.named(target);
        let allowed = level >= named.unwrap_or_else(|| configured.rest());
        let or_by = |asked: Option<Level>| named.is_none() && asked.is_some_and(|asked| level >= asked);
        if or_by(log.and_then(InvocationLog::level)) {
            return Some(Destination::Written);
        }
        let stage = log.and_then(InvocationLog::held).and_then(|held| held.stage(level));
        match stage {
            Some(Stage::Holding) if allowed || or_by(self.held) => Some(Destination::Held),
            Some(Stage::Passing) if allowed || or_by(self.held) => Some(Destination::Written),
            _ => allowed.then_some(Destination::Written),
        }
    }

    /// The least severe level that is written anywhere.
    pub(crate) fn most_verbose(&self) -> LevelFilter {
        let Some(configured) = &self.configured else { return LevelFilter::OFF };
        match self.least_asked().unwrap_or(Level::Fatal).min(configured.least_severe()) {
            Level::Fatal => LevelFilter::OFF,
            Level::Error => LevelFilter::ERROR,
            Level::Warn => LevelFilter::WARN,
            Level::Info => LevelFilter::INFO,
            Level::Debug => LevelFilter::DEBUG,
            Level::Trace => LevelFilter::TRACE,
        }
    }

    /// Whether lines are held back that would not be written otherwise.
    pub(crate) fn hold_more(&self) -> bool {
        self.held.is_some()
    }

    /// The most common answer, and the quickest.
    fn is_always(&self, level: Level) -> bool {
        self.always.is_some_and(|always| level >= always)
    }

    fn least_asked(&self) -> Option<Level> {
        self.asked.into_iter().chain(self.held).min()
    }
}

// === impl Origin ===

impl<'a> From<&Metadata<'a>> for Origin<'a> {
    fn from(metadata: &Metadata<'a>) -> Self {
        Self { level: level_of(metadata), target: metadata.target() }
    }
}

/// The level of an event or a span in Lambda's words.
fn level_of(metadata: &Metadata<'_>) -> Level {
    match *metadata.level() {
        tracing::Level::TRACE => Level::Trace,
        tracing::Level::DEBUG => Level::Debug,
        tracing::Level::INFO => Level::Info,
        tracing::Level::WARN => Level::Warn,
        tracing::Level::ERROR => Level::Error,
    }
}
