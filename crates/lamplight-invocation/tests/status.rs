//! The status of a response, as observers see it.

mod support;

use std::sync::{Arc, Mutex};

use lambda_runtime::{LambdaEvent, StreamResponse, service_fn};
use lamplight_core::environment::InitializationType;
use lamplight_invocation::status::StatusLayer;
use lamplight_invocation::{Observe, ObserveLayer, Outcome, Scope, Stack};
use serde_json::{Value, json};
use tower::{Service, ServiceExt};
use tower_layer::Layer;

/// Keeps the status that it finds at the end.
#[derive(Clone, Debug, Default)]
struct Seen(Arc<Mutex<Vec<Option<u16>>>>);

impl Observe for Seen {
    fn finish(&self, scope: &Scope, _: &Outcome) {
        self.0.lock().expect("no panic").push(scope.http_status());
    }
}

fn observed<S: Clone>(inner: S) -> (impl Layer<S, Service = lamplight_invocation::Observed<S>>, Seen, S) {
    let seen = Seen::default();
    let stack = Stack::new(InitializationType::Unknown).with(Arc::new(seen.clone()));
    (ObserveLayer::new(stack), seen, inner)
}

async fn call<S>(service: S) -> Vec<Option<u16>>
where
    S: Service<LambdaEvent<Value>> + Clone,
    S::Error: std::fmt::Debug,
{
    let (layer, seen, inner) = observed(service);
    let event = LambdaEvent::new(Value::Null, lambda_runtime::Context::default());
    layer.layer(inner).oneshot(event).await.expect("fine");
    seen.0.lock().expect("no panic").clone()
}

#[tokio::test]
async fn the_status_of_a_body_and_of_a_stream_is_known_at_the_end() {
    let body = service_fn(|_: LambdaEvent<Value>| async {
        Ok::<_, std::io::Error>(json!({"statusCode": 502, "body": "no answer"}))
    });
    assert_eq!(call(StatusLayer::new().layer(body)).await, [Some(502)]);
    assert_eq!(call(body).await, [None], "nobody looked");
    let stream = service_fn(|_: LambdaEvent<Value>| async {
        let mut response = StreamResponse::from(Nothing);
        response.metadata_prelude.status_code = http::StatusCode::ACCEPTED;
        Ok::<_, std::io::Error>(response)
    });
    assert_eq!(call(StatusLayer::new().layer(stream)).await, [Some(202)]);
    let other = service_fn(|_: LambdaEvent<Value>| async { Ok::<_, std::io::Error>("text") });
    assert_eq!(call(StatusLayer::new().layer(other)).await, [None]);
}

#[tokio::test]
async fn code_may_say_it_and_a_look_at_the_response_knows_better() {
    let handler = service_fn(|event: LambdaEvent<Value>| async {
        Scope::current().answered(500);
        Ok::<_, std::io::Error>(event.payload)
    });
    assert_eq!(call(StatusLayer::new().layer(handler)).await, [Some(500)]);
    Scope::process().answered(500);
    assert_eq!(Scope::process().http_status(), None);
}

/// An empty stream.
struct Nothing;

impl futures_core::Stream for Nothing {
    type Item = Result<bytes::Bytes, lambda_runtime::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(None)
    }
}

/// The stack is one that the runtime takes, concurrently too.
#[expect(dead_code, reason = "it only has to compile")]
async fn fits(observe: ObserveLayer) -> Result<(), lambda_runtime::Error> {
    async fn handler(event: LambdaEvent<u8>) -> Result<u8, lambda_runtime::Error> {
        Ok(event.payload)
    }
    let inside = observe.clone().layer(StatusLayer::new().layer(service_fn(handler)));
    lambda_runtime::Runtime::new(inside).layer(observe).run_concurrent().await
}
