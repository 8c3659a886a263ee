//! Where in a JSON text a place is, as a path from its root, and what is at the end of a path.

mod value;

pub use self::value::{ValuePath, is_one_value};

use std::fmt::Write as _;

/// The path to the value that holds the byte at `offset`: `items[1].price`; empty for the root.
///
/// A parser tells the place of an error as a line and a column; this turns it into what a person looks
/// for, after the fact, so that parsing itself need not keep track. A closing bracket belongs to the value
/// that it closes. Keys are shown as they are written. Text that is not JSON gives the path as far as it
/// can be told; nothing panics and nothing recurses.
#[must_use]
pub fn path_at(json: &[u8], offset: usize) -> String {
    let mut open: Vec<Frame<'_>> = Vec::new();
    let mut key_next = false;
    let mut at = 0;
    while at <= offset.min(json.len().saturating_sub(1)) && at < json.len() {
        match json[at] {
            b'"' => {
                let end = string_end(json, at + 1);
                if let (true, Some(Frame::Object(key))) = (key_next, open.last_mut()) {
                    *key = json.get(at + 1..end).unwrap_or_default();
                    key_next = false;
                }
                at = end;
            }
            b'{' => {
                open.push(Frame::Object(&[]));
                key_next = true;
            }
            b'[' => {
                open.push(Frame::Array(0));
                key_next = false;
            }
            b'}' | b']' => {
                open.pop();
                key_next = false;
            }
            b',' if at < offset => match open.last_mut() {
                Some(Frame::Array(index)) => *index += 1,
                Some(Frame::Object(key)) => {
                    *key = &[];
                    key_next = true;
                }
                None => {}
            },
            _ => {}
        }
        at += 1;
    }
    show(&open)
}

/// As [`path_at`], for a place that is given as a line and a column, both from 1, the column in bytes: as
/// `serde_json` gives it.
#[must_use]
pub fn path_at_line(json: &[u8], line: usize, column: usize) -> String {
    let line_start = line.checked_sub(2).map_or(0, |feeds_before| {
        memchr::memchr_iter(b'\n', json).nth(feeds_before).map_or(json.len(), |feed| feed + 1)
    });
    path_at(json, line_start + column.saturating_sub(1))
}

/// An object or array that is open, and how far in it we are.
enum Frame<'a> {
    /// The key of the current member; empty between two.
    Object(&'a [u8]),
    /// The current element.
    Array(usize),
}

/// Where the quote is that ends the string which starts here, or the end of the text.
fn string_end(json: &[u8], mut at: usize) -> usize {
    while let Some(found) = json.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if json[at] == b'"' {
            return at;
        }
        at += 2;
    }
    json.len()
}

fn show(open: &[Frame<'_>]) -> String {
    let mut path = String::new();
    for frame in open {
        match frame {
            Frame::Object([]) => {}
            Frame::Object(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&String::from_utf8_lossy(key));
            }
            Frame::Array(index) => {
                // Writing to a string does not fail.
                let _ = write!(path, "[{index}]");
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JSON: &str =
        r#"{"id": "A,1", "items": [{"price": 2.5}, {"price": "free", "tags": []}], "n": {"x": null}}"#;

    /// The path to where `needle` begins.
    fn path_to(needle: &str) -> String {
        path_at(JSON.as_bytes(), JSON.find(needle).expect("it is there"))
    }

    #[test]
    fn names_the_way_from_the_root() {
        assert_eq!(path_to(r#""A,1""#), "id");
        assert_eq!(path_to("2.5"), "items[0].price");
        assert_eq!(path_to(r#"ree""#), "items[1].price");
        assert_eq!(path_to("[]"), "items[1].tags[0]");
        assert_eq!(path_to("null"), "n.x");
        assert_eq!(path_to("{"), "");
    }

    #[test]
    fn a_closing_bracket_belongs_to_what_it_closes() {
        assert_eq!(path_to("}, "), "items[0]");
        assert_eq!(path_to("], "), "items");
        assert_eq!(path_at(JSON.as_bytes(), JSON.len() - 1), "");
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        let json = b"{\n  \"a\": 1,\n  \"b\": [\n    true\n  ]\n}";
        assert_eq!(path_at_line(json, 2, 8), "a");
        assert_eq!(path_at_line(json, 4, 8), "b[0]");
        assert_eq!(path_at_line(json, 6, 1), "");
        assert_eq!(path_at_line(json, 99, 99), "");
    }

    proptest! {
        #[test]
        fn any_text_has_some_path(json in "[{}\\[\\],:\"a1\\\\ \n]{0,60}", offset in 0..80_usize, line in 0..9_usize) {
            let _ = path_at(json.as_bytes(), offset);
            let _ = path_at_line(json.as_bytes(), line, offset);
        }
    }
}
