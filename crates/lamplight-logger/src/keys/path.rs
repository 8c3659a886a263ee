//! A value of the event, found by its path.

use std::borrow::Cow;

/// A path to a value of the event: `detail.order.id`, `headers.x-my-id`, `Records[0].messageId`. A name with a
/// dot in it stands in quotes: `stageVariables."a.b"`.
#[derive(Clone, Debug)]
pub(crate) struct KeyPath(Vec<Step>);

#[derive(Clone, Debug)]
enum Step {
    Member(Box<str>),
    /// A member of headers, whose names are the same in any case.
    Header(Box<str>),
    Element(usize),
}

/// JSON that is read from the front. Nothing recurses and nothing panics, whatever the bytes are.
struct Reader<'a> {
    rest: &'a [u8],
}

// === impl KeyPath ===

impl KeyPath {
    pub(crate) fn new(text: &str) -> Self {
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

    /// The text, number or switch at the path; of a list there, the first. None where it is empty.
    pub(crate) fn find<'a>(&self, event: &'a [u8]) -> Option<Cow<'a, str>> {
        let mut reader = Reader { rest: event.strip_prefix(b"\xef\xbb\xbf").unwrap_or(event) };
        for step in &self.0 {
            match step {
                Step::Member(name) => reader.go_to_member(|key| key == name.as_bytes())?,
                Step::Header(name) => reader.go_to_member(|key| key.eq_ignore_ascii_case(name.as_bytes()))?,
                Step::Element(index) => reader.go_to_element(*index)?,
            }
        }
        if reader.peek() == Some(b'[') {
            reader.go_to_element(0)?;
        }
        match reader.peek()? {
            b'"' => unescaped(reader.string()?).filter(|text| !text.is_empty()),
            b'{' | b'[' | b'n' => None,
            _ => std::str::from_utf8(reader.word()).ok().map(Cow::Borrowed),
        }
    }
}

/// Whether this is one value of JSON, with nothing behind it; whether that is written as it should be is not asked.
#[cfg(feature = "redaction")]
pub(crate) fn is_one_value(json: &[u8]) -> bool {
    let mut reader = Reader { rest: json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json) };
    reader.skip().is_some() && reader.peek().is_none()
}

fn is_headers(name: &str) -> bool {
    matches!(name, "headers" | "multiValueHeaders")
}

// === impl Reader ===

impl<'a> Reader<'a> {
    fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.first().copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.rest = &self.rest[1..])
    }

    /// Into the object that comes next, and to the value of the first member whose name is this.
    fn go_to_member(&mut self, is_it: impl Fn(&[u8]) -> bool) -> Option<()> {
        self.take(b'{')?;
        loop {
            let key = self.string()?;
            self.take(b':')?;
            if is_it(key) {
                return Some(());
            }
            self.skip()?;
            self.take(b',')?;
        }
    }

    /// Into the array that comes next, and to an element.
    fn go_to_element(&mut self, index: usize) -> Option<()> {
        self.take(b'[')?;
        for _ in 0..index {
            self.skip()?;
            self.take(b',')?;
        }
        (self.peek()? != b']').then_some(())
    }

    /// What is between the quotes of the string that comes next.
    fn string(&mut self) -> Option<&'a [u8]> {
        self.take(b'"')?;
        let mut end = 0;
        loop {
            match self.rest.get(end)? {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        let inside = self.rest.get(..end)?;
        self.rest = &self.rest[end + 1..];
        Some(inside)
    }

    /// A number or a constant.
    fn word(&mut self) -> &'a [u8] {
        let ends = |byte: &u8| b",:]}[{\"".contains(byte) || byte.is_ascii_whitespace();
        let (word, rest) = self.rest.split_at(self.rest.iter().position(ends).unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    /// Over the value that comes next.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.rest = &self.rest[1..];
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.rest = &self.rest[1..];
                }
                b',' | b':' if depth > 0 => self.rest = &self.rest[1..],
                _ if self.word().is_empty() => return None,
                _ => {}
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

/// The text of a string. None where it is not JSON's.
fn unescaped(inside: &[u8]) -> Option<Cow<'_, str>> {
    let text = std::str::from_utf8(inside).ok()?;
    if !text.contains('\\') {
        return Some(Cow::Borrowed(text));
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('\\') {
        units.extend(plain.encode_utf16());
        let (unit, length) = match escape.as_bytes().first()? {
            b'u' => (u16::from_str_radix(escape.get(1..5)?, 16).ok()?, 5),
            b'b' => (8, 1),
            b'f' => (12, 1),
            b'n' => (10, 1),
            b'r' => (13, 1),
            b't' => (9, 1),
            itself @ (b'"' | b'\\' | b'/') => (u16::from(*itself), 1),
            _ => return None,
        };
        units.push(unit);
        rest = &escape[length..];
    }
    units.extend(rest.encode_utf16());
    Some(Cow::Owned(String::from_utf16_lossy(&units)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#" {"skipped": {"id": "no", "list": [1, {"x": "]}"}]}, "id": 17, "on": true, "nothing": null,
        "headers": {"X-My-Id": "abc", "other": "x"}, "multiValueHeaders": {"X-MY-ID": ["first", "second"]},
        "a.b": {"c": "dotted"}, "Records": [{"n": 0}, {"n": "one \"\u00e9\ud83d\ude00\n"}], "empty": "", "last": []}"#;

    fn find(path: &str) -> Option<String> {
        KeyPath::new(path).find(EVENT.as_bytes()).map(Cow::into_owned)
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
            r#"{"id":"\q"}"#,
            r#"{"id":"\u12"}"#,
            r#"{"id":"\"#,
            "\u{feff}",
            "[1]",
            "{1:2}",
        ] {
            assert_eq!(KeyPath::new("id").find(event.as_bytes()), None, "{event}");
        }
        assert_eq!(KeyPath::new("id").find(b"{\"id\":\"\xff\"}"), None);
        assert_eq!(KeyPath::new("id").find("{\"id\":".repeat(100_000).as_bytes()), None);
    }
}
