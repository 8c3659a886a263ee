//! From recorded values to a line of Embedded Metric Format: ours against the writer of `metrique`, against
//! `metrics_cloudwatch_embedded`, against a document written by hand and against one of which only the values are
//! written. An operation is an invocation that records 1, 10 or 100 metrics with one dimension besides the service.
//! Writers drop what they get.

use std::convert::Infallible;
use std::future::Ready;
use std::hint::black_box;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Waker};
use std::time::{Duration, SystemTime};

use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::settings::{Settings, SettingsBuilder};
use lamplight_core::sink::LineSink;
use lamplight_invocation::{ObserveLayer, Stack};
use lamplight_metrics::Metrics;
use metrics_cloudwatch_embedded::Collector;
use metrique_writer_core::format::Format;
use metrique_writer_core::{Entry, EntryWriter};
use metrique_writer_format_emf::Emf;
use tower_layer::Layer;
use tower_service::Service;

const REQUEST_ID: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
const NOW: u64 = 1_769_903_999_999;

static NAMES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| (0..100).map(|number| &*format!("OrdersPlaced{number:02}").leak()).collect());

/// Drops what is written.
#[derive(Debug)]
struct Drops;

impl LineSink for Drops {
    fn write_line(&self, line: &[u8]) {
        black_box(line);
    }
}

impl std::io::Write for Drops {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Ok(black_box(bytes).len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// With the name of one of them and numbers, such as `metrics lamplight 10 1000`: ten metrics, a thousand times and
/// nothing else, for a tool that counts instructions.
pub fn compare() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _entered = runtime.enter();
    let collector = collector();
    if let [_, _, only, metrics, times] = &std::env::args().collect::<Vec<_>>()[..] {
        let [metrics, times] = [metrics, times].map(|number| number.parse().expect("a number"));
        return repeat(collector, only, metrics, times);
    }
    for metrics in [1, 10, 100] {
        let mut ours = ours(metrics);
        let mut scope = scope_alone();
        let mut metrique = metrique(metrics);
        let (mut hand, mut template) = (Vec::new(), Vec::new());
        let names = ["lamplight", "metrique", "embedded", "by-hand", "template", "scope-alone"];
        let costs = measure::alternate(&mut [
            ("lamplight", &mut ours),
            ("metrique", &mut metrique),
            ("embedded", &mut || embedded(collector, metrics)),
            ("by-hand", &mut || by_hand(&mut hand, metrics)),
            ("template", &mut || from_template(&mut template, metrics)),
            ("scope-alone", &mut scope),
        ]);
        let name = format!("metrics-{metrics}");
        measure::print(&name, &names, &costs);
        // The peers have no invocation: what that costs is not the metrics'.
        let (nanos, peer) = (costs[0].nanos - costs[5].nanos, costs[1].nanos.min(costs[2].nanos));
        println!("ratio {name}/added-time/cheaper-peer {:.3}", nanos / peer);
        println!("ratio {name}/added-time/by-hand {:.3}", nanos / costs[3].nanos);
        println!("ratio {name}/added-time/template {:.3}", nanos / costs[4].nanos);
        println!("added allocations {name} {:.2}", costs[0].allocations - costs[5].allocations);
    }
}

fn repeat(collector: &Collector, only: &str, metrics: usize, times: usize) {
    let mut line = Vec::new();
    let mut operation: Box<dyn FnMut() + '_> = match only {
        "lamplight" => ours(metrics),
        "metrique" => metrique(metrics),
        "embedded" => Box::new(move || embedded(collector, metrics)),
        "by-hand" => Box::new(move || by_hand(&mut line, metrics)),
        "template" => Box::new(move || from_template(&mut line, metrics)),
        "scope-alone" => scope_alone(),
        other => panic!("no writer is called {other:?}"),
    };
    (0..times).for_each(|_| operation());
}

fn value(at: usize) -> f64 {
    black_box(at as f64 + 0.5)
}

type Operation = Box<dyn FnMut()>;

fn invocation<L, H, S>(layer: &L, handler: H) -> Operation
where
    L: Layer<lambda_runtime::tower::util::ServiceFn<H>, Service = S>,
    H: FnMut(LambdaEvent<()>) -> Ready<Result<(), Infallible>>,
    S: Service<LambdaEvent<()>, Error = Infallible> + 'static,
{
    let mut service = layer.layer(service_fn(handler));
    let mut context = lambda_runtime::Context::default();
    context.request_id = REQUEST_ID.to_owned();
    let event = LambdaEvent::new((), context);
    Box::new(move || {
        let invocation = pin!(service.call(event.clone()));
        let done = invocation.poll(&mut Context::from_waker(Waker::noop())).is_ready();
        assert!(done, "nothing in it waits");
    })
}

fn ours(metrics: usize) -> Operation {
    let (settings, _) = SettingsBuilder::new().service("shop").read(&[]).expect("nothing is set");
    let built = Metrics::builder().settings(settings).sink(Drops).build().expect("nothing is opened");
    invocation(&built.layer(), move |_| {
        lamplight_metrics::dimension("Source", "http");
        for (at, name) in NAMES[..metrics].iter().enumerate() {
            lamplight_metrics::count(*name, value(at));
        }
        std::future::ready(Ok(()))
    })
}

/// The invocation itself, which nobody watches.
fn scope_alone() -> Operation {
    let stack = Stack::configured(&Settings::default(), &FunctionEnvironment::default());
    invocation(&ObserveLayer::new(stack), |_| std::future::ready(Ok(())))
}

struct Recorded(usize);

impl Entry for Recorded {
    fn write<'a>(&'a self, writer: &mut impl EntryWriter<'a>) {
        writer.timestamp(SystemTime::UNIX_EPOCH + Duration::from_millis(NOW));
        writer.value("service", "shop");
        writer.value("Source", "http");
        writer.value("function_request_id", REQUEST_ID);
        for (at, name) in NAMES[..self.0].iter().enumerate() {
            writer.value(*name, &value(at));
        }
    }
}

/// Without its checks, which is how it is fastest; ours are on.
fn metrique(metrics: usize) -> Operation {
    let dimensions = vec![vec!["service".to_owned(), "Source".to_owned()]];
    let mut format = Emf::no_validations("shop".to_owned(), dimensions);
    let mut line = Vec::new();
    Box::new(move || {
        line.clear();
        format.format(&Recorded(metrics), &mut line).expect("a buffer takes everything");
        black_box(&line);
    })
}

fn collector() -> &'static Collector {
    metrics_cloudwatch_embedded::Builder::new()
        .cloudwatch_namespace("shop")
        .with_dimension("service", "shop")
        .init()
        .expect("nothing else records metrics")
}

fn embedded(collector: &Collector, metrics: usize) {
    for (at, name) in NAMES[..metrics].iter().enumerate() {
        metrics::gauge!(*name, "Source" => "http").set(value(at));
    }
    collector.set_property("function_request_id", REQUEST_ID);
    collector.flush(Drops).expect("it takes everything");
}

/// All of a document, each time, with the tools that ours is written with.
fn by_hand(line: &mut Vec<u8>, metrics: usize) {
    use lamplight_core::json::{Number, write_string};
    line.clear();
    line.extend_from_slice(br#"{"_aws":{"Timestamp":"#);
    NOW.write(line);
    line.extend_from_slice(
        br#","CloudWatchMetrics":[{"Namespace":"shop","Dimensions":[["service","Source"]],"Metrics":["#,
    );
    for (at, name) in NAMES[..metrics].iter().enumerate() {
        line.extend_from_slice(if at == 0 { br#"{"Name":"# } else { br#",{"Name":"# });
        write_string(line, name);
        line.extend_from_slice(br#","Unit":"Count"}"#);
    }
    line.extend_from_slice(br#"]}]},"service":"shop","Source":"http","function_request_id":""#);
    line.extend_from_slice(black_box(REQUEST_ID).as_bytes());
    line.push(b'"');
    for (at, name) in NAMES[..metrics].iter().enumerate() {
        line.push(b',');
        write_string(line, name);
        line.push(b':');
        value(at).write(line);
    }
    line.extend_from_slice(b"}\n");
    black_box(&line);
}

/// Only what changes from one invocation to the next.
fn from_template(line: &mut Vec<u8>, metrics: usize) {
    use lamplight_core::json::Number;
    static HEADS: LazyLock<[Vec<u8>; 101]> = LazyLock::new(|| std::array::from_fn(head));
    line.clear();
    line.extend_from_slice(br#"{"_aws":{"Timestamp":"#);
    NOW.write(line);
    line.extend_from_slice(&HEADS[metrics]);
    line.extend_from_slice(black_box(REQUEST_ID).as_bytes());
    line.push(b'"');
    for (at, name) in NAMES[..metrics].iter().enumerate() {
        line.extend_from_slice(b",\"");
        line.extend_from_slice(name.as_bytes());
        line.extend_from_slice(b"\":");
        value(at).write(line);
    }
    line.extend_from_slice(b"}\n");
    black_box(&line);
}

fn head(metrics: usize) -> Vec<u8> {
    let metrics: Vec<_> =
        NAMES[..metrics].iter().map(|name| format!(r#"{{"Name":"{name}","Unit":"Count"}}"#)).collect();
    format!(
        r#","CloudWatchMetrics":[{{"Namespace":"shop","Dimensions":[["service","Source"]],"Metrics":[{}]}}]}},"service":"shop","Source":"http","function_request_id":""#,
        metrics.join(",")
    )
    .into_bytes()
}
