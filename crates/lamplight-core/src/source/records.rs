//! Trace headers of the messages in a batch.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::text;

/// Goes through a list of messages, and yields the `AWSTraceHeader` of each.
///
/// That is a system attribute, which the sender's service sets: what the sender puts into the message's
/// own attributes is data, and no carrier of a trace.
#[derive(Clone, Debug)]
pub(super) struct TraceHeaders<'a> {
    cursor: Cursor<'a>,
    payload: &'a [u8],
}

// === impl TraceHeaders ===

impl<'a> TraceHeaders<'a> {
    /// Of a JSON list; of anything else there is none.
    pub(super) fn new(list: &'a [u8]) -> Self {
        let mut cursor = Cursor::new(list);
        if cursor.peek() == Some(b'[') {
            cursor.enter();
        } else {
            cursor = Cursor::new(&[]);
        }
        Self { cursor, payload: list }
    }

    /// The value of a member of the object that comes next, which is read to its end; the last of several.
    fn member(&mut self, name: &[u8], mut read: impl FnMut(&mut Self)) {
        if self.cursor.peek() != Some(b'{') {
            self.cursor.skip();
            return;
        }
        self.cursor.enter();
        while let Some(key) = self.cursor.next_key() {
            if key.is(name) {
                read(self);
            } else {
                self.cursor.skip();
            }
        }
    }
}

impl<'a> Iterator for TraceHeaders<'a> {
    type Item = Option<Cow<'a, str>>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.cursor.next_element() {
            return None;
        }
        let mut header = None;
        self.member(b"attributes", |record| {
            header = None;
            record.member(b"AWSTraceHeader", |attributes| {
                header = attributes.cursor.skip().of(attributes.payload).and_then(text::string);
            });
        });
        Some(header.filter(|header| !header.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &str) -> Vec<Option<String>> {
        TraceHeaders::new(list.as_bytes()).map(|header| header.map(Cow::into_owned)).collect()
    }

    #[test]
    fn yields_one_for_each_message() {
        let list = r#"[
            {"attributes":{"AWSTraceHeader":"Root=1"},"messageAttributes":{"AWSTraceHeader":{"stringValue":"no"}}},
            {"body":"{\"attributes\":{\"AWSTraceHeader\":\"no\"}}","attributes":{"SentTimestamp":"1"}},
            {"attributes":null},
            7,
            {"attributes":{"AWSTraceHeader":null}},
            {"attributes":{"AWSTraceHeader":"Root=\u0032"}}
        ]"#;
        let expected = [Some("Root=1"), None, None, None, None, Some("Root=2")];
        assert_eq!(headers(list), expected.map(|header| header.map(str::to_owned)));
    }

    #[test]
    fn what_is_not_a_list_has_none() {
        for list in ["", "{}", "\"[]\"", "null", "[]", "["] {
            assert!(headers(list).is_empty(), "{list}");
        }
    }
}
