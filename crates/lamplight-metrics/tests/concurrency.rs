//! Sixty-four interleaved invocations: no value of one in a document of another.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_invocation::Scope;
use lamplight_metrics::{count, dimension, property, timer};
use support::{Fixture, document, event};
use tower_layer::Layer;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_value_of_an_invocation_is_in_a_document_of_another() {
    let fixture = Fixture::new();
    let barrier = Arc::new(tokio::sync::Barrier::new(64));
    let service = fixture.metrics.layer().layer(service_fn(move |event: LambdaEvent<u8>| {
        let barrier = barrier.clone();
        let number = event.payload;
        async move {
            dimension("Number", number.to_string());
            for round in 0..20 {
                barrier.wait().await;
                let _timer = timer("Round");
                count("InHandler", number);
                property("round", round);
                let task = async move { count("InTask", number) };
                Scope::current().spawn(task).await.expect("no panic");
            }
            Ok::<_, std::io::Error>(())
        }
    }));
    let invocations: Vec<_> = (0..64_u8)
        .map(|number| tokio::spawn(service.clone().oneshot(event(&format!("r{number}"), number))))
        .collect();
    for invocation in invocations {
        invocation.await.expect("no panic").expect("no error");
    }
    let mut written = BTreeMap::new();
    for line in fixture.take() {
        let document = document::check(&line);
        let number: u8 = document["Number"].as_str().expect("text").parse().expect("a number");
        assert_eq!(document["function_request_id"], format!("r{number}"));
        assert_eq!(document["round"], 19);
        let values = document::values(&document);
        assert_eq!(values["InHandler"], [f64::from(number); 20]);
        assert_eq!(values["InTask"], [f64::from(number); 20]);
        assert_eq!(values["Round"].len(), 20);
        *written.entry(number).or_insert(0) += 1;
    }
    assert_eq!(written.len(), 64);
    assert!(written.values().all(|documents| *documents == 1), "{written:?}");
}
