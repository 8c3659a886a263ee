//! How a logger is made.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use bytes::Bytes;
use lamplight_core::clock::Clock;
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::json_path::ValuePath;
use lamplight_core::level::Level;
#[cfg(feature = "redaction")]
use lamplight_core::redaction::Redaction;
use lamplight_core::settings::{LogFormat, Settings};
use lamplight_core::sink::{DescriptorSink, LineSink};
use lamplight_core::source::Facts;
use lamplight_invocation::{RequestContext, Scope};

use crate::buffer::BufferSettings;
use crate::choice::Choices;
use crate::format::{Format, JsonFormat, Keys, TextFormat};
use crate::keys::{KeyStore, KeyValue};
use crate::levels::Levels;
use crate::line::{LineFormat, MOST_BYTES};
use crate::logger::Logger;
#[cfg(feature = "redaction")]
use crate::shared::Secrets;
use crate::shared::Shared;

/// Makes a [`Logger`].
#[derive(Debug, Default)]
pub struct LoggerBuilder {
    settings: Settings,
    environment: FunctionEnvironment,
    clock: Clock,
    sink: Option<Box<dyn LineSink>>,
    format: Option<Box<dyn Format>>,
    most_bytes: Option<usize>,
    keys: KeyStore,
    choices: Choices,
    buffer_level: Option<Level>,
    #[cfg(feature = "redaction")]
    secrets: Secrets,
}

// === impl LoggerBuilder ===

impl LoggerBuilder {
    /// Takes level, service and switches from here.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Takes the function's keys from here.
    #[must_use]
    pub fn environment(mut self, environment: FunctionEnvironment) -> Self {
        self.environment = environment;
        self
    }

    /// Takes time from here.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Writes lines here instead of to stdout.
    #[must_use]
    pub fn sink(mut self, sink: impl LineSink + 'static) -> Self {
        self.sink = Some(Box::new(sink));
        self
    }

    /// Writes lines that look like this, whatever
    /// [the settings](lamplight_core::settings::SettingsBuilder::log_format) say. Without it, and where they say
    /// nothing, lines are [our JSON](crate::format::JsonFormat).
    #[must_use]
    pub fn format(mut self, format: impl Format) -> Self {
        self.format = Some(Box::new(format));
        self
    }

    /// Cuts lines that are longer than this inside their longest value, and counts them as
    /// [`Loss::LineCut`](lamplight_core::loss::Loss::LineCut). CloudWatch's limit, 1 MiB less 26 bytes, unless said
    /// otherwise; 1 KiB is the least.
    #[must_use]
    pub fn most_bytes(mut self, bytes: usize) -> Self {
        self.most_bytes = Some(bytes.max(1024));
        self
    }

    /// Puts a key on every line of the process; see
    /// [`append_process_keys`](Logger::append_process_keys).
    #[must_use]
    pub fn process_key(self, name: &str, value: impl KeyValue) -> Self {
        // Masked when the logger is made, which then knows how.
        self.keys.append(&[(name, &value)], &|_, json| Some(json));
        self
    }

    /// Takes the key `correlation_id` from this path of the event, as in `detail.order.id`, `Records[0].messageId`
    /// and `headers.x-my-id`; names of headers are the same in any case, and of a list the first counts. A name
    /// with a dot in it stands in quotes. Where there is nothing at the path, what the event is known to have
    /// counts.
    ///
    /// The event is seen by a layer around the runtime only, not by one around the handler alone.
    #[must_use]
    pub fn correlation_id_path(mut self, path: &str) -> Self {
        self.choices.correlation_path = Some(ValuePath::new(path));
        self
    }

    /// Asks this for the key `correlation_id` of each invocation, before the path and the event.
    #[must_use]
    pub fn correlation_id_with(
        mut self,
        correlate_with: impl Fn(&Scope) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.choices.correlate_with = Some(Box::new(correlate_with));
        self
    }

    /// Asks this, at the start of each invocation, for the least severe level that is written in it. An answer
    /// that is more severe than the logger's own level, or less severe than Lambda's control, changes nothing;
    /// code that is named with a level of its own keeps it.
    ///
    /// The facts are there where a layer around the runtime has seen the event.
    #[must_use]
    pub fn level_when(
        mut self,
        level_when: impl Fn(&RequestContext, Option<&Facts<Bytes>>) -> Option<Level> + Send + Sync + 'static,
    ) -> Self {
        self.choices.level_when = Some(Box::new(level_when));
        self
    }

    /// The most severe level that is held back, where there is a buffer: `DEBUG` unless said otherwise, and at
    /// most `WARN`.
    #[must_use]
    pub fn buffer_level(mut self, level: Level) -> Self {
        self.buffer_level = Some(level);
        self
    }

    /// Keeps this out of events that are [written to the log](lamplight_core::settings::SettingsBuilder::log_event),
    /// instead of [what is recommended](Redaction::recommended).
    #[cfg(feature = "redaction")]
    #[must_use]
    pub fn event_redaction(mut self, redaction: Redaction) -> Self {
        self.secrets.event.redaction = Some(redaction);
        self
    }

    /// Of an event that is longer than this, once secrets are masked, the line has the beginning as text, with the
    /// event's length as it came as `event_bytes`. 64 KiB unless said otherwise.
    #[cfg(feature = "redaction")]
    #[must_use]
    pub fn event_bytes(mut self, most_bytes: usize) -> Self {
        self.secrets.event.most_bytes = most_bytes;
        self
    }

    /// Keeps this out of messages, of the fields of events and spans, and of keys that code sets: fields and keys
    /// by their names, and whatever patterns find in text. A path is looked for within a key only.
    ///
    /// Every line then costs more: its texts are searched, and what is no text is made one first. Without this,
    /// nothing is looked for, and nothing is kept out.
    #[cfg(feature = "redaction")]
    #[must_use]
    pub fn redact_fields(mut self, redaction: Redaction) -> Self {
        self.secrets.fields = if redaction.is_empty() { None } else { Some(Box::new(redaction)) };
        self
    }

    /// Makes the logger.
    ///
    /// # Errors
    ///
    /// When stdout cannot be duplicated, because the process has too many descriptors open.
    pub fn build(self) -> io::Result<Logger> {
        #[cfg(feature = "redaction")]
        let secrets = self.secrets;
        #[cfg(feature = "redaction")]
        if let Some(mask) = &secrets.fields {
            self.keys.mask(&|name, json| mask.key(name, &json));
        }
        let Self {
            settings, environment, clock, sink, format, most_bytes, keys, choices, buffer_level, ..
        } = self;
        let format = format.unwrap_or_else(|| match settings.log.format {
            LogFormat::Text => Box::new(TextFormat),
            // JSON, and whatever else a later version of the settings may say.
            _ => Box::new(JsonFormat::new()),
        });
        let format = LineFormat::new(format).with_most_bytes(most_bytes.unwrap_or(MOST_BYTES));
        let service = settings.service.as_deref();
        let process_keys =
            format.keys(&Keys { service, environment: &environment, scope: None, correlation_id: None });
        let sink = match sink {
            Some(sink) => sink,
            None => Box::new(DescriptorSink::stdout()?),
        };
        let buffer = settings.log.buffer.map(|most_bytes| BufferSettings {
            most_bytes,
            level: buffer_level.unwrap_or(Level::Debug).min(Level::Warn),
        });
        let asked = match (&choices.level_when, settings.log.sample_rate) {
            (Some(_), _) => Some(Level::Trace),
            (None, rate) => rate.filter(|rate| rate.get() > 0.0).map(|_| Level::Debug),
        };
        let shared = Arc::new(Shared {
            levels: Levels::new(settings.disabled, &settings.log, asked, buffer),
            settings,
            buffer,
            choices,
            closer_looks: AtomicUsize::new(0),
            #[cfg(feature = "redaction")]
            secrets,
            keys,
            environment,
            clock,
            sink,
            format,
            process_keys,
        });
        if !shared.settings.disabled {
            shared.say_refused_level();
            #[cfg(not(feature = "redaction"))]
            if shared.settings.log.event {
                let why = "events are not written to the log: the feature `redaction` of the logger is off";
                lamplight_core::notice::say(&shared.clock, Level::Warn, format_args!("{why}"));
            }
        }
        Ok(Logger::new(shared))
    }
}
