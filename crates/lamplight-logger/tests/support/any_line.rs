//! A script of spans and events, run through a subscriber, and what has to be true of its lines.

use std::collections::BTreeSet;
use std::fmt;

use lamplight_core::settings::SettingsBuilder;
use lamplight_logger::Logger;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::any_place;
use super::support::{logger_with, subscriber};

/// What the script does.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Open {
        kind: u8,
    },
    Close,
    Record {
        depth: u8,
        text: String,
    },
    Event {
        kind: u8,
        field: u8,
        text: String,
        integer: u64,
        float: f64,
    },
    /// An event, or a span, with fields of any names.
    AnyEvent {
        names: [String; 3],
        text: String,
    },
    AnySpan {
        names: [String; 3],
        text: String,
    },
    /// A key of any name.
    Key {
        name: String,
        text: String,
    },
}

impl Step {
    /// Whether it is a line.
    pub(crate) fn is_line(&self) -> bool {
        matches!(self, Self::Event { .. } | Self::AnyEvent { .. })
    }
}

/// The lines that it writes.
pub(crate) fn lines(steps: &[Step], most_bytes: usize) -> Vec<String> {
    let (logger, lines) = logger_with(SettingsBuilder::new(), |builder| builder.most_bytes(most_bytes));
    tracing::subscriber::with_default(subscriber(&logger), || {
        let mut spans: Vec<tracing::Span> = Vec::new();
        for step in steps {
            run(step, &logger, &mut spans);
        }
    });
    lines.take()
}

fn run(step: &Step, logger: &Logger, spans: &mut Vec<tracing::Span>) {
    let parent = spans.last().cloned().unwrap_or_else(tracing::Span::none);
    let _entered = parent.enter();
    match step {
        Step::Open { kind } => spans.push(open(*kind)),
        Step::Close => drop(spans.pop()),
        Step::Record { depth, text } => {
            let index = usize::from(*depth) % spans.len().max(1);
            if let Some(span) = spans.get(index) {
                span.record("late", text.as_str()).record("level", text.len()).record("a", integer_of(text));
            }
        }
        Step::Event { kind, field, text, integer, float } => event(*kind, *field, text, *integer, *float),
        Step::AnyEvent { names, text } => any_place::event(names, text),
        Step::AnySpan { names, text } => spans.push(any_place::span(names, text)),
        Step::Key { name, text } => logger.append_process_keys(&[(name, text)]),
    }
}

fn integer_of(text: &str) -> u64 {
    text.bytes().map(u64::from).sum()
}

fn open(kind: u8) -> tracing::Span {
    match kind % 5 {
        0 => tracing::info_span!("empty"),
        1 => tracing::info_span!("one", a = kind, late = tracing::field::Empty),
        2 => tracing::info_span!(
            "reserved",
            level = kind,
            level_ = 1,
            message = "m",
            truncated = true,
            service = 2
        ),
        3 => {
            tracing::info_span!("quoted", "with \"quotes\"" = kind, "line\nfeed" = 1, r#type = 2, "type" = 3)
        }
        _ => tracing::info_span!("many", a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, late = 9),
    }
}

fn event(kind: u8, field: u8, text: &str, integer: u64, float: f64) {
    let error = std::io::Error::other(text.to_owned());
    let error: &(dyn std::error::Error + 'static) = &error;
    match kind % 8 {
        0 => tracing::info!("{text}"),
        1 => tracing::warn!(a = text, b = integer, c = float, d = field, "{text}"),
        2 => tracing::error!(error, a = ?text, late = %text),
        3 => tracing::info!(message = integer, a = text.as_bytes(), wide = u128::from(integer) << 60),
        4 => tracing::info!(level = text, level_ = float, timestamp = integer, otel.kind = text, "m"),
        5 => tracing::info!(b = 1, "with \"quotes\"" = text, "line\nfeed" = ?(integer, text)),
        6 => tracing::info!(truncated = text, function_request_id = text, r#type = integer, "{text}{text}"),
        _ => tracing::info!(a = Some(text), b = None::<u8>, c = i128::from(integer) - 1),
    }
}

/// Whether a line is what it has to be.
pub(crate) fn check(line: &str) -> Result<(), String> {
    if line.contains('\n') {
        return Err("a line feed".to_owned());
    }
    serde_json::from_str::<UniqueKeys>(line).map(|_| ()).map_err(|error| error.to_string())
}

/// A JSON object, read with all its keys.
struct UniqueKeys;

impl<'de> Deserialize<'de> for UniqueKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self)
    }
}

impl<'de> Visitor<'de> for UniqueKeys {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object whose keys are unique")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            map.next_value::<serde_json::Value>()?;
            if !keys.insert(key.clone()) {
                return Err(serde::de::Error::custom(format_args!("{key:?} twice")));
            }
        }
        Ok(self)
    }
}
