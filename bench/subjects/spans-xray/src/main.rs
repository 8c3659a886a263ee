//! Lamplight with traces to X-Ray.

fn main() -> lamplight::Result {
    lamplight::start(async {
        Ok(lambda_runtime::service_fn(common_spans::handler::<common_spans::OfTracing>))
    })
}
