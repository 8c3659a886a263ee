//! Rules that tell kinds of events apart: short texts that are compiled with the crate.
//!
//! `a & b` is both. `path` is there and not `null`. `path = text` is a string that is this text, where a
//! star at the start or the end stands for anything, and `path != text` a string that is not. Paths are
//! those of the list.

use super::extract::Values;
use super::path::{Path, at};
use super::text;

/// Compiles a rule. Fails to compile for a path that is not in the list.
pub(super) const fn rule(text: &'static str) -> Rule {
    let mut tests = [Test { path: Path::ROOT, want: Want::Present }; MOST_TESTS];
    let mut count = 0;
    let mut rest = text.as_bytes();
    loop {
        let (clause, tail) = cut(rest, b" & ");
        assert!(count < MOST_TESTS, "too many tests in a rule");
        tests[count] = Test::compile(clause);
        count += 1;
        match tail {
            Some(tail) => rest = tail,
            None => return Rule { text, tests, count },
        }
    }
}

const MOST_TESTS: usize = 3;

/// What has to hold of an event.
#[derive(Debug)]
pub(super) struct Rule {
    text: &'static str,
    tests: [Test; MOST_TESTS],
    count: usize,
}

#[derive(Clone, Copy, Debug)]
struct Test {
    path: Path,
    want: Want,
}

#[derive(Clone, Copy, Debug)]
enum Want {
    Present,
    Text(Pattern),
    OtherText(Pattern),
}

#[derive(Clone, Copy, Debug)]
struct Pattern {
    text: &'static [u8],
    starts_anyhow: bool,
    ends_anyhow: bool,
}

// === impl Rule ===

impl Rule {
    pub(super) fn text(&self) -> &'static str {
        self.text
    }

    /// The path that it looks at first: without a value there, it does not hold.
    pub(super) const fn first_path(&self) -> Path {
        self.tests[0].path
    }

    /// The paths that it looks at.
    #[cfg(test)]
    pub(super) fn paths(&self) -> impl Iterator<Item = Path> {
        self.tests.iter().take(self.count).map(|test| test.path)
    }

    /// Whether it holds.
    #[inline]
    pub(super) fn holds(&self, values: &Values, payload: &[u8]) -> bool {
        self.tests.iter().take(self.count).all(|test| test.holds(values, payload))
    }
}

// === impl Test ===

impl Test {
    const fn compile(clause: &'static [u8]) -> Self {
        if let (path, Some(text)) = cut(clause, b" = ") {
            return Self { path: path_of(path), want: Want::Text(Pattern::compile(text)) };
        }
        if let (path, Some(text)) = cut(clause, b" != ") {
            return Self { path: path_of(path), want: Want::OtherText(Pattern::compile(text)) };
        }
        Self { path: path_of(clause), want: Want::Present }
    }

    #[inline]
    fn holds(&self, values: &Values, payload: &[u8]) -> bool {
        let Some(span) = values.get(self.path) else { return false };
        let text = || span.of(payload).and_then(text::bytes);
        match &self.want {
            Want::Present => true,
            Want::Text(pattern) => text().is_some_and(|text| pattern.matches(&text)),
            Want::OtherText(pattern) => text().is_some_and(|text| !pattern.matches(&text)),
        }
    }
}

// === impl Pattern ===

impl Pattern {
    const fn compile(text: &'static [u8]) -> Self {
        let (text, starts_anyhow) = match text {
            [b'*', text @ ..] => (text, true),
            text => (text, false),
        };
        let (text, ends_anyhow) = match text {
            [text @ .., b'*'] => (text, true),
            text => (text, false),
        };
        assert!(!text.is_empty(), "that is any text");
        Self { text, starts_anyhow, ends_anyhow }
    }

    fn matches(&self, text: &[u8]) -> bool {
        match (self.starts_anyhow, self.ends_anyhow) {
            (false, false) => text == self.text,
            (false, true) => text.starts_with(self.text),
            (true, false) => text.ends_with(self.text),
            // One rule asks for it, of a domain's name: no match for the code of a search for long texts.
            (true, true) => text.windows(self.text.len()).any(|part| part == self.text),
        }
    }
}

const fn path_of(text: &[u8]) -> Path {
    match std::str::from_utf8(text) {
        Ok(text) => at(text),
        Err(_) => panic!("a rule is a str, cut at ASCII"),
    }
}

/// Cuts a text in two at a separator.
const fn cut(text: &'static [u8], separator: &[u8]) -> (&'static [u8], Option<&'static [u8]>) {
    let mut at = 0;
    while at + separator.len() <= text.len() {
        let mut same = 0;
        while same < separator.len() && text[at + same] == separator[same] {
            same += 1;
        }
        if same == separator.len() {
            let (before, rest) = text.split_at(at);
            return (before, Some(rest.split_at(same).1));
        }
        at += 1;
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(rule: &Rule, event: &str) -> bool {
        rule.holds(&Values::of(event.as_bytes()), event.as_bytes())
    }

    #[test]
    fn all_tests_have_to_hold() {
        const BOTH: Rule = rule("type = TOKEN & methodArn");
        assert!(holds(&BOTH, r#"{"type":"TOKEN","methodArn":"arn"}"#));
        assert!(!holds(&BOTH, r#"{"type":"TOKEN"}"#));
        assert!(!holds(&BOTH, r#"{"type":"REQUEST","methodArn":"arn"}"#));
        assert!(!holds(&BOTH, r#"{"type":["TOKEN"],"methodArn":"arn"}"#));
    }

    #[test]
    fn null_is_absent() {
        const PRESENT: Rule = rule("id");
        assert!(holds(&PRESENT, r#"{"id":0}"#));
        assert!(!holds(&PRESENT, r#"{"id":null}"#));
        assert!(!holds(&PRESENT, "{}"));
    }

    #[test]
    fn another_text_is_a_text() {
        const OTHER: Rule = rule("source != aws.*");
        assert!(holds(&OTHER, r#"{"source":"mine"}"#));
        assert!(!holds(&OTHER, r#"{"source":"aws.s3"}"#));
        assert!(!holds(&OTHER, r#"{"source":7}"#));
        assert!(!holds(&OTHER, "{}"));
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (rule, matching, other) in [
            (const { rule("source = aws.*") }, "aws.s3", "my.aws.s3"),
            (const { rule("source = *.s3") }, "aws.s3", "aws.s3x"),
            (const { rule("source = *ws.*") }, "aws.s3", "aws"),
            (const { rule("source = aws.s3") }, "aws\\u002es3", "aws.s33"),
        ] {
            assert!(holds(&rule, &format!(r#"{{"source":"{matching}"}}"#)), "{}", rule.text());
            assert!(!holds(&rule, &format!(r#"{{"source":"{other}"}}"#)), "{}", rule.text());
        }
    }
}
