//! One line of three fields, in the span of the invocation and two more of two attributes each: ours against the JSON
//! formats of `tracing-subscriber` and `json-subscriber`, and against two floors that write the same bytes: `floor`
//! without `tracing`, and `floor-tracing`, a layer that knows everything but the three fields before. Writers drop what
//! they get.

use std::convert::Infallible;
use std::fmt;
use std::future::Ready;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use lambda_runtime::tower::util::ServiceFn;
use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::clock::Clock;
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::sink::LineSink;
use lamplight_invocation::{ObserveLayer, ScopeLayer, Stack};
use lamplight_logger::Logger;
use tower_layer::Layer;
use tower_service::Service;
use tracing::field::{Field, Visit};
use tracing::{Dispatch, Event, Subscriber, info, info_span};
use tracing_subscriber::layer::SubscriberExt;

/// Lines of an invocation, so many that its start and its end hardly count.
const LINES: u32 = 1000;
const REQUEST_ID: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:orders";

/// Drops what is written.
#[derive(Debug)]
struct Drops;

impl LineSink for Drops {
    fn write_line(&self, line: &[u8]) {
        black_box(line);
    }
}

impl io::Write for Drops {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(black_box(bytes).len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where the line is logged.
const LOGGED_AT: u32 = line!() + 6;

fn work() {
    let _first = info_span!("checkout", order = "A-17", channel = "web").entered();
    let _second = info_span!("reserve", sku = "lamp-desk", warehouse = 4).entered();
    let log = |(order_id, customer, items)| {
        info!(order_id, customer, items, "order received");
    };
    (0..LINES).for_each(|_| log(black_box(("A-17", "ada", 2))));
}

pub fn compare() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _entered = runtime.enter();
    check();
    let mut ours = ours(Drops);
    let json = tracing_subscriber::fmt().json().with_writer(|| Drops).finish().into();
    let flat = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_current_span(false)
        .with_writer(|| Drops)
        .finish()
        .into();
    let other = json_subscriber::fmt().with_writer(|| Drops).finish().into();
    let other_flat = json_subscriber::fmt()
        .flatten_event(true)
        .with_span_list(false)
        .with_current_span(false)
        .with_writer(|| Drops)
        .finish()
        .into();
    let by_layer = Dispatch::new(tracing_subscriber::registry().with(Floor::new(Drops)));
    let mut floor = FloorLine::new();
    let costs = measure::alternate_batches(
        LINES,
        &mut [
            ("lamplight", &mut ours),
            ("tracing-subscriber", &mut || theirs(&json)),
            ("tracing-subscriber-flat", &mut || theirs(&flat)),
            ("json-subscriber", &mut || theirs(&other)),
            ("json-subscriber-flat", &mut || theirs(&other_flat)),
            ("floor-tracing", &mut || theirs(&by_layer)),
            ("floor", &mut || {
                (0..LINES).for_each(|_| {
                    black_box(floor.write(black_box(("A-17", "ada", 2))));
                });
            }),
        ],
    );
    measure::print(
        "logger",
        &[
            "lamplight",
            "tracing-subscriber",
            "tracing-subscriber-flat",
            "json-subscriber",
            "json-subscriber-flat",
            "floor-tracing",
            "floor",
        ],
        &costs,
    );
}

/// Both floors write what ours writes, but for the time.
fn check() {
    let without_time = |line: &str| {
        let at = line.find("\"timestamp\":\"").expect("a time") + 13;
        format!("{}{}", &line[..at], &line[at + 24..])
    };
    let lines = Last::default();
    ours(lines.clone())();
    let expected = without_time(&lines.get());
    let by_hand = String::from_utf8(FloorLine::new().write(("A-17", "ada", 2)).to_vec()).expect("text");
    assert_eq!(without_time(&by_hand), expected, "the floor writes the same line");
    let lines = Last::default();
    theirs(&Dispatch::new(tracing_subscriber::registry().with(Floor::new(lines.clone()))));
    assert_eq!(without_time(&lines.get()), expected, "the floor behind tracing writes the same line");
}

/// Keeps the last line.
#[derive(Clone, Debug, Default)]
struct Last(Arc<Mutex<Vec<u8>>>);

impl Last {
    fn get(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic").clone()).expect("text")
    }
}

impl LineSink for Last {
    fn write_line(&self, line: &[u8]) {
        *self.0.lock().expect("no panic") = line.to_vec();
    }
}

type Handler = ServiceFn<fn(LambdaEvent<()>) -> Ready<Result<(), Infallible>>>;

/// An invocation that our logger watches.
fn ours(sink: impl LineSink + 'static) -> impl FnMut() {
    let environment = FunctionEnvironment::read(&[
        ("AWS_LAMBDA_FUNCTION_NAME", "orders"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
    ]);
    let initialization = environment.initialization;
    let logger = Logger::builder().environment(environment).sink(sink).build().expect("nothing is opened");
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(logger.event_layer());
    let dispatch = Dispatch::new(subscriber);
    let handler: Handler = service_fn(|_| {
        work();
        std::future::ready(Ok(()))
    });
    let mut service = ObserveLayer::new(Stack::new(initialization).with(logger.observer())).layer(handler);
    let mut context = lambda_runtime::Context::default();
    context.request_id = REQUEST_ID.to_owned();
    context.invoked_function_arn = ARN.to_owned();
    context.xray_trace_id = Some(TRACE.to_owned());
    let event = LambdaEvent::new((), context);
    move || {
        tracing::dispatcher::with_default(&dispatch, || {
            let invocation = pin!(service.call(event.clone()));
            let done = invocation.poll(&mut Context::from_waker(Waker::noop())).is_ready();
            assert!(done, "nothing in it waits");
        });
    }
}

/// The same spans and lines in the span that the runtime's own layer makes.
fn theirs(dispatch: &Dispatch) {
    tracing::dispatcher::with_default(dispatch, || {
        let invocation = info_span!("Lambda runtime invoke", requestId = REQUEST_ID, xrayTraceId = TRACE);
        invocation.in_scope(work);
    });
}

/// The line that ours is, with everything that can be known before written before.
#[derive(Debug)]
struct FloorLine {
    line: Vec<u8>,
    head: String,
    invocation: String,
    clock: Clock,
}

const SPANS: &[u8] = b",\"sku\":\"lamp-desk\",\"warehouse\":4,\"order\":\"A-17\",\"channel\":\"web\"}\n";

impl FloorLine {
    fn new() -> Self {
        let head = format!("{{\"level\":\"INFO\",\"location\":\"hot::logger:{LOGGED_AT}\",\"message\":\"");
        let invocation = format!(
            "\",\"service\":\"orders\",\"cold_start\":false,\"function_name\":\"orders\",\
             \"function_memory_size\":512,\"function_arn\":\"{ARN}\",\"function_request_id\":\"{REQUEST_ID}\",\
             \"xray_trace_id\":\"1-5759e988-bd862e3fe1be46a994272793\",\
             \"trace_id\":\"5759e988bd862e3fe1be46a994272793\""
        );
        Self { line: Vec::new(), head, invocation, clock: Clock::system() }
    }

    fn begin(&mut self) {
        self.line.clear();
        self.line.extend_from_slice(self.head.as_bytes());
    }

    fn after_message(&mut self) {
        self.line.extend_from_slice(b"\",\"timestamp\":\"");
        self.line.extend_from_slice(self.clock.now().rfc3339().as_str().as_bytes());
        self.line.extend_from_slice(self.invocation.as_bytes());
    }

    fn write(&mut self, (order_id, customer, items): (&str, &str, i32)) -> &[u8] {
        self.begin();
        self.line.extend_from_slice(b"order received");
        self.after_message();
        self.line.extend_from_slice(b",\"order_id\":\"");
        write_text(&mut self.line, order_id);
        self.line.extend_from_slice(b"\",\"customer\":\"");
        write_text(&mut self.line, customer);
        self.line.extend_from_slice(b"\",\"items\":");
        write!(self.line, "{items}").expect("a vector grows");
        self.line.extend_from_slice(SPANS);
        &self.line
    }
}

/// A layer that writes that line, of events whose first field is the message.
struct Floor<S> {
    line: Mutex<FloorLine>,
    sink: S,
}

impl<S> Floor<S> {
    fn new(sink: S) -> Self {
        Self { line: Mutex::new(FloorLine::new()), sink }
    }
}

impl<S: LineSink + 'static, R: Subscriber> tracing_subscriber::Layer<R> for Floor<S> {
    fn on_event(&self, event: &Event<'_>, _: tracing_subscriber::layer::Context<'_, R>) {
        let mut line = self.line.lock().expect("no panic");
        line.begin();
        event.record(&mut *line);
        line.line.extend_from_slice(SPANS);
        self.sink.write_line(&line.line);
    }
}

impl Visit for FloorLine {
    fn record_debug(&mut self, _: &Field, message: &dyn fmt::Debug) {
        write!(self.line, "{message:?}").expect("a vector grows");
        self.after_message();
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        for part in [",\"", field.name(), "\":\""] {
            self.line.extend_from_slice(part.as_bytes());
        }
        write_text(&mut self.line, value);
        self.line.push(b'"');
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        for part in [",\"", field.name(), "\":"] {
            self.line.extend_from_slice(part.as_bytes());
        }
        write!(self.line, "{value}").expect("a vector grows");
    }
}

/// Text that has nothing to escape, which must be looked at all the same.
fn write_text(line: &mut Vec<u8>, text: &str) {
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    assert!(text.bytes().all(plain), "nothing to escape");
    line.extend_from_slice(text.as_bytes());
}
