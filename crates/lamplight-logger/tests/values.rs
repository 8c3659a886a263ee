//! Values at the edges of what JSON and CloudWatch take.

mod support;

use lamplight_core::loss::{Loss, Losses};
use lamplight_core::settings::SettingsBuilder;
use serde_json::Value;
use support::{lines_of, logger_with, subscriber};

/// The one line that is written, read.
fn line_of(work: impl FnOnce()) -> Value {
    let lines = lines_of(SettingsBuilder::new(), work);
    assert_eq!(lines.len(), 1, "{lines:?}");
    serde_json::from_str(&lines[0]).expect(&lines[0])
}

/// The same where lines have this limit, and its text.
fn line_within(bytes: usize, work: impl FnOnce()) -> (Value, String) {
    let (logger, lines) = logger_with(SettingsBuilder::new(), |builder| builder.most_bytes(bytes));
    tracing::subscriber::with_default(subscriber(&logger), work);
    let line = lines.take().remove(0);
    assert!(line.len() <= bytes, "{} bytes", line.len());
    (serde_json::from_str(&line).expect(&line), line)
}

#[test]
fn floats_that_are_no_numbers_are_words() {
    let line =
        line_of(|| tracing::info!(a = f64::NAN, b = f64::INFINITY, c = f64::NEG_INFINITY, d = f64::MAX));
    assert_eq!(
        (&line["a"], &line["b"], &line["c"]),
        (&"NaN".into(), &"Infinity".into(), &"-Infinity".into())
    );
    assert_eq!(line["d"].as_f64(), Some(f64::MAX));
}

#[test]
fn wide_integers_are_numbers_with_every_digit() {
    let lines = lines_of(SettingsBuilder::new(), || tracing::info!(a = i128::MIN, b = u128::MAX));
    let expected =
        r#""a":-170141183460469231731687303715884105728,"b":340282366920938463463374607431768211455}"#;
    assert!(lines[0].ends_with(expected), "{lines:?}");
}

#[test]
fn bytes_are_text_and_what_is_no_utf_8_in_them_is_replaced() {
    let bytes: &[u8] = b"lamp \xff\xfe light";
    let line = line_of(|| tracing::info!(bytes, fine = b"lamp".as_slice()));
    assert_eq!((&line["bytes"], &line["fine"]), (&"lamp \u{fffd}\u{fffd} light".into(), &"lamp".into()));
}

#[test]
fn a_message_of_any_kind_is_on_the_line() {
    assert_eq!(line_of(|| tracing::info!(message = 5))["message"], 5);
    assert_eq!(line_of(|| tracing::info!(message = true))["message"], true);
    assert_eq!(line_of(|| tracing::info!(message = ?Some(1)))["message"], "Some(1)");
}

#[test]
fn an_error_that_is_its_own_source_ends() {
    #[derive(Debug)]
    struct Endless;
    impl std::fmt::Display for Endless {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("again")
        }
    }
    impl std::error::Error for Endless {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(self)
        }
    }
    let line = line_of(|| tracing::info!(error = &Endless as &(dyn std::error::Error + 'static)));
    assert_eq!(line["error"]["chain"].as_array().map(Vec::len), Some(32));
}

#[cfg(feature = "json")]
#[test]
fn what_serde_can_write_keeps_its_structure() {
    use lamplight_logger::json;

    #[derive(serde::Serialize)]
    struct Item {
        sku: &'static str,
        price: Option<f64>,
    }
    let items = [Item { sku: "lamp \"A\"", price: Some(2.5) }, Item { sku: "light", price: Some(f64::NAN) }];
    let line = line_of(|| {
        let span = tracing::info_span!("span", of_span = json(&[1, 2]));
        span.in_scope(|| tracing::info!(items = json(&items), message = json("text\nof two lines")));
    });
    let expected =
        serde_json::json!([{ "sku": "lamp \"A\"", "price": 2.5 }, { "sku": "light", "price": null }]);
    assert_eq!(line["items"], expected);
    assert_eq!(
        (&line["of_span"], &line["message"]),
        (&serde_json::json!([1, 2]), &"text\nof two lines".into())
    );
}

#[cfg(feature = "json")]
#[test]
fn what_json_has_no_form_for_says_so() {
    let map = std::collections::BTreeMap::from([(vec![1], "list as a key")]);
    let line = line_of(|| tracing::info!(map = lamplight_logger::json(&map)));
    assert_eq!(line["map"], "cannot be written as JSON: key must be a string");
}

#[test]
fn a_line_that_is_too_long_is_cut_inside_its_longest_field() {
    let before = Losses::process().get(Loss::LineCut);
    let text = "ü\n".repeat(10_000);
    let (line, _) = line_within(4096, || tracing::info!(short = "kept", text, number = 7, "message"));
    let cut = line["text"].as_str().expect("text");
    assert!(text.starts_with(cut) && cut.len() > 2000, "{} bytes", cut.len());
    assert_eq!(
        (&line["short"], &line["number"], &line["message"]),
        (&"kept".into(), &7.into(), &"message".into())
    );
    assert_eq!(line["truncated"], true);
    assert!(Losses::process().get(Loss::LineCut) > before);
}

#[test]
fn a_message_that_is_too_long_is_cut_as_well() {
    let (line, text) = line_within(2000, || tracing::info!(short = "kept", "{}", "\u{1}".repeat(5000)));
    assert!(text.len() > 1980, "no more is cut than has to be: {}", text.len());
    assert!(line["message"].as_str().is_some_and(|message| message.chars().all(|char| char == '\u{1}')));
    assert_eq!((&line["short"], &line["truncated"]), (&"kept".into(), &true.into()));
}

#[test]
fn many_long_fields_are_cut_one_after_the_other() {
    let long = "x".repeat(3000);
    let (line, _) = line_within(1024, || {
        let span = tracing::info_span!("span", of_span = long);
        span.in_scope(|| tracing::info!(a = long, b = long, c = ?[&long, &long], last = 1, "message"));
    });
    assert_eq!(
        (&line["message"], &line["last"], &line["truncated"]),
        (&"message".into(), &1.into(), &true.into())
    );
}

#[test]
fn a_line_within_cloudwatchs_limit_is_whole_and_one_beyond_it_is_not() {
    let whole = line_of(|| tracing::info!(text = "x".repeat(1_000_000)));
    assert_eq!(whole["text"].as_str().map(str::len), Some(1_000_000));
    assert!(whole.get("truncated").is_none());
    let lines = lines_of(SettingsBuilder::new(), || tracing::info!(text = "x".repeat(2_000_000)));
    assert_eq!(lines[0].len(), 1_048_576 - 26);
}

#[test]
fn a_field_named_like_the_mark_of_a_cut_is_moved() {
    assert_eq!(line_of(|| tracing::info!(truncated = "mine"))["truncated_"], "mine");
}

#[test]
fn renamed_and_dropped_fields_are_counted() {
    let losses = Losses::process();
    let before = [Loss::FieldRenamed, Loss::FieldsDropped].map(|loss| losses.get(loss));
    line_of(|| {
        macro_rules! spans {
            ($($name:ident)*) => {[$(tracing::info_span!("span", a.$name = 1, b.$name = 2, c.$name = 3).entered()),*]};
        }
        let spans = spans!(a b c d e f g h i j k l m n o p q r s t u v w x y z);
        tracing::info!(level = 3, "m");
        drop(spans.into_iter().rev().collect::<Vec<_>>());
    });
    let after = [Loss::FieldRenamed, Loss::FieldsDropped].map(|loss| losses.get(loss));
    assert!(after[0] > before[0], "one was renamed");
    assert!(after[1] >= before[1] + (1 + 26 * 3 - 64), "{} were dropped", after[1] - before[1]);
}
