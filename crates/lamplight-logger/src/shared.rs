//! What all lines of a process share.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
#[cfg(feature = "log")]
use lamplight_core::json::write_formatted;
#[cfg(all(feature = "log", feature = "redaction"))]
use lamplight_core::json::write_string;
use lamplight_core::level::Level;
use lamplight_core::settings::{LogSettings, Settings};
use lamplight_core::sink::LineSink;
use lamplight_invocation::Scope;
use tracing::field::Visit;

use crate::buffer::BufferSettings;
use crate::choice::Choices;
use crate::format::Keys;
use crate::keys::KeyStore;
use crate::levels::{Levels, Origin};
#[cfg(feature = "log")]
use crate::line::Line;
use crate::line::LineFormat;
#[cfg(feature = "redaction")]
use crate::log_event::EventSettings;
#[cfg(feature = "redaction")]
use crate::masked::MaskFields;
use crate::sampling;

/// The state of a logger.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) levels: Levels,
    pub(crate) buffer: Option<BufferSettings>,
    pub(crate) choices: Choices,
    /// How many invocations in flight have a level of their own: without any, none is looked for.
    pub(crate) closer_looks: AtomicUsize,
    #[cfg(feature = "redaction")]
    pub(crate) secrets: Secrets,
    pub(crate) keys: KeyStore,
    pub(crate) environment: FunctionEnvironment,
    pub(crate) clock: Clock,
    pub(crate) sink: Box<dyn LineSink>,
    pub(crate) format: LineFormat,
    pub(crate) process_keys: Vec<u8>,
}

/// What is kept out of the log.
#[cfg(feature = "redaction")]
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    pub(crate) event: EventSettings,
    pub(crate) fields: Option<Box<dyn MaskFields>>,
}

// === impl Shared ===

impl Shared {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The standard keys of an invocation's lines, or of those that belong to none. A correlation id that is
    /// given counts instead of the event's.
    pub(crate) fn standard_keys(&self, scope: Option<&Scope>, correlation_id: Option<&str>) -> Vec<u8> {
        let service = self.settings.service.as_deref();
        self.format.keys(&Keys { service, environment: &self.environment, scope, correlation_id })
    }

    /// The correlation id of an invocation, where something besides the event is asked for it.
    pub(crate) fn correlation_id<'a>(&self, scope: &'a Scope) -> Option<Cow<'a, str>> {
        self.choices.correlation_id(scope)
    }

    /// The level of an invocation, where it is looked at more closely than others.
    pub(crate) fn level_of(&self, scope: &Scope) -> Option<Level> {
        let by_rate =
            self.settings.log.sample_rate.filter(|rate| sampling::is_chosen(*rate, scope.context()));
        let asked = self.choices.level(scope).into_iter().chain(by_rate.map(|_| Level::Debug)).min();
        asked.and_then(|asked| self.levels.closer(asked))
    }

    /// One invocation more that has a level of its own, or one less.
    pub(crate) fn closer_look(&self, begins: bool) {
        if begins {
            self.closer_looks.fetch_add(1, Ordering::Relaxed);
        } else {
            self.closer_looks.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Whether any invocation in flight may have such a line, where the logger's own levels do not let it through.
    pub(crate) fn may_look_closer(&self, origin: Origin<'_>) -> bool {
        (self.levels.hold_more() || self.closer_looks.load(Ordering::Relaxed) > 0)
            && self.levels.allow_some(origin)
    }

    /// Whether this invocation has such a line.
    pub(crate) fn looks_closer_in(&self, origin: Origin<'_>, scope: Option<&Scope>) -> bool {
        let log = scope.and_then(|scope| scope.get());
        log.is_some() && self.levels.destination(origin, log).is_some()
    }

    pub(crate) fn buffer(&self) -> Option<BufferSettings> {
        self.buffer
    }

    /// The keys that code has set for the process.
    pub(crate) fn keys(&self) -> &KeyStore {
        &self.keys
    }

    #[cfg(feature = "redaction")]
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    #[cfg(feature = "redaction")]
    pub(crate) fn event_settings(&self) -> &EventSettings {
        &self.secrets.event
    }

    /// What is kept out of fields, if anything is.
    #[cfg(feature = "redaction")]
    pub(crate) fn mask(&self) -> Option<&dyn MaskFields> {
        self.secrets.fields.as_deref()
    }

    /// What is written of a key that code sets.
    #[cfg_attr(not(feature = "redaction"), expect(clippy::unused_self, reason = "there is nothing to ask"))]
    pub(crate) fn masked_key(&self, name: &str, json: Vec<u8>) -> Option<Vec<u8>> {
        #[cfg(feature = "redaction")]
        if let Some(mask) = self.mask() {
            return mask.key(name, &json);
        }
        let _ = name;
        Some(json)
    }

    /// Has fields recorded, without the secrets in them.
    pub(crate) fn visit(&self, fields: &mut dyn Visit, mut record: impl FnMut(&mut dyn Visit)) {
        #[cfg(feature = "redaction")]
        if let Some(mask) = self.mask() {
            return mask.visit(fields, &mut record);
        }
        record(fields);
    }

    /// Writes the text of a record of the `log` crate, without the secrets in it.
    #[cfg(feature = "log")]
    pub(crate) fn write_message(&self, message: std::fmt::Arguments<'_>, line: &mut Line<'_>) {
        #[cfg(feature = "redaction")]
        if let Some(mask) = self.mask() {
            return line.message(|out| write_string(out, &mask.text(&message.to_string())));
        }
        line.message(|out| write_formatted(out, message));
    }

    pub(crate) fn format(&self) -> &LineFormat {
        &self.format
    }

    /// The keys of a line that belongs to no invocation.
    pub(crate) fn process_keys(&self) -> &[u8] {
        &self.process_keys
    }

    pub(crate) fn log_settings(&self) -> &LogSettings {
        &self.settings.log
    }

    pub(crate) fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Writes a line of this invocation, or of none.
    pub(crate) fn write_line(&self, scope: Option<&Scope>, line: &[u8]) {
        match scope.and_then(|scope| scope.context().deadline()) {
            Some(deadline) => self.sink.write_line_before(line, deadline),
            None => self.sink.write_line(line),
        }
    }
}
