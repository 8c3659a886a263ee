//! Records of the `log` crate as lines.

use std::fmt;
use std::sync::Arc;

use lamplight_core::json::{Number as _, write_formatted, write_string};
use lamplight_core::level::Level;
use lamplight_invocation::Scope;
use lamplight_invocation::scope::registry_of;
use log::kv::{Error, Key, Value, VisitSource, VisitValue};
use tracing::Span;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::registry::LookupSpan as _;

use crate::event_layer::write_spans;
use crate::format::Location;
use crate::levels::Origin;
use crate::line::Line;
use crate::shared::Shared;

/// The process has a logger for the `log` crate already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogInstalled(());

/// Writes records as the event layer writes events: by the same levels, with the keys of the invocation and the fields
/// of the spans they are in. Other layers of the subscriber do not see them.
struct LogRecords {
    logger: Arc<Shared>,
}

/// Writes the fields that a record has besides its text.
struct Fields<'a, 'b> {
    logger: &'a Shared,
    line: &'a mut Line<'b>,
}

/// Writes a value as JSON.
struct Written<'a>(&'a mut Vec<u8>);

/// Makes lines of all records from now on.
pub(crate) fn install(logger: &Arc<Shared>) -> Result<(), LogInstalled> {
    let records = LogRecords { logger: logger.clone() };
    log::set_boxed_logger(Box::new(records)).map_err(|_| LogInstalled(()))?;
    // Only once ours is the one: the level is everybody's.
    log::set_max_level(most_verbose(logger.levels().most_verbose()));
    Ok(())
}

// === impl LogRecords ===

impl log::Log for LogRecords {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        let origin = origin(metadata);
        self.logger.levels().allow_all(origin)
            || (self.logger.may_look_closer(origin)
                && self.logger.looks_closer_in(origin, Scope::try_current().as_ref()))
    }

    fn log(&self, record: &log::Record<'_>) {
        let origin = origin(record.metadata());
        if !self.logger.levels().allow_some(origin) {
            return;
        }
        let module = record.module_path().or(record.file()).unwrap_or(origin.target);
        let location = Location { module, line: record.line() };
        self.logger.write(None, Scope::try_current().as_ref(), origin, location, &mut |line| {
            self.logger.write_message(*record.args(), line);
            // Ours is the only visitor, and never ends early.
            let _ = record.key_values().visit(&mut Fields { logger: &self.logger, line });
            // A subscriber that is built on another registry has no fields for us.
            Span::current().with_subscriber(|(id, dispatch)| {
                if let Some(span) = registry_of(dispatch).and_then(|registry| registry.span(id)) {
                    write_spans(&span, line);
                }
            });
        });
    }

    fn flush(&self) {}
}

fn origin<'a>(metadata: &log::Metadata<'a>) -> Origin<'a> {
    let level = match metadata.level() {
        log::Level::Trace => Level::Trace,
        log::Level::Debug => Level::Debug,
        log::Level::Info => Level::Info,
        log::Level::Warn => Level::Warn,
        log::Level::Error => Level::Error,
    };
    Origin { level, target: metadata.target() }
}

fn most_verbose(level: LevelFilter) -> log::LevelFilter {
    match level.into_level() {
        None => log::LevelFilter::Off,
        Some(tracing::Level::ERROR) => log::LevelFilter::Error,
        Some(tracing::Level::WARN) => log::LevelFilter::Warn,
        Some(tracing::Level::INFO) => log::LevelFilter::Info,
        Some(tracing::Level::DEBUG) => log::LevelFilter::Debug,
        Some(tracing::Level::TRACE) => log::LevelFilter::Trace,
    }
}

// === impl Fields ===

impl<'kvs> VisitSource<'kvs> for Fields<'_, '_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
        let mut json = Vec::new();
        value.visit(Written(&mut json))?;
        if let Some(json) = self.logger.masked_key(key.as_str(), json) {
            self.line.field(key.as_str(), |out| out.extend_from_slice(&json));
        }
        Ok(())
    }
}

// === impl Written ===

macro_rules! numbers {
    ($($visit:ident: $number:ty,)*) => {$(
        fn $visit(&mut self, value: $number) -> Result<(), Error> {
            value.write(self.0);
            Ok(())
        }
    )*};
}

impl<'v> VisitValue<'v> for Written<'_> {
    numbers! {
        visit_u64: u64,
        visit_i64: i64,
        visit_u128: u128,
        visit_i128: i128,
        visit_f64: f64,
    }

    fn visit_any(&mut self, value: Value<'_>) -> Result<(), Error> {
        write_formatted(self.0, format_args!("{value}"));
        Ok(())
    }

    fn visit_null(&mut self) -> Result<(), Error> {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn visit_bool(&mut self, value: bool) -> Result<(), Error> {
        self.0.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn visit_str(&mut self, value: &str) -> Result<(), Error> {
        write_string(self.0, value);
        Ok(())
    }
}

// === impl LogInstalled ===

impl fmt::Display for LogInstalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the process has a logger for the `log` crate already")
    }
}

impl std::error::Error for LogInstalled {}
