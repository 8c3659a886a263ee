//! The manual's page on metrics says what the code does.

mod support;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::settings::SettingsBuilder;
use lamplight_metrics::{Batch, Lines, MetricsProvider, Unit, limits};
use support::{Fixture, event};
use tower_layer::Layer;

const PAGE: &str = include_str!("../../../docs/manual/metrics.md");

struct Order {
    id: String,
    total: f64,
}

async fn pay(_: &Order) {
    tokio::task::yield_now().await;
}

mod lamplight {
    pub(crate) use lamplight_metrics as metrics;
}

// The page's first example begins here.
use lamplight::metrics::{count, dimension, property, record, timer};

async fn place(order: Order) {
    dimension("Source", "http");
    property("order_id", &order.id);
    record("OrderValue", Unit::None, order.total);

    let payment = timer("Payment");
    pay(&order).await;
    payment.stop();

    count("OrdersPlaced", 1);
}
// It ends here.

/// The first block of the page in this language, without what its reader does not see.
fn first_block(language: &str) -> String {
    block_after("# Metrics", language)
}

/// The first block in this language after this text.
fn block_after(text: &str, language: &str) -> String {
    let rest = PAGE.split_once(text).unwrap_or_else(|| panic!("no {text}")).1;
    let block = rest.split_once(&format!("```{language}\n")).expect("a block").1;
    let block = block.split_once("```").expect("its end").0;
    block.lines().filter(|line| !line.starts_with("# ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_example_is_the_code_that_is_tested_here() {
    let source = include_str!("manual.rs");
    let example = source.split_once("async fn place").expect("its beginning").1;
    let example = example.split_once("// It ends here.").expect("its end").0;
    assert!(first_block("rust").ends_with(&format!("async fn place{example}")), "{example}");
}

#[tokio::test]
async fn the_example_writes_what_the_page_says() {
    let fixture = Fixture::new();
    let handler = service_fn(|event: LambdaEvent<Order>| async {
        place(event.payload).await;
        Ok::<_, std::io::Error>(())
    });
    let order = Order { id: "A-17".to_owned(), total: 59.9 };
    let event = event("8476a536-e9f4-11e8-9739-2dfe598c3fcd", order);
    fixture.metrics.layer().layer(handler).oneshot(event).await.expect("no error");
    let written = fixture.take().remove(0);
    let (before, after) = written.split_once(r#""Payment":"#).expect("the payment was timed");
    let (_, after) = after.split_once(',').expect("more follows");
    let expected: String = first_block("json").lines().map(str::trim).collect();
    assert_eq!(format!(r#"{before}"Payment":12.345,{after}"#), expected);
}

#[test]
fn the_limits_are_those_of_the_code() {
    for row in [
        format!("| metrics | {} |", limits::METRICS_PER_DOCUMENT),
        format!("| values of a metric | {} |", limits::VALUES_PER_METRIC),
        format!("| bytes | {} |", limits::DOCUMENT_BYTES),
        format!("up to {} bytes", limits::LARGEST_DOCUMENT_BYTES),
        format!("| dimensions of a set, with `service` | {} |", limits::DIMENSIONS),
        format!("| sets of dimensions, besides the first | {} |", limits::DIMENSION_SETS),
        format!("at most {} days ago", limits::OLDEST.as_secs() / 86400),
        format!("{} hours in the future", limits::FURTHEST.as_secs() / 3600),
        format!("more than {} values in the life", limits::DIMENSION_VALUES),
        format!("| a metric's name | 1 to {} characters", limits::METRIC_NAME_CHARACTERS),
        format!("| a dimension's name | 1 to {} characters", limits::DIMENSION_NAME_CHARACTERS),
        format!("| a dimension's value | 1 to {} characters", limits::DIMENSION_VALUE_CHARACTERS),
        format!("| properties | {},", limits::PROPERTIES),
        format!("names of 1 to {} characters", limits::PROPERTY_NAME_CHARACTERS),
        format!("in {} bytes of JSON", limits::PROPERTY_BYTES),
        format!("{} metrics or {} values are held back", limits::HELD_METRICS, limits::HELD_VALUES),
        format!("any of CloudWatch's {} units", Unit::ALL.len()),
    ] {
        assert!(PAGE.contains(&row), "{row}");
    }
}

#[test]
fn sets_of_dimensions_and_a_single_metric_are_written_as_the_page_says() {
    let code = block_after("each of which is a metric that CloudWatch bills", "rust");
    for line in [
        r#"dimension_set(&[("Source", "http"), ("Plan", "pro")]);"#,
        r#"single("Refund", Unit::Count, 1).dimension("Reason", "damaged").property("order_id", "A-17");"#,
    ] {
        assert!(code.contains(line), "{line}");
    }
    let written = Fixture::new().documents_of(|| {
        lamplight::metrics::dimension_set(&[("Source", "http")]);
        lamplight::metrics::dimension_set(&[("Source", "http"), ("Plan", "pro")]);
        count("OrdersPlaced", 1);
        let refund = lamplight::metrics::single("Refund", Unit::Count, 1);
        refund.dimension("Reason", "damaged").property("order_id", "A-17").write();
    });
    assert_eq!(written.join("\n") + "\n", block_after("written at once, the others at the end", "json"));
}

#[test]
fn outside_invocations_a_flush_writes_what_the_page_says() {
    let fixture = Fixture::with_environment(SettingsBuilder::new(), &[]);
    fixture.metrics.install().expect("nobody else is");
    count("RowsImported", 3);
    fixture.metrics.flush();
    let expected = block_after("A program that has no invocations", "json");
    assert_eq!(fixture.take().join("\n") + "\n", expected);
}

/// The page's provider.
#[derive(Debug)]
struct Totals;

impl MetricsProvider for Totals {
    fn write(&self, batch: &Batch<'_>, lines: &mut Lines) {
        for metric in batch.metrics() {
            let total: f64 = metric.values().sum();
            lines.line(|out| out.extend_from_slice(format!("{} {total}", metric.name()).as_bytes()));
        }
    }
}

#[test]
fn the_provider_of_the_page_writes_what_the_page_says() {
    let source = include_str!("manual.rs").split_once("struct Totals;").expect("it is here").1;
    let source = source.split_once("\n#[test]").expect("its end").0.trim();
    assert!(block_after("A provider of your own", "rust").contains(source), "{source}");
    let fixture = Fixture::configured(|builder| builder.provider(Totals));
    fixture.run(|| {
        record("OrderValue", Unit::None, 59.9);
        record("Payment", Unit::Milliseconds, 12.345);
        count("OrdersPlaced", 1);
    });
    let expected = block_after("struct Totals;", "text");
    assert_eq!(fixture.documents.take().join("\n") + "\n", expected);
}

#[test]
fn datadogs_line_is_the_one_on_the_page() {
    let fixture = Fixture::configured(|builder| builder.provider(lamplight::metrics::Datadog::new()));
    fixture.run(|| count("OrdersPlaced", 1));
    let line = fixture.documents.take().remove(0);
    assert!(PAGE.contains(&format!("`{line}`")), "{line}");
}
