//! What the extension is told of invocations, and which of both writes the root. Time is paused in every test.

mod support;

use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::InitializationType;
use lamplight_core::link::{Begin, Done, MOST_BYTES, Message, Name};
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::{BoxFuture, Observe, ObserveLayer, Scope, Stack};
use lamplight_tracer::{SpanKind, Tracer};
use opentelemetry::SpanId;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use support::{Kept, event, invocation, subscriber, tracer_with};
use tower::ServiceExt;
use tower_layer::Layer;
use tracing::Instrument;

const HEADER: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// The extension's end of the link.
struct Extension {
    socket: UnixDatagram,
    name: Name,
    _folder: tempfile::TempDir,
}

impl Extension {
    fn listen() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let name = Name::Path(folder.path().join("link"));
        Self { socket: name.listen().expect("a socket"), name, _folder: folder }
    }

    fn sender(&self) -> lamplight_core::link::Sender {
        self.name.connect().expect("somebody listens")
    }

    fn tracer(&self) -> (Tracer, Kept) {
        let (tracer, kept, _) = tracer_with(SettingsBuilder::new(), |builder| builder.link(self.sender()));
        (tracer, kept)
    }

    fn heard(&self) -> Vec<Message> {
        let mut datagram = [0; MOST_BYTES];
        std::iter::from_fn(|| self.socket.recv(&mut datagram).ok().map(|length| datagram[..length].to_vec()))
            .map(|datagram| Message::parse(&datagram).expect("a message"))
            .collect()
    }

    /// The one message that came, which announces an invocation.
    fn begin(&self) -> Begin {
        match &self.heard()[..] {
            [Message::Begin(begin)] => begin.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// The one message that came, which is of an invocation's end.
    fn done(&self) -> Done {
        match &self.heard()[..] {
            [Message::Done(done)] => done.clone(),
            other => panic!("{other:?}"),
        }
    }
}

fn done(request_id: &str, root_sent: bool, spans: u32) -> Done {
    Done { request_id: request_id.to_owned(), root_sent, spans }
}

fn is_root(span: &SpanData, begin: &Begin) -> bool {
    span.span_context.span_id().to_bytes() == begin.root.to_bytes()
}

/// The clock stands at one second, and the margin is 100 ms: the end is near after 1900 ms.
fn timed(payload: u64) -> LambdaEvent<u64> {
    let mut event = event("r1", Some(HEADER), payload);
    event.context.deadline = 3000;
    event
}

/// Takes so long, with a span that has ended, one that is open when the time runs out, and one after it.
async fn takes(event: LambdaEvent<u64>) -> Result<(), std::io::Error> {
    async {}.instrument(tracing::info_span!("early")).await;
    let sleep = tokio::time::sleep(Duration::from_millis(event.payload));
    sleep.instrument(tracing::info_span!("open")).await;
    async {}.instrument(tracing::info_span!("late")).await;
    Ok(())
}

#[tokio::test]
async fn the_extension_hears_of_an_invocation_before_the_handler_and_after_everything_was_sent() {
    let extension = Extension::listen();
    let (tracer, kept) = extension.tracer();
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let extension = Arc::new(extension);
    let service = {
        let (extension, kept) = (extension.clone(), kept.clone());
        service_fn(move |_: LambdaEvent<()>| {
            let begin = extension.begin();
            assert!(kept.spans().is_empty());
            async move {
                async {}.instrument(tracing::info_span!("work")).await;
                Ok::<_, std::io::Error>(begin)
            }
        })
    };
    let begin = tracer.layer().layer(service).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    let root = kept.span("orders");
    assert!(is_root(&root, &begin));
    assert_eq!((begin.request_id.as_str(), begin.name.as_str(), begin.kind), ("r1", "orders", 2));
    assert_eq!(begin.trace_id.to_bytes(), root.span_context.trace_id().to_bytes());
    assert_eq!(begin.parent.map(|parent| parent.to_string()).as_deref(), Some("53995c3f42cd8ad8"));
    assert!(begin.sampled);
    assert_eq!(std::time::SystemTime::from(begin.start), root.start_time);
    assert_eq!(extension.done(), done("r1", true, 2));
    assert_eq!(tracer.unsaid(), 0);
}

#[tokio::test]
async fn what_is_announced_is_what_the_root_is_called() {
    let request = r#"{"version":"2.0","routeKey":"GET /orders/{id}","rawPath":"/orders/7","requestContext":
        {"http":{"method":"GET","path":"/orders/7"}}}"#;
    let message = r#"{"Records":[{"messageId":"m","eventSource":"aws:sqs","body":"","attributes":{}}]}"#;
    let handler = service_fn(|_| async { Ok::<_, std::io::Error>(()) });
    for (payload, name, kind) in [(request, "/orders/{id}", 2), (message, "orders", 5), ("7", "orders", 2)] {
        let extension = Extension::listen();
        let (tracer, kept) = extension.tracer();
        tracer.layer().layer(handler).oneshot(invocation(Some(HEADER), payload)).await.expect("fine");
        let Some(Message::Begin(begin)) = extension.heard().into_iter().next() else { panic!("it began") };
        let root = kept.span(name);
        assert_eq!((begin.name.as_str(), begin.kind), (name, kind));
        assert_eq!(root.span_kind == SpanKind::Consumer, kind == 5);
    }
}

#[tokio::test]
async fn of_a_request_that_is_not_sampled_the_extension_hears_as_well_and_that_no_root_comes() {
    let extension = Extension::listen();
    let (tracer, kept) = extension.tracer();
    let header = HEADER.replace("Sampled=1", "Sampled=0");
    let handler = service_fn(|_: LambdaEvent<()>| async { Ok::<_, std::io::Error>(()) });
    tracer.layer().layer(handler).oneshot(event("r1", Some(&header), ())).await.expect("fine");
    let [Message::Begin(begin), Message::Done(end)] = &extension.heard()[..] else { panic!("both") };
    assert!(!begin.sampled);
    assert_eq!((end, kept.spans().len()), (&done("r1", false, 0), 0));
}

#[tokio::test(start_paused = true)]
async fn the_root_of_a_timeout_is_left_to_the_extension_which_has_the_id_that_its_children_name() {
    let extension = Extension::listen();
    let (tracer, kept) = extension.tracer();
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let call = tracer.layer().layer(service_fn(takes)).oneshot(timed(60_000));
    // Lambda's own end of it.
    tokio::time::timeout(Duration::from_secs(2), std::pin::pin!(call)).await.expect_err("it hangs");
    assert_eq!(kept.names()[..2], ["early", "open"]);
    let begin = extension.begin();
    let sent_in_time = &kept.spans()[..2];
    let parent = SpanId::from_bytes(begin.root.to_bytes());
    assert!(sent_in_time.iter().all(|span| span.parent_span_id == parent), "{sent_in_time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_ends_after_all_has_one_root_and_it_is_its_own() {
    let extension = Extension::listen();
    let (tracer, kept) = extension.tracer();
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    tracer.layer().layer(service_fn(takes)).oneshot(timed(1950)).await.expect("fine");
    assert_eq!(kept.names(), ["early", "open", "late", "orders"], "each once");
    let root = kept.span("orders");
    assert_eq!(root.status, opentelemetry::trace::Status::Unset, "it has succeeded");
    let [Message::Begin(begin), Message::Done(end)] = &extension.heard()[..] else { panic!("both") };
    assert!(is_root(&root, begin));
    assert_eq!((end, tracer.ended_late()), (&done("r1", true, 4), 0));
}

/// Takes so long for each batch, and refuses those that are named by their place.
#[derive(Debug)]
struct Moody {
    kept: Kept,
    after: Duration,
    refuses: &'static [usize],
    calls: AtomicUsize,
}

impl SpanExporter for Moody {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(self.after).await;
        if self.refuses.contains(&call) {
            return Err(OTelSdkError::InternalFailure("not now".to_owned()));
        }
        self.kept.export(batch).await
    }
}

fn moody(extension: &Extension, after: Duration, refuses: &'static [usize]) -> (Tracer, Kept) {
    let kept = Kept::default();
    let exporter = Moody { kept: kept.clone(), after, refuses, calls: AtomicUsize::new(0) };
    let clock = Clock::manual(Timestamp::from_millis(1000));
    (Tracer::builder().clock(clock).link(extension.sender()).build(exporter), kept)
}

#[tokio::test(start_paused = true)]
async fn a_root_that_did_not_arrive_is_not_said_to_have_been_sent() {
    let extension = Extension::listen();
    let (tracer, kept) = moody(&extension, Duration::from_millis(1), &[1]);
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    tracer.layer().layer(service_fn(takes)).oneshot(timed(1950)).await.expect("fine");
    assert_eq!(kept.names(), ["early", "open"], "those that were sent before");
    assert_eq!(extension.heard().last(), Some(&Message::Done(done("r1", false, 2))));
}

#[tokio::test(start_paused = true)]
async fn nor_is_one_whose_flush_was_given_up() {
    let extension = Extension::listen();
    let (tracer, _) = moody(&extension, Duration::from_secs(3600), &[]);
    let handler = service_fn(|_: LambdaEvent<()>| async { Ok::<_, std::io::Error>(()) });
    tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    assert_eq!(extension.heard().last(), Some(&Message::Done(done("r1", false, 0))));
}

#[tokio::test(start_paused = true)]
async fn an_invocation_whose_spans_another_sends_is_over_when_they_have_arrived() {
    let extension = Extension::listen();
    let (tracer, _) = moody(&extension, Duration::from_millis(10), &[]);
    let handler = service_fn(|_: LambdaEvent<()>| async { Ok::<_, std::io::Error>(()) });
    let service = tracer.layer().layer(handler);
    let first = tokio::spawn(service.clone().oneshot(event("r1", Some(HEADER), ())));
    tokio::task::yield_now().await;
    service.oneshot(event("r2", Some(HEADER), ())).await.expect("fine");
    let begun = extension.heard();
    assert!(begun.iter().all(|message| matches!(message, Message::Begin(_))), "{begun:?}");
    first.await.expect("no panic").expect("fine");
    let ends = [Message::Done(done("r2", true, 1)), Message::Done(done("r1", true, 1))];
    assert_eq!(extension.heard(), ends);
}

/// Has something to send, too.
#[derive(Debug)]
struct Metrics(UnixDatagram);

impl Observe for Metrics {
    fn flush(&self, _: &Scope) -> Option<BoxFuture> {
        let socket = self.0.try_clone().expect("a socket");
        Some(Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let metrics = Message::Done(done("metrics", false, 0)).to_datagram();
            socket.send(metrics.as_bytes()).expect("somebody listens");
        }))
    }
}

#[tokio::test(start_paused = true)]
async fn an_invocation_is_not_over_before_its_metrics_were_sent() {
    let extension = Extension::listen();
    let (tracer, _) = extension.tracer();
    let Name::Path(path) = &extension.name else { panic!("a path") };
    let socket = UnixDatagram::unbound().expect("a socket");
    socket.connect(path).expect("somebody listens");
    let stack = Stack::new(InitializationType::OnDemand);
    let layer = ObserveLayer::new(stack.with(tracer.observer()).with(Arc::new(Metrics(socket))));
    let handler = service_fn(|_: LambdaEvent<()>| async { Ok::<_, std::io::Error>(()) });
    layer.layer(handler).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    let [_, Message::Done(first), Message::Done(last)] = &extension.heard()[..] else { panic!("three") };
    assert_eq!((first.request_id.as_str(), last.request_id.as_str()), ("metrics", "r1"));
}

#[tokio::test(start_paused = true)]
async fn an_extension_that_is_gone_is_counted_and_the_function_writes_its_root_itself() {
    let extension = Extension::listen();
    let (tracer, kept) = extension.tracer();
    drop(extension);
    let call = tracer.layer().layer(service_fn(takes)).oneshot(timed(60_000));
    tokio::time::timeout(Duration::from_secs(2), call).await.expect_err("it hangs");
    assert_eq!(kept.names(), ["orders"]);
    assert_eq!(tracer.unsaid(), 2, "when it began, and when its time ran out");
    tracer.layer().layer(service_fn(takes)).oneshot(timed(0)).await.expect("fine");
    assert_eq!(tracer.unsaid(), 4, "when it began and when it was over");
}

#[tokio::test(start_paused = true)]
async fn an_extension_that_did_not_keep_up_is_told_again_when_the_time_runs_out() {
    let extension = Extension::listen();
    let (tracer, kept) = extension.tracer();
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let other = extension.sender();
    while other.send(&Message::Done(done("other", true, 1))).is_ok() {}
    let call = tracer.layer().layer(service_fn(takes)).oneshot(timed(60_000));
    let mut call = std::pin::pin!(call);
    tokio::time::timeout(Duration::from_secs(1), call.as_mut()).await.expect_err("it hangs");
    assert!(extension.heard().iter().all(|message| matches!(message, Message::Done(_))));
    assert_eq!(tracer.unsaid(), 1);
    tokio::time::timeout(Duration::from_secs(1), call).await.expect_err("it hangs");
    assert_eq!(extension.begin().request_id, "r1");
    assert_eq!(kept.names()[..2], ["early", "open"], "and the root is left to it");
    assert!(kept.names().iter().all(|name| name != "orders"));
}
