//! The logging that `lambda_runtime` brings along, as JSON.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::tracing::init_default_subscriber();
    lambda_runtime::run(lambda_runtime::service_fn(subject::handler::<subject::NoSignals>)).await
}
