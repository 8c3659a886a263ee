//! The logger: what all lines of a process share.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::level::Level;
#[cfg(feature = "redaction")]
use lamplight_core::redaction::Redaction;
use lamplight_core::settings::{LogSettings, Settings};
use lamplight_core::sink::{DescriptorSink, LineSink};
use lamplight_core::source::Facts;
use lamplight_invocation::{Observe, ObserveLayer, RequestContext, Scope, ScopeLayer, Stack};
use tracing::Subscriber;
use tracing::field::Visit;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{Filtered, LevelFilter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;
use tracing_subscriber::registry::LookupSpan;

use crate::buffer::BufferSettings;
use crate::choice::Choices;
use crate::event_layer::EventLayer;
use crate::filter::LineFilter;
use crate::format::{Format, JsonFormat, Keys};
use crate::keys::{KeyPath, KeyStore, KeyValue};
use crate::layer::LoggerLayer;
use crate::levels::Levels;
use crate::line::{LineFormat, MOST_BYTES};
#[cfg(feature = "redaction")]
use crate::log_event::EventSettings;
#[cfg(feature = "redaction")]
use crate::masked::{Masked, masked_key};
use crate::observer::LogObserver;
use crate::sampling;

/// Writes lines. Cheap to clone; clones are the same logger.
#[derive(Clone, Debug)]
pub struct Logger {
    shared: Arc<Shared>,
    observer: Arc<LogObserver>,
}

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

/// What is kept out of the log.
#[cfg(feature = "redaction")]
#[derive(Debug, Default)]
struct Secrets {
    event: EventSettings,
    fields: Option<Redaction>,
}

/// The process has a subscriber already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubscriberInstalled(());

#[derive(Debug)]
pub(crate) struct Shared {
    settings: Settings,
    levels: Levels,
    buffer: Option<BufferSettings>,
    choices: Choices,
    /// How many invocations in flight have a level of their own: without any, none is looked for.
    closer_looks: AtomicUsize,
    #[cfg(feature = "redaction")]
    secrets: Secrets,
    keys: KeyStore,
    environment: FunctionEnvironment,
    clock: Clock,
    sink: Box<dyn LineSink>,
    format: LineFormat,
    process_keys: Vec<u8>,
}

// === impl Logger ===

impl Logger {
    /// A logger with the default settings, that knows nothing of the function yet and writes to stdout.
    #[must_use]
    pub fn builder() -> LoggerBuilder {
        LoggerBuilder::default()
    }

    /// The layer that turns events into lines, behind the logger's levels. Other layers of the same
    /// subscriber are not affected by these.
    pub fn event_layer<S>(&self) -> Filtered<EventLayer, LineFilter, S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let layer = self.unfiltered_layer();
        layer.clone().with_filter(LineFilter(layer))
    }

    /// The layer alone, for a subscriber whose layers all share one filter, which has to let through what
    /// [it listens to](EventLayer::is_enabled).
    #[must_use]
    pub fn unfiltered_layer(&self) -> EventLayer {
        EventLayer::new(self.shared.clone())
    }

    /// The least level that may become a line.
    #[must_use]
    pub fn max_level(&self) -> LevelFilter {
        self.shared.levels.most_verbose()
    }

    /// The layer for the handler and for the runtime, where no other signal shares their scope.
    #[must_use]
    pub fn layer(&self) -> LoggerLayer {
        let Shared { settings, environment, clock, .. } = &*self.shared;
        if settings.disabled {
            return LoggerLayer::new(ObserveLayer::disabled());
        }
        let stack = Stack::configured(settings, environment).with_clock(clock.clone()).with(self.observer());
        LoggerLayer::new(ObserveLayer::new(stack))
    }

    /// Puts keys on every line from now on, of each invocation and of none, until they are removed. A key of the
    /// same name that belongs to an invocation hides them there. For keys of one invocation, see
    /// [`append_keys`](crate::append_keys).
    pub fn append_process_keys(&self, keys: &[(&str, &dyn KeyValue)]) {
        self.shared.keys.append(keys, &|name, json| self.shared.masked_key(name, json));
    }

    /// Takes keys off the lines of the process again.
    pub fn remove_process_keys(&self, names: &[&str]) {
        self.shared.keys.remove(names);
    }

    /// Makes this logger the subscriber of the process: for binaries that have no other layers. On Lambda,
    /// `lamplight::start` does it.
    ///
    /// # Errors
    ///
    /// When there is a subscriber already. It stays, and nothing is changed.
    pub fn init(&self) -> Result<(), SubscriberInstalled> {
        let subscriber = registry().with(ScopeLayer::filtered()).with(self.event_layer());
        tracing::subscriber::set_global_default(subscriber).map_err(|_| SubscriberInstalled(()))
    }

    /// What watches invocations for this logger, for a [`Stack`] that several signals share.
    #[must_use]
    pub fn observer(&self) -> Arc<dyn Observe> {
        self.observer.clone()
    }
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

    /// Writes lines that look like this, instead of [ours](crate::format::JsonFormat).
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
        self.choices.correlation_path = Some(KeyPath::new(path));
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
        self.secrets.fields = Some(redaction).filter(|redaction| !redaction.is_empty());
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
        if let Some(redaction) = &secrets.fields {
            self.keys.mask(&|name, json| masked_key(redaction, name, &json));
        }
        let Self {
            settings, environment, clock, sink, format, most_bytes, keys, choices, buffer_level, ..
        } = self;
        let format = LineFormat::new(format.unwrap_or_else(|| Box::new(JsonFormat::new())))
            .with_most_bytes(most_bytes.unwrap_or(MOST_BYTES));
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
        let observer = Arc::new(LogObserver::new(shared.clone()));
        Ok(Logger { shared, observer })
    }
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

    /// Whether any invocation in flight may have more lines than the logger's own levels let through.
    pub(crate) fn looks_closer(&self) -> bool {
        self.levels.hold_more() || self.closer_looks.load(Ordering::Relaxed) > 0
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
    pub(crate) fn field_redaction(&self) -> Option<&Redaction> {
        self.secrets.fields.as_ref()
    }

    /// What is written of a key that code sets.
    #[cfg_attr(not(feature = "redaction"), expect(clippy::unused_self, reason = "there is nothing to ask"))]
    pub(crate) fn masked_key(&self, name: &str, json: Vec<u8>) -> Option<Vec<u8>> {
        #[cfg(feature = "redaction")]
        if let Some(redaction) = self.field_redaction() {
            return masked_key(redaction, name, &json);
        }
        let _ = name;
        Some(json)
    }

    /// Has fields recorded, without the secrets in them.
    pub(crate) fn visit(&self, fields: &mut dyn Visit, record: impl FnOnce(&mut dyn Visit)) {
        #[cfg(feature = "redaction")]
        if let Some(redaction) = self.field_redaction() {
            return record(&mut Masked { redaction, fields });
        }
        record(fields);
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

    pub(crate) fn write_line(&self, line: &[u8]) {
        self.sink.write_line(line);
    }
}

// === impl SubscriberInstalled ===

impl fmt::Display for SubscriberInstalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the process has a subscriber for its events already")
    }
}

impl std::error::Error for SubscriberInstalled {}
