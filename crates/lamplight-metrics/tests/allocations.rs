//! What metrics cost in allocations: nothing for a value and nothing for a document, once there was one like it.

#[path = "../../lamplight-logger/tests/support/counting.rs"]
mod counting;
mod support;

use std::cell::Cell;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use counting::allocations_of;
use lambda_runtime::{LambdaEvent, Service, service_fn};
use lamplight_core::environment::InitializationType;
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::sink::LineSink;
use lamplight_invocation::{ObserveLayer, Stack};
use lamplight_metrics::{
    Metrics, Unit, count, dimension, distribution, gauge, property, record, record_high_resolution,
};
use support::event;
use tower_layer::Layer;

/// Counts bytes, so that nobody can leave the documents out.
#[derive(Debug)]
struct Counted(&'static AtomicUsize);

impl LineSink for Counted {
    fn write_line(&self, line: &[u8]) {
        self.0.fetch_add(line.len(), Ordering::Relaxed);
    }
}

fn metrics() -> (Metrics, &'static AtomicUsize) {
    let bytes: &'static AtomicUsize = Box::leak(Box::default());
    let (settings, _) = SettingsBuilder::new().service("shop").read(&[]).expect("nothing is set");
    (Metrics::builder().settings(settings).sink(Counted(bytes)).build().expect("nothing is opened"), bytes)
}

/// Everything that a function commonly records, with values that differ.
fn record_all(seed: u32) {
    dimension("Source", if seed % 2 == 0 { "http" } else { "queue" });
    property("order_id", "A-17");
    count("OrdersPlaced", seed);
    gauge("QueueDepth", f64::from(seed) + 0.5);
    record("Payload", Unit::Bytes, 17 * seed);
    record_high_resolution("Lag", Unit::Milliseconds, 0.25);
    (0..20).for_each(|attempt| distribution("Attempts", Unit::Count, attempt % 3));
    for item in 0..5 {
        count("Items", item);
        record("Weight", Unit::None, f64::from(item) / 3.0);
    }
}

/// What each of these calls allocates on its way, besides what the handler counts.
fn invocations<S>(mut service: S, times: u32) -> Vec<usize>
where
    S: Service<LambdaEvent<u32>>,
{
    let allocations = (0..times).map(|number| {
        let event = event("8476a536-e9f4-11e8-9739-2dfe598c3fcd", number);
        allocations_of(|| {
            let done = pin!(service.call(event)).poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(done, Poll::Ready(_)), "nothing in it waits");
        })
    });
    allocations.collect()
}

#[test]
fn after_the_first_ones_no_value_and_no_document_allocates() {
    let (metrics, bytes) = metrics();
    let recorded = Cell::new(0);
    let with = metrics.layer().layer(service_fn(|event: LambdaEvent<u32>| {
        recorded.set(allocations_of(|| record_all(event.payload)));
        std::future::ready(Ok::<_, std::io::Error>(()))
    }));
    let without = ObserveLayer::new(Stack::new(InitializationType::Unknown));
    let without =
        without.layer(service_fn(|_: LambdaEvent<u32>| std::future::ready(Ok::<_, std::io::Error>(()))));
    let (with, without) = (invocations(with, 10), invocations(without, 10));
    assert!(bytes.load(Ordering::Relaxed) > 10 * 700, "ten documents were written");
    assert_eq!(recorded.get(), 0, "by all values, dimensions and properties of the last invocation");
    assert_eq!(with[5..], without[5..], "nor does an invocation with metrics, over one without");
    assert_eq!(allocations_of(|| drop(std::hint::black_box(Box::new(1)))), 1, "the count is one that counts");
}

#[test]
fn neither_do_those_outside_invocations_nor_an_explicit_flush() {
    let (metrics, bytes) = metrics();
    metrics.install().expect("nobody else is");
    (0..3).for_each(|seed| {
        record_all(seed);
        metrics.flush();
    });
    let before = bytes.load(Ordering::Relaxed);
    let allocations = (3..100).map(|seed| {
        allocations_of(|| {
            record_all(seed);
            metrics.flush();
        })
    });
    assert_eq!(allocations.sum::<usize>(), 0);
    assert!(bytes.load(Ordering::Relaxed) - before > 97 * 600);
}
