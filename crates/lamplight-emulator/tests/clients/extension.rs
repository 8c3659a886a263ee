//! An extension on the real `lambda-extension` crate, which prints what it is told.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "an extension writes what it likes")]

use std::net::TcpListener;

use lambda_extension::{
    Error, Extension, LambdaEvent, LambdaTelemetry, LogBuffering, NextEvent, SharedService, service_fn,
};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // A free one: between here and there nobody else is likely to take it.
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    Extension::new()
        .with_events(&["INVOKE", "SHUTDOWN"])
        .with_events_processor(service_fn(told))
        .with_telemetry_types(&["platform", "function"])
        .with_telemetry_processor(SharedService::new(service_fn(sent)))
        .with_telemetry_port_number(port)
        // As soon as may be: the least that Lambda allows.
        .with_telemetry_buffering(LogBuffering { timeout_ms: 25, max_bytes: 262_144, max_items: 1_000 })
        .run()
        .await
}

async fn told(event: LambdaEvent) -> Result<(), Error> {
    match event.next {
        NextEvent::Invoke(invoke) => println!("INVOKE {}", invoke.request_id),
        NextEvent::Shutdown(shutdown) => println!("SHUTDOWN {}", shutdown.shutdown_reason),
    }
    Ok(())
}

async fn sent(records: Vec<LambdaTelemetry>) -> Result<(), Error> {
    for record in records {
        println!("telemetry {:?}", record.record);
    }
    Ok(())
}
