//! What the function `seeded` is told to do, for it and for whoever tells it.

use serde::{Deserialize, Serialize};

/// An invocation: the event.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Plan {
    /// The root span, and its trace: both are this number. The other items have the numbers after it.
    pub root: u64,
    /// Whether the extension is told of the invocation.
    pub link: bool,
    /// Whether the request is sampled.
    pub sampled: bool,
    /// What is posted, in this order.
    pub bodies: Vec<Body>,
    /// How it ends.
    pub end: End,
}

/// Something to post.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Body {
    /// How long the handler works before, in milliseconds.
    pub after_ms: u64,
    /// What the items are.
    pub signal: Signal,
    /// JSON instead of protobuf.
    pub json: bool,
    /// The number of the first item.
    pub first: u64,
    /// How many items there are.
    pub items: u64,
    /// How many bytes each item has beside what it needs.
    pub fill: usize,
}

/// A signal of OTLP.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Spans.
    Traces,
    /// Log records.
    Logs,
    /// Gauges with one data point each.
    Metrics,
}

/// How an invocation ends.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// With a response.
    Well,
    /// With an error that the handler returns.
    Error,
    /// With a panic.
    Panic,
    /// Not at all.
    Hang,
    /// With its process.
    Exit,
    /// With its process, after the root was sent and before the extension is told so.
    ExitLate,
}

/// What an item is called, so that whoever reads what arrived finds it.
#[must_use]
pub fn name(number: u64) -> String {
    format!("item-{number:012}")
}

/// The number of the item that is called so.
#[must_use]
pub fn number(name: &str) -> Option<u64> {
    name.strip_prefix("item-").and_then(|number| number.parse().ok())
}

// === impl Signal ===

impl Signal {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Traces, Self::Logs, Self::Metrics];

    /// As paths name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Traces => "traces",
            Self::Logs => "logs",
            Self::Metrics => "metrics",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.name() == name)
    }
}
