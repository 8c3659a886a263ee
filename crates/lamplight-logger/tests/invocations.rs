//! Lines of invocations: their keys, and the one line that says what went wrong.

mod support;

use std::sync::{Arc, Mutex};

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::clock::Timestamp;
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::sink::LineSink;
use lamplight_invocation::{Failure, Outcome};
use support::{event, logger, logger_with, subscriber};
use tower_layer::Layer;

const KEYS: &str = concat!(
    r#""timestamp":"2026-01-31T23:59:59.999Z","service":"orders","cold_start":false,"function_name":"orders","#,
    r#""function_memory_size":512,"function_arn":"arn:aws:lambda:eu-west-1:123456789012:function:orders","#,
    r#""function_request_id":"r1","xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793","#,
    r#""trace_id":"5759e988bd862e3fe1be46a994272793""#
);

#[derive(Debug)]
struct OutOfStock(#[expect(dead_code, reason = "shown by its Debug form")] &'static str);

async fn handler(event: LambdaEvent<u8>) -> Result<u8, OutOfStock> {
    tokio::task::yield_now().await;
    match event.payload {
        0 => Err(OutOfStock("A-17")),
        1 => {
            tracing::info!(item = 1, "packed");
            Ok(1)
        }
        _ => panic!("unknown item"),
    }
}

/// The lines of one invocation, without the keys that are the same on each.
async fn lines_about(payload: u8) -> Vec<String> {
    let (logger, lines) = logger(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&logger));
    let service = logger.layer().layer(service_fn(handler));
    let _ = tokio::spawn(async move { service.oneshot(event("r1", payload)).await }).await;
    lines.take().into_iter().map(|line| line.replace(KEYS, "…")).collect()
}

#[tokio::test]
async fn a_line_has_the_keys_of_its_invocation() {
    let lines = lines_about(1).await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].ends_with(r#""message":"packed",…,"item":1}"#), "{lines:?}");
}

#[tokio::test]
async fn an_error_is_one_line_with_its_type_and_text() {
    let expected = r#"{"level":"ERROR","message":"OutOfStock(\"A-17\")",…,"error":{"type":"OutOfStock","message":"OutOfStock(\"A-17\")"}}"#;
    assert_eq!(lines_about(0).await, [expected]);
}

#[tokio::test]
async fn a_panic_is_one_line_with_its_message() {
    let expected =
        r#"{"level":"ERROR","message":"unknown item",…,"error":{"type":"panic","message":"unknown item"}}"#;
    assert_eq!(lines_about(9).await, [expected]);
}

#[tokio::test]
async fn a_user_describes_errors_in_their_own_words() {
    let (logger, lines) = logger(SettingsBuilder::new());
    let layer = logger.layer().describe_with(|_: &OutOfStock| {
        let mut failure = Failure::new("Stock", "nothing left");
        failure.sources = vec!["warehouse closed".to_owned(), "strike".to_owned()];
        Outcome::Failed(failure)
    });
    let result = layer.layer(service_fn(handler)).oneshot(event("r1", 0)).await;
    assert!(result.is_err());
    let line = lines.take().remove(0);
    let error = r#""error":{"type":"Stock","message":"nothing left","chain":["warehouse closed","strike"]}}"#;
    assert!(line.ends_with(error), "{line}");
}

#[tokio::test]
async fn a_handler_that_is_dropped_is_one_line() {
    let (logger, lines) = logger(SettingsBuilder::new());
    let forever = service_fn(|_: LambdaEvent<u8>| std::future::pending::<Result<(), OutOfStock>>());
    let mut future = Box::pin(logger.layer().layer(forever).oneshot(event("r1", 0)));
    tokio::select! {
        biased;
        _ = &mut future => unreachable!("it never ends"),
        () = std::future::ready(()) => {}
    }
    drop(future);
    let lines = lines.take();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].contains(r#""error":{"type":"Cancelled","message":"the handler was dropped"#),
        "{lines:?}"
    );
}

#[tokio::test]
async fn the_runtimes_own_report_of_an_error_is_not_a_second_line() {
    let (logger, lines) = logger(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&logger));
    let reports = service_fn(|_: LambdaEvent<u8>| async {
        tracing::error!(target: "lambda_runtime::layers::panic", "OutOfStock");
        tracing::error!(target: "shop", "business error");
        Ok::<_, OutOfStock>(())
    });
    logger.layer().layer(reports).oneshot(event("r1", 0)).await.expect("fine");
    let inside = lines.take();
    assert_eq!(inside.len(), 1, "{inside:?}");
    assert!(inside[0].contains("business error"));
    tracing::error!(target: "lambda_runtime::layers::panic", "no scope would say it");
    assert_eq!(lines.take().len(), 1, "where no scope knows better, nothing is kept back");
}

#[tokio::test]
async fn errors_are_silent_when_the_level_says_so() {
    let level = lamplight_core::level::Level::Fatal;
    let (logger, lines) = logger(SettingsBuilder::new().log_level(level));
    let result = logger.layer().layer(service_fn(handler)).oneshot(event("r1", 0)).await;
    assert!(result.is_err());
    assert!(lines.take().is_empty());
}

#[tokio::test]
async fn a_disabled_logger_adds_nothing() {
    let (logger, lines) = logger(SettingsBuilder::new().disabled(true));
    let result = logger.layer().layer(service_fn(handler)).oneshot(event("r1", 0)).await;
    assert!(result.is_err());
    assert!(lines.take().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_is_near_is_a_warning() {
    let (logger, lines) = logger(SettingsBuilder::new());
    let slow = service_fn(|_: LambdaEvent<u8>| async {
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        Ok::<_, OutOfStock>(())
    });
    let mut event = event("r1", 0);
    event.context.deadline = 1_769_903_999_999 + 1500;
    logger.layer().layer(slow).oneshot(event).await.expect("fine");
    let lines = lines.take();
    let message =
        r#"{"level":"WARN","message":"the function times out in 100 ms and the handler is still running","#;
    assert!(lines.len() == 1 && lines[0].starts_with(message), "{lines:?}");
}

/// Keeps what each line is to be written before.
#[derive(Clone, Debug, Default)]
struct Deadlines(Arc<Mutex<Vec<Option<Timestamp>>>>);

impl LineSink for Deadlines {
    fn write_line(&self, _: &[u8]) {
        self.0.lock().expect("no panic").push(None);
    }

    fn write_line_before(&self, _: &[u8], deadline: Timestamp) {
        self.0.lock().expect("no panic").push(Some(deadline));
    }
}

#[tokio::test]
async fn a_sink_is_told_until_when_it_may_block() {
    let deadlines = Deadlines::default();
    let (logger, _) =
        logger_with(SettingsBuilder::new().log_buffer(1000), |builder| builder.sink(deadlines.clone()));
    let _default = tracing::subscriber::set_default(subscriber(&logger));
    tracing::info!("of the start");
    let handler = service_fn(|_: LambdaEvent<()>| async {
        tracing::debug!("held back");
        tracing::info!("written");
        Err::<(), _>(OutOfStock("A-17"))
    });
    let mut event = event("r1", ());
    event.context.deadline = 4_000_000_000_000;
    assert!(logger.layer().layer(handler).oneshot(event).await.is_err());
    let deadline = Some(Timestamp::from_millis(4_000_000_000_000));
    assert_eq!(*deadlines.0.lock().expect("no panic"), [None, deadline, deadline, deadline]);
}
