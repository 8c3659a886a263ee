//! Lamplight with logs, metrics and traces to X-Ray.

fn main() -> lamplight::Result {
    lamplight::start(async { Ok(lambda_runtime::service_fn(subject::handler::<common_lamplight::Signals>)) })
}
