//! A collector of metrics that answers what it is told, and a function that sends to it.

#[path = "../http/mod.rs"]
mod http;

use std::net::SocketAddr;

use lambda_runtime::{Context, LambdaEvent, service_fn};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::SettingsBuilder;
use lamplight_core::testing::Captured;
use lamplight_metrics::{Metrics, MetricsProvider};
use lamplight_otlp::metrics::{Histograms, OtlpMetrics, resource};
use lamplight_otlp::{Settings, Signal};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use prost::Message as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tower::{Layer as _, ServiceExt as _};

/// When everything begins.
pub(crate) const NOW: u64 = 1_769_903_999_999;

/// What is known of the function.
pub(crate) const FUNCTION: [(&str, &str); 5] = [
    ("AWS_LAMBDA_FUNCTION_NAME", "orders"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
    ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/31/[$LATEST]0a1b"),
    ("AWS_REGION", "eu-central-1"),
];

/// What was received: the head, and the body.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) head: String,
    pub(crate) request: ExportMetricsServiceRequest,
    pub(crate) bytes: usize,
}

#[derive(Debug)]
pub(crate) struct Collector {
    pub(crate) address: SocketAddr,
    received: UnboundedReceiver<Received>,
    task: JoinHandle<()>,
}

impl Collector {
    /// Answers this status with this body, always; nothing at all where there is no status.
    pub(crate) async fn answering(status: Option<&'static str>, body: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (send, received) = unbounded_channel();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, status, body.clone(), send.clone()));
            }
        });
        Self { address, received, task }
    }

    pub(crate) async fn start() -> Self {
        Self::answering(Some("200 OK"), Vec::new()).await
    }

    pub(crate) async fn received(&mut self) -> Received {
        self.received.recv().await.unwrap()
    }

    /// What was received and not looked at yet.
    pub(crate) fn so_far(&mut self) -> Vec<Received> {
        std::iter::from_fn(|| self.received.try_recv().ok()).collect()
    }

    /// As protobuf, or as JSON.
    pub(crate) fn encoded(&self, is_json: bool) -> Settings {
        #[cfg(feature = "json")]
        if is_json {
            return self.settings().with_encoding(lamplight_otlp::Encoding::Json);
        }
        assert!(!is_json, "it is not built in");
        self.settings()
    }

    pub(crate) fn settings(&self) -> Settings {
        let settings = Settings::of_collector(Signal::Metrics, &format!("http://{}", self.address)).unwrap();
        // Long enough for anything that works, on a busy machine.
        settings.with_timeout(std::time::Duration::from_secs(60)).unwrap()
    }

    pub(crate) fn provider(&self, histograms: Histograms) -> OtlpMetrics {
        provider(self.settings(), histograms)
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    status: Option<&str>,
    body: Vec<u8>,
    received: UnboundedSender<Received>,
) {
    while let Some(request) = read(&mut stream).await {
        if received.send(request).is_err() {
            return;
        }
        let Some(status) = status else { return std::future::pending().await };
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len());
        if stream.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
            return;
        }
    }
}

/// A request; nothing at the end of the connection.
async fn read(stream: &mut TcpStream) -> Option<Received> {
    let (head, body) = http::request(stream).await?;
    let request = if head.contains("content-type: application/json") {
        serde_json::from_slice(&body).unwrap()
    } else {
        ExportMetricsServiceRequest::decode(&body[..]).unwrap()
    };
    Some(Received { head, request, bytes: body.len() })
}

pub(crate) fn provider(settings: Settings, histograms: Histograms) -> OtlpMetrics {
    let (ours, _) = SettingsBuilder::new().service("shop").read(&[]).unwrap();
    let (resource, _) = resource(&ours, &FunctionEnvironment::read(&FUNCTION), &FUNCTION);
    OtlpMetrics::new(settings, &resource, histograms)
}

/// A function whose metrics go to a provider.
pub(crate) struct Function {
    pub(crate) metrics: Metrics,
    pub(crate) clock: Clock,
    pub(crate) lines: Captured,
}

impl Function {
    pub(crate) fn new(provider: impl MetricsProvider) -> Self {
        Self::with_environment(provider, &FUNCTION)
    }

    pub(crate) fn with_environment<const N: usize>(
        provider: impl MetricsProvider,
        environment: &[(&str, &str); N],
    ) -> Self {
        let (clock, lines) = (Clock::manual(Timestamp::from_millis(NOW)), Captured::new());
        let (settings, _) = SettingsBuilder::new().service("shop").read(&[]).unwrap();
        let metrics = Metrics::builder()
            .settings(settings)
            .environment(FunctionEnvironment::read(environment))
            .clock(clock.clone())
            .sink(lines.clone())
            .provider(provider)
            .build()
            .unwrap();
        Self { metrics, clock, lines }
    }

    /// One invocation, with the flush at its end.
    pub(crate) async fn invoke(&self, work: impl FnOnce()) {
        let mut work = Some(work);
        let handler = service_fn(|_: LambdaEvent<()>| {
            if let Some(work) = work.take() {
                work();
            }
            std::future::ready(Ok::<_, std::io::Error>(()))
        });
        let event = LambdaEvent::new((), Context::default());
        self.metrics.layer().layer(handler).oneshot(event).await.unwrap();
    }
}
