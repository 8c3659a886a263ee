//! Lines that are held back: when they are written, and when they are not.

mod stack;

use std::time::Duration;

use lamplight_core::level::Level;
use lamplight_core::settings::SettingsBuilder;
use lamplight_logger::flush_buffer;
use stack::{NOW, built, context, invoke, logger, said};

const NONE: [&str; 0] = [];

fn holding(bytes: usize) -> SettingsBuilder {
    SettingsBuilder::new().log_buffer(bytes)
}

#[tokio::test]
async fn what_is_held_back_is_dropped_where_all_went_well() {
    let (logger, lines) = logger(holding(20_480));
    assert!(
        invoke(&logger, context(1), "{}", || async {
            tracing::debug!("held");
            tracing::info!("written");
            Ok(())
        })
        .await
    );
    assert_eq!(said(&lines), ["INFO written"]);
}

#[tokio::test]
async fn what_is_held_back_comes_before_the_first_error() {
    let (logger, lines) = logger(holding(20_480));
    invoke(&logger, context(1), "{}", || async {
        tracing::debug!("one");
        tracing::info!("two");
        tracing::debug!("three");
        tracing::error!("four");
        tracing::debug!("held again, and dropped");
        Ok(())
    })
    .await;
    assert_eq!(said(&lines), ["INFO two", "DEBUG one", "DEBUG three", "ERROR four"]);
}

#[tokio::test]
async fn an_invocation_that_fails_has_all_its_lines() {
    let (logger, lines) = logger(holding(20_480));
    invoke(&logger, context(1), "{}", || async {
        tracing::debug!("held");
        Err("no stock".to_owned())
    })
    .await;
    assert_eq!(said(&lines), ["DEBUG held", r#"ERROR "no stock""#]);
}

#[tokio::test]
async fn an_invocation_that_panics_has_all_its_lines() {
    let (logger, lines) = logger(holding(20_480));
    let _default = tracing::subscriber::set_default(stack::subscriber(&logger));
    let cloned = logger.clone();
    let panicked = tokio::spawn(async move {
        stack::invoke_within(&cloned, context(1), "{}", || async {
            tracing::debug!("held");
            panic!("unknown item");
        })
        .await
    });
    assert!(panicked.await.is_err());
    assert_eq!(said(&lines), ["DEBUG held", "ERROR unknown item"]);
}

#[tokio::test]
async fn an_invocation_that_is_cancelled_has_all_its_lines() {
    let (logger, lines) = logger(holding(20_480));
    {
        let handler = || async {
            tracing::debug!("held");
            std::future::pending().await
        };
        let mut invocation = Box::pin(invoke(&logger, context(1), "{}", handler));
        tokio::select! {
            biased;
            _ = &mut invocation => unreachable!("it never ends"),
            () = std::future::ready(()) => {}
        }
    }
    assert_eq!(said(&lines), ["DEBUG held", "ERROR the handler was dropped before it was done"]);
}

#[tokio::test]
async fn a_failure_that_is_itself_silenced_has_them_none_the_less() {
    let (logger, lines) =
        built(holding(20_480).log_level(Level::Fatal), |builder| builder.buffer_level(Level::Warn));
    invoke(&logger, context(1), "{}", || async {
        tracing::debug!("debug");
        tracing::warn!("warn");
        Err("no stock".to_owned())
    })
    .await;
    assert_eq!(said(&lines), ["DEBUG debug", "WARN warn"]);
}

#[tokio::test]
async fn code_writes_what_is_held_back_when_it_likes() {
    let (logger, lines) = logger(holding(20_480));
    invoke(&logger, context(1), "{}", || async {
        tracing::debug!("one");
        flush_buffer();
        tracing::info!("two");
        flush_buffer();
        Ok(())
    })
    .await;
    assert_eq!(said(&lines), ["DEBUG one", "INFO two"]);
}

#[tokio::test(start_paused = true)]
async fn near_the_timeout_all_is_written_and_nothing_is_held_back_any_more() {
    let (logger, lines) = logger(holding(20_480));
    let mut context = context(1);
    context.deadline = NOW + 1500;
    let done = tokio::time::timeout(
        Duration::from_secs(2),
        invoke(&logger, context, "{}", || async {
            tracing::debug!("before");
            tokio::time::sleep(Duration::from_millis(1450)).await;
            tracing::debug!("behind");
            Ok(())
        }),
    );
    assert_eq!(done.await, Ok(true));
    let near = "WARN the function times out in 100 ms and the handler is still running";
    assert_eq!(said(&lines), ["DEBUG before", near, "DEBUG behind"]);
}

#[tokio::test]
async fn the_oldest_lines_make_room_and_how_many_is_said() {
    // A line is some 270 bytes long.
    let (logger, lines) = logger(holding(600));
    invoke(&logger, context(1), "{}", || async {
        for number in 1..=5 {
            tracing::debug!("{number}");
        }
        tracing::error!("error");
        tracing::debug!("6");
        tracing::error!("another");
        Ok(())
    })
    .await;
    let lost = "WARN lost of the lines that were held back: 3; the buffer has room for 600 bytes";
    assert_eq!(said(&lines), ["DEBUG 4", "DEBUG 5", lost, "ERROR error", "DEBUG 6", "ERROR another"]);
}

#[tokio::test]
async fn a_line_that_is_longer_than_the_buffer_is_written_at_once() {
    let (logger, lines) = logger(holding(600));
    invoke(&logger, context(1), "{}", || async {
        tracing::debug!("{}", "long".repeat(200));
        Ok(())
    })
    .await;
    let said = said(&lines);
    assert!(said[0].starts_with("WARN the next line is written at once: it has "), "{said:?}");
    assert!(said[0].ends_with(" bytes, and the buffer has room for 600"), "{said:?}");
    assert_eq!((said.len(), &*said[1]), (2, &*format!("DEBUG {}", "long".repeat(200))));
}

#[test]
fn lines_outside_of_an_invocation_are_never_held_back() {
    for (level, expected) in
        [(Level::Info, vec!["INFO info"]), (Level::Debug, vec!["DEBUG debug", "INFO info"])]
    {
        let (logger, lines) = logger(holding(20_480).log_level(level));
        tracing::subscriber::with_default(stack::subscriber(&logger), || {
            tracing::debug!("debug");
            tracing::info!("info");
        });
        assert_eq!(said(&lines), expected);
    }
}

#[tokio::test]
async fn code_with_a_level_of_its_own_keeps_it_and_trace_is_not_held_back_unasked() {
    let (logger, lines) = logger(holding(20_480).log_levels("info,hyper=warn,shop::db=trace"));
    invoke(&logger, context(1), "{}", || async {
        tracing::debug!(target: "hyper", "hyper");
        tracing::trace!("trace");
        tracing::trace!(target: "shop::db", "db");
        tracing::debug!("debug");
        Err("no stock".to_owned())
    })
    .await;
    assert_eq!(said(&lines), ["TRACE db", "DEBUG debug", r#"ERROR "no stock""#]);
}

#[tokio::test]
async fn what_lambda_would_drop_is_not_held_back() {
    let lines = lamplight_core::testing::Captured::new();
    let (settings, _) =
        holding(20_480).read(&[("AWS_LAMBDA_LOG_LEVEL", "WARN")]).expect("every value is allowed");
    let logger = lamplight_logger::Logger::builder().settings(settings).sink(lines.clone()).build();
    invoke(&logger.expect("nothing is opened"), context(1), "{}", || async {
        tracing::debug!("debug");
        Err("no stock".to_owned())
    })
    .await;
    let said = said(&lines);
    assert!(said[0].starts_with("WARN "), "that is said at the start: {said:?}");
    assert_eq!(said[1..], [r#"ERROR "no stock""#]);
}

#[tokio::test]
async fn a_line_is_as_it_was_when_it_was_logged() {
    let (logger, lines) = logger(holding(20_480));
    invoke(&logger, context(1), "{}", || async {
        lamplight_logger::append_key("step", "first");
        tracing::debug!("held");
        lamplight_logger::append_key("step", "second");
        Err("no stock".to_owned())
    })
    .await;
    let lines = lines.take();
    assert!(lines[0].contains(r#""step":"first""#) && lines[1].contains(r#""step":"second""#), "{lines:?}");
}

#[tokio::test]
async fn a_task_that_outlives_its_invocation_holds_nothing_back() {
    let (logger, lines) = logger(holding(20_480).log_level(Level::Debug));
    let scope = std::sync::Arc::new(std::sync::Mutex::new(None));
    let kept = scope.clone();
    invoke(&logger, context(1), "{}", || async {
        *kept.lock().expect("unpoisoned") = Some(lamplight_invocation::Scope::current());
        tracing::debug!("held");
        Ok(())
    })
    .await;
    assert_eq!(said(&lines), NONE);
    let scope = scope.lock().expect("unpoisoned").take().expect("kept");
    let _entered = scope.enter();
    tracing::subscriber::with_default(stack::subscriber(&logger), || tracing::debug!("late"));
    assert_eq!(said(&lines), ["DEBUG late"]);
}
