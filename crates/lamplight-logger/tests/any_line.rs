//! Whatever is logged: every line is one JSON object, whose keys are unique.

#[path = "support/any_line.rs"]
mod any_line;
#[path = "support/any_place.rs"]
mod any_place;
mod support;

use proptest::prelude::*;

use any_line::{Step, lines};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![".*", "[\"\\\\\u{0}-\u{1f}a]{0,40}", "[a-z]{0,2000}"]
}

/// Names that meet: those of ours, of other fields, of keys, and of neither.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[abc]",
        "(level|message|service|truncated|function_name|otel[.]x|r#a|level_)_?",
        "[\"\\\\\u{0}-\u{1f}a]{0,5}",
        ".{0,60}"
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        any::<u8>().prop_map(|kind| Step::Open { kind }),
        Just(Step::Close),
        (any::<u8>(), any::<u8>(), text(), any::<u64>(), any::<f64>()).prop_map(
            |(kind, field, text, integer, float)| Step::Event { kind, field, text, integer, float }
        ),
        (any::<u8>(), text()).prop_map(|(depth, text)| Step::Record { depth, text }),
        ([name(), name(), name()], text()).prop_map(|(names, text)| Step::AnyEvent { names, text }),
        ([name(), name(), name()], text()).prop_map(|(names, text)| Step::AnySpan { names, text }),
        (name(), text()).prop_map(|(name, text)| Step::Key { name, text }),
    ]
}

proptest! {
    #[test]
    fn every_line_is_one_json_object_with_unique_keys(
        steps in proptest::collection::vec(step(), 0..30), most_bytes in prop_oneof![Just(1024), Just(1 << 20)],
    ) {
        let events = steps.iter().filter(|step| step.is_line()).count();
        let lines = lines(&steps, most_bytes);
        prop_assert_eq!(lines.len(), events);
        for line in lines {
            let keys = any_line::check(&line);
            prop_assert!(keys.is_ok(), "{:?} in {}", keys, line);
            prop_assert!(line.len() <= most_bytes.max(2048), "{} bytes", line.len());
        }
    }
}
