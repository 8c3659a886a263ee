//! Events in the log, and fields, without the secrets in them.
#![cfg(feature = "redaction")]

mod stack;

use lamplight_core::level::Level;
use lamplight_core::redaction::{Mask, Pattern, Redaction};
use lamplight_core::settings::SettingsBuilder;
use serde_json::json;
use stack::{built, context, invoke, logger, read, said, text};

async fn nothing() -> Result<(), String> {
    Ok(())
}

const EVENT: &str = r#"{"user": {"Password": "hunter2"}, "order": 17, "note": "card 4111 1111 1111 1111"}"#;

#[tokio::test]
async fn the_event_is_one_line_without_its_secrets() {
    let (logger, lines) = logger(SettingsBuilder::new().log_event(true));
    invoke(&logger, context(1), EVENT, nothing).await;
    let lines = lines.take();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let line = read(&lines[0]);
    assert_eq!(
        (text(&line, "level"), text(&line, "message")),
        ("INFO".into(), "the event of this invocation".into())
    );
    assert_eq!(text(&line, "function_request_id"), "r1");
    let event = json!({ "user": { "Password": "*****" }, "order": 17, "note": "card *****" });
    assert_eq!((&line["event"], line.get("event_bytes")), (&event, None));
}

#[tokio::test]
async fn no_event_is_written_unasked_or_below_the_level() {
    for settings in [SettingsBuilder::new(), SettingsBuilder::new().log_event(true).log_level(Level::Warn)] {
        let (logger, lines) = logger(settings);
        invoke(&logger, context(1), EVENT, nothing).await;
        assert_eq!(said(&lines), [""; 0]);
    }
}

#[tokio::test]
async fn a_long_event_is_the_text_of_its_beginning_and_code_says_what_is_secret() {
    let (logger, lines) = built(SettingsBuilder::new().log_event(true), |builder| {
        builder.event_redaction(Redaction::new().path("order", Mask::fixed("?"))).event_bytes(30)
    });
    invoke(&logger, context(1), r#"{"order": 17}"#, nothing).await;
    invoke(&logger, context(2), EVENT, nothing).await;
    let lines = lines.take();
    assert_eq!(read(&lines[0])["event"], json!({ "order": "?" }));
    let long = read(&lines[1]);
    assert_eq!(text(&long, "event"), "{\"user\":{\"Password\":\"hunter2\"}\u{2026}");
    assert_eq!(long["event_bytes"], EVENT.len());
}

#[tokio::test]
async fn an_event_that_is_not_json_is_text() {
    let (logger, lines) = logger(SettingsBuilder::new().log_event(true));
    invoke(&logger, context(1), "plain\ntext", nothing).await;
    assert_eq!(read(&lines.take()[0])["event"], "plain\ntext");
}

#[tokio::test]
async fn fields_are_masked_by_name_and_by_pattern_where_code_asks_for_it() {
    let redaction = Redaction::new()
        .name("password", Mask::stars())
        .name("pin", Mask::erase())
        .pattern(Pattern::CARD_NUMBER, Mask::keep_last(4));
    let (logger, lines) = built(SettingsBuilder::new(), |builder| builder.redact_fields(redaction));
    invoke(&logger, context(1), "{}", || async {
        let span = tracing::info_span!("login", password = "hunter2", user = 7, card = tracing::field::Empty);
        span.record("card", "4111 1111 1111 1111");
        let error: Box<dyn std::error::Error> = "declined 4111111111111111".into();
        span.in_scope(|| {
            tracing::info!(pin = 1234, paid = ?Some("4111111111111111"), error, "with 4111111111111111");
        });
        Err("declined 4111111111111111".to_owned())
    })
    .await;
    let written = lines.take();
    let line = read(&written[0]);
    assert_eq!(text(&line, "message"), "with ************1111");
    assert_eq!((text(&line, "password"), &line["user"], line.get("pin")), ("*****".into(), &json!(7), None));
    assert_eq!(text(&line, "paid"), "Some(\"************1111\")");
    assert_eq!(text(&line, "card"), "***************1111");
    assert!(written.iter().all(|line| !line.contains("41111") && !line.contains("4111 ")), "{written:?}");
}

#[tokio::test]
async fn keys_that_code_sets_are_masked_like_fields() {
    let redaction = Redaction::new()
        .name("password", Mask::stars())
        .name("pin", Mask::erase())
        .pattern(Pattern::CARD_NUMBER, Mask::keep_last(4));
    let (logger, lines) = built(SettingsBuilder::new(), |builder| {
        builder.process_key("pin", 1234).process_key("team", "checkout").redact_fields(redaction)
    });
    logger.append_process_keys(&[("Password", &"hunter2")]);
    invoke(&logger, context(1), "{}", || async {
        lamplight_logger::append_keys(&[
            ("card", &"4111 1111 1111 1111"),
            ("pin", &1234),
            ("a \"quoted\" name", &true),
        ]);
        tracing::info!("keys");
        Ok(())
    })
    .await;
    let line = read(&lines.take()[0]);
    assert_eq!(
        (text(&line, "card"), text(&line, "Password")),
        ("***************1111".into(), "*****".into())
    );
    assert_eq!((line.get("pin"), text(&line, "team")), (None, "checkout".into()));
    assert_eq!(line["a \"quoted\" name"], true);
}

#[tokio::test]
async fn nothing_is_masked_unasked() {
    let (logger, lines) = logger(SettingsBuilder::new());
    invoke(&logger, context(1), "{}", || async {
        tracing::info!(password = "hunter2");
        Ok(())
    })
    .await;
    assert_eq!(text(&read(&lines.take()[0]), "password"), "hunter2");
}
