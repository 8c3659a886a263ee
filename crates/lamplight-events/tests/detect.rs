//! Reading events of which it is not known what they are: those that other projects test with.

use std::collections::BTreeMap;

use lamplight_core::source::{Facts, Kind};
use lamplight_events::{DetectError, Event};
use proptest::prelude::*;
use serde_json::Value;

#[path = "../../lamplight-core/tests/corpus/mod.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod corpus;

#[test]
fn every_kind_has_a_type() {
    let known: Vec<_> = Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Unknown).collect();
    let mut typed = Event::KINDS.to_vec();
    typed.sort_unstable();
    let missing: Vec<_> = known.iter().filter(|kind| !typed.contains(kind)).map(|kind| kind.name()).collect();
    assert!(missing.is_empty(), "{} kinds have no type: {missing:?}", missing.len());
    assert_eq!(typed, known, "each kind once");
}

#[test]
fn every_event_is_read_as_its_family() {
    let events = corpus::events();
    let mut families: BTreeMap<&str, usize> = BTreeMap::new();
    for event in events.iter().filter(|event| event.expect == "accept") {
        let detected = Event::detect(&event.bytes).unwrap_or_else(|error| panic!("{}: {error}", event.file));
        assert_eq!(detected.kind.name(), event.family, "{}: {}", event.file, detected.decided_by);
        assert_eq!(detected.event.kind(), detected.kind, "{}", event.file);
        *families.entry(&event.family).or_default() += 1;
    }
    assert_eq!(families.len(), Kind::ALL.len() - 1, "every kind has an event");
    assert_eq!(families.values().sum::<usize>(), 651);
}

/// What a scan of the payload finds is compared with `facts.jsonl` by the tests of the scanner.
#[test]
fn the_facts_of_a_typed_event_are_those_of_its_payload() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for event in corpus::events() {
        let Ok(detected) = Event::detect(&event.bytes) else { continue };
        let (of_type, of_payload) = (detected.event.facts(), Facts::scan(&event.bytes[..]));
        let (of_type, of_payload) = (found(&of_type), found(&of_payload));
        if of_type != of_payload {
            wrong.push((event.file, of_type, of_payload));
        }
        compared += found(&Facts::scan(&event.bytes[..])).len();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(compared, 4_775, "facts that were compared");
}

/// All that is found.
fn found<B: AsRef<[u8]>>(facts: &Facts<B>) -> BTreeMap<String, String> {
    let http = facts.http();
    let document = facts.document();
    let texts = [
        ("kind", Some(facts.kind().name().into())),
        ("trigger", Some(facts.trigger().as_str().into())),
        ("record_count", facts.record_count().map(|count| count.to_string().into())),
        ("correlation_id", facts.correlation_id()),
        ("request_id", facts.request_id()),
        ("method", http.as_ref().map(|http| http.method.clone())),
        ("path", http.as_ref().map(|http| http.path.clone())),
        ("route", http.as_ref().and_then(|http| http.route.clone())),
        ("host", http.as_ref().and_then(|http| http.host.clone())),
        ("scheme", http.as_ref().and_then(|http| http.scheme.clone())),
        ("trace_header", facts.trace_header()),
        ("traceparent", facts.traceparent()),
        ("tracestate", facts.tracestate()),
        ("id", facts.id()),
        ("source", facts.source()),
        ("source_arn", facts.source_arn()),
        ("operation", facts.operation()),
        ("detail_type", facts.detail_type()),
        ("time", facts.time()),
        ("collection", document.as_ref().map(|document| document.collection.clone())),
        ("document", document.as_ref().and_then(|document| document.name.clone())),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into_owned())));
    let of_records = facts.record_trace_headers().enumerate();
    let of_records =
        of_records.map(|(index, header)| (format!("trace_header[{index}]"), format!("{header:?}")));
    texts.chain(of_records).collect()
}

/// What reading it as its kind has to give back.
#[test]
fn an_event_with_flaws_is_read_or_named_with_a_path() {
    for event in corpus::events().iter().filter(|event| event.expect == "accept-lenient") {
        if let Err(error) = Event::detect(&event.bytes) {
            let DetectError::NotReadable { kind, error, .. } = &error else {
                panic!("{}: {error}", event.file)
            };
            assert!(
                !error.path().is_empty() || error.message().contains('`'),
                "{}: {kind}: {error}",
                event.file
            );
        }
    }
}

#[test]
fn a_payload_of_ones_own_is_kept_as_it_is() {
    let detected = Event::detect(br#" {"order": 17} "#).expect("is JSON");
    assert_eq!(detected.kind, Kind::Unknown);
    assert_eq!(detected.event, Event::Unknown(serde_json::json!({ "order": 17 })));
    assert_eq!(serde_json::to_string(&detected.event).expect("is written"), r#"{"order":17}"#);
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let payload = b"\xef\xbb\xbf{\"Records\":[{\"messageId\":\"a\",\"eventSource\":\"aws:sqs\"}]}";
    assert_eq!(Event::detect(payload).expect("an event").kind, Kind::Sqs);
}

#[test]
fn what_is_not_json_is_named_with_its_place() {
    let error = Event::detect(b"{\n \"Records\": [{\"eventSource\": aws:sqs}]}").expect_err("is not JSON");
    assert_eq!(error.path(), "Records[0].eventSource");
    assert_eq!(error.to_string(), "not JSON at line 2 column 30: Records[0].eventSource: expected value");
    let error = Event::detect(b"").expect_err("is nothing");
    assert_eq!(error.to_string(), "not JSON at line 1 column 0: there is nothing, expected JSON");
}

#[test]
fn what_a_kind_cannot_be_without_is_named_with_its_place() {
    let payload = br#"{"Records":[{"eventSource":"aws:sqs","messageId":"a"},{"eventSource":"aws:sqs"}]}"#;
    let error = Event::detect(payload).expect_err("has no id");
    assert_eq!(error.path(), "Records[1]");
    assert_eq!(error.to_string(), "not readable as an event of sqs: Records[1]: missing field `messageId`");
}

#[test]
fn what_a_kind_cannot_do_with_is_named() {
    let payload = br#"{"Records":[{"eventSource":"aws:sqs","messageId":17}]}"#;
    let error = Event::detect(payload).expect_err("has no id");
    assert_eq!(
        error.to_string(),
        "not readable as an event of sqs: Records[0]: invalid type: integer `17`, expected a string as `messageId`"
    );
}

#[test]
fn an_event_is_no_larger_than_a_value() {
    assert_eq!(size_of::<Event>(), size_of::<Value>());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_change_to_an_event_is_read_or_refused(
        seed in any::<proptest::sample::Index>(),
        cuts in proptest::collection::vec((any::<proptest::sample::Index>(), piece()), 1..4),
    ) {
        let mut bytes = seeds()[seed.index(seeds().len())].clone();
        for (at, piece) in cuts {
            let at = at.index(bytes.len().max(1));
            let end = (at + piece.1).min(bytes.len());
            bytes.splice(at.min(end)..end, piece.0);
        }
        read_or_refuse(&bytes)?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        read_or_refuse(&bytes)?;
    }
}

fn read_or_refuse(bytes: &[u8]) -> Result<(), TestCaseError> {
    match Event::detect(bytes) {
        Ok(detected) => {
            let text = serde_json::to_vec(&detected.event).expect("what was read can be written");
            let written: Value = serde_json::from_slice(&text).expect("what is written is JSON");
            prop_assert!(written.is_object() || !matches!(detected.event, Event::Sqs(_)));
        }
        Err(error) => prop_assert!(error.to_string().len() < 1_000, "{}", error),
    }
    Ok(())
}

/// What is put in, and over how many bytes.
fn piece() -> impl Strategy<Value = (Vec<u8>, usize)> {
    let put_in = prop_oneof![
        proptest::sample::select(&[
            "null",
            "{}",
            "[]",
            "\"\"",
            "1e999",
            "-1",
            "true",
            "\"\\ud800\"",
            "{\"a\":1}",
            ",",
            "}",
            "]",
            "\"",
            "\\",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..4),
    ];
    (put_in, 0..40_usize)
}

/// The shortest event of each family.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    SEEDS.get_or_init(|| {
        let mut shortest: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for event in corpus::events() {
            let seed = shortest.entry(event.family).or_insert_with(|| event.bytes.clone());
            if event.bytes.len() < seed.len() {
                *seed = event.bytes;
            }
        }
        shortest.into_values().collect()
    })
}
