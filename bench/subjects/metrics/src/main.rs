//! Lamplight with logs and metrics.

fn main() -> lamplight::Result {
    lamplight::start(async { Ok(lambda_runtime::service_fn(subject::handler::<common_lamplight::Signals>)) })
}
