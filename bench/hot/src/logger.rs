//! One line of three fields, in the span of the invocation and two more of two attributes each: ours against the JSON
//! format of `tracing-subscriber` and against a line written by hand. Writers drop what they get.

use std::convert::Infallible;
use std::future::Ready;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::pin::pin;
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
use tracing::{Dispatch, info, info_span};
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

fn work() {
    let _first = info_span!("checkout", order = "A-17", channel = "web").entered();
    let _second = info_span!("reserve", sku = "lamp-desk", warehouse = 4).entered();
    for _ in 0..LINES {
        let (order_id, customer, items) = black_box(("A-17", "ada", 2));
        info!(order_id, customer, items, "order received");
    }
}

pub fn compare() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _entered = runtime.enter();
    let mut ours = ours();
    let json = tracing_subscriber::fmt().json().with_writer(|| Drops).finish().into();
    let flat = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_current_span(false)
        .with_writer(|| Drops)
        .finish()
        .into();
    let mut line = Vec::new();
    let costs = measure::alternate_batches(
        LINES,
        &mut [
            ("lamplight", &mut ours),
            ("tracing-subscriber", &mut || theirs(&json)),
            ("tracing-subscriber-flat", &mut || theirs(&flat)),
            ("floor", &mut || by_hand(&mut line)),
        ],
    );
    measure::print(
        "logger",
        &["lamplight", "tracing-subscriber", "tracing-subscriber-flat", "floor"],
        &costs,
    );
}

type Handler = ServiceFn<fn(LambdaEvent<()>) -> Ready<Result<(), Infallible>>>;

/// An invocation that our logger watches.
fn ours() -> impl FnMut() {
    let environment = FunctionEnvironment::read(&[
        ("AWS_LAMBDA_FUNCTION_NAME", "orders"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
    ]);
    let initialization = environment.initialization;
    let logger = Logger::builder().environment(environment).sink(Drops).build().expect("nothing is opened");
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
fn by_hand(line: &mut Vec<u8>) {
    let invocation = format!(
        ",\"service\":\"orders\",\"cold_start\":false,\"function_name\":\"orders\",\
         \"function_memory_size\":512,\"function_arn\":\"{ARN}\",\"function_request_id\":\"{REQUEST_ID}\",\
         \"xray_trace_id\":\"1-5759e988-bd862e3fe1be46a994272793\",\
         \"trace_id\":\"5759e988bd862e3fe1be46a994272793\",\"order_id\":\""
    );
    let spans = b"\"sku\":\"lamp-desk\",\"warehouse\":4,\"order\":\"A-17\",\"channel\":\"web\"}\n";
    let clock = Clock::system();
    for _ in 0..LINES {
        let (order_id, customer, items) = black_box(("A-17", "ada", 2));
        line.clear();
        line.extend_from_slice(
            b"{\"level\":\"INFO\",\"location\":\"hot::logger:55\",\"message\":\"order received\"",
        );
        line.extend_from_slice(b",\"timestamp\":\"");
        line.extend_from_slice(clock.now().rfc3339().as_str().as_bytes());
        line.push(b'"');
        line.extend_from_slice(invocation.as_bytes());
        write_text(line, order_id);
        line.extend_from_slice(b"\",\"customer\":\"");
        write_text(line, customer);
        line.extend_from_slice(b"\",\"items\":");
        write!(line, "{items},").expect("a vector grows");
        line.extend_from_slice(spans);
        black_box(line.as_slice());
    }
}

/// Text that has nothing to escape, which must be looked at all the same.
fn write_text(line: &mut Vec<u8>, text: &str) {
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    assert!(text.bytes().all(plain), "nothing to escape");
    line.extend_from_slice(text.as_bytes());
}
