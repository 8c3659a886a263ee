//! An invocation as a block to read.

use anstyle::Style;
use lamplight_core::clock::Timestamp;

use super::metrics_table::table;
use super::phases::phases;
use super::waterfall::{Whole, waterfall};
use super::{Block, Entry, EntryError, Mark, Told, Trigger};
use crate::flow::Flow;
use crate::outcome::{Expected, Outcome};
use crate::span_of_time;
use crate::terminal::Look;
use crate::text::{clean, count, cut};
use crate::theme;

/// Where the lines of a block begin.
const INDENT: usize = 2;
/// Width of the column of levels: that of its longest word.
const MARK_WIDTH: usize = 6;
/// Where messages begin: after the indent, `10:22:01.114`, the level and the gaps between them.
const MESSAGE: usize = INDENT + 12 + 1 + MARK_WIDTH + 1;
/// Where metrics and spans begin: after the indent and the longer of the two words.
const GUTTER: usize = INDENT + 7 + 2;
/// Longest response that is shown whole, in characters.
const RESPONSE_LIMIT: usize = 200;
/// Longest value of a field that is shown whole, in characters.
const VALUE_LIMIT: usize = 200;

// === impl Block ===

impl Block {
    /// Several lines of styled text, the last with its line feed.
    pub(crate) fn human(&self, look: &Look) -> String {
        let mut out = self.header(look);
        if self.phases.are_worth_a_line() {
            out.push_str(&phases(&self.phases, INDENT, GUTTER, look));
        }
        out.push_str(&entries(&self.entries, look));
        out.push_str(&self.telemetry(look));
        out.push_str(&self.end(look));
        out
    }

    fn header(&self, look: &Look) -> String {
        let mut flow = Flow::new(look.width, INDENT);
        let (sign, style) = match self.outcome {
            Outcome::Success => (look.signs.ok, theme::OK),
            _ => (look.signs.failed, theme::ERROR),
        };
        flow.fixed(style, sign);
        flow.fixed(theme::PLAIN, " ");
        flow.fixed(theme::NAME, &clean(&self.function, look.charset));
        flow.fixed(theme::DIM, &format!(" #{}", self.seq));
        flow.word("  ", theme::DIM, &short(&self.request_id, look.signs.cut));
        match self.cold {
            true => flow.word("  ", theme::COLD, "cold"),
            false => flow.word("  ", theme::DIM, "warm"),
        }
        for (number, fact) in self.facts().iter().enumerate() {
            let gap = if number == 0 { "  " } else { look.signs.separator };
            flow.word(gap, theme::PLAIN, fact);
        }
        // The second line begins here, or goes on where the facts did not fit into the first.
        if !flow.has_wrapped() {
            flow.line();
        }
        for (style, part) in self.second_line(look) {
            flow.word(look.signs.separator, style, &part);
        }
        flow.finish()
    }

    fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        facts.extend(self.init.map(|init| format!("init {}", span_of_time::show(init))));
        if self.outcome != Outcome::InitError {
            facts.push(span_of_time::show(self.duration));
        }
        facts.push(format!("billed {} ms", self.billed.as_millis()));
        facts.push(match self.max_memory_mb {
            // Not measured on this system.
            0 => format!("{} MB", self.memory_mb),
            max => format!("{max}/{} MB", self.memory_mb),
        });
        facts.push(count(self.log_lines(), "log line"));
        for (number, noun) in [
            (self.spans.len(), "span"),
            (self.metrics.len(), "metric"),
            (self.arrived.points, "OTLP point"),
            (self.arrived.records, "OTLP record"),
        ] {
            facts.extend((number > 0).then(|| count(number, noun)));
        }
        facts
    }

    /// The event, how it ended, and what ties the lines to other functions.
    fn second_line(&self, look: &Look) -> Vec<(Style, String)> {
        let mut parts = Vec::new();
        if let Trigger::Event { name, .. } = &self.trigger {
            parts.push((theme::PLAIN, clean(name, look.charset)));
        }
        parts.extend(self.status());
        let correlation = self.entries.iter().find_map(|entry| entry.correlation_id.as_deref());
        parts.extend(
            correlation.map(|id| (theme::DIM, format!("correlation_id={}", clean(id, look.charset)))),
        );
        parts
    }

    /// How it ended, in words; nothing where the sign and the end of the block say it all.
    fn status(&self) -> Option<(Style, String)> {
        Some(match (self.outcome, self.expected()) {
            (Outcome::Success, None) => return None,
            (Outcome::Success, Some(Expected::Success)) => (theme::DIM, "success, as expected".to_owned()),
            (Outcome::Success, Some(Expected::Error)) => {
                (theme::ERROR_TEXT, "success, but an error was expected".to_owned())
            }
            (Outcome::Error, Some(Expected::Error)) => (theme::DIM, "error, as expected".to_owned()),
            (Outcome::Error, _) => (theme::ERROR_TEXT, "error".to_owned()),
            (Outcome::Timeout, _) => {
                (theme::ERROR_TEXT, format!("timed out after {}", span_of_time::show(self.timeout)))
            }
            (Outcome::Crash, _) => (theme::ERROR_TEXT, "crashed".to_owned()),
            (Outcome::InitError, _) => (theme::ERROR_TEXT, "did not start".to_owned()),
        })
    }

    fn telemetry(&self, look: &Look) -> String {
        let mut out = table(&self.metrics, INDENT, GUTTER, look);
        if !self.spans.is_empty() {
            let (start, duration) = (self.started_at, self.phases.invoke);
            let whole = Whole { function: &self.function, start, duration };
            out.push_str(&waterfall(&self.spans, whole, INDENT, GUTTER, look));
        }
        if self.unreadable > 0 {
            let mut flow = Flow::new(look.width, GUTTER);
            flow.pad_to(INDENT);
            flow.fixed(theme::DIM, if self.spans.is_empty() { "sent" } else { "" });
            flow.pad_to(GUTTER);
            let what = format!("{} could not be read", count(self.unreadable, "payload"));
            flow.text(theme::ERROR_TEXT, &what);
            out.push_str(&flow.finish());
        }
        out
    }

    /// What the caller was told.
    fn end(&self, look: &Look) -> String {
        let mut flow = Flow::new(look.width, INDENT + 2);
        flow.pad_to(INDENT);
        match &self.told {
            Told::Response(bytes) => {
                flow.fixed(theme::DIM, look.signs.response);
                render_response(&mut flow, bytes, look);
            }
            Told::Error { kind, message } => {
                flow.fixed(theme::ERROR, look.signs.failed);
                render_type_and_message(&mut flow, Some(kind), Some(message), look);
            }
        }
        flow.finish()
    }
}

/// Log lines, one under the other, with the fields of neighbours lined up.
pub(crate) fn entries(entries: &[Entry], look: &Look) -> String {
    let fields_at = fields_at(entries, look);
    entries.iter().map(|entry| render_entry(entry, fields_at, look)).collect()
}

/// The column where fields begin: after the longest message that leaves them at least half of the room.
fn fields_at(entries: &[Entry], look: &Look) -> usize {
    let limit = look.width.map_or(40, |width| width.saturating_sub(MESSAGE) / 2);
    let lengths = entries.iter().filter(|entry| !entry.fields.is_empty());
    let lengths = lengths.map(|entry| clean(&entry.message, look.charset).chars().count());
    MESSAGE + lengths.filter(|length| *length <= limit).max().unwrap_or(0) + 2
}

fn render_entry(entry: &Entry, fields_at: usize, look: &Look) -> String {
    let mut flow = Flow::new(look.width, MESSAGE);
    let (mark, mark_style) = mark(entry.mark);
    flow.pad_to(INDENT);
    flow.fixed(theme::DIM, &entry.time.map_or_else(|| " ".repeat(12), time_of_day));
    flow.fixed(theme::PLAIN, " ");
    flow.fixed(mark_style, mark);
    flow.pad_to(MESSAGE);
    let message_style = match entry.mark {
        _ if entry.is_error() => theme::ERROR_TEXT,
        Mark::Metrics => theme::DIM,
        _ => theme::PLAIN,
    };
    flow.text(message_style, &clean(&entry.message, look.charset));
    if !entry.fields.is_empty() && flow.column() + 2 <= fields_at {
        flow.pad_to(fields_at);
    }
    for (key, value) in &entry.fields {
        let value = clean(&cut(value, VALUE_LIMIT, look.signs.cut), look.charset);
        let key = clean(key, look.charset);
        flow.word("  ", theme::DIM, &format!("{key}={value}"));
    }
    if let Some(error) = &entry.error {
        render_error(&mut flow, error, look);
    }
    flow.finish()
}

/// Type and message, the chain of causes, where it was logged; each on a line under the message.
fn render_error(flow: &mut Flow, error: &EntryError, look: &Look) {
    if error.kind.is_some() || error.message.is_some() {
        flow.line();
        render_type_and_message(flow, error.kind.as_deref(), error.message.as_deref(), look);
    }
    for cause in &error.chain {
        flow.line();
        flow.fixed(theme::DIM, look.signs.source);
        flow.text(theme::ERROR_TEXT, &clean(cause, look.charset));
    }
    if let Some(location) = &error.location {
        flow.line();
        flow.word("", theme::DIM, &format!("at {}", clean(location, look.charset)));
    }
}

/// `OutOfStock: A-17 is sold out`, of which either part may lack.
fn render_type_and_message(flow: &mut Flow, kind: Option<&str>, message: Option<&str>, look: &Look) {
    let present =
        |text: Option<&str>| text.filter(|text| !text.is_empty()).map(|text| clean(text, look.charset));
    let (kind, message) = (present(kind), present(message));
    if let Some(kind) = kind {
        let colon = if message.is_some() { ":" } else { "" };
        flow.word(" ", theme::ERROR, &format!("{kind}{colon}"));
    }
    flow.text(theme::ERROR_TEXT, &message.unwrap_or_default());
}

const fn mark(mark: Mark) -> (&'static str, Style) {
    match mark {
        Mark::Log(Some(level)) => (level.as_str(), theme::level(Some(level))),
        Mark::Log(None) => ("", theme::DIM),
        Mark::Metrics => ("metric", theme::DIM),
        Mark::Stdout => ("stdout", theme::DIM),
        Mark::Stderr => ("stderr", theme::DIM),
        Mark::Lambda => ("lambda", theme::ERROR_TEXT),
    }
}

/// Compact JSON or text, cut, with its size where it was cut.
fn render_response(flow: &mut Flow, bytes: &[u8], look: &Look) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return flow.text(theme::DIM, &format!("({}, not text)", count(bytes.len(), "byte")));
    };
    if text.is_empty() {
        return flow.text(theme::DIM, "(empty)");
    }
    let json = serde_json::from_str::<serde_json::Value>(text).ok().map(|json| json.to_string());
    let whole = clean(json.as_deref().unwrap_or(text), look.charset);
    let shown = cut(&whole, RESPONSE_LIMIT, look.signs.cut);
    if json.is_some() {
        // It has no line feeds and few spaces: after a comma is where it is best broken.
        for (number, piece) in shown.split_inclusive(',').enumerate() {
            flow.word(if number == 0 { " " } else { "" }, theme::PLAIN, piece);
        }
    } else {
        flow.text(theme::PLAIN, &shown);
    }
    if shown != whole {
        flow.word(" ", theme::DIM, &format!("({})", count(bytes.len(), "byte")));
    }
}

/// `10:22:01.114`, in UTC as all of Lambda is.
fn time_of_day(time: Timestamp) -> String {
    time.rfc3339().as_str()[11..23].to_owned()
}

/// `3f2c…9a1`: enough of a UUID to tell neighbours apart and to search for.
fn short(id: &str, sign: &str) -> String {
    let mark = |at: usize| id.char_indices().nth(at).map(|(at, _)| at);
    let length = id.chars().count();
    match (mark(4), mark(length.saturating_sub(3))) {
        (Some(head), Some(tail)) if length > 12 => format!("{}{sign}{}", &id[..head], &id[tail..]),
        _ => id.to_owned(),
    }
}

#[cfg(test)]
#[path = "human_tests.rs"]
mod tests;
