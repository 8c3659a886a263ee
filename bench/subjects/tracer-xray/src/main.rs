//! Lamplight's tracer alone, to X-Ray: no logger, as the other libraries for traces have none.

use lambda_runtime::{Error, Runtime, service_fn, tower::Layer as _};
use lamplight::core::environment::FunctionEnvironment;
use lamplight::core::lookup::ProcessEnvironment;
use lamplight::tracer::{SpanKind, Tracer};
use lamplight::xray::{DaemonAddress, XrayExporter};
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let daemon = DaemonAddress::from_lookup(&ProcessEnvironment)?.ok_or("tracing is not active")?;
    let tracer = Tracer::builder()
        .environment(FunctionEnvironment::read(&ProcessEnvironment))
        .root_kind(SpanKind::Internal)
        .build(XrayExporter::new(daemon));
    tracer.subscriber().init();
    let inside = tracer.layer().layer(service_fn(common_spans::handler::<common_spans::OfTracing>));
    Runtime::new(inside).layer(tracer.layer()).run().await
}
