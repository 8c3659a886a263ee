//! Lamplight's tracer alone, over OTLP: no logger, as the other libraries for traces have none.

use lambda_runtime::{Error, Runtime, service_fn, tower::Layer as _};
use lamplight::core::environment::FunctionEnvironment;
use lamplight::core::lookup::ProcessEnvironment;
use lamplight::otlp::{OtlpExporter, Settings};
use lamplight::tracer::Tracer;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (settings, _) = Settings::from_lookup(&ProcessEnvironment)?;
    let tracer = Tracer::builder()
        .environment(FunctionEnvironment::read(&ProcessEnvironment))
        .build(OtlpExporter::new(settings));
    tracer.subscriber().init();
    let inside = tracer.layer().layer(service_fn(common_spans::handler::<common_spans::OfTracing>));
    Runtime::new(inside).layer(tracer.layer()).run().await
}
