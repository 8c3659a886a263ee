//! What the types promise, checked by the compiler.

use lambda_runtime::{Error, LambdaEvent, Runtime, Service, service_fn, tower::ServiceBuilder};
use lamplight_core::environment::InitializationType;
use lamplight_invocation::observed::ResponseFuture;
use lamplight_invocation::{ObserveLayer, Observed, Scope, Stack};

/// An error that promises nothing beyond what the runtime asks for.
#[derive(Debug)]
struct Plain;

impl From<Plain> for lambda_runtime::Diagnostic {
    fn from(_: Plain) -> Self {
        Self { error_type: "Plain".into(), error_message: "plain".into() }
    }
}

async fn handler(event: LambdaEvent<u8>) -> Result<u8, Plain> {
    Ok(event.payload)
}

/// Compiled, not run: the same layer inside and outside, sequential and concurrent.
#[allow(dead_code, reason = "it is enough that it compiles")]
async fn fits_both_positions() -> Result<(), Error> {
    let observe = ObserveLayer::new(Stack::new(InitializationType::OnDemand));
    let inside = ServiceBuilder::new().layer(observe.clone()).service(service_fn(handler));
    Runtime::new(inside.clone()).layer(observe.clone()).run().await?;
    Runtime::new(inside).layer(observe).run_concurrent().await
}

#[test]
fn response_and_error_stay_the_handlers_own() {
    fn check<S: Service<LambdaEvent<u8>, Response = u8, Error = Plain>>(_: &S) {}
    let observe = ObserveLayer::new(Stack::new(InitializationType::OnDemand));
    check(&ServiceBuilder::new().layer(observe).service(service_fn(handler)));
}

#[test]
fn everything_a_user_holds_can_be_sent_and_cloned() {
    fn send_sync_clone<T: Send + Sync + Clone>() {}
    fn send<T: Send>() {}
    send_sync_clone::<Scope>();
    send_sync_clone::<ObserveLayer>();
    send_sync_clone::<Observed<()>>();
    send::<ResponseFuture<std::future::Ready<Result<u8, Plain>>, u8, Plain>>();
}
