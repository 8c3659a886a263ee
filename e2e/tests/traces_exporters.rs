//! Exporters are OpenTelemetry's: one that was not written here in place of ours, ours in a pipeline that was not
//! written here, and all of them at once.

use std::collections::BTreeMap;
use std::time::Duration;

use lambda_runtime::{Context, LambdaEvent, service_fn};
use lamplight::invocation::ScopeLayer;
use lamplight_emulator::backends::Backend;
use lamplight_otlp::OtlpExporter;
use lamplight_records::span::{Span, SpanKind, SpanStatus};
use lamplight_tracer::{Tracer, TracerBuilder, annotate};
use lamplight_xray::{DaemonAddress, XrayExporter};
use opentelemetry::trace::{Tracer as _, TracerProvider as _};
use opentelemetry_http::hyper::HyperClient;
use opentelemetry_otlp::{WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchSpanProcessor, SdkTracerProvider, SpanExporter};
use tokio::net::UdpSocket;
use tower::ServiceExt as _;
use tower_layer::Layer as _;
use tracing_subscriber::layer::SubscriberExt as _;

/// A collector, and how many of its requests were looked at.
struct Collector {
    backend: Backend,
    seen: usize,
}

impl Collector {
    async fn start() -> Self {
        Self { backend: Backend::otlp().start().await.expect("a free port"), seen: 0 }
    }

    fn url(&self) -> String {
        self.backend.url()
    }

    /// The spans of the next request. Exporters wait for the answer, so that it has come.
    fn spans(&mut self) -> Vec<Span> {
        let request = self.backend.requests().into_iter().nth(self.seen).expect("a request came");
        self.seen += 1;
        assert_eq!((request.method.as_str(), &*request.path), ("POST", "/v1/traces"));
        lamplight_records::otlp::parse(&request.body).expect("a request for spans")
    }
}

fn ours(url: &str) -> OtlpExporter {
    let (settings, problems) = lamplight_otlp::Settings::from_lookup(&[("OTEL_EXPORTER_OTLP_ENDPOINT", url)])
        .expect("a good address");
    assert!(problems.is_empty(), "{problems:?}");
    OtlpExporter::new(settings)
}

fn theirs(url: &str) -> opentelemetry_otlp::SpanExporter {
    opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_http_client(HyperClient::with_default_connector(Duration::from_secs(5), None))
        .with_endpoint(format!("{url}/v1/traces"))
        .build()
        .expect("a good address")
}

#[tracing::instrument(err)]
async fn reserve(sku: &str) -> Result<(), std::io::Error> {
    annotate("sku", sku.to_owned());
    Err(std::io::Error::other("out of stock"))
}

/// One invocation, with spans of `tracing` and of the API.
async fn invoke(builder: TracerBuilder, exporter: impl SpanExporter + 'static) {
    let (builder, _) = builder.read(&[("OTEL_SERVICE_NAME", "x"), ("AWS_REGION", "eu-west-1")]);
    let tracer = builder.build(exporter);
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(tracer.span_layer());
    let _default = tracing::subscriber::set_default(subscriber);
    let library = tracer.provider().tracer("library");
    let handler = service_fn(move |_: LambdaEvent<()>| {
        let library = library.clone();
        async move {
            reserve("lamp").await.expect_err("there is none");
            library.in_span("look", |_| ());
            Ok::<_, std::io::Error>(())
        }
    });
    let mut context = Context::default();
    context.request_id = "r1".to_owned();
    context.xray_trace_id =
        Some("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1".to_owned());
    tracer.layer().layer(handler).oneshot(LambdaEvent::new((), context)).await.expect("fine");
}

fn named<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let names: Vec<_> = spans.iter().map(|span| &span.name).collect();
    spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("{name} in {names:?}"))
}

fn assert_is_the_invocation(spans: &[Span]) {
    assert_eq!(spans.len(), 3);
    let (root, reserve, look) = (named(spans, "invocation"), named(spans, "reserve"), named(spans, "look"));
    assert_eq!((reserve.parent_id, look.parent_id), (root.id, root.id));
    assert_eq!((root.kind, reserve.kind), (SpanKind::Server, SpanKind::Internal));
    assert_eq!((root.status, reserve.status), (SpanStatus::Unset, SpanStatus::Error));
    assert_eq!(root.attributes["faas.invocation_id"], "r1");
    assert_eq!(reserve.attributes["sku"], "lamp");
    for span in spans {
        assert_eq!(span.trace_id, root.trace_id);
        assert_eq!(span.resource["cloud.region"], "eu-west-1");
    }
}

/// Everything but ids and times.
fn comparable(spans: &[Span]) -> Vec<String> {
    let of = |span: &Span| {
        let Span { name, kind, status, attributes, resource, .. } = span;
        // Whose attributes have no order of their own.
        let resource: BTreeMap<_, _> = resource.iter().map(|(key, value)| (key, value.to_string())).collect();
        format!("{name} {kind:?} {status:?} {attributes:?} {resource:?}")
    };
    let mut all: Vec<_> = spans.iter().map(of).collect();
    all.sort();
    all
}

#[tokio::test]
async fn an_exporter_of_others_sends_what_ours_sends() {
    let mut collector = Collector::start().await;
    invoke(Tracer::builder(), ours(&collector.url())).await;
    let by_ours = collector.spans();
    invoke(Tracer::builder(), theirs(&collector.url())).await;
    let by_theirs = collector.spans();
    assert_is_the_invocation(&by_ours);
    assert_is_the_invocation(&by_theirs);
    assert_eq!(comparable(&by_ours), comparable(&by_theirs));
}

#[tokio::test]
async fn all_of_them_at_once_send_the_same_spans() {
    let (mut first, mut second) = (Collector::start().await, Collector::start().await);
    let (daemon, address) = daemon().await;
    let builder =
        Tracer::builder().also_export_to(theirs(&second.url())).also_export_to(XrayExporter::new(address));
    invoke(builder, ours(&first.url())).await;
    let (first, second) = (first.spans(), second.spans());
    assert_is_the_invocation(&first);
    assert_eq!(comparable(&first), comparable(&second));
    let ids = |spans: &[Span]| {
        let mut ids: Vec<_> = spans.iter().map(|span| span.id.map(|id| id.to_string())).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&first), ids(&second));
    assert_eq!(ids(&received(&daemon).await), ids(&first));
}

async fn daemon() -> (UdpSocket, DaemonAddress) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
    let address = socket.local_addr().expect("it is bound").to_string();
    let address = DaemonAddress::parse(&address).expect("a good address");
    (socket, address)
}

/// The spans of the next datagram.
async fn received(daemon: &UdpSocket) -> Vec<Span> {
    let mut bytes = vec![0; 65_536];
    let length = daemon.recv(&mut bytes).await.expect("a datagram");
    lamplight_records::xray::parse(&bytes[..length]).expect("a document")
}

fn work(provider: &SdkTracerProvider) {
    provider.tracer("app").in_span("outer", |_| provider.tracer("app").in_span("inner", |_| ()));
}

fn resource() -> Resource {
    Resource::builder_empty().with_service_name("plain").build()
}

#[tokio::test]
async fn the_exporter_to_x_ray_works_in_a_plain_pipeline_of_the_sdk() {
    let (daemon, address) = daemon().await;
    let processor = BatchSpanProcessor::builder(XrayExporter::new(address)).build();
    let provider =
        SdkTracerProvider::builder().with_resource(resource()).with_span_processor(processor).build();
    work(&provider);
    // It has a thread of its own, and no async runtime there.
    provider.shutdown().expect("it is flushed");
    let spans = received(&daemon).await;
    assert_eq!(named(&spans, "inner").parent_id, named(&spans, "outer").id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_exporter_to_a_collector_works_in_a_plain_pipeline_of_the_sdk() {
    let mut collector = Collector::start().await;
    let exporter = ours(&collector.url());
    // A span that ends waits until it is sent.
    let provider =
        SdkTracerProvider::builder().with_resource(resource()).with_simple_exporter(exporter).build();
    let worked = tokio::task::spawn_blocking(move || {
        work(&provider);
        provider.shutdown()
    });
    worked.await.expect("no panic").expect("it is flushed");
    let (inner, outer) = (collector.spans(), collector.spans());
    assert_eq!(named(&inner, "inner").parent_id, named(&outer, "outer").id);
    assert_eq!(named(&outer, "outer").resource["service.name"], "plain");
}
