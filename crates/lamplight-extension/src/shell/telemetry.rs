//! What Lambda posts: platform events, lines, and what it gave up of them.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};

use lamplight_records::platform;
use serde_json::Value;

use crate::event::Event;
use crate::ledger::Reason;
use crate::logs::Line;
use crate::signal::Signal;

/// So many of the latest posts are remembered.
const MOST_SEEN: usize = 16;

/// A record that means something.
pub(crate) enum Told {
    Line(Line),
    Event(Event),
}

/// Reads a record. Others may come with time, and are passed over.
pub(crate) fn read(record: Value) -> Option<Told> {
    match record.get("type")?.as_str()? {
        "function" => {
            let time = record.get("time").and_then(Value::as_str).and_then(lamplight_core::date::parse);
            let Value::Object(mut record) = record else { return None };
            Some(Told::Line(Line::new(time, record.remove("record")?)))
        }
        "platform.logsDropped" => {
            let items = record.pointer("/record/droppedRecords")?.as_u64()?;
            Some(Told::Event(Event::Lost { signal: Signal::Logs, items, reason: Reason::Platform }))
        }
        _ => platform::Event::from_value(&record).map(|event| Told::Event(Event::Platform(event))),
    }
}

/// The latest posts. Lambda repeats one whose answer it did not see.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    hasher: RandomState,
    latest: VecDeque<u64>,
}

// === impl Seen ===

impl Seen {
    /// Whether this was not posted before. The times in it tell posts apart.
    pub(crate) fn is_new(&mut self, body: &[u8]) -> bool {
        let hash = self.hasher.hash_one(body);
        if self.latest.contains(&hash) {
            return false;
        }
        if self.latest.len() == MOST_SEEN {
            self.latest.pop_front();
        }
        self.latest.push_back(hash);
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::logs::Content;

    #[test]
    fn a_post_is_known_again_for_a_while() {
        let mut seen = Seen::default();
        assert!(seen.is_new(b"[1]"));
        assert!(!seen.is_new(b"[1]"));
        (0..MOST_SEEN).for_each(|number| assert!(seen.is_new(format!("[{number}, 2]").as_bytes())));
        assert!(seen.is_new(b"[1]"), "it was forgotten");
    }

    #[test]
    fn lines_losses_and_platform_events_are_told_apart_and_others_passed_over() {
        let line = json!({ "time": "2022-10-12T00:03:50.000Z", "type": "function", "record": "hello" });
        let Some(Told::Line(line)) = read(line) else { panic!("a line") };
        assert_eq!(line.content, Content::Text("hello".to_owned()));
        assert_eq!(line.time.map(|time| time.to_string()).as_deref(), Some("2022-10-12T00:03:50.000Z"));
        let dropped = json!({ "time": "2022-10-12T00:03:50.000Z", "type": "platform.logsDropped",
            "record": { "reason": "slow", "droppedRecords": 7, "droppedBytes": 900 } });
        let Some(Told::Event(Event::Lost { items: 7, reason: Reason::Platform, .. })) = read(dropped) else {
            panic!("a loss of seven")
        };
        let started = json!({ "type": "platform.start", "record": { "requestId": "r" } });
        assert!(matches!(read(started), Some(Told::Event(Event::Platform(_)))));
        assert!(read(json!({ "type": "platform.new", "record": {} })).is_none());
        assert!(read(json!("nonsense")).is_none());
    }
}
