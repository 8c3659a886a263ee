//! As `emf-embedded`, and the OpenTelemetry crates: `tracing-opentelemetry`, the batch processor, OTLP over HTTP in
//! Protocol Buffers, and the layer of `lambda_runtime`, which waits for the export at the end of each invocation.

use lambda_runtime::layers::OpenTelemetryLayer;
use lambda_runtime::{Error, Runtime, service_fn};
use metrics_cloudwatch_embedded::lambda::MetricsLayer;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> Result<(), Error> {
    // Before there is a runtime, in which the exporter's client may not be made.
    let exporter = SpanExporter::builder().with_http().build()?;
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).build();
    // The default subscriber of `lambda_runtime`, which takes no layer, with one more layer.
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    tracing_subscriber::registry()
        .with(filter)
        .with(tracing_subscriber::fmt::layer().json().with_target(false).without_time())
        .with(tracing_opentelemetry::layer().with_tracer(provider.tracer("orders")))
        .init();
    run(provider)
}

#[tokio::main(flavor = "current_thread")]
async fn run(provider: SdkTracerProvider) -> Result<(), Error> {
    let flush = move || {
        if let Err(error) = provider.force_flush() {
            eprintln!("cannot flush: {error}");
        }
    };
    Runtime::new(service_fn(subject::handler::<common_embedded::Signals>))
        .layer(MetricsLayer::new(common_embedded::collector()))
        .layer(OpenTelemetryLayer::new(flush))
        .run()
        .await
}
