//! Lamplight with its logger.

fn main() -> lamplight::Result {
    lamplight::start(async { Ok(lambda_runtime::service_fn(subject::handler::<subject::NoSignals>)) })
}
