//! Records of the `log` crate, which `tracing-log` hands on as events of its own.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Metadata};

use crate::format::Location;
use crate::levels::Origin;

/// Where a record comes from. The event only says that it is one; its fields say the rest.
#[derive(Debug, Default)]
pub(crate) struct LogRecord {
    target: String,
    module: Option<String>,
    file: Option<String>,
    line: Option<u32>,
}

// === impl LogRecord ===

impl LogRecord {
    /// None for an event that is none.
    #[inline]
    pub(crate) fn of(event: &Event<'_>) -> Option<Self> {
        let metadata = event.metadata();
        // Events of one target are made by `tracing-log`; only those have the field.
        if metadata.target() == "log" { Self::read(event) } else { None }
    }

    #[cold]
    fn read(event: &Event<'_>) -> Option<Self> {
        event.metadata().fields().field("log.target")?;
        let mut record = Self::default();
        event.record(&mut record);
        Some(record)
    }

    /// Where the record says it is from; the event says how severe it is.
    pub(crate) fn origin(&self, metadata: &Metadata<'_>) -> Origin<'_> {
        Origin { target: &self.target, ..metadata.into() }
    }

    pub(crate) fn location(&self) -> Location<'_> {
        let module = self.module.as_deref().or(self.file.as_deref()).unwrap_or(&self.target);
        Location { module, line: self.line }
    }

    /// Whether the field says where the record comes from.
    pub(super) fn is_about_place(name: &str) -> bool {
        matches!(name, "log.target" | "log.module_path" | "log.file" | "log.line")
    }
}

impl Visit for LogRecord {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "log.target" => value.clone_into(&mut self.target),
            "log.module_path" => self.module = Some(value.to_owned()),
            "log.file" => self.file = Some(value.to_owned()),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "log.line" {
            self.line = u32::try_from(value).ok();
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
