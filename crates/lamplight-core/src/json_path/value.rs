//! A value of a document, found by its path.

use std::borrow::Cow;

use crate::source::cursor::Cursor;
use crate::source::text;

/// A path to a value: `detail.order.id`, `headers.x-my-id`, `Records[0].messageId`. A name with a dot in it stands in
/// quotes: `stageVariables."a.b"`.
///
/// ```
/// use lamplight_core::json_path::ValuePath;
///
/// let event = br#"{"headers": {"X-My-Id": "17"}, "items": [{"sku": "lamp"}]}"#;
/// assert_eq!(ValuePath::new("headers.x-my-id").find(event).as_deref(), Some("17"));
/// assert_eq!(ValuePath::new("items[0].sku").find(event).as_deref(), Some("lamp"));
/// ```
#[derive(Clone, Debug)]
pub struct ValuePath(Vec<Step>);

#[derive(Clone, Debug)]
enum Step {
    Member(Box<str>),
    /// A member of headers, whose names are the same in any case.
    Header(Box<str>),
    Element(usize),
}

// === impl ValuePath ===

impl ValuePath {
    /// Reads a path. What cannot be understood of it leads nowhere, and nothing fails.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut steps: Vec<Step> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (name, behind) = match rest.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
                Some(quoted) => quoted,
                None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
            };
            if !name.is_empty() {
                let of_headers = matches!(steps.last(), Some(Step::Member(of)) if is_headers(of));
                steps.push(if of_headers { Step::Header(name.into()) } else { Step::Member(name.into()) });
            }
            rest = behind;
            while let Some((index, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                steps.extend(index.trim().parse().ok().map(Step::Element));
                rest = behind;
            }
            rest = rest.strip_prefix('.').unwrap_or(rest);
            if behind.len() == rest.len() && name.is_empty() {
                // An open bracket, which leads nowhere.
                break;
            }
        }
        Self(steps)
    }

    /// The text, number or switch at the path; of a list there, the first. None where it is empty, or the document
    /// ends before it.
    ///
    /// Of a name that is there twice, the first counts. Bytes that are not UTF-8, and half of a surrogate pair, become
    /// U+FFFD. Nothing recurses and nothing panics, whatever the bytes are.
    #[must_use]
    pub fn find<'a>(&self, json: &'a [u8]) -> Option<Cow<'a, str>> {
        let mut cursor = Cursor::new(json);
        for step in &self.0 {
            let found = match step {
                Step::Member(name) => go_to_member(&mut cursor, |key| key == name.as_bytes()),
                Step::Header(name) => {
                    go_to_member(&mut cursor, |key| key.eq_ignore_ascii_case(name.as_bytes()))
                }
                Step::Element(index) => go_to_element(&mut cursor, *index),
            };
            found?;
        }
        if cursor.peek() == Some(b'[') {
            go_to_element(&mut cursor, 0)?;
        }
        let first = cursor.peek()?;
        let value = cursor.skip().of(json)?;
        match first {
            b'"' => text::string(value).filter(|text| !text.is_empty()),
            b'{' | b'[' | b'n' | b'}' | b']' | b',' | b':' => None,
            _ => std::str::from_utf8(value).ok().filter(|word| !word.is_empty()).map(Cow::Borrowed),
        }
    }
}

/// Whether this is one value of JSON, with nothing behind it; whether all in it is written as it should be is not
/// asked.
#[must_use]
pub fn is_one_value(json: &[u8]) -> bool {
    let mut cursor = Cursor::new(json);
    let value = cursor.skip().of(json).unwrap_or_default();
    let closed = match value.first() {
        None | Some(b'}' | b']' | b',' | b':') => false,
        Some(b'{') => value.ends_with(b"}"),
        Some(b'[') => value.ends_with(b"]"),
        Some(_) => true,
    };
    closed && cursor.peek().is_none()
}

/// Into the object that comes next, and to the value of the first member whose name is this.
fn go_to_member(cursor: &mut Cursor<'_>, is_it: impl Fn(&[u8]) -> bool) -> Option<()> {
    if cursor.peek()? != b'{' {
        return None;
    }
    cursor.enter();
    while let Some(key) = cursor.next_key() {
        if key.find(|name| is_it(name).then_some(())).is_some() {
            return Some(());
        }
        cursor.skip();
    }
    None
}

/// Into the array that comes next, and to an element.
fn go_to_element(cursor: &mut Cursor<'_>, index: usize) -> Option<()> {
    if cursor.peek()? != b'[' {
        return None;
    }
    cursor.enter();
    for _ in 0..index {
        cursor.next_element().then(|| cursor.skip())?;
    }
    cursor.next_element().then_some(())
}

fn is_headers(name: &str) -> bool {
    matches!(name, "headers" | "multiValueHeaders")
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#" {"skipped": {"id": "no", "list": [1, {"x": "]}"}]}, "id": 17, "on": true, "nothing": null,
        "headers": {"X-My-Id": "abc", "other": "x"}, "multiValueHeaders": {"X-MY-ID": ["first", "second"]},
        "a.b": {"c": "dotted"}, "Records": [{"n": 0}, {"n": "one \"\u00e9\ud83d\ude00\n"}], "empty": "", "last": []}"#;

    fn find(path: &str) -> Option<String> {
        ValuePath::new(path).find(EVENT.as_bytes()).map(Cow::into_owned)
    }

    #[test]
    fn finds_texts_numbers_and_switches() {
        for (path, value) in [
            ("id", "17"),
            ("on", "true"),
            ("Records[0].n", "0"),
            ("Records[1].n", "one \"\u{e9}\u{1f600}\n"),
            (r#""a.b".c"#, "dotted"),
        ] {
            assert_eq!(find(path).as_deref(), Some(value), "{path}");
        }
    }

    #[test]
    fn names_of_headers_are_the_same_in_any_case_and_of_many_values_the_first_counts() {
        for path in ["headers.x-my-id", "headers.X-MY-ID", r#"headers."x-my-id""#] {
            assert_eq!(find(path).as_deref(), Some("abc"), "{path}");
        }
        assert_eq!(find("multiValueHeaders.x-my-id").as_deref(), Some("first"));
        assert_eq!(find("Headers.x-my-id"), None);
        assert_eq!(find("ID"), None);
    }

    #[test]
    fn what_is_not_there_or_not_one_value_is_not_found() {
        for path in [
            "",
            "skipped",
            "nothing",
            "empty",
            "last",
            "last[0]",
            "Records[2].n",
            "id.more",
            "id[0]",
            "[",
            "a[x",
        ] {
            assert_eq!(find(path), None, "{path}");
        }
    }

    #[test]
    fn text_that_is_not_json_has_no_value() {
        for event in [
            "",
            "{",
            r#"{"id"#,
            r#"{"id":"#,
            r#"{"a" 1,"id":2}"#,
            r#"{"a":]"#,
            r#"{"a":[[[,"id":1}"#,
            r#"{"id":"\"#,
            "\u{feff}",
            "[1]",
            "{1:2}",
            r#"{"id":}"#,
            r#"{"id":,}"#,
        ] {
            assert_eq!(ValuePath::new("id").find(event.as_bytes()), None, "{event}");
        }
        let lossy = |event| ValuePath::new("id").find(event).map(Cow::into_owned);
        assert_eq!(lossy(b"{\"id\":\"\xff\"}").as_deref(), Some("\u{fffd}"));
        assert_eq!(
            lossy(br#"{"id":"\q"}"#).as_deref(),
            Some(r"\q"),
            "an escape that JSON does not have stays"
        );
        assert_eq!(ValuePath::new("id").find("{\"id\":".repeat(100_000).as_bytes()), None);
    }

    #[test]
    fn one_value_is_one_value_and_nothing_behind_it() {
        for json in ["{}", " [1] ", "\"a b\"", "17", "null", "{\"a\":\"}\"}", "\u{feff}{}", "word"] {
            assert!(is_one_value(json.as_bytes()), "{json}");
        }
        for json in ["", " ", "{} {}", "{\"a\":", "[1", "\"open", "two words", "{\"a\":1}}", "1,2", "}", "[}"]
        {
            assert!(!is_one_value(json.as_bytes()), "{json}");
        }
    }
}
