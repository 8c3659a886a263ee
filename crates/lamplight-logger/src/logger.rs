//! The logger: what all lines of a process share.

use std::io;
use std::sync::Arc;

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::{LogSettings, Settings};
use lamplight_core::sink::{DescriptorSink, LineSink};
use lamplight_invocation::{Observe, ObserveLayer, Scope, Stack};
use tracing::Subscriber;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{Filtered, LevelFilter};
use tracing_subscriber::registry::LookupSpan;

use crate::event_layer::EventLayer;
use crate::filter::LineFilter;
use crate::format::{Format, JsonFormat, Keys};
use crate::layer::LoggerLayer;
use crate::levels::Levels;
use crate::line::{LineFormat, MOST_BYTES};
use crate::observer::LogObserver;

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
}

#[derive(Debug)]
pub(crate) struct Shared {
    settings: Settings,
    levels: Levels,
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

    /// Makes the logger.
    ///
    /// # Errors
    ///
    /// When stdout cannot be duplicated, because the process has too many descriptors open.
    pub fn build(self) -> io::Result<Logger> {
        let Self { settings, environment, clock, sink, format, most_bytes } = self;
        let format = LineFormat::new(format.unwrap_or_else(|| Box::new(JsonFormat::new())))
            .with_most_bytes(most_bytes.unwrap_or(MOST_BYTES));
        let service = settings.service.as_deref();
        let process_keys = format.keys(&Keys { service, environment: &environment, scope: None });
        let sink = match sink {
            Some(sink) => sink,
            None => Box::new(DescriptorSink::stdout()?),
        };
        let levels = Levels::new(settings.disabled, &settings.log);
        let shared = Arc::new(Shared { settings, levels, environment, clock, sink, format, process_keys });
        if !shared.settings.disabled {
            shared.say_refused_level();
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

    /// The keys of an invocation's lines.
    pub(crate) fn keys_of(&self, scope: &Scope) -> Vec<u8> {
        let service = self.settings.service.as_deref();
        self.format.keys(&Keys { service, environment: &self.environment, scope: Some(scope) })
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
