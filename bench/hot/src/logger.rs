//! One line of three fields, in the span of the invocation and two more of two attributes each: ours against the JSON
//! formats of `tracing-subscriber` and `json-subscriber`, and against floors that write the same bytes into a buffer
//! that is used again, and hand them on once. Writers drop what they get. What the floors do:
//!
//! - `floor`: no `tracing`. Level, location and message, all keys of the invocation and the fields of the spans are text
//!   that was made before. It reads the clock, writes the time as RFC 3339, looks at the three fields for what has to be
//!   escaped, and writes the number.
//! - `floor-tracing` is that as a layer: the event comes through `tracing`'s macro and a registry, whose spans are
//!   entered, and its fields are visited one by one, their names taken from the event. It knows without a look which
//!   invocation it is in, where the event comes from, what is in the spans, and that no name is there twice. It keeps its
//!   buffer behind a lock.
//! - `floor-spans` also asks the registry for the span that the event is in, and reads from its extensions what was put
//!   there when it was made, as whoever does not know it has to.
//!
//! What ours does besides: it finds the invocation of the task, the logger's state in it and the level that holds there,
//! keeps names from being there twice, and looks for keys that code has set. Its floor is `floor-tracing`.
//!
//! `lamplight` is the logger as `lamplight::start` installs it, where one filter does for the whole subscriber;
//! `lamplight-filtered` is it beside other layers, behind a filter of its own. `empty` is a layer that does nothing:
//! what `tracing` and the registry take, whoever listens.
//!
//! Counted instructions are steadier than time, and one of these runs alone where it is named:
//!
//! ```text
//! valgrind --tool=callgrind bench/target/subject/hot logger lamplight
//! perf record bench/target/subject/hot logger lamplight 5000
//! ```
//!
//! The number is how many thousands of lines there are. Names of functions are in it with
//! `CARGO_PROFILE_SUBJECT_STRIP=false`.

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
use lamplight_core::environment::{FunctionEnvironment, InitializationType};
use lamplight_core::sink::LineSink;
use lamplight_invocation::{ObserveLayer, ScopeLayer, Stack};
use lamplight_logger::{EventLayer, Logger};
use tower_layer::Layer;
use tower_service::Service;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber, info, info_span};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context as LayerContext, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

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

/// All of them against each other, or the one that is named, by itself.
pub fn compare(only: Option<&str>, times: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _entered = runtime.enter();
    check();
    let fmt = || tracing_subscriber::fmt().json().with_writer(|| Drops);
    let flat = || fmt().flatten_event(true).with_span_list(false).with_current_span(false);
    let json = || json_subscriber::fmt().with_writer(|| Drops);
    let json_flat = || json().flatten_event(true).with_span_list(false).with_current_span(false);
    let mut floor = FloorLine::new();
    let mut cases: Vec<(&str, Box<dyn FnMut()>)> = vec![
        ("lamplight", Box::new(ours(shared_filter(Drops)))),
        ("lamplight-filtered", Box::new(ours(filtered(Drops)))),
        ("tracing-subscriber", Box::new(theirs(fmt().finish()))),
        ("tracing-subscriber-flat", Box::new(theirs(flat().finish()))),
        ("json-subscriber", Box::new(theirs(json().finish()))),
        ("json-subscriber-flat", Box::new(theirs(json_flat().finish()))),
        ("empty", Box::new(theirs(tracing_subscriber::registry().with(Empty)))),
        (
            "floor-spans",
            Box::new(theirs(
                tracing_subscriber::registry().with(Floor { of_spans: true, ..Floor::new(Drops) }),
            )),
        ),
        ("floor-tracing", Box::new(theirs(tracing_subscriber::registry().with(Floor::new(Drops))))),
        (
            "floor",
            Box::new(move || {
                (0..LINES).for_each(|_| {
                    black_box(floor.write(black_box(("A-17", "ada", 2))));
                });
            }),
        ),
    ];
    if let Some(only) = only {
        let case = cases.iter_mut().find(|(name, _)| *name == only);
        let (_, case) = case.unwrap_or_else(|| panic!("nothing to measure is called {only:?}"));
        return (0..times).for_each(|_| case());
    }
    let names: Vec<_> = cases.iter().map(|(name, _)| *name).collect();
    let mut cases: Vec<_> = cases.iter_mut().map(|(name, case)| (*name, &mut **case as _)).collect();
    let costs = measure::alternate_batches(LINES, &mut cases);
    measure::print("logger", &names, &costs);
}

/// Both floors write what ours writes, but for the time.
fn check() {
    let without_time = |line: &str| {
        let at = line.find("\"timestamp\":\"").expect("a time") + 13;
        format!("{}{}", &line[..at], &line[at + 24..])
    };
    let lines = Last::default();
    ours(shared_filter(lines.clone()))();
    let expected = without_time(&lines.get());
    ours(filtered(lines.clone()))();
    assert_eq!(without_time(&lines.get()), expected, "filters change nothing about the line");
    let by_hand = String::from_utf8(FloorLine::new().write(("A-17", "ada", 2)).to_vec()).expect("text");
    assert_eq!(without_time(&by_hand), expected, "the floor writes the same line");
    let lines = Last::default();
    theirs(tracing_subscriber::registry().with(Floor::new(lines.clone())))();
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

/// A logger and the subscriber that it is part of.
type Installed = (Logger, Dispatch);

fn logger(sink: impl LineSink + 'static) -> Logger {
    let environment = FunctionEnvironment::read(&[
        ("AWS_LAMBDA_FUNCTION_NAME", "orders"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
    ]);
    Logger::builder().environment(environment).sink(sink).build().expect("nothing is opened")
}

fn shared_filter(sink: impl LineSink + 'static) -> Installed {
    let logger = logger(sink);
    let layer = OneLayer { scopes: ScopeLayer::unfiltered(), events: logger.unfiltered_layer() };
    let subscriber = tracing_subscriber::registry().with(layer);
    (logger, subscriber.into())
}

/// Both layers as one, as the facade has them.
struct OneLayer {
    scopes: ScopeLayer,
    events: EventLayer,
}

impl<R> tracing_subscriber::Layer<R> for OneLayer
where
    R: Subscriber + for<'a> LookupSpan<'a>,
{
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if ScopeLayer::wants(metadata) { Interest::always() } else { self.events.interest(metadata) }
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: LayerContext<'_, R>) -> bool {
        ScopeLayer::wants(metadata) || self.events.is_enabled(metadata, &context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.events.max_level())
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: LayerContext<'_, R>) {
        self.scopes.on_new_span(attributes, id, context.clone());
        self.events.on_new_span(attributes, id, context);
    }

    fn on_event(&self, event: &Event<'_>, context: LayerContext<'_, R>) {
        self.scopes.on_event(event, context.clone());
        self.events.on_event(event, context);
    }

    fn on_enter(&self, id: &Id, context: LayerContext<'_, R>) {
        self.events.on_enter(id, context);
    }

    fn on_exit(&self, id: &Id, context: LayerContext<'_, R>) {
        self.events.on_exit(id, context);
    }
}

fn filtered(sink: impl LineSink + 'static) -> Installed {
    let logger = logger(sink);
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(logger.event_layer());
    (logger, subscriber.into())
}

/// An invocation that our logger watches.
fn ours((logger, dispatch): Installed) -> impl FnMut() {
    let handler: Handler = service_fn(|_| {
        work();
        std::future::ready(Ok(()))
    });
    let stack = Stack::new(InitializationType::Unknown).with(logger.observer());
    let mut service = ObserveLayer::new(stack).layer(handler);
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
fn theirs(subscriber: impl Into<Dispatch>) -> impl FnMut() {
    let dispatch = subscriber.into();
    move || {
        tracing::dispatcher::with_default(&dispatch, || {
            let invocation = info_span!("Lambda runtime invoke", requestId = REQUEST_ID, xrayTraceId = TRACE);
            invocation.in_scope(work);
        });
    }
}

/// Listens, and does nothing.
struct Empty;

impl<R: Subscriber> tracing_subscriber::Layer<R> for Empty {}

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
    of_spans: bool,
}

/// What the spans have, as the registry keeps it.
struct OfSpans(&'static [u8]);

impl<S> Floor<S> {
    fn new(sink: S) -> Self {
        Self { line: Mutex::new(FloorLine::new()), sink, of_spans: false }
    }
}

impl<S, R> tracing_subscriber::Layer<R> for Floor<S>
where
    S: LineSink + 'static,
    R: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, _: &Attributes<'_>, id: &Id, context: LayerContext<'_, R>) {
        if let (Some(span), true) = (context.span(id), self.of_spans) {
            span.extensions_mut().insert(OfSpans(SPANS));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: LayerContext<'_, R>) {
        let mut line = self.line.lock().expect("no panic");
        line.begin();
        event.record(&mut *line);
        if self.of_spans {
            let span = context.event_span(event).expect("an event in a span");
            line.line.extend_from_slice(span.extensions().get::<OfSpans>().expect("put there").0);
        } else {
            line.line.extend_from_slice(SPANS);
        }
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
