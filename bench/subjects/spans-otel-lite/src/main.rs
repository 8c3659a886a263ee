//! `lambda-otel-lite` as its documentation shows it: spans as OTLP on stdout, before the response.

use common_spans::OfTracing;
use lambda_otel_lite::{TelemetryConfig, create_traced_handler, init_telemetry};
use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (_, completion) = init_telemetry(TelemetryConfig::default()).await?;
    let handler = create_traced_handler("orders", completion, handler);
    Runtime::new(service_fn(handler)).run().await
}

async fn handler(event: LambdaEvent<Value>) -> Result<Value, Error> {
    common_spans::handler::<OfTracing>(event).await
}
