//! The OpenTelemetry crates: `tracing-opentelemetry`, the batch processor, OTLP over HTTP in Protocol Buffers, and the
//! layer of `lambda_runtime`, which waits for the export at the end of each invocation.

use lambda_runtime::layers::OpenTelemetryLayer;
use lambda_runtime::{Error, Runtime, service_fn};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> Result<(), Error> {
    // Before there is a runtime, in which the exporter's client may not be made.
    let exporter = SpanExporter::builder().with_http().build()?;
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).build();
    tracing_subscriber::registry()
        .with(LevelFilter::INFO)
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
    let handler = service_fn(common_spans::handler::<common_spans::OfTracing>);
    Runtime::new(handler).layer(OpenTelemetryLayer::new(flush)).run().await
}
