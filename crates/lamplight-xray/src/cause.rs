//! Why a span failed: its exceptions and their stacks.

use lamplight_core::json::{Number as _, Object};
use opentelemetry::Value;
use opentelemetry::trace::{Event, SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;

use crate::name::write_exception_id;
use crate::page::Page;

/// The event that OpenTelemetry records an exception as.
pub(crate) const EXCEPTION: &str = "exception";
/// How many frames of a stack are kept; X-Ray is told how many were left out.
const MAX_FRAMES: usize = 50;

/// Writes the exceptions of a span: its events of that kind, else the message of its status.
pub(crate) fn write(page: &mut Page<'_>, span: &SpanData) {
    if !span.events.is_empty() || matches!(span.status, Status::Error { .. }) {
        write_cause(page, span);
    }
}

#[cold]
fn write_cause(page: &mut Page<'_>, span: &SpanData) {
    let cause = page.object("cause");
    let exceptions = page.array("exceptions");
    let mut count = 0;
    for event in span.events.iter().filter(|event| event.name == EXCEPTION) {
        write_exception(page, span, count, Ok(event));
        count += 1;
    }
    if let (Status::Error { description }, 0) = (&span.status, count) {
        if !description.is_empty() {
            write_exception(page, span, 0, Err(description));
        }
    }
    page.close(exceptions);
    page.close(cause);
}

/// Writes an exception: what an event says, or a message.
fn write_exception(page: &mut Page<'_>, span: &SpanData, index: usize, what: Result<&Event, &str>) {
    let start = page.item();
    page.out.extend_from_slice(b"{\"id\":\"");
    write_exception_id(page.out, span.span_context.span_id().to_bytes(), index);
    let is_remote = matches!(span.span_kind, SpanKind::Client | SpanKind::Producer);
    page.out.extend_from_slice(if is_remote { b"\",\"remote\":true" } else { b"\",\"remote\":false" });
    if !page.keep(start) {
        return;
    }
    match what {
        Err(message) => page.text("message", message),
        Ok(event) => {
            for (key, name) in [("type", "exception.type"), ("message", "exception.message")] {
                if let Some(text) = text_of(event, name) {
                    page.text(key, text);
                }
            }
            if let Some(stack) = text_of(event, "exception.stacktrace") {
                write_stack(page, stack);
            }
        }
    }
    page.out.push(b'}');
}

fn text_of<'a>(event: &'a Event, key: &str) -> Option<&'a str> {
    let attribute = event.attributes.iter().rfind(|attribute| attribute.key.as_str() == key)?;
    match &attribute.value {
        Value::String(text) => Some(text.as_str()),
        _ => None,
    }
}

/// Writes each frame of a stack as `std::backtrace` prints it, `0: label` and below it `at path:line:column`.
/// A line of another form is a label.
fn write_stack(page: &mut Page<'_>, stack: &str) {
    let (mut frames, mut written) = (0, 0);
    let array = page.array("stack");
    let mut lines = stack.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        let at = lines.peek().copied().and_then(place);
        if at.is_some() {
            lines.next();
        }
        frames += 1;
        if written < MAX_FRAMES {
            let start = page.item();
            write_frame(page.out, line, at);
            written += usize::from(page.keep(start));
        }
    }
    page.close(array);
    if written < frames {
        page.number("truncated", (frames - written) as i64);
    }
}

fn write_frame(out: &mut Vec<u8>, line: &str, at: Option<(&str, u32)>) {
    out.push(b'{');
    if let Some((path, number)) = at {
        Object::resume(out).string("path", path);
        number.write(Object::resume(out).value("line"));
    }
    Object::resume(out).string("label", label(line));
    out.push(b'}');
}

/// Reads `at path:line:column`.
fn place(line: &str) -> Option<(&str, u32)> {
    let (rest, column) = line.strip_prefix("at ")?.rsplit_once(':')?;
    let (path, line) = rest.rsplit_once(':')?;
    column.parse::<u32>().ok()?;
    Some((path, line.parse().ok()?))
}

/// Leaves out the number of the frame.
fn label(line: &str) -> &str {
    match line.split_once(": ") {
        Some((number, label)) if number.bytes().all(|byte| byte.is_ascii_digit()) => label,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(text: &str) -> String {
        let mut out = b"{".to_vec();
        let mut page = Page::new(&mut out, usize::MAX);
        write_stack(&mut page, text);
        out.push(b'}');
        String::from_utf8(out).expect("JSON")
    }

    #[test]
    fn a_backtrace_becomes_frames() {
        let text = "   0: app::charge\n             at src/pay.rs:12:5\n   1: core::ops::call\n";
        assert_eq!(
            stack(text),
            r#"{"stack":[{"path":"src/pay.rs","line":12,"label":"app::charge"},{"label":"core::ops::call"}]}"#
        );
    }

    #[test]
    fn lines_of_another_form_are_labels() {
        assert_eq!(stack("Error: x\n  at y"), r#"{"stack":[{"label":"Error: x"},{"label":"at y"}]}"#);
        assert_eq!(stack(" at a.rs:1:2"), r#"{"stack":[{"label":"at a.rs:1:2"}]}"#);
        assert_eq!(stack("\n"), "{}");
    }

    #[test]
    fn a_deep_stack_is_cut_and_says_so() {
        let text = (0..60).map(|index| format!("{index}: f\n")).collect::<String>();
        let written = stack(&text);
        assert_eq!(written.matches("label").count(), MAX_FRAMES);
        assert!(written.ends_with(r#","truncated":10}"#), "{written}");
    }
}
