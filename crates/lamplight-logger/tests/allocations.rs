//! What a line costs in allocations: nothing, once its thread has written one before.

#[path = "support/counting.rs"]
mod counting;
mod support;

use counting::allocations_of;
use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::sink::LineSink;
use support::{event, logger_with, subscriber};
use tower_layer::Layer;

/// Counts bytes, so that nobody can leave the lines out.
#[derive(Debug)]
struct Counted(&'static std::sync::atomic::AtomicUsize);

impl LineSink for Counted {
    fn write_line(&self, line: &[u8]) {
        self.0.fetch_add(line.len(), std::sync::atomic::Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_line_allocates_nothing_and_neither_does_one_that_is_not_written() {
    static BYTES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let (logger, _) = logger_with(SettingsBuilder::new(), |builder| builder.sink(Counted(&BYTES)));
    let _default = tracing::subscriber::set_default(subscriber(&logger));
    let service = logger.layer().layer(service_fn(|_: LambdaEvent<()>| async {
        let outer = tracing::info_span!("checkout", customer = "ada", basket = 7);
        let inner = outer.in_scope(|| tracing::info_span!("reserve", sku = "lamp-desk", warehouse = 4));
        let _entered = inner.enter();
        let line = |items: u64| {
            tracing::info!(
                order_id = "A-17",
                items,
                signed = -3_i64,
                paid = true,
                amount = 12.5,
                channel = "web \"beta\"",
                attempt = 2_u8,
                country = "NL",
                "order received"
            );
        };
        line(1);
        let hundred = allocations_of(|| (0..100).for_each(line));
        let disabled = allocations_of(|| {
            (0..100).for_each(|items| tracing::debug!(items, text = "unheard", "not written"));
        });
        Ok::<_, std::io::Error>((hundred, disabled))
    }));
    let (hundred, disabled) = service.oneshot(event("r1", ())).await.expect("no error");
    assert!(BYTES.load(std::sync::atomic::Ordering::Relaxed) > 101 * 300, "101 lines were written");
    assert_eq!((hundred, disabled), (0, 0));
    assert_eq!(allocations_of(|| drop(std::hint::black_box(Box::new(1)))), 1, "the count is one that counts");
}

#[tokio::test]
async fn what_might_be_written_or_held_back_allocates_nothing_either() {
    static BYTES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let settings = SettingsBuilder::new().log_sample_rate(1.0e-9).log_levels("info,hyper=warn");
    let (sampling, _) = logger_with(settings, |builder| builder.sink(Counted(&BYTES)));
    let (holding, _) =
        logger_with(SettingsBuilder::new().log_buffer(20_480), |builder| builder.sink(Counted(&BYTES)));
    for logger in [sampling, holding] {
        let _default = tracing::subscriber::set_default(subscriber(&logger));
        let service = logger.layer().layer(service_fn(|_: LambdaEvent<()>| async {
            lamplight_logger::append_keys(&[("order_id", &"A-17"), ("items", &3)]);
            let lines = || {
                for items in 0..500_u64 {
                    tracing::debug!(items, text = "not chosen, or held back", "quiet");
                }
            };
            lines();
            let quiet = allocations_of(lines);
            let line = || tracing::info!(paid = true, "with keys of the invocation");
            line();
            let with_keys = allocations_of(line);
            Ok::<_, std::io::Error>((quiet, with_keys))
        }));
        assert_eq!(service.oneshot(event("r1", ())).await.expect("no error"), (0, 0));
    }
}
