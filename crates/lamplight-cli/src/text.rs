//! Text from elsewhere, made fit to print.

/// Longest text that is shown to a human, in characters: what is longer belongs into a file.
const LIMIT: usize = 4000;

/// How text may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Anything that is not a control character.
    Unicode,
    /// ASCII: anything else is escaped.
    Ascii,
}

/// Makes text safe for a terminal: a function's output must not move the cursor or recolour the screen.
///
/// Escape sequences and control characters go, tabs become spaces, line feeds stay. What turns the direction
/// of writing is escaped as Rust does, and so is what the charset lacks. Text beyond 4000 characters is cut.
pub(crate) fn clean(text: &str, charset: Charset) -> String {
    let plain = anstream::adapter::strip_str(text).to_string();
    let mut out = String::with_capacity(plain.len().min(LIMIT));
    let mut chars = plain.trim_end().chars();
    for c in chars.by_ref().take(LIMIT) {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            '\r' => {}
            c if c.is_control() || is_invisible(c) => out.extend(c.escape_default()),
            c if charset == Charset::Ascii && !c.is_ascii() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    let left = chars.count();
    if left > 0 {
        out.push_str(&format!(" (and {left} more characters)"));
    }
    out
}

/// The same, in one line.
pub(crate) fn clean_line(text: &str, charset: Charset) -> String {
    clean(text, charset).replace('\n', " ")
}

/// The first characters of a text, with a sign where it was cut.
pub(crate) fn cut(text: &str, limit: usize, sign: &str) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}{sign}", &text[..at]),
        None => text.to_owned(),
    }
}

/// A whole number with its noun: `1 event`, `2 events`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Marks that turn the direction of writing, with which text can be made to look like other text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_of_a_function_cannot_drive_the_terminal() {
        assert_eq!(clean("\u{1b}[31mred\u{1b}[0m\u{1b}[2J", Charset::Unicode), "red");
        assert_eq!(clean("a\u{7}b\u{202e}c\r\n\td\u{0}", Charset::Unicode), "ab\\u{202e}c\n    d");
    }

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(clean_line("one\r\ntwo\n", Charset::Unicode), "one two");
    }

    #[test]
    fn ascii_is_ascii() {
        assert_eq!(clean("señor → 1", Charset::Ascii), "se\\u{f1}or \\u{2192} 1");
        assert_eq!(clean("señor → 1", Charset::Unicode), "señor → 1");
    }

    #[test]
    fn says_how_much_of_a_huge_text_is_not_shown() {
        let cleaned = clean(&"é".repeat(5000), Charset::Unicode);
        assert!(cleaned.ends_with("é (and 1000 more characters)"));
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(cut("señor", 3, "…"), "señ…");
        assert_eq!(cut("señor", 5, "…"), "señor");
    }
}
