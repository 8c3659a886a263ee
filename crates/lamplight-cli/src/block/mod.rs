//! What is shown of one invocation, and the two ways it is shown: a block to read, or a JSON object.

mod bar;
mod entry;
mod human;
mod json;
mod json_telemetry;
mod metric;
mod metrics_table;
mod phases;
mod span_tree;
mod telemetry;
mod waterfall;

pub(crate) use self::entry::{Entry, EntryError, Mark, read_platform};
pub(crate) use self::human::entries;
pub(crate) use self::phases::Phases;
pub(crate) use self::telemetry::Sent;

use std::time::Duration;

use bytes::Bytes;
use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{TraceHeader, TraceId};
use lamplight_emulator::{InitFailure, Invocation, LineSource};
use lamplight_records::span::Span;

use self::metric::{Metric, Metrics};
use self::telemetry::Arrived;
use crate::outcome::{Expected, Outcome};

/// One invocation, as far as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// Counts the invocations of a session, from 1.
    pub(crate) seq: u64,
    pub(crate) function: String,
    pub(crate) version: String,
    /// Which process of the function it ran in, from 1.
    pub(crate) generation: u32,
    pub(crate) request_id: String,
    pub(crate) outcome: Outcome,
    pub(crate) cold: bool,
    pub(crate) started_at: Timestamp,
    pub(crate) init: Option<Duration>,
    pub(crate) duration: Duration,
    pub(crate) billed: Duration,
    pub(crate) phases: Phases,
    /// The function's timeout.
    pub(crate) timeout: Duration,
    pub(crate) memory_mb: u32,
    pub(crate) max_memory_mb: u32,
    pub(crate) trace_id: Option<TraceId>,
    pub(crate) trigger: Trigger,
    /// Lines of the log; those with metrics are among the metrics instead.
    pub(crate) entries: Vec<Entry>,
    pub(crate) metrics: Vec<Metric>,
    pub(crate) spans: Vec<Span>,
    pub(crate) arrived: Arrived,
    /// Payloads that should have been spans, data points or log records and are not.
    pub(crate) unreadable: usize,
    /// Bytes of the lines that the function wrote.
    pub(crate) log_bytes: usize,
    /// Bytes of what the caller was told, an error included.
    pub(crate) response_bytes: usize,
    pub(crate) told: Told,
}

/// What fired an invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// A request to the invoke endpoint.
    Http,
    /// One of the events that the command was to fire.
    Event { name: String, bytes: usize, expected: Expected },
}

/// What the caller was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Response(Bytes),
    Error { kind: String, message: String },
}

// === impl Block ===

impl Block {
    /// What the local Lambda knows of an invocation.
    pub(crate) fn new(seq: u64, facts: SessionFacts<'_>, trigger: Trigger, invocation: &Invocation) -> Self {
        let report = &invocation.report;
        let lines = || invocation.lines.iter();
        let mut metrics = Metrics::default();
        let entries = lines().filter(|line| !metrics.take(&line.text)).filter_map(Entry::of).collect();
        let Sent { spans, arrived, unreadable } = Sent::new(&invocation.telemetry);
        Self {
            seq,
            function: facts.function.to_owned(),
            version: invocation.executed_version.clone(),
            generation: facts.generation,
            request_id: invocation.request_id.clone(),
            outcome: invocation.status.into(),
            cold: invocation.cold,
            started_at: invocation.started_at,
            init: report.init_duration,
            duration: report.duration,
            billed: report.billed,
            phases: facts.phases,
            timeout: facts.timeout,
            memory_mb: report.memory_size_mb,
            max_memory_mb: report.max_memory_mb,
            trace_id: invocation.trace_header.as_deref().and_then(|text| TraceHeader::parse(text).root),
            trigger,
            entries,
            metrics: metrics.0,
            spans,
            arrived,
            unreadable,
            log_bytes: lines()
                .filter(|line| line.source != LineSource::Platform)
                .map(|line| line.text.len() + 1)
                .sum(),
            response_bytes: invocation.payload.len(),
            told: Told::of(invocation),
        }
    }

    /// Lines that the function wrote: metrics and what Lambda itself said do not count.
    pub(crate) fn log_lines(&self) -> usize {
        self.entries.iter().filter(|entry| !matches!(entry.mark, Mark::Metrics | Mark::Lambda)).count()
    }

    pub(crate) fn expected(&self) -> Option<Expected> {
        match self.trigger {
            Trigger::Http => None,
            Trigger::Event { expected, .. } => Some(expected),
        }
    }
}

/// What a block has from its session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionFacts<'a> {
    pub(crate) function: &'a str,
    pub(crate) generation: u32,
    pub(crate) timeout: Duration,
    pub(crate) phases: Phases,
}

// === impl Told ===

impl Told {
    fn of(invocation: &Invocation) -> Self {
        if let Some(failure) = &invocation.init_failure {
            let kind = invocation.error.as_ref().map(|error| error.error_type.clone()).unwrap_or_default();
            return Self::Error { kind, message: without_last_words(failure) };
        }
        match &invocation.error {
            None => Self::Response(invocation.payload.clone()),
            Some(error) => Self::Error { kind: error.error_type.clone(), message: error.message.clone() },
        }
    }
}

/// The last lines of standard error stand among the lines of the block already.
fn without_last_words(failure: &InitFailure) -> String {
    match failure {
        InitFailure::Exited { exit, .. } => {
            format!("the process ended ({exit}) before it asked for its first event")
        }
        InitFailure::TimedOut { limit, .. } => {
            format!("the process did not ask for its first event within {} ms", limit.as_millis())
        }
        other => other.to_string(),
    }
}
