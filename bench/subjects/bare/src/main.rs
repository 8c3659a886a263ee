//! `lambda_runtime` and nothing else.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::run(lambda_runtime::service_fn(subject::handler::<subject::NoSignals>)).await
}
