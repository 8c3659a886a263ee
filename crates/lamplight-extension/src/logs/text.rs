//! Lines of text: the line is the body, and its level is guessed.

use lamplight_core::level::Level;

use super::record::{Body, Record};

/// The level stands among the first words, if anywhere.
const WORDS: usize = 5;

/// Reads a line.
pub(super) fn read(line: String) -> Record {
    let word = line.split_whitespace().take(WORDS).find_map(level);
    let (severity, severity_text) = match word {
        Some((level, word)) => (Some(level), word.to_owned()),
        None if line.contains(" panicked at ") => (Some(Level::Error), String::new()),
        None => (None, String::new()),
    };
    Record { severity, severity_text, body: Body::Text(line), ..Record::default() }
}

/// `ERROR`, `[ERROR]` and `ERROR:`, but not the word in a sentence.
fn level(word: &str) -> Option<(Level, &str)> {
    let bare = word.trim_matches(['[', ']', ':', '|', '(', ')']);
    let is_shouted = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_uppercase());
    let level = is_shouted.then(|| Level::parse(bare)).flatten()?;
    Some((level, bare))
}
