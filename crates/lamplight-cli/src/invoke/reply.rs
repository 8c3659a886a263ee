//! What came of an invocation, as its caller sees it.

use bytes::Bytes;
use lamplight_records::platform::{Record, Report};
use serde::Serialize;
use serde_json::Value;

use crate::args::Output;
use crate::block::{Entry, Mark, entries, read_platform};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::flow::Flow;
use crate::printer::Printer;
use crate::span_of_time;
use crate::text::clean;
use crate::theme;

/// What came of an invocation.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) payload: Bytes,
    /// The payload is an error.
    pub(super) failed: bool,
    pub(super) request_id: Option<String>,
    pub(super) version: Option<String>,
    /// The last 4 KB of the log, at most.
    pub(super) log: String,
}

/// The same keys as those of an invocation that `lamplight dev` prints, as far as its caller knows them.
#[derive(Serialize)]
struct Object<'a> {
    r#type: &'static str,
    schema_version: u32,
    request_id: Option<&'a str>,
    function: &'a str,
    version: Option<&'a str>,
    status: &'static str,
    trigger: &'static str,
    ms: Millis,
    memory_mb: Memory,
    error: Option<Told>,
    response: Option<Value>,
}

#[derive(Serialize)]
struct Millis {
    init: Option<f64>,
    duration: Option<f64>,
    billed: Option<u128>,
}

#[derive(Serialize)]
struct Memory {
    size: Option<u32>,
    max: Option<u32>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Told {
    r#type: String,
    message: String,
}

// === impl Reply ===

impl Reply {
    /// Prints the response, and about it what the reader of standard error wants to know.
    ///
    /// # Errors
    ///
    /// That the function returned an error.
    pub(super) fn show(&self, printer: &mut Printer, function: &str, tail: bool) -> Result<Exit> {
        if tail {
            printer.note(&self.tail(printer));
        }
        match printer.output {
            Output::Json => printer.data((self.json(function) + "\n").as_bytes())?,
            Output::Human => {
                printer.raw(&self.payload)?;
                if printer.terminal.stdout_is_terminal {
                    printer.raw(b"\n")?;
                    printer.note(&self.status(printer, function));
                }
            }
        }
        if self.failed { Err(self.failure(function)) } else { Ok(Exit::Success) }
    }

    fn failure(&self, function: &str) -> Failure {
        let Told { r#type: kind, message } = self.told();
        let (exit, what) = match self.exit() {
            Exit::TimedOut => (Exit::TimedOut, "timed out"),
            Exit::ProcessFailed => (Exit::ProcessFailed, "crashed or did not start"),
            _ => (Exit::FunctionError, "returned an error"),
        };
        let failure = Failure::new(exit, format!("{function} {what}"));
        match (kind.as_str(), message.as_str()) {
            ("", "") => failure,
            (kind, "") => failure.because(kind),
            ("", message) => failure.because(message),
            (kind, message) => failure.because(format!("{kind}: {message}")),
        }
    }

    /// Lambda's own words for what is not the function's error; the function might use them, too.
    fn exit(&self) -> Exit {
        match self.told().r#type.as_str() {
            "Sandbox.Timedout" => Exit::TimedOut,
            "Runtime.ExitError" | "Runtime.InvalidEntrypoint" => Exit::ProcessFailed,
            _ => Exit::FunctionError,
        }
    }

    fn told(&self) -> Told {
        let payload: Value = serde_json::from_slice(&self.payload).unwrap_or_default();
        let text = |key: &str| payload.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Told { r#type: text("errorType"), message: text("errorMessage") }
    }

    /// `✓ orders 3f2c… 12.4 ms · billed 54 ms · 29/128 MB`
    fn status(&self, printer: &Printer, function: &str) -> String {
        let look = &printer.terminal.look;
        let mut flow = Flow::new(look.width, 2);
        let (sign, style) =
            if self.failed { (look.signs.failed, theme::ERROR) } else { (look.signs.ok, theme::OK) };
        flow.fixed(style, sign);
        flow.word(" ", theme::NAME, &clean(function, look.charset));
        if let Some(id) = &self.request_id {
            flow.word("  ", theme::DIM, &clean(id, look.charset));
        }
        let report = self.report().unwrap_or_default();
        let mut facts = Vec::new();
        facts.extend(report.init.map(|init| format!("init {}", span_of_time::show(init))));
        facts.extend(report.duration.map(span_of_time::show));
        facts.extend(report.billed.map(|billed| format!("billed {} ms", billed.as_millis())));
        if let (Some(max), Some(size)) = (report.max_memory_mb, report.memory_mb) {
            facts.push(format!("{max}/{size} MB"));
        }
        for (number, fact) in facts.iter().enumerate() {
            flow.word(if number == 0 { "  " } else { look.signs.separator }, theme::PLAIN, fact);
        }
        flow.finish()
    }

    fn json(&self, function: &str) -> String {
        let report = self.report().unwrap_or_default();
        let millis = |span: Option<std::time::Duration>| span.map(|span| span.as_secs_f64() * 1000.0);
        let status = match (self.failed, self.exit()) {
            (false, _) => "success",
            (true, Exit::TimedOut) => "timeout",
            (true, Exit::ProcessFailed) => "crash",
            (true, _) => "error",
        };
        let response = || {
            serde_json::from_slice(&self.payload)
                .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&self.payload)))
        };
        let object = Object {
            r#type: "invocation",
            schema_version: 1,
            request_id: self.request_id.as_deref(),
            function,
            version: self.version.as_deref(),
            status,
            trigger: "cli",
            ms: Millis {
                init: millis(report.init),
                duration: millis(report.duration),
                billed: report.billed.map(|billed| billed.as_millis()),
            },
            memory_mb: Memory { size: report.memory_mb, max: report.max_memory_mb },
            error: self.failed.then(|| self.told()),
            response: (!self.failed).then(response),
        };
        serde_json::to_string(&object).expect("strings, numbers and JSON values only")
    }

    /// The log as `lamplight dev` shows it. The API does not say when a line of text was written.
    fn tail(&self, printer: &Printer) -> String {
        let lines =
            self.log.lines().filter(|line| read_platform(line).is_none() && !line.starts_with("XRAY "));
        let shown: Vec<_> = lines.map(|line| Entry::of_function(None, Mark::Stdout, line)).collect();
        entries(&shown, &printer.terminal.look)
    }

    fn report(&self) -> Option<Report> {
        self.log.lines().rev().find_map(|line| match read_platform(line) {
            Some(Record::Report(report)) => Some(report),
            _ => None,
        })
    }
}
