//! Whether an event is JSON, and where it is not.

use serde::de::IgnoredAny;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::text::{Charset, clean, cut};

/// Longest excerpt of a line, in characters.
const EXCERPT: usize = 60;

/// Lambda takes only JSON as an event: finds out before it does.
///
/// # Errors
///
/// What is wrong with `what`, at which line and column, with the line itself.
pub(crate) fn check(what: &str, payload: &[u8]) -> Result<()> {
    let Err(error) = serde_json::from_slice::<IgnoredAny>(payload) else { return Ok(()) };
    let cause = match excerpt(payload, error.line(), error.column()) {
        Some(excerpt) => format!("{error}\n{excerpt}"),
        None => error.to_string(),
    };
    Err(Failure::new(Exit::Input, format!("{what} is not JSON"))
        .because(cause)
        .help("an event is one JSON value: text stands in double quotes, and nothing follows the last value"))
}

/// The line with a sign under the column; none when there is nothing to see.
fn excerpt(payload: &[u8], line: usize, column: usize) -> Option<String> {
    let bytes = payload.split(|byte| *byte == b'\n').nth(line.checked_sub(1)?)?;
    let before =
        String::from_utf8_lossy(bytes.get(..column.saturating_sub(1).min(bytes.len()))?).into_owned();
    let after = String::from_utf8_lossy(&bytes[column.saturating_sub(1).min(bytes.len())..]).into_owned();
    // Of a long line, such as minified JSON, what is around the place.
    let skip = before.chars().count().saturating_sub(EXCERPT / 2);
    let before = clean_line(&before.chars().skip(skip).collect::<String>());
    let after = clean_line(&cut(&after, EXCERPT / 2, ""));
    if before.is_empty() && after.is_empty() {
        return None;
    }
    let number = format!("{line} | ");
    let indent = " ".repeat(number.len() + before.chars().count());
    Some(format!("{number}{before}{after}\n{indent}^"))
}

/// Trailing spaces count here: the place may be after them.
fn clean_line(text: &str) -> String {
    let spaces = text.len() - text.trim_end().len();
    clean(text, Charset::Ascii) + &" ".repeat(spaces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(payload: &[u8]) -> String {
        let failure = check("the event", payload).expect_err("not JSON");
        assert_eq!(failure.exit, Exit::Input);
        anstream::adapter::strip_str(&failure.render(None)).to_string()
    }

    #[test]
    fn points_at_the_place() {
        insta::assert_snapshot!(cause(b"{\n  \"a\": 1\n  \"b\": 2\n}"), @r#"
        error: the event is not JSON
        cause: expected `,` or `}` at line 3 column 3
               3 |   "b": 2
                     ^
        help: an event is one JSON value: text stands in double quotes, and nothing follows the last value
        "#);
    }

    #[test]
    fn shows_what_is_around_the_place_in_a_long_line() {
        let payload = format!("[{}x{}]", "1,".repeat(500), ",1".repeat(500));
        let shown = cause(payload.as_bytes());
        assert!(shown.lines().all(|line| line.len() <= 110), "{shown}");
        assert!(shown.contains("1,1,x,1,1"), "{shown}");
    }

    #[test]
    fn says_what_is_missing_where_there_is_nothing_to_show() {
        assert!(cause(b"").contains("EOF while parsing a value"));
        assert!(cause(b"{\"a\": \xff}").contains("line 1"));
        assert!(cause(b"[1,\n\n").contains("line"));
    }

    #[test]
    fn any_json_value_is_an_event() {
        for payload in [&b"{}"[..], b"null", b" [1]\n", b"\"text\"", b"1e99"] {
            assert_eq!(check("the event", payload), Ok(()));
        }
    }
}
