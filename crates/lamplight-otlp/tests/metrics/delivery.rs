//! When metrics are sent, in what portions, and what is counted where they do not arrive.

use std::time::Duration;

use lamplight_metrics::{Batch, Lines, MetricsProvider, Unit, count, record, single};
use lamplight_otlp::metrics::{Histograms, OtlpMetrics};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsPartialSuccess, ExportMetricsServiceResponse,
};
use prost::Message as _;
use tokio::time::timeout;

use crate::collector::{Collector, Function, provider};
use crate::received::{self, only};

/// Long enough for anything that works, on a busy machine.
const AMPLE: Duration = Duration::from_secs(60);

/// A provider whose flush is somebody else's business.
#[derive(Clone, Debug)]
struct Held(OtlpMetrics);

impl MetricsProvider for Held {
    fn write(&self, batch: &Batch<'_>, lines: &mut Lines) {
        self.0.write(batch, lines);
    }
}

fn lost(provider: &OtlpMetrics) -> [u64; 2] {
    [provider.lost().unsent, provider.lost().refused]
}

async fn flush(provider: &OtlpMetrics) {
    timeout(AMPLE, provider.flush().unwrap()).await.unwrap();
}

fn partial(rejected: i64, message: &str) -> Vec<u8> {
    let error_message = message.to_owned();
    let partial_success = Some(ExportMetricsPartialSuccess { rejected_data_points: rejected, error_message });
    ExportMetricsServiceResponse { partial_success }.encode_to_vec()
}

#[tokio::test]
async fn recording_sends_nothing_and_a_flush_without_metrics_is_none() {
    let mut collector = Collector::start().await;
    let provider = collector.provider(Histograms::Exponential);
    let function = Function::new(Held(provider.clone()));
    assert!(provider.flush().is_none());
    for _ in 0..3 {
        function.invoke(|| count("Orders", 2)).await;
    }
    assert_eq!(collector.so_far().len(), 0);
    flush(&provider).await;
    let points = received::points(&collector.received().await.request);
    assert_eq!(only(&points, "Orders").1.sum, Some(6.0), "what is the same is sent once");
    assert!(provider.flush().is_none());
    assert_eq!(lost(&provider), [0, 0]);
}

#[tokio::test]
async fn invocations_at_the_same_time_each_wait_until_what_they_recorded_has_arrived() {
    let mut collector = Collector::start().await;
    let provider = collector.provider(Histograms::Exponential);
    let function = std::sync::Arc::new(Function::new(provider.clone()));
    let invocations: Vec<_> = (1..=40)
        .map(|number| {
            let function = function.clone();
            tokio::spawn(async move {
                for _ in 0..number % 5 {
                    tokio::task::yield_now().await;
                }
                function.invoke(|| count("Orders", number)).await;
            })
        })
        .collect();
    for invocation in invocations {
        timeout(AMPLE, invocation).await.unwrap().unwrap();
    }
    let requests = collector.so_far();
    let points: Vec<_> = requests.iter().flat_map(|request| received::points(&request.request)).collect();
    assert_eq!(points.iter().filter_map(|(_, point)| point.sum).sum::<f64>(), 820.0);
    assert!(points.windows(2).all(|pair| pair[0].1.end <= pair[1].1.end));
    assert!(provider.flush().is_none());
    assert_eq!(lost(&provider), [0, 0]);
}

#[tokio::test]
async fn when_the_timeout_is_near_what_was_written_is_sent_beside_the_handler() {
    let mut collector = Collector::start().await;
    let provider = collector.provider(Histograms::Exponential);
    let function = Function::new(provider.clone());
    function.invoke(|| single("Late", Unit::Count, 1).write()).await;
    collector.received().await;
    let held = Function::new(Held(provider.clone()));
    held.invoke(|| single("Late", Unit::Count, 1).write()).await;
    provider.deadline_near();
    assert_eq!(only(&received::points(&collector.received().await.request), "Late").1.sum, Some(1.0));
    assert_eq!(lost(&provider), [0, 0]);
}

#[tokio::test]
async fn a_flush_waits_for_what_is_on_its_way() {
    let mut collector = Collector::answering(None, Vec::new()).await;
    let settings = collector.settings().with_timeout(Duration::from_secs(1)).unwrap();
    let provider = provider(settings, Histograms::Exponential);
    Function::new(Held(provider.clone())).invoke(|| count("Orders", 1)).await;
    provider.deadline_near();
    collector.received().await;
    // Nothing is pending, and yet it must not freeze.
    flush(&provider).await;
    assert_eq!(lost(&provider), [1, 0], "it came to its end");
}

/// What is sent of more than fits into a request.
async fn send_much(is_json: bool) {
    let mut collector = Collector::start().await;
    let provider = provider(collector.encoded(is_json), Histograms::Exponential);
    let function = Function::new(Held(provider.clone()));
    // Quotes, which are longer in JSON.
    let long = "\"".repeat(1000);
    function
        .invoke(|| {
            for at in 0..5500 {
                single("Refund", Unit::Count, 1).dimension("Id", format!("{at}{long}"));
            }
        })
        .await;
    flush(&provider).await;
    let requests = collector.so_far();
    assert!(requests.len() > 1 && requests.iter().all(|request| request.bytes <= 4 * 1024 * 1024));
    let points: Vec<_> = requests.iter().flat_map(|request| received::points(&request.request)).collect();
    let ids: std::collections::BTreeSet<_> = points.iter().map(|(stream, _)| &stream.4["Id"]).collect();
    assert_eq!((points.len(), ids.len()), (5500, 5500));
    assert_eq!(lost(&provider), [0, 0]);
}

#[tokio::test]
async fn what_does_not_fit_into_a_request_goes_into_several() {
    send_much(false).await;
}

#[cfg(feature = "json")]
#[tokio::test]
async fn what_does_not_fit_into_a_request_in_json_goes_into_several() {
    send_much(true).await;
}

/// Names with as much in JSON around them as there can be.
#[cfg(feature = "json")]
#[tokio::test]
async fn many_short_attributes_fit_in_json_as_well() {
    let mut collector = Collector::start().await;
    let provider = provider(collector.encoded(true), Histograms::explicit());
    let function = Function::new(Held(provider.clone()));
    let names: Vec<String> = (0..29).map(|at| char::from(b'A' + at).to_string()).collect();
    function
        .invoke(|| {
            for at in 0..2500 {
                let mut single = single("Metric", Unit::None, 1);
                for name in &names {
                    let value = if name == "A" { at.to_string() } else { "v".to_owned() };
                    single = single.dimension(name.clone(), value);
                }
            }
        })
        .await;
    flush(&provider).await;
    let requests = collector.so_far();
    let points: usize = requests.iter().map(|request| received::points(&request.request).len()).sum();
    assert_eq!(points, 2500);
    assert!(requests.len() > 1 && requests.iter().all(|request| request.bytes <= 4 * 1024 * 1024));
}

#[tokio::test]
async fn what_is_more_than_is_kept_is_counted_and_the_rest_arrives() {
    let mut collector = Collector::start().await;
    let provider = collector.provider(Histograms::Exponential);
    let function = Function::new(Held(provider.clone()));
    let long = "v".repeat(1000);
    let of = |at: u32| single("Refund", Unit::Count, 1).dimension("Id", format!("{at}{long}"));
    function.invoke(|| (0..10_000).for_each(|at| of(at).write())).await;
    let unsent = lost(&provider)[0];
    assert!(unsent > 0);
    // What is known has its place, however much there is.
    function.invoke(|| of(0).write()).await;
    flush(&provider).await;
    let requests = collector.so_far();
    let points: Vec<_> = requests.iter().flat_map(|request| received::points(&request.request)).collect();
    assert_eq!(points.len() as u64 + unsent, 10_000);
    assert_eq!(points.iter().filter(|(_, point)| point.sum == Some(2.0)).count(), 1);
    function.invoke(|| of(10_000).write()).await;
    assert_eq!(lost(&provider), [unsent, 0], "there is room again");
}

#[tokio::test]
async fn what_is_refused_is_counted() {
    let refusing = Collector::answering(Some("400 Bad Request"), Vec::new()).await;
    let in_part = Collector::answering(Some("200 OK"), partial(2, "too late")).await;
    let nonsense = Collector::answering(Some("200 OK"), partial(i64::MAX, "")).await;
    let warning = Collector::answering(Some("200 OK"), partial(0, "soon")).await;
    for (collector, refused) in [(refusing, 3), (in_part, 2), (nonsense, 3), (warning, 0)] {
        let provider = collector.provider(Histograms::Exponential);
        Function::new(provider.clone())
            .invoke(|| {
                count("Orders", 1);
                record("Size", Unit::Bytes, 1);
                record("Lag", Unit::Seconds, 1);
            })
            .await;
        assert_eq!(lost(&provider), [0, refused]);
    }
}

#[tokio::test]
async fn what_nobody_takes_is_counted() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let settings =
        lamplight_otlp::Settings::of_collector(lamplight_otlp::Signal::Metrics, &format!("http://{closed}"))
            .unwrap();
    let provider = provider(settings, Histograms::Exponential);
    Function::new(Held(provider.clone())).invoke(|| count("Orders", 1)).await;
    flush(&provider).await;
    assert_eq!(lost(&provider), [1, 0]);
}

#[tokio::test]
async fn a_flush_that_is_given_up_counts_what_it_had_and_the_next_one_works() {
    let mut silent = Collector::answering(None, Vec::new()).await;
    let provider = silent.provider(Histograms::Exponential);
    let function = Function::new(Held(provider.clone()));
    function.invoke(|| count("Orders", 1)).await;
    let mut flush = provider.flush().unwrap();
    tokio::select! {
        () = &mut flush => panic!("nobody answers"),
        _ = silent.received() => {}
    }
    drop(flush);
    assert_eq!(lost(&provider), [1, 0]);
    function.invoke(|| count("Orders", 1)).await;
    drop(provider.flush().unwrap());
    assert_eq!(lost(&provider), [1, 0], "one that has not begun has nothing");
    assert!(provider.flush().is_some());
}

#[test]
fn without_a_runtime_metrics_stay_until_there_is_one() {
    let settings = lamplight_otlp::Settings::new("http://127.0.0.1:4318").unwrap();
    let provider = provider(settings, Histograms::Exponential);
    provider.deadline_near();
    assert_eq!(lost(&provider), [0, 0]);
    let shown = format!("{provider:?}");
    assert_eq!(shown, "OtlpMetrics { .. }");
}
