//! The manual's page on logs: what it shows is what the code beside it prints.
//!
//! Its Rust blocks are compiled with the facade, elsewhere; those that print something stand here as well, between two
//! comments. Each of its other blocks is written by a test here.

#![cfg(feature = "redaction")]

mod stack;

use std::fmt;
use std::future::Future;

use lambda_runtime::tower::ServiceExt as _;
use lambda_runtime::{Context, LambdaEvent, service_fn};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::testing::Captured;
use lamplight_invocation::{Failure, Outcome, install_panic_hook};
use lamplight_logger::format::{DatadogFormat, EcsFormat, Format, JsonFormat, PrettyFormat, TextFormat};
use lamplight_logger::{Logger, LoggerBuilder, flush_buffer};
use stack::{built, invoke};
use tower_layer::Layer as _;
use tracing::{debug, info, instrument, warn};

const PAGE: &str = include_str!("../../../docs/manual/logger.md");

/// The names that the page's examples begin with.
mod lamplight {
    pub(crate) use lamplight_logger as logger;
}

struct Order {
    id: String,
    items: u32,
}

// The page: an order.
#[instrument(skip_all, fields(order_id = order.id))]
async fn pack(order: Order) {
    info!(items = order.items, "order received");
}
// So far.

fn save() -> Result<(), SaveError> {
    Err(SaveError(std::io::Error::other("disk on fire")))
}

#[derive(Debug)]
struct SaveError(std::io::Error);

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot save")
    }
}

impl std::error::Error for SaveError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

// The page: values.
fn values() {
    let skus = ["lamp", "desk"];
    if let Err(error) = save() {
        let error: &dyn std::error::Error = &error;
        warn!(share = 0.5, ratio = f64::NAN, paid = true, ?skus, level = "high", error, "not saved");
    }
}
// So far.

// The page: keys.
use lamplight::logger::{append_keys, remove_keys, set_correlation_id, with_keys};

fn charge(order_id: &str) {
    // On all lines of this invocation from here on, and of no other.
    append_keys(&[("order_id", &order_id), ("items", &3)]);
    {
        // On the lines of this block. What was there before comes back behind it.
        let _attempt = with_keys(&[("attempt", &1)]);
        info!("charging");
    }
    set_correlation_id("from-the-partner");
    remove_keys(&["items"]);
    info!(order_id = "the event's own", "charged");
}
// So far.

/// The context of a request.
fn request() -> Context {
    let mut context = Context::default();
    context.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned();
    context.invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders".to_owned();
    context.xray_trace_id =
        Some("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1".to_owned());
    context
}

fn orders(
    settings: SettingsBuilder,
    build: impl FnOnce(LoggerBuilder) -> LoggerBuilder,
) -> (Logger, Captured) {
    let environment = FunctionEnvironment::read(&[
        ("AWS_LAMBDA_FUNCTION_NAME", "orders"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "7"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
    ]);
    built(settings, |builder| build(builder.environment(environment)))
}

/// What an invocation prints, with this event.
async fn printed<H, F>(settings: SettingsBuilder, event: &str, handler: H) -> Vec<String>
where
    H: Fn() -> F + Clone,
    F: Future<Output = Result<(), String>>,
{
    let (logger, lines) = orders(settings, |builder| builder);
    invoke(&logger, request(), event, handler).await;
    lines.take()
}

/// An invocation whose error is described as the facade does it.
async fn fail(logger: &Logger) -> Result<(), SaveError> {
    let _default = tracing::subscriber::set_default(stack::subscriber(logger));
    let described = logger.layer().describe_with(|error: &SaveError| {
        let mut failure = Failure::new("SaveError", error.to_string());
        failure.sources = vec![error.0.to_string()];
        Outcome::Failed(failure)
    });
    let handler = service_fn(|_: LambdaEvent<()>| async { save() });
    described.layer(handler).oneshot(LambdaEvent::new((), request())).await
}

async fn printed_in(format: impl Format) -> String {
    let (logger, lines) = orders(SettingsBuilder::new(), |builder| builder.format(format));
    let handler = || async {
        pack(Order { id: "A-17".to_owned(), items: 3 }).await;
        Ok(())
    };
    invoke(&logger, request(), "{}", handler).await;
    lines.take().remove(0)
}

/// The lines without the keys that are on each, and which the page shows once.
fn without_standard(lines: Vec<String>) -> Vec<String> {
    let standard = |line: &str| {
        let (from, to) = (line.find(r#""timestamp":"#)?, line.find(r#""xray_trace_id":"#)?);
        // With the ids of the trace, and the comma behind them or before.
        let to = to + line[to..].find(r#""trace_id":""#)? + r#""trace_id":"","#.len() + 32;
        let rest = line.get(to..)?;
        let before = line[..from].strip_suffix(',')?;
        let correlation = line[from..to].find(r#","correlation_id":"#).map_or("", |at| {
            let value = &line[from + at..to];
            &value[..value.find(r#","xray"#).unwrap_or_default()]
        });
        Some(format!("{before}{correlation}{}{rest}", if rest.is_empty() { "}" } else { "," }))
    };
    lines.into_iter().map(|line| standard(&line).unwrap_or(line)).collect()
}

/// Each line of this file is another place; on the page it is one of a shop.
fn with_the_pages_place(line: &str) -> String {
    let Some(at) = line.find(r#""location":""#) else { return line.to_owned() };
    let start = at + r#""location":""#.len();
    let end = start + line[start..].find('"').expect("a string ends");
    let place = if line[start..end].contains(".rs:") { "src/main.rs:42" } else { "shop::orders:42" };
    format!("{}{place}{}", &line[..start], &line[end..])
}

/// The blocks of the page in these languages, without what its reader does not see.
fn blocks(of: &[&str]) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body = lines.by_ref().take_while(|line| !line.starts_with("```"));
        let body: Vec<_> = body.filter(|line| !line.starts_with("# ") && *line != "#").collect();
        if of.contains(&info.split(',').next().unwrap_or_default()) {
            blocks.push(body.join("\n"));
        }
    }
    blocks
}

/// A block's lines of the log. Those that are long go on in the next line, further in.
fn lines_of(block: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("  "), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

#[test]
fn the_examples_are_the_code_that_runs_here() {
    let source = include_str!("manual.rs");
    let examples: Vec<&str> = source
        .split("// The page: ")
        .skip(1)
        .filter_map(|example| example.split_once('\n')?.1.split_once("\n// So far."))
        .map(|(example, _)| example)
        .collect();
    // The comments, not what looks for them.
    assert_eq!(examples.len(), 3);
    let on_the_page = blocks(&["rust"]);
    for example in examples {
        assert!(
            on_the_page.iter().any(|block| block.trim() == example.trim()),
            "not on the page:\n{example}"
        );
    }
}

/// What the page shows, in its order, as it is printed.
async fn outputs() -> Vec<Vec<String>> {
    let plain = SettingsBuilder::new;
    let mut outputs = vec![vec![printed_in(JsonFormat::new()).await]];
    outputs.push(without_standard(
        printed(plain(), "{}", || async {
            values();
            Ok(())
        })
        .await,
    ));
    outputs.push(without_standard(
        printed(plain(), "{}", || async {
            charge("A-17");
            Ok(())
        })
        .await,
    ));

    // When an invocation goes wrong.
    install_panic_hook();
    let (logger, lines) = orders(plain(), |builder| builder);
    let failed = fail(&logger).await;
    assert!(failed.is_err());
    let panics = async move {
        let items: [u32; 0] = [];
        invoke(&logger, request(), "{}", || async { Err(items[items.len()].to_string()) }).await
    };
    assert!(tokio::spawn(panics).await.is_err(), "it panics");
    let went_wrong = lines.take().into_iter().map(|line| match line.split_once(r#","backtrace":""#) {
        // Where the environment of the test asks for one.
        Some((before, _)) => format!("{before}}}}}"),
        None => line,
    });
    outputs.push(without_standard(went_wrong.collect()));

    // Levels.
    let settings = plain().log_levels("debug").read(&[("AWS_LAMBDA_LOG_LEVEL", "INFO")]).expect("allowed").0;
    let lines = Captured::new();
    let logger = Logger::builder().settings(settings).sink(lines.clone()).build();
    assert!(logger.is_ok());
    let said = lines.take().remove(0);
    let (before, time) = said.split_once(r#","timestamp":""#).expect("a time");
    outputs.push(vec![format!("{before}{}", &time[25..])]);

    // More lines for some.
    let sampled = plain().log_sample_rate(1.0);
    outputs.push(without_standard(
        printed(sampled, "{}", || async {
            debug!("looking closer");
            Ok(())
        })
        .await,
    ));

    // Lines that are held back.
    let held = plain().log_buffer(1000);
    outputs.push(without_standard(
        printed(held, "{}", || async {
            debug!(attempt = 1, "looking for a lamp");
            debug!(attempt = 2, "looking for a lamp");
            debug!(attempt = 3, "looking for a lamp");
            flush_buffer();
            Ok(())
        })
        .await,
    ));

    // Events.
    let event = r#"{"order":"A-17","password":"hunter2","card":"4111 1111 1111 1111"}"#;
    outputs.push(without_standard(printed(plain().log_event(true), event, || async { Ok(()) }).await));

    // Formats.
    for line in [
        printed_in(TextFormat).await,
        printed_in(PrettyFormat::coloured(false)).await,
        printed_in(DatadogFormat).await,
        printed_in(EcsFormat).await,
    ] {
        outputs.push(vec![line]);
    }
    outputs
}

#[tokio::test]
async fn every_block_of_output_is_what_the_code_prints() {
    let printed: Vec<Vec<String>> = outputs()
        .await
        .iter()
        .map(|lines| lines.iter().map(|line| settled(&with_the_pages_place(line))).collect())
        .collect();
    let shown: Vec<Vec<String>> = blocks(&["json", "text"]).iter().map(|block| lines_of(block)).collect();
    for (printed, shown) in printed.iter().zip(&shown) {
        assert_eq!(printed, shown, "the page should show:\n{}", printed.join("\n"));
    }
    assert_eq!(printed.len(), shown.len(), "as many blocks as outputs");
}

/// Places in lines of text, and the name of a test's thread and of its module.
fn settled(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("manual:") {
        out.push_str(before);
        out.push_str("shop::orders:42");
        rest = after.trim_start_matches(|character: char| character.is_ascii_digit());
    }
    out.push_str(rest);
    let thread = "\"process.thread.name\":\"";
    if let Some(at) = out.find(thread) {
        let start = at + thread.len();
        let end = start + out[start..].find('"').expect("a string ends");
        out.replace_range(start..end, "main");
    }
    out.replace("\"logger.name\":\"manual\"", "\"logger.name\":\"shop::orders\"")
        .replace("\"log.logger\":\"manual\"", "\"log.logger\":\"shop::orders\"")
}
