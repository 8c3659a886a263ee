//! `lambda_runtime`, and spans that nobody listens to.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::run(lambda_runtime::service_fn(common_spans::handler::<common_spans::OfTracing>)).await
}
