//! What secrets look like in text.

use std::fmt;
use std::ops::Range;

use memchr::memchr;

/// Finds a kind of secret in text.
#[derive(Clone, Copy)]
pub struct Pattern {
    name: &'static str,
    find: fn(&str, usize) -> Option<Range<usize>>,
}

/// Lengths of card numbers, by ISO/IEC 7812.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// What stands before the identifier of an access key: "IAM identifiers" in the IAM User Guide.
const AWS_KEY_PREFIXES: [&str; 2] = ["AKIA", "ASIA"];
const AWS_KEY_LENGTH: usize = 20;
const AWS_SECRET_LENGTH: usize = 40;
/// How tokens of services that mark them begin.
const TOKEN_PREFIXES: [&str; 12] = [
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "sk_live_",
    "rk_live_",
    "sk-ant-",
    "npm_",
    "pypi-",
];
/// Behind a prefix, or a scheme of authentication, at least this much makes a token.
const SHORTEST_TOKEN: usize = 16;
const SCHEMES: [&str; 2] = ["Bearer ", "Basic "];

// === impl Pattern ===

impl Pattern {
    /// Card numbers: 13 to 19 digits, also in groups parted by a space or a dash, whose check digit is right.
    pub const CARD_NUMBER: Self = Self { name: "card number", find: card_number };
    /// E-mail addresses.
    pub const EMAIL: Self = Self { name: "e-mail address", find: email };
    /// Access keys of AWS: identifiers, and texts of 40 characters that can be nothing but secret keys.
    pub const AWS_KEY: Self = Self { name: "AWS key", find: aws_key };
    /// JSON Web Tokens, what follows `Bearer` or `Basic`, and tokens of services that mark them as such.
    pub const TOKEN: Self = Self { name: "token", find: token };

    /// A pattern of one's own: the first match in a text that begins at a place or behind it.
    ///
    /// The range has to lie on boundaries of characters; another is taken for none.
    #[must_use]
    pub const fn new(name: &'static str, find: fn(&str, usize) -> Option<Range<usize>>) -> Self {
        Self { name, find }
    }

    /// The first match in a text that begins at `from` or behind it.
    #[must_use]
    pub fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let found = (self.find)(text, from)?;
        (found.start >= from && !found.is_empty() && text.get(found.clone()).is_some()).then_some(found)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

fn card_number(text: &str, from: usize) -> Option<Range<usize>> {
    words(text, from, |byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-')).find_map(|group| {
        let bytes = text.as_bytes().get(group.clone())?;
        let first = group.start + bytes.iter().position(u8::is_ascii_digit)?;
        let end = group.start + bytes.iter().rposition(u8::is_ascii_digit)? + 1;
        // Groups of digits before or behind it may have nothing to do with it.
        let starts = (first..end).filter(|at| is_group_start(text.as_bytes(), *at));
        starts.into_iter().find_map(|start| card_from(text.as_bytes(), start, end))
    })
}

fn is_group_start(bytes: &[u8], at: usize) -> bool {
    bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
}

/// The longest number that begins here and has a right check digit.
fn card_from(bytes: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let mut digits = Vec::with_capacity(*CARD_DIGITS.end());
    let mut found = None;
    for at in start..end {
        if bytes[at].is_ascii_digit() {
            digits.push(bytes[at] - b'0');
        } else if !bytes[at - 1].is_ascii_digit() {
            // Two spaces or dashes in a row end it.
            break;
        }
        let is_group_end = bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric());
        if bytes[at].is_ascii_digit()
            && is_group_end
            && CARD_DIGITS.contains(&digits.len())
            && is_luhn(&digits)
        {
            found = Some(start..at + 1);
        }
        if digits.len() > *CARD_DIGITS.end() {
            break;
        }
    }
    found
}

/// ISO/IEC 7812-1, annex B. All zeroes would be right, and are a placeholder.
fn is_luhn(digits: &[u8]) -> bool {
    let sum = digits.iter().rev().enumerate().map(|(place, &digit)| match (place % 2, digit * 2) {
        (0, _) => u32::from(digit),
        (_, double @ 0..=9) => u32::from(double),
        (_, double) => u32::from(double - 9),
    });
    sum.sum::<u32>() % 10 == 0 && digits.iter().any(|digit| *digit > 0)
}

fn email(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_local =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(byte) || *byte >= 0x80;
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.') || *byte >= 0x80;
    let mut after = from;
    while let Some(at) = bytes.get(after..).and_then(|rest| memchr(b'@', rest)).map(|at| after + at) {
        after = at + 1;
        let start = at - bytes.get(from..at)?.iter().rev().take_while(|byte| is_local(byte)).count();
        let domain = bytes.get(after..)?.iter().take_while(|byte| is_domain(byte)).count();
        let domain = text.get(after..after + domain).unwrap_or_default().trim_end_matches(['.', '-']);
        let has_dot = domain.trim_start_matches('.').contains('.');
        if start < at && has_dot && text.is_char_boundary(start) {
            return Some(start..after + domain.len());
        }
    }
    None
}

fn aws_key(text: &str, from: usize) -> Option<Range<usize>> {
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+' | b'=');
    words(text, from, is_key).find(|word| match text.get(word.clone()) {
        Some(word) if word.len() == AWS_KEY_LENGTH => {
            let is_upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            AWS_KEY_PREFIXES.iter().any(|prefix| word.starts_with(prefix)) && word.bytes().all(is_upper)
        }
        Some(word) if word.len() == AWS_SECRET_LENGTH => is_mixed(word),
        _ => false,
    })
}

/// Not a hash in hexadecimal digits, and not a name.
fn is_mixed(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    let is_hex = word.bytes().all(|byte| byte.is_ascii_hexdigit());
    has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && !is_hex
        && !word.contains('=')
}

fn token(text: &str, from: usize) -> Option<Range<usize>> {
    let is_token = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'+' | b'/' | b'=')
    };
    words(text, from, is_token).find(|range| {
        let word = text.get(range.clone()).unwrap_or_default();
        let before = text.get(..range.start).unwrap_or_default();
        let has_scheme =
            SCHEMES.iter().any(|scheme| ends_with(before, scheme)) && word.len() >= SHORTEST_TOKEN;
        has_scheme || is_jwt(word) || is_marked(word)
    })
}

fn ends_with(text: &str, scheme: &str) -> bool {
    let start = text.len().checked_sub(scheme.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
}

/// Three parts, of which the first is an object in base64. See RFC 7519, section 3.
fn is_jwt(word: &str) -> bool {
    word.starts_with("eyJ")
        && word.split('.').count() == 3
        && word.split('.').take(2).all(|part| part.len() > 4)
}

fn is_marked(word: &str) -> bool {
    let rest = TOKEN_PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix));
    rest.is_some_and(|rest| rest.len() >= SHORTEST_TOKEN)
}

/// The longest stretches of such bytes, which have to be ASCII, from a place on.
fn words(text: &str, from: usize, is_part: impl Fn(u8) -> bool) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(|byte| is_part(*byte))?;
        let length = bytes[start..].iter().take_while(|byte| is_part(**byte)).count();
        at = start + length;
        Some(start..at)
    })
}
