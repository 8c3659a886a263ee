//! What is recorded outside invocations. In a file of its own: a process has one place for it.

mod support;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::settings::SettingsBuilder;
use lamplight_metrics::{AlreadyInstalled, count, dimension, timer};
use support::{Fixture, event};
use tower_layer::Layer;

#[tokio::test]
async fn what_is_recorded_outside_invocations_is_kept_for_those_who_ask_for_it() {
    let (fixture, other) = (Fixture::new(), Fixture::new());
    count("Nobody", 1);
    timer("Nobody").stop();
    fixture.metrics.flush();
    assert!(fixture.take().is_empty(), "nothing is kept before there is somebody to take it");

    let disabled = Fixture::with(SettingsBuilder::new().disabled(true));
    assert_eq!(disabled.metrics.install(), Ok(()), "and nothing is done");
    assert_eq!(fixture.metrics.install(), Ok(()));
    assert_eq!(fixture.metrics.clone().install(), Ok(()), "it is the same");
    assert_eq!(other.metrics.install(), Err(AlreadyInstalled));

    dimension("Phase", "init");
    count("Connections", 3);
    other.metrics.flush();
    assert!(fixture.take().is_empty() && other.take().is_empty());
    fixture.metrics.flush();
    let expected = concat!(
        r#"{"_aws":{"Timestamp":1769903999999,"CloudWatchMetrics":[{"Namespace":"shop","#,
        r#""Dimensions":[["service","Phase"]],"Metrics":[{"Name":"Connections","Unit":"Count"}]}]},"#,
        r#""service":"shop","Phase":"init","Connections":3}"#
    );
    assert_eq!(fixture.take(), [expected]);
    fixture.metrics.flush();
    assert!(fixture.take().is_empty(), "it was written");

    let spawns = service_fn(|_: LambdaEvent<()>| async {
        count("Inside", 1);
        tokio::spawn(async { count("Lost", 1) }).await.expect("no panic");
        Ok::<_, std::io::Error>(())
    });
    fixture.metrics.layer().layer(spawns).oneshot(event("r1", ())).await.expect("no error");
    let documents = fixture.take();
    assert_eq!(documents.len(), 2, "{documents:?}");
    assert!(documents[0].contains(r#""function_request_id":"r1","Inside":1"#), "{documents:?}");
    assert!(documents[1].contains(r#""Phase":"init","Lost":1"#), "a task without its scope: {documents:?}");
}
