//! The JSON logging that `lambda_runtime` brings along, and `metrics_cloudwatch_embedded` with its layer.

use metrics_cloudwatch_embedded::lambda::handler::run;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::tracing::init_default_subscriber();
    run(common_embedded::collector(), subject::handler::<common_embedded::Signals>).await
}
