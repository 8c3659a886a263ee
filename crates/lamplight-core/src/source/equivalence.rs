//! The pass over an event against `serde_json`: both find the same at every path of the list.

use std::fmt::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::extract::Values;
use super::path::{Members, Path};

#[test]
fn on_every_event_of_the_corpus() {
    let mut values = 0;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/events");
    for source in std::fs::read_dir(folder).expect("the corpus is there") {
        for file in std::fs::read_dir(source.expect("is read").path()).expect("a source is a folder") {
            let bytes = std::fs::read(file.expect("is read").path()).expect("an event is a file");
            values += compare(&bytes).expect("finds the same");
            assert!(Values::of(&bytes).is_at_hand(), "there is room for every event");
        }
    }
    assert_eq!(values, 6849, "values that were compared");
}

#[test]
fn on_an_event_with_more_than_there_is_room_for() {
    let names = Path::all().map(Path::text).filter(|text| !text.contains(['.', ':', '[', '{']));
    let mut event: Map<_, _> = names.map(|name| (name.to_owned(), Value::from(name.len()))).collect();
    event.remove("");
    let text = Value::Object(event).to_string();
    assert!(!Values::of(text.as_bytes()).is_at_hand());
    compare(text.as_bytes()).expect("finds the same");
    let twice = format!("{},{}", &text[..text.len() - 1], &text[1..]);
    compare(twice.as_bytes()).expect("finds the same");
}

proptest! {
    #[test]
    fn on_objects_that_are_much_like_events(event in like_an_event(), spaces in any::<bool>()) {
        let text = if spaces { serde_json::to_vec_pretty(&event) } else { serde_json::to_vec(&event) };
        compare(&text.expect("a value is JSON")).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn where_keys_are_given_twice(events in proptest::collection::vec(like_an_event(), 1..4)) {
        let members = events.iter().filter(|event| event.is_object()).map(|event| {
            let text = event.to_string();
            text.get(1..text.len() - 1).unwrap_or_default().to_owned()
        });
        let members: Vec<_> = members.filter(|members| !members.is_empty()).collect();
        let text = format!("{{{}}}", members.join(","));
        compare(text.as_bytes()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn where_keys_are_written_with_escapes(event in like_an_event()) {
        let text = with_escaped_keys(&event);
        compare(text.as_bytes()).map_err(TestCaseError::fail)?;
    }
}

/// Compares all paths, and says how many have a value.
fn compare(text: &[u8]) -> Result<usize, String> {
    let json = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let event: Value = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    let values = Values::of(text);
    let mut present = 0;
    for path in Path::all() {
        // Stands for what is counted, and is never looked at.
        if path.text().ends_with("{}") {
            continue;
        }
        let expected = look_up(&event, path.text()).filter(|value| !value.is_null());
        let found = values.get(path).and_then(|span| span.of(text));
        let found = found.map(|bytes| serde_json::from_slice(bytes).map_err(|error| error.to_string()));
        let found: Option<Value> = found.transpose()?;
        if found.as_ref() != expected {
            return Err(format!("{}: {found:?}, not {expected:?}", path.text()));
        }
        present += usize::from(found.is_some());
        let expected = expected.and_then(|value| length(path, value));
        if expected.is_some() && values.count(path).map(|count| count as usize) != expected {
            return Err(format!("{}: {:?} elements, not {expected:?}", path.text(), values.count(path)));
        }
    }
    Ok(present)
}

/// How many elements are in a list, or in all lists of an object, where they are counted.
fn length(path: Path, value: &Value) -> Option<usize> {
    match value {
        Value::Array(elements) => path.first().map(|_| elements.len()),
        Value::Object(members) if path.members() == Members::Counted => {
            Some(members.values().filter_map(Value::as_array).map(Vec::len).sum())
        }
        _ => None,
    }
}

/// Follows a path's text through a value.
fn look_up<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(value);
    }
    if let Some(rest) = path.strip_prefix("[0]") {
        return look_up(value.as_array()?.first()?, rest);
    }
    let is_header = path.starts_with(':');
    let path = path.strip_prefix(['.', ':']).unwrap_or(path);
    let (key, rest) = match path.strip_prefix("CodePipeline.job") {
        Some(rest) => ("CodePipeline.job", rest),
        None => path.split_at(path.find(['.', ':', '[', '{']).unwrap_or(path.len())),
    };
    let members = value.as_object()?;
    if is_header {
        return first_text(members.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?.1);
    }
    look_up(members.get(key)?, rest)
}

/// A header's value.
fn first_text(value: &Value) -> Option<&Value> {
    let text = match value {
        Value::Array(values) => match values.first()? {
            Value::Object(members) => members.get("value")?,
            value => value,
        },
        value => value,
    };
    text.is_string().then_some(text)
}

/// Objects with a few of the paths of the list, and something else.
fn like_an_event() -> impl Strategy<Value = Value> {
    let paths: Vec<_> = Path::all().map(Path::text).filter(|path| !path.is_empty()).collect();
    let place = (proptest::sample::select(paths), leaf());
    let others = proptest::collection::vec((name(), leaf()), 0..4);
    (proptest::collection::vec(place, 0..12), others).prop_map(|(places, others)| {
        let mut event = Value::Object(others.into_iter().collect());
        for (path, leaf) in places {
            put(&mut event, path, leaf);
        }
        event
    })
}

fn leaf() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        "[a-z:.*]{0,100}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,12}", ".{0,20}", Just("value".to_owned()), Just("http".to_owned())]
}

/// Puts a value at a path, making what it goes through.
fn put(place: &mut Value, path: &str, leaf: Value) {
    if path.is_empty() {
        *place = leaf;
    } else if let Some(rest) = path.strip_prefix("[0]") {
        if !place.is_array() {
            *place = Value::Array(vec![Value::Null, leaf.clone()]);
        }
        if let Some(first) = place.as_array_mut().and_then(|elements| elements.first_mut()) {
            put(first, rest, leaf);
        }
    } else if let Some(rest) = path.strip_prefix("{}") {
        put(place, ".any", Value::Array(vec![leaf; 1 + rest.len()]));
    } else {
        let path = path.strip_prefix(['.', ':']).unwrap_or(path);
        let (key, rest) = path.split_at(path.find(['.', ':', '[', '{']).unwrap_or(path.len()));
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        if let Some(members) = place.as_object_mut() {
            put(members.entry(key).or_insert(Value::Null), rest, leaf);
        }
    }
}

fn with_escaped_keys(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let mut text = String::new();
                for unit in key.encode_utf16() {
                    write!(text, "\\u{unit:04X}").expect("a String takes all");
                }
                format!("\"{text}\":{}", with_escaped_keys(value))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(elements) => {
            format!("[{}]", elements.iter().map(with_escaped_keys).collect::<Vec<_>>().join(","))
        }
        value => value.to_string(),
    }
}
