//! What came to the collector.

use std::collections::BTreeMap;

use e2e::seeded::{self, Signal};
use lamplight_emulator::backends::{Backend, Received, Signals, Span};

/// Everything that a collector took.
#[derive(Debug)]
pub(crate) struct Came {
    /// How often each of the functions' own items came.
    items: BTreeMap<(Signal, u64), usize>,
    signals: Signals,
    requests: Vec<Received>,
}

// === impl Came ===

impl Came {
    pub(crate) fn to(backend: &Backend) -> Self {
        let signals = backend.signals();
        let spans = signals.spans.iter().map(|span| (Signal::Traces, &span.name));
        let logs = signals.logs.iter().map(|log| (Signal::Logs, &log.body));
        let points = signals.points.iter().map(|point| (Signal::Metrics, &point.metric));
        let mut items = BTreeMap::new();
        for (signal, name) in spans.chain(logs).chain(points) {
            if let Some(number) = seeded::number(name) {
                *items.entry((signal, number)).or_default() += 1;
            }
        }
        Self { items, signals, requests: backend.requests() }
    }

    pub(crate) fn has(&self, signal: Signal, number: u64) -> bool {
        self.items.contains_key(&(signal, number))
    }

    /// How many different items came of an environment, those that its extension wrote included.
    pub(crate) fn count(&self, signal: Signal, index: u64, service: &str) -> u64 {
        let own = self.items.keys().filter(|(of, number)| *of == signal && number / 1_000_000 == index + 1);
        let written = match signal {
            Signal::Traces => self.written(service).count(),
            Signal::Logs => {
                self.signals.logs.iter().filter(|log| log.service.as_deref() == Some(service)).count()
            }
            Signal::Metrics => {
                self.signals.points.iter().filter(|p| p.service.as_deref() == Some(service)).count()
            }
        };
        (own.count() + written) as u64
    }

    /// The spans that an extension wrote, as often as they came.
    fn written<'a>(&'a self, service: &'a str) -> impl Iterator<Item = &'a Span> {
        self.signals.spans.iter().filter(move |span| span.service.as_deref() == Some(service))
    }

    /// The different spans that tell of an invocation's failure.
    pub(crate) fn error_roots<'a>(&'a self, service: &'a str) -> BTreeMap<String, Vec<&'a Span>> {
        let mut roots: BTreeMap<String, Vec<&Span>> = BTreeMap::new();
        for span in self.written(service).filter(|span| span.is_error) {
            let request_id = span.attributes.get("faas.invocation_id").cloned().unwrap_or_default();
            let of_request = roots.entry(request_id).or_default();
            if !of_request.contains(&span) {
                of_request.push(span);
            }
        }
        roots
    }

    /// Of these requests when, and on which connections, they came.
    fn told(&self, requests: &[usize]) -> Vec<(String, u64)> {
        let requests = requests.iter().map(|at| &self.requests[*at]);
        requests.map(|request| (request.time.to_string(), request.connection)).collect()
    }

    /// What came twice for no reason. Whoever gives an attempt up closes its connection, and an answer that was lost was
    /// lost with its connection: so an attempt of which an item is sent again is the last one on its connection.
    pub(crate) fn repeated_for_no_reason(&self) -> Vec<String> {
        let repeated = self.items.iter().filter(|(_, times)| **times > 1);
        let mut violations = Vec::new();
        for ((signal, number), times) in repeated {
            let name = seeded::name(*number);
            let carries = |request: &Received| {
                let body = String::from_utf8_lossy(&request.body);
                request.status == Some(200) && body.contains(&name)
            };
            let carriers: Vec<usize> =
                (0..self.requests.len()).filter(|at| carries(&self.requests[*at])).collect();
            let Some((_, given_up)) = carriers.split_last() else { continue };
            for at in given_up {
                let connection = self.requests[*at].connection;
                if self.requests[at + 1..].iter().any(|request| request.connection == connection) {
                    let (signal, carriers) = (signal.name(), self.told(&carriers));
                    violations.push(format!(
                        "{name} ({signal}) came {times} times, and connection {connection} went on: {carriers:?}"
                    ));
                }
            }
        }
        violations
    }
}
