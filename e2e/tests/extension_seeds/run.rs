//! A life as it is lived: the real extension beside a real function.

use std::net::SocketAddr;
use std::time::Duration;

use e2e::seeded::{End, Plan};
use lamplight_emulator::{Event, EventKind, Function, FunctionConfig, Invocation, Invoke, Journal};

use crate::collector::{Collector, Mood};
use crate::life::{Life, Step, ending};
use crate::support::{Port, beside, extension};

/// What a request may need to end once its environment is frozen and has nothing to do with it any more.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often an environment that has failed is set up once more: faults may wait for it.
const REPAIRS: u64 = 4;

/// What came of a life.
#[derive(Debug)]
pub(crate) struct Lived {
    pub(crate) invocations: Vec<(Plan, Invocation)>,
    pub(crate) journal: Journal,
    /// Where the extension sent to.
    pub(crate) collector: SocketAddr,
    /// What was wrong while it went on.
    pub(crate) violations: Vec<String>,
}

/// The trace header of whoever calls.
fn header(plan: &Plan) -> String {
    format!("Root=1-5f000000-{:024x};Parent=00000000000000ff;Sampled={}", plan.root, u8::from(plan.sampled))
}

/// The function of an environment, by its index.
pub(crate) fn name(index: u64) -> String {
    format!("seeded-{index}")
}

fn config(index: u64, life: &Life, port: &Port, collector: SocketAddr) -> FunctionConfig {
    beside(FunctionConfig::new(name(index), env!("CARGO_BIN_EXE_seeded")), extension(), port)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{collector}"))
        .timeout(life.timeout)
        .private_tmp()
        .freeze_after(Duration::ZERO)
}

/// Lives it, beside whatever else sends to the same collector.
pub(crate) async fn live(index: u64, life: &Life, collector: &Collector) -> Lived {
    let collector = match life.has_road {
        true => collector.by_road().await.expect("a port of the loopback interface"),
        false => collector.clone(),
    };
    let port = Port::reserve();
    let function = Function::start(config(index, life, &port, collector.address())).await;
    let function = function.expect("the configuration is in order");
    let mut lived = Lived {
        invocations: Vec::new(),
        journal: Journal::of(&function),
        collector: collector.address(),
        violations: Vec::new(),
    };
    for step in &life.steps {
        match step {
            Step::Invoke(plan) => lived.invoke(&function, plan, &collector).await,
            Step::Rest(time) => tokio::time::sleep(*time).await,
            Step::Gap(time) => {
                function.gap(*time).await;
                collector.pass(*time);
            }
            Step::Collector(mood) => behave(&collector, mood).await,
            Step::Fault(fault) => function.inject(fault.clone()),
            Step::Reset => {
                lived.repair(index, &function, &collector).await;
                function.reset().await;
            }
        }
    }
    behave(&collector, &life.at_the_end).await;
    lived.repair(index, &function, &collector).await;
    function.shutdown().await;
    lived.journal.finish().await;
    lived
}

async fn behave(collector: &Collector, mood: &Mood) {
    collector.behave(mood).await.expect("it keeps its port");
}

// === impl Lived ===

impl Lived {
    pub(crate) fn entries(&self) -> &[Event] {
        self.journal.entries()
    }

    async fn invoke(&mut self, function: &Function, plan: &Plan, collector: &Collector) {
        let event = serde_json::to_vec(plan).expect("a plan is JSON");
        let invoke = Invoke::new(event).trace_header(header(plan));
        let done = function.invoke(invoke).await.expect("nobody has shut it down");
        self.invocations.push((plan.clone(), done));
        self.is_still(collector).await;
    }

    /// Sets up an environment that has failed once more before it ends for good: what the last extension left in files is
    /// for the next one.
    async fn repair(&mut self, index: u64, function: &Function, collector: &Collector) {
        for _ in 0..REPAIRS {
            if self.is_in_order() {
                return;
            }
            let root = (index + 1) * 1_000_000 + 900_000 + 10 * self.invocations.len() as u64;
            self.invoke(function, &ending(root, true, End::Well), collector).await;
        }
    }

    /// Whether the environment runs, or has ended because nobody needed it.
    fn is_in_order(&mut self) -> bool {
        self.journal.update();
        let latest = self.entries().iter().rev().find_map(|entry| match entry.kind {
            EventKind::InitFinished { .. } => Some(true),
            EventKind::ShutdownStarted { reason, .. } => Some(reason == "spindown"),
            _ => None,
        });
        latest.unwrap_or(true)
    }

    /// After an invocation the environment is frozen: what it has not given up by then stays without an answer, as far as
    /// the collector does not answer by itself.
    async fn is_still(&mut self, collector: &Collector) {
        let Some(road) = &collector.road else { return };
        if let Err(open) = road.is_clear(PATIENCE).await {
            self.violations.push(format!("{open} requests are on their way while the environment is frozen"));
        }
    }
}
