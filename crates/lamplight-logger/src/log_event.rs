//! The event of an invocation as a line, without the secrets in it.

use std::sync::atomic::{AtomicBool, Ordering};

use lamplight_core::json::{Number as _, write_string};
use lamplight_core::json_path::is_one_value;
use lamplight_core::level::Level;
use lamplight_core::notice;
use lamplight_core::redaction::Redaction;
use lamplight_invocation::Scope;

use crate::shared::Shared;

/// How much of an event is written, unless something else is said.
const DEFAULT_MOST_BYTES: usize = 64 * 1024;

/// How events are written.
#[derive(Clone, Debug)]
pub(crate) struct EventSettings {
    /// None for what is recommended, which is made when it is needed.
    pub(crate) redaction: Option<Redaction>,
    pub(crate) most_bytes: usize,
}

impl Default for EventSettings {
    fn default() -> Self {
        Self { redaction: None, most_bytes: DEFAULT_MOST_BYTES }
    }
}

impl Shared {
    /// Writes the event of this invocation.
    #[cold]
    pub(crate) fn say_event(&self, scope: &Scope) {
        if !self.levels().allow(Level::Info) {
            return;
        }
        let Some(event) = scope.payload() else { return self.say_no_event() };
        let mut json = Vec::with_capacity(event.len() + 2);
        match &self.event_settings().redaction {
            Some(redaction) => write_redacted(redaction, event, &mut json),
            None => write_redacted(&Redaction::recommended(), event, &mut json),
        }
        let cut = cut_to(&mut json, self.event_settings().most_bytes);
        self.say(Some(scope), Level::Info, None, format_args!("the event of this invocation"), &mut |line| {
            line.field("event", |out| out.extend_from_slice(&json));
            if cut {
                line.field("event_bytes", |out| event.len().write(out));
            }
        });
    }

    /// Says once that a stack without a layer around the runtime never has the event as it came.
    fn say_no_event(&self) {
        static SAID: AtomicBool = AtomicBool::new(false);
        if !SAID.swap(true, Ordering::Relaxed) {
            notice::say(
                self.clock(),
                Level::Warn,
                format_args!(
                    "events are to be written to the log, but there is no layer around the runtime to see them; this is \
                     said once"
                ),
            );
        }
    }
}

/// Writes an event as JSON: one that is not JSON as text.
fn write_redacted(redaction: &Redaction, event: &[u8], out: &mut Vec<u8>) {
    if is_one_value(event) {
        redaction.write_json(event, out);
    } else {
        write_string(out, &redaction.text(&String::from_utf8_lossy(event)));
    }
}

/// Makes JSON that is too long a text of its beginning. Whether it was.
fn cut_to(json: &mut Vec<u8>, most_bytes: usize) -> bool {
    let cut = json.len() > most_bytes;
    if cut {
        json.truncate(most_bytes);
        let text = String::from_utf8_lossy(json);
        // Half a character, at the end.
        let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
        let mut out = Vec::with_capacity(text.len() + 2);
        write_string(&mut out, &format!("{text}\u{2026}"));
        *json = out;
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(event: &[u8], most_bytes: usize) -> (String, bool) {
        let mut json = Vec::new();
        write_redacted(&Redaction::recommended(), event, &mut json);
        let cut = cut_to(&mut json, most_bytes);
        let text = String::from_utf8(json).expect("UTF-8");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        (text, cut)
    }

    #[test]
    fn what_is_not_json_is_text_and_nothing_of_it_is_lost() {
        for (event, expected) in [
            (&b"{\"a\": 1}"[..], r#"{"a":1}"#),
            (b" 17 ", "17"),
            (b"null", "null"),
            (b"\"text\"", r#""text""#),
            (b"hello world", r#""hello world""#),
            (b"hello", r#""hello""#),
            (b"{\"a\": 1} {\"b\": 2}", r#""{\"a\": 1} {\"b\": 2}""#),
            (b"{\"a\": ", r#""{\"a\": ""#),
            (b"", r#""""#),
            (b"\xff\x00", "\"\u{fffd}\\u0000\""),
        ] {
            assert_eq!(redacted(event, 100), (expected.to_owned(), false));
        }
    }

    #[test]
    fn what_is_too_long_is_the_text_of_its_beginning() {
        let (text, cut) = redacted("{\"a\":\"\u{e9}\u{e9}\u{e9}\u{e9}\"}".as_bytes(), 9);
        assert_eq!((&*text, cut), ("\"{\\\"a\\\":\\\"\u{e9}\u{2026}\"", true));
        assert!(!redacted(b"{\"a\":12}", 8).1);
    }

    #[test]
    fn secrets_are_masked_before_anything_is_cut() {
        let event = br#"{"password":"hunter2","card":"4111 1111 1111 1111"}"#;
        for most_bytes in 1..60 {
            let (text, _) = redacted(event, most_bytes);
            assert!(!text.contains("hunter") && !text.contains("4111"), "{text}");
        }
    }
}
