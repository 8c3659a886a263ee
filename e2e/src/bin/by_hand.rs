//! A stack put together by hand: a subscriber of one's own, the logger's layers in both positions, the runtime
//! reading the event.

#![forbid(unsafe_code)]

use lambda_runtime::{Runtime, tower::ServiceBuilder};
use lamplight::core::environment::FunctionEnvironment;
use lamplight::core::lookup::ProcessEnvironment;
use lamplight::invocation::{ScopeLayer, install_panic_hook};
use lamplight::logger::Logger;
use lamplight::prelude::*;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

async fn handler(event: LambdaEvent<u32>) -> Result<u32, Error> {
    info!("called");
    match event.payload {
        0 => Err("zero is nothing".into()),
        13 => panic!("unlucky"),
        number => Ok(number * 2),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let environment = FunctionEnvironment::read(&ProcessEnvironment);
    let logger = Logger::builder().environment(environment).build()?;
    tracing_subscriber::registry().with(ScopeLayer::filtered()).with(logger.event_layer()).init();
    install_panic_hook();
    let inside = ServiceBuilder::new().layer(logger.layer()).service(service_fn(handler));
    Runtime::new(inside).layer(logger.layer()).run().await
}
