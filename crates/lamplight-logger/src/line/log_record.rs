//! Records of the `log` crate, which `tracing-log` hands on as events of its own.

use std::fmt;

use tracing::Event;
use tracing::field::{Field, Visit};

use crate::format::Location;

/// Where a record comes from. The event only says that it is one; its fields say the rest.
#[derive(Debug, Default)]
pub(crate) struct LogRecord {
    target: String,
    module: Option<String>,
    line: Option<u32>,
}

// === impl LogRecord ===

impl LogRecord {
    /// None for an event that is none.
    pub(crate) fn of(event: &Event<'_>) -> Option<Self> {
        let metadata = event.metadata();
        // Events of one target are made by `tracing-log`; only those have the field.
        if metadata.target() != "log" || metadata.fields().field("log.target").is_none() {
            return None;
        }
        let mut record = Self::default();
        event.record(&mut record);
        Some(record)
    }

    pub(crate) fn target(&self) -> &str {
        &self.target
    }

    pub(crate) fn location(&self) -> Location<'_> {
        Location { module: self.module.as_deref().unwrap_or(&self.target), line: self.line }
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
