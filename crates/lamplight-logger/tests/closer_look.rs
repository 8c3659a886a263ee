//! Invocations that are looked at more closely than others: by rate, and by what code says.

mod stack;

use lamplight_core::level::Level;
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::source::Kind;
use stack::{built, context, invoke, logger, read, said};

const SAID: &str = "DEBUG lines from DEBUG on are written in this invocation, chosen by rate or by code";

async fn debug_and_warn() -> Result<(), String> {
    tracing::trace!("trace");
    tracing::debug!("debug");
    tracing::warn!("warn");
    Ok(())
}

#[tokio::test]
async fn a_rate_of_one_writes_debug_lines_in_every_invocation_and_says_so() {
    let (logger, lines) = logger(SettingsBuilder::new().log_level(Level::Error).log_sample_rate(1.0));
    for number in 1..=2 {
        invoke(&logger, context(number), "{}", debug_and_warn).await;
        for line in lines.lines() {
            assert_eq!(read(&line)["sampling_rate"], 1.0);
        }
        assert_eq!(said(&lines), [SAID, "DEBUG debug", "WARN warn"]);
    }
}

#[tokio::test]
async fn the_rate_on_a_line_is_the_loggers_whatever_fields_and_keys_are_called() {
    let (logger, lines) = logger(SettingsBuilder::new().log_sample_rate(0.0));
    let handler = || async {
        lamplight_logger::append_key("sampling_rate", "of code");
        let span = tracing::info_span!("span", sampling_rate = "of a span").entered();
        tracing::info!(sampling_rate = "of an event", "m");
        drop(span);
        tracing::info!("m");
        Ok(())
    };
    invoke(&logger, context(1), "{}", handler).await;
    let lines = lines.take();
    for (line, other) in lines.iter().zip(["of an event", "of code"]) {
        assert_eq!(line.matches(r#""sampling_rate":"#).count(), 1, "{line}");
        assert_eq!(
            (&read(line)["sampling_rate"], &read(line)["sampling_rate_"]),
            (&0.0.into(), &other.into())
        );
    }
    assert_eq!(lines.len(), 2);
}

#[tokio::test]
async fn a_rate_of_nought_changes_nothing() {
    let (logger, lines) = logger(SettingsBuilder::new().log_level(Level::Error).log_sample_rate(0.0));
    invoke(&logger, context(1), "{}", debug_and_warn).await;
    assert_eq!(said(&lines), [""; 0]);
    assert_eq!(logger.max_level(), tracing_subscriber::filter::LevelFilter::ERROR);
}

#[tokio::test]
async fn a_rate_between_chooses_about_that_share_and_the_same_for_each_function() {
    let (one, lines_of_one) = logger(SettingsBuilder::new().log_level(Level::Warn).log_sample_rate(0.1));
    let (other, lines_of_other) = logger(SettingsBuilder::new().log_sample_rate(0.1));
    let mut chosen = 0;
    for number in 1..=1000 {
        invoke(&one, context(number), "{}", debug_and_warn).await;
        invoke(&other, context(number), "{}", debug_and_warn).await;
        let lines = [said(&lines_of_one), said(&lines_of_other)];
        assert_eq!(lines[0], lines[1], "in one trace both are chosen, or neither is");
        chosen += usize::from(lines[0].len() == 3);
    }
    assert!((50..150).contains(&chosen), "{chosen}");
}

#[tokio::test]
async fn a_level_that_is_verbose_already_stays() {
    let (logger, lines) = logger(SettingsBuilder::new().log_level(Level::Trace).log_sample_rate(1.0));
    invoke(&logger, context(1), "{}", debug_and_warn).await;
    assert_eq!(said(&lines), ["TRACE trace", "DEBUG debug", "WARN warn"]);
}

#[tokio::test]
async fn what_is_chosen_ends_with_its_invocation_and_never_holds_outside() {
    let (logger, lines) = logger(SettingsBuilder::new().log_sample_rate(1.0));
    let _default = tracing::subscriber::set_default(stack::subscriber(&logger));
    tracing::debug!("before");
    stack::invoke_within(&logger, context(1), "{}", debug_and_warn).await;
    tracing::debug!("behind");
    assert_eq!(said(&lines), [SAID, "DEBUG debug", "WARN warn"]);
}

#[tokio::test]
async fn code_chooses_by_the_request_and_by_the_event() {
    let (logger, lines) = built(SettingsBuilder::new().log_level(Level::Warn), |builder| {
        builder.level_when(|context, facts| match (context.request_id(), facts?.kind()) {
            ("r1", _) => Some(Level::Trace),
            ("r2", _) => Some(Level::Fatal),
            ("r3", _) => Some(Level::Info),
            ("r4", _) => panic!("a mistake in the choice"),
            (_, Kind::Sqs) => Some(Level::Debug),
            _ => None,
        })
    });
    let plain = ["WARN warn"];
    let sqs = r#"{"Records":[{"messageId":"m","eventSource":"aws:sqs","body":"b"}]}"#;
    let closest = "DEBUG lines from TRACE on are written in this invocation, chosen by rate or by code";
    for (number, event, expected) in [
        (1, "{}", &[closest, "TRACE trace", "DEBUG debug", "WARN warn"][..]),
        (2, "{}", &plain),
        (3, "{}", &plain),
        (4, "{}", &plain),
        (5, "{}", &plain),
        (6, sqs, &[SAID, "DEBUG debug", "WARN warn"]),
    ] {
        assert!(invoke(&logger, context(number), event, debug_and_warn).await);
        assert_eq!(said(&lines), expected, "{number}");
    }
}

#[tokio::test]
async fn lambdas_control_is_not_gone_round() {
    let lines = lamplight_core::testing::Captured::new();
    let settings = SettingsBuilder::new().log_sample_rate(1.0);
    let (settings, _) = settings.read(&[("AWS_LAMBDA_LOG_LEVEL", "INFO")]).expect("every value is allowed");
    let logger = lamplight_logger::Logger::builder().settings(settings).sink(lines.clone()).build();
    invoke(&logger.expect("nothing is opened"), context(1), "{}", debug_and_warn).await;
    let said = said(&lines);
    assert!(said[0].contains("AWS_LAMBDA_LOG_LEVEL"), "that is said at the start: {said:?}");
    assert_eq!(said[1..], ["WARN warn"]);
}

#[tokio::test]
async fn code_with_a_level_of_its_own_keeps_it() {
    let (logger, lines) = logger(SettingsBuilder::new().log_levels("info,hyper=warn").log_sample_rate(1.0));
    invoke(&logger, context(1), "{}", || async {
        tracing::debug!(target: "hyper::client", "hyper");
        tracing::debug!("debug");
        Ok(())
    })
    .await;
    assert_eq!(said(&lines), [SAID, "DEBUG debug"]);
}

#[tokio::test]
async fn lines_of_an_invocation_that_was_chosen_are_not_held_back() {
    let (logger, lines) = logger(SettingsBuilder::new().log_buffer(20_480).log_sample_rate(1.0));
    invoke(&logger, context(1), "{}", debug_and_warn).await;
    assert_eq!(said(&lines), [SAID, "DEBUG debug", "WARN warn"]);
}
