//! The events in this folder, and what is known of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

pub(crate) struct Event {
    pub(crate) file: String,
    pub(crate) family: String,
    pub(crate) expect: String,
    pub(crate) bytes: Vec<u8>,
    /// What another program read from it.
    pub(crate) facts: serde_json::Map<String, Value>,
}

impl Event {
    /// As `serde_json` reads it, which a byte order mark would stop.
    pub(crate) fn value(&self) -> Value {
        let bytes = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        serde_json::from_slice(bytes).expect("every event of the corpus is JSON")
    }
}

/// All events, in the order of the index.
pub(crate) fn events() -> Vec<Event> {
    let mut facts: BTreeMap<String, _> = text("facts.jsonl")
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).expect("a line of facts is JSON");
            let file = line["file"].as_str().expect("facts name their file").to_owned();
            (file, std::mem::take(line["facts"].as_object_mut().expect("facts are an object")))
        })
        .collect();
    let index = text("index.csv");
    let events = index.lines().skip(1).map(|line| {
        let [file, family, expect] = first_columns(line);
        Event {
            file: file.to_owned(),
            family: family.to_owned(),
            expect: expect.to_owned(),
            bytes: fs::read(folder().join("events").join(file)).expect("an event of the index is there"),
            facts: facts.remove(file).expect("every event has facts"),
        }
    });
    events.collect()
}

/// Trace headers, with the files that have them.
pub(crate) fn trace_headers() -> Vec<(String, String)> {
    let headers = text("trace-headers.csv");
    let pairs = headers.lines().skip(1).flat_map(|line| {
        let [header, files] = first_columns(line);
        files.split(';').map(move |file| (header.to_owned(), file.to_owned()))
    });
    pairs.collect()
}

/// The index quotes nothing, since there is no comma in a value.
fn first_columns<const N: usize>(line: &str) -> [&str; N] {
    let mut columns = line.split(',');
    std::array::from_fn(|_| columns.next().expect("a line has all columns"))
}

fn text(file: &str) -> String {
    fs::read_to_string(folder().join(file)).expect("the corpus is complete")
}

fn folder() -> PathBuf {
    // Tests of other crates read it too.
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../lamplight-core/tests/corpus")
}
