//! What every type of an event is put through.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[path = "../../../lamplight-core/tests/corpus/mod.rs"]
#[expect(dead_code, reason = "shared with other tests")]
pub(crate) mod corpus;

/// The share of mutations that may fail outside the discriminators, in percent.
const ALLOWED: usize = 5;
const MOST_DISCRIMINATORS: usize = 3;

/// How one key of an event is changed.
#[derive(Clone, Copy, Debug)]
enum Mutation {
    Null,
    Remove,
    UnknownKey,
    OtherWord,
}

/// Puts the events of a family through a type: they are read, nothing of them is lost, no change to a key
/// panics, and next to none makes an event unreadable.
pub(crate) fn check<T: DeserializeOwned + Serialize + Debug>(family: &str) {
    let events: Vec<_> = corpus::events().into_iter().filter(|event| event.family == family).collect();
    assert!(!events.is_empty(), "no family {family}");
    for event in &events {
        let value = event.value();
        let read = read::<T>(&value);
        if event.expect == "accept" {
            let read = read.unwrap_or_else(|error| panic!("{}: {error}", event.file));
            assert_lossless(&value, &read, &event.file);
        }
    }
    let accepted = events.iter().filter(|event| event.expect == "accept");
    let sweep = Sweep::over::<T>(accepted.map(corpus::Event::value));
    sweep.assert_lenient(family);
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, serde_json::Error> {
    serde_json::from_str(&value.to_string())
}

fn assert_lossless<T: Serialize>(came: &Value, read: &T, file: &str) {
    let text = serde_json::to_string(read).expect("an event can be written");
    let written: Value = serde_json::from_str(&text).expect("what is written is JSON");
    let mut lost = Vec::new();
    compare(came, Some(&written), "", &mut lost);
    assert!(lost.is_empty(), "{file} lost {lost:#?}");
}

/// The places whose value is not what it was. `null` is the same as nothing.
fn compare(came: &Value, written: Option<&Value>, path: &str, lost: &mut Vec<String>) {
    match came {
        Value::Null => {}
        Value::Object(members) if !members.is_empty() => {
            for (key, member) in members {
                compare(member, written.and_then(|written| written.get(key)), &format!("{path}.{key}"), lost);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for (index, element) in elements.iter().enumerate() {
                let written = written.and_then(|written| written.get(index));
                compare(element, written, &format!("{path}[{index}]"), lost);
            }
        }
        // What is empty may be written with what is empty in it.
        Value::Object(_) if written.is_some_and(Value::is_object) => {}
        leaf if written == Some(leaf) => {}
        leaf => lost.push(format!("{path}: {leaf} became {written:?}")),
    }
}

/// How many mutations there were, and which keys made an event unreadable.
#[derive(Default)]
struct Sweep {
    count: BTreeMap<&'static str, usize>,
    failed: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

impl Sweep {
    fn over<T: DeserializeOwned + Serialize>(events: impl Iterator<Item = Value>) -> Self {
        let mut sweep = Self::default();
        for event in events {
            for key in keys(&event) {
                for mutation in [Mutation::Null, Mutation::Remove, Mutation::UnknownKey, Mutation::OtherWord]
                {
                    let mut mutated = event.clone();
                    if change(&mut mutated, &key, mutation) {
                        sweep.note::<T>(&mutated, &key, mutation);
                    }
                }
            }
        }
        sweep
    }

    fn note<T: DeserializeOwned + Serialize>(&mut self, mutated: &Value, key: &[Step], mutation: Mutation) {
        let name = match mutation {
            Mutation::Null => "null",
            Mutation::Remove => "remove",
            Mutation::UnknownKey => "unknown key",
            Mutation::OtherWord => "other word",
        };
        *self.count.entry(name).or_default() += 1;
        match read::<T>(mutated) {
            Ok(read) => assert_lossless(mutated, &read, &format!("{name} at {}", show(key))),
            Err(_) => *self.failed.entry(name).or_default().entry(show(key)).or_default() += 1,
        }
    }

    fn assert_lenient(&self, family: &str) {
        for name in ["unknown key", "other word"] {
            assert!(!self.failed.contains_key(name), "{family}: {name} fails at {:?}", self.failed[name]);
        }
        let mut discriminators: Vec<_> = self.failed.values().flat_map(BTreeMap::keys).collect();
        discriminators.sort();
        discriminators.dedup();
        if discriminators.len() > MOST_DISCRIMINATORS {
            for name in ["null", "remove"] {
                let failed: usize = self.failed.get(name).map_or(0, |keys| keys.values().sum());
                let count = self.count[name];
                assert!(
                    failed * 100 <= count * ALLOWED,
                    "{family}: {name} fails {failed} of {count}: {discriminators:?}"
                );
            }
        }
        #[expect(clippy::print_stdout, reason = "the table that the manual quotes")]
        {
            println!("{family}: {:?} mutations; discriminators {discriminators:?}", self.count);
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Index(usize),
}

fn keys(value: &Value) -> Vec<Vec<Step>> {
    let mut found = Vec::new();
    collect(value, &mut Vec::new(), &mut found);
    found
}

fn collect(value: &Value, path: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
    let members: Vec<(Step, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(key, member)| (Step::Key(key.clone()), member)).collect()
        }
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(at, element)| (Step::Index(at), element)).collect()
        }
        _ => return,
    };
    for (step, member) in members {
        path.push(step);
        if matches!(path.last(), Some(Step::Key(_))) {
            found.push(path.clone());
        }
        collect(member, path, found);
        path.pop();
    }
}

/// Changes what is at a path; false where the mutation makes no sense there.
fn change(event: &mut Value, path: &[Step], mutation: Mutation) -> bool {
    let (Some(Step::Key(key)), parents) = (path.last(), &path[..path.len() - 1]) else { return false };
    let parent = parents.iter().fold(event, |value, step| match step {
        Step::Key(key) => &mut value[key],
        Step::Index(index) => &mut value[index],
    });
    let Value::Object(parent) = parent else { return false };
    match mutation {
        Mutation::Null => parent.insert(key.clone(), Value::Null).is_some(),
        Mutation::Remove => parent.remove(key).is_some(),
        Mutation::UnknownKey => match &mut parent[key] {
            Value::Object(members) => {
                members.insert("aKeyThatIsNew".to_owned(), json!("of a new kind")).is_none()
            }
            _ => false,
        },
        Mutation::OtherWord => match &mut parent[key] {
            Value::String(text) if is_word(text) => {
                *text = "A_WORD_THAT_IS_NEW".to_owned();
                true
            }
            _ => false,
        },
    }
}

/// Whether a text may be one of a list of words.
fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_:-.".contains(c))
}

fn show(path: &[Step]) -> String {
    let steps = path.iter().map(|step| match step {
        Step::Key(key) => format!(".{key}"),
        Step::Index(_) => "[]".to_owned(),
    });
    steps.collect::<String>().trim_start_matches('.').to_owned()
}
