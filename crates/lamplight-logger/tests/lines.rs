//! The shape of a line, for everything that `tracing` can put on one.

mod support;

use lamplight_core::level::Level;
use lamplight_core::settings::SettingsBuilder;
use support::lines_of;

/// The lines, without the part that is the same on each.
fn fields_of(work: impl FnOnce()) -> Vec<String> {
    let same = r#""timestamp":"2026-01-31T23:59:59.999Z","service":"orders","function_name":"orders","function_memory_size":512"#;
    let lines = lines_of(SettingsBuilder::new().log_level(Level::Trace), work);
    lines.into_iter().map(|line| line.replace(same, "…")).collect()
}

/// The place of the line after the one that calls this.
macro_rules! here {
    () => {
        format!("{}:{}", module_path!(), line!() + 1)
    };
}

#[test]
fn an_event_is_one_line_with_the_standard_keys_first() {
    let mut location = String::new();
    let lines = lines_of(SettingsBuilder::new().service("shop"), || {
        location = here!();
        tracing::info!(order_id = "A-17", amount = 12.5, "order {}", "received");
    });
    let expected = [
        r#"{"level":"INFO","location":""#,
        &location,
        r#"","message":"order received","timestamp":"2026-01-31T23:59:59.999Z","service":"shop","#,
        r#""function_name":"orders","function_memory_size":512,"order_id":"A-17","amount":12.5}"#,
    ];
    assert_eq!(lines, [expected.concat()]);
}

#[test]
fn every_kind_of_value_keeps_its_kind() {
    let source = std::io::Error::other("disk on fire");
    let error = std::io::Error::other(Wrapped(source));
    let lines = fields_of(|| {
        tracing::warn!(
            text = "a\"b\nc",
            yes = true,
            signed = -1_i64,
            unsigned = u64::MAX,
            wide = u128::MAX,
            float = 0.1,
            nan = f64::NAN,
            debug = ?Some(1),
            display = %"shown",
            error = &error as &(dyn std::error::Error + 'static),
            absent = None::<u8>,
        );
    });
    let (_, fields) = lines[0].split_once("…,").expect("the standard keys come first");
    assert_eq!(
        fields,
        concat!(
            r#""text":"a\"b\nc","yes":true,"signed":-1,"unsigned":18446744073709551615,"#,
            r#""wide":340282366920938463463374607431768211455,"float":0.1,"nan":"NaN","debug":"Some(1)","#,
            r#""display":"shown","error":{"type":"std::io::Error","message":"could not save","chain":["disk on fire"]}}"#
        )
    );
    assert!(lines[0].starts_with(r#"{"level":"WARN","location":""#), "{lines:?}");
}

#[derive(Debug)]
struct Wrapped(std::io::Error);

impl std::fmt::Display for Wrapped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("could not save")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[test]
fn span_fields_follow_and_the_innermost_holds() {
    let lines = fields_of(|| {
        let outer = tracing::info_span!("outer", a = 1, b = 1, c = 1);
        let inner =
            outer.in_scope(|| tracing::info_span!("inner", b = 2, c = 2, late = tracing::field::Empty));
        inner.record("late", "yes");
        inner.in_scope(|| tracing::info!(c = 3, "m"));
    });
    assert!(lines[0].ends_with(r#"…,"c":3,"b":2,"late":"yes","a":1}"#), "{lines:?}");
}

#[test]
fn a_field_that_is_recorded_again_has_its_last_value() {
    let lines = fields_of(|| {
        let span = tracing::info_span!("span", attempt = 1);
        span.record("attempt", 2);
        span.in_scope(|| tracing::info!("m"));
    });
    assert!(lines[0].ends_with(r#"…,"attempt":2}"#), "{lines:?}");
}

#[test]
fn a_span_that_is_recorded_to_late_is_right_on_the_lines_of_those_in_it() {
    let lines = fields_of(|| {
        let outer = tracing::info_span!("outer", a = 1, late = tracing::field::Empty);
        let inner = outer.in_scope(|| tracing::info_span!("inner", b = 2));
        inner.in_scope(|| tracing::info!("before"));
        outer.record("late", 3);
        outer.record("a", 4);
        inner.in_scope(|| tracing::info!("after"));
        let innermost = inner.in_scope(|| tracing::info_span!("innermost", c = 5));
        innermost.in_scope(|| tracing::info!("within"));
        let plain = innermost.in_scope(|| tracing::info_span!("no fields"));
        plain.in_scope(|| tracing::info!("within what has none"));
    });
    let fields: Vec<_> = lines.iter().filter_map(|line| Some(line.split_once("…,")?.1)).collect();
    let within = r#""c":5,"b":2,"late":3,"a":4}"#;
    assert_eq!(fields, [r#""b":2,"a":1}"#, r#""b":2,"late":3,"a":4}"#, within, within]);
}

#[test]
fn a_record_of_the_log_crate_has_the_place_it_comes_from() {
    let lines = fields_of(|| {
        // As `tracing-log` makes one of `log::info!(target: "hyper::client", "connected")`.
        tracing::info!(
            target: "log",
            { log.target = "hyper::client", log.module_path = "hyper::client::conn", log.file = "conn.rs", log.line = 42_u64 },
            "connected"
        );
        tracing::info!(target: "log", { log.target = "hyper::client" }, "without more");
        tracing::info!(log.line = 7, "of tracing");
    });
    assert_eq!(lines[0], r#"{"level":"INFO","location":"hyper::client::conn:42","message":"connected",…}"#);
    assert_eq!(lines[1], r#"{"level":"INFO","location":"hyper::client","message":"without more",…}"#);
    assert!(lines[2].ends_with(r#"…,"log.line":7}"#), "{lines:?}");
}

#[test]
fn a_field_named_like_a_standard_key_gets_an_underscore() {
    let lines = fields_of(|| {
        let span = tracing::info_span!("span", service = "mine", message = "of the span");
        span.in_scope(|| tracing::info!(level = 3, timestamp = "then", r#type = "raw", "m"));
    });
    let expected =
        r#"…,"level_":3,"timestamp_":"then","type":"raw","service_":"mine","message_":"of the span"}"#;
    assert!(lines[0].ends_with(expected), "{lines:?}");
}

#[test]
fn fields_that_are_for_a_tracer_are_left_out() {
    let lines = fields_of(|| {
        let span = tracing::info_span!("span", otel.kind = "client", host = "h");
        span.in_scope(|| tracing::info!(otel.status_code = "OK", "m"));
    });
    assert!(lines[0].ends_with(r#"…,"host":"h"}"#), "{lines:?}");
}

#[test]
fn an_event_without_a_message_has_no_message_key() {
    let lines = fields_of(|| tracing::info!(a = 1));
    assert!(!lines[0].contains("message"), "{lines:?}");
}

#[test]
fn a_value_that_logs_while_it_is_shown_spoils_neither_line() {
    struct Chatty;
    impl std::fmt::Display for Chatty {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            tracing::info!("inner line");
            f.write_str("shown")
        }
    }
    let lines = fields_of(|| tracing::info!(chatty = %Chatty, "outer line"));
    let outer = lines.last().expect("the outer line is written last");
    assert!(outer.contains("outer line") && outer.ends_with(r#"…,"chatty":"shown"}"#), "{lines:?}");
}

#[test]
fn fatal_silences_everything_and_so_does_disabled() {
    for settings in [SettingsBuilder::new().log_level(Level::Fatal), SettingsBuilder::new().disabled(true)] {
        assert!(lines_of(settings, || tracing::error!("unheard")).is_empty());
    }
}

#[test]
fn more_fields_than_a_line_holds_leave_a_valid_line() {
    let lines = fields_of(|| {
        let spans: Vec<_> = (0..9)
            .map(|_| {
                tracing::info_span!("s", a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8).entered()
            })
            .collect();
        tracing::info!(i = 9, "m");
        drop(spans.into_iter().rev().collect::<Vec<_>>());
    });
    assert!(lines[0].ends_with(r#""i":9,"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8}"#), "{lines:?}");
}
