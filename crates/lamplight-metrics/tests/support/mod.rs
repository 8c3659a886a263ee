//! Metrics whose time stands still and whose documents are kept.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

pub(crate) mod document;
pub(crate) mod runtime;
pub(crate) mod sequence;

use lambda_runtime::{Context, LambdaEvent};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::loss::Losses;
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::testing::Captured;
use lamplight_metrics::{Metrics, MetricsBuilder};

/// When everything happens.
pub(crate) const NOW: u64 = 1_769_903_999_999;

/// Metrics for the service `shop` in the function `orders`, what they have written and what they have
/// refused.
pub(crate) struct Fixture {
    pub(crate) metrics: Metrics,
    pub(crate) documents: Captured,
    pub(crate) losses: &'static Losses,
    pub(crate) clock: Clock,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self::with(SettingsBuilder::new().service("shop"))
    }

    pub(crate) fn with(settings: SettingsBuilder) -> Self {
        Self::with_environment(settings, &[("AWS_LAMBDA_FUNCTION_NAME", "orders")])
    }

    pub(crate) fn with_environment<const N: usize>(
        settings: SettingsBuilder,
        environment: &[(&str, &str); N],
    ) -> Self {
        Self::built(settings, environment, |builder| builder)
    }

    /// For the service `shop`, with more that is said where the metrics are made.
    pub(crate) fn configured(configure: impl FnOnce(MetricsBuilder) -> MetricsBuilder) -> Self {
        let function = [("AWS_LAMBDA_FUNCTION_NAME", "orders")];
        Self::built(SettingsBuilder::new().service("shop"), &function, configure)
    }

    pub(crate) fn built<const N: usize>(
        settings: SettingsBuilder,
        environment: &[(&str, &str); N],
        configure: impl FnOnce(MetricsBuilder) -> MetricsBuilder,
    ) -> Self {
        let documents = Captured::new();
        let losses: &'static Losses = Box::leak(Box::new(Losses::new()));
        let clock = Clock::manual(Timestamp::from_millis(NOW));
        let (settings, _) = settings.read(&[]).expect("every value is allowed");
        let builder = Metrics::builder()
            .settings(settings)
            .environment(FunctionEnvironment::read(environment))
            .clock(clock.clone())
            .sink(documents.clone())
            .losses(losses);
        let metrics = configure(builder).build().expect("nothing is opened");
        Self { metrics, documents, losses, clock }
    }

    /// The documents so far, each of which is checked.
    pub(crate) fn take(&self) -> Vec<String> {
        let documents = self.documents.take();
        for document in &documents {
            document::check(document);
        }
        documents
    }

    /// What is written when `work` runs as the handler of one invocation.
    pub(crate) fn documents_of(&self, work: impl FnOnce()) -> Vec<String> {
        self.run(work);
        self.take()
    }

    /// Runs `work` as the handler of one invocation.
    pub(crate) fn run(&self, work: impl FnOnce()) {
        use lambda_runtime::tower::ServiceExt;
        use tower_layer::Layer;

        let mut work = Some(work);
        let handler = lambda_runtime::service_fn(|_: LambdaEvent<()>| {
            if let Some(work) = work.take() {
                work();
            }
            std::future::ready(Ok::<_, std::io::Error>(()))
        });
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let called = self.metrics.layer().layer(handler).oneshot(event("r1", ()));
        runtime.block_on(called).expect("no error");
    }
}

/// An event as the runtime gives it, without a trace.
pub(crate) fn event<T>(request_id: &str, payload: T) -> LambdaEvent<T> {
    let mut context = Context::default();
    context.request_id = request_id.to_owned();
    LambdaEvent::new(payload, context)
}
