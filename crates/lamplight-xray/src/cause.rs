//! Why a span failed: its exceptions and their stacks.

use lamplight_core::json::{Number as _, Object, write_string};
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
    if span.events.is_empty() && !matches!(span.status, Status::Error { .. }) {
        return;
    }
    page.object("cause", |page| {
        page.array("exceptions", |page| {
            let exceptions = span.events.iter().filter(|event| event.name == EXCEPTION);
            for (index, event) in exceptions.clone().enumerate() {
                exception(page, span, index, |page| of_event(page, event));
            }
            if let (Status::Error { description }, None) = (&span.status, exceptions.clone().next()) {
                if !description.is_empty() {
                    exception(page, span, 0, |page| page.text("message", description));
                }
            }
        });
    });
}

fn exception(page: &mut Page<'_>, span: &SpanData, index: usize, write: impl FnOnce(&mut Page<'_>)) {
    let remote = matches!(span.span_kind, SpanKind::Client | SpanKind::Producer);
    let fits = page.item(|out| {
        out.extend_from_slice(b"{\"id\":\"");
        write_exception_id(out, span.span_context.span_id().to_bytes(), index);
        out.extend_from_slice(b"\",\"remote\":");
        out.extend_from_slice(if remote { b"true" } else { b"false" });
    });
    if fits {
        write(page);
        page.close(b'}');
    }
}

fn of_event(page: &mut Page<'_>, event: &Event) {
    let text = |key: &str| {
        let attribute = event.attributes.iter().rfind(|attribute| attribute.key.as_str() == key)?;
        match &attribute.value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        }
    };
    if let Some(kind) = text("exception.type") {
        page.text("type", kind);
    }
    if let Some(message) = text("exception.message") {
        page.text("message", message);
    }
    if let Some(stack) = text("exception.stacktrace") {
        write_stack(page, stack);
    }
}

/// Writes each frame of a stack as `std::backtrace` prints it, `0: label` and below it `at path:line:column`.
/// A line of another form is a label.
fn write_stack(page: &mut Page<'_>, stack: &str) {
    let lines = || stack.lines().map(str::trim).filter(|line| !line.is_empty());
    let frames = lines().filter(|line| place(line).is_none()).count();
    let mut written = 0;
    page.array("stack", |page| {
        let mut lines = lines().peekable();
        while let Some(line) = lines.next() {
            if written == MAX_FRAMES {
                break;
            }
            let at = lines.next_if(|next| place(next).is_some()).and_then(place);
            written += usize::from(page.item(|out| write_frame(out, line, at)));
        }
    });
    if written < frames {
        let truncated = frames - written;
        page.member(|object| object.number("truncated", truncated));
    }
}

fn write_frame(out: &mut Vec<u8>, line: &str, at: Option<(&str, u32)>) {
    out.push(b'{');
    if let Some((path, number)) = at {
        write_string(Object::resume(out).value("path"), path);
        number.write(Object::resume(out).value("line"));
    }
    write_string(Object::resume(out).value("label"), label(line));
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
        page.close(b'}');
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
