//! A function that says more to the builders of its signals than settings can.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "functions write what they like")]

use lamplight::logger::format::EcsFormat;
use lamplight::prelude::*;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};

/// Prints the name of each span.
#[derive(Debug)]
struct Printed;

impl SpanExporter for Printed {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        for span in batch {
            println!("exported {} of kind {:?}", span.name, span.span_kind);
        }
        Ok(())
    }
}

async fn handler(_: LambdaEvent<u32>) -> Result<u32, Error> {
    info!("called");
    metrics::count("Calls", 1);
    Ok(info_span!("nothing").in_scope(|| 1))
}

fn main() -> lamplight::Result {
    lamplight::with(lamplight::Settings::new().service("checkout"))
        .logger(|logger| logger.format(EcsFormat))
        .logger(|logger| logger.process_key("team", "green"))
        .metrics(|metrics| metrics.dimension("Stage", "test"))
        .tracer(|tracer| tracer.root_kind(lamplight::tracer::SpanKind::Producer))
        .export_with(|tracer| tracer.build(Printed))
        .start(async { Ok(service_fn(handler)) })
}
