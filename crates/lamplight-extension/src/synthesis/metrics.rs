//! The `faas.*` metrics of OpenTelemetry's semantic conventions, gathered from platform events until they are sent.

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_records::platform::{Report, Status};

use super::emf;
use super::init_span::Kind;
use super::resource::{Resource, Value, attribute};
use crate::ledger::Ledger;
use crate::otlp::writer::Message;

/// Bounds of buckets in seconds: those of the conventions, and three more, since a function may take 15 minutes.
const SECONDS: [f64; 17] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0, 60.0, 300.0];
/// Bounds of buckets in bytes: from 32 MiB to Lambda's most, 10 GiB.
const BYTES: [f64; 9] = [
    33_554_432.0,
    67_108_864.0,
    134_217_728.0,
    268_435_456.0,
    536_870_912.0,
    1_073_741_824.0,
    2_147_483_648.0,
    4_294_967_296.0,
    10_737_418_240.0,
];
/// OTLP's number of delta temporality.
const DELTA: u64 = 1;

/// What was gathered since metrics were sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gathered {
    since: Option<Timestamp>,
    invocations: u64,
    errors: u64,
    timeouts: u64,
    cold_starts: u64,
    skipped_emf: u64,
    invoke_durations: Histogram<17>,
    init_durations: Histogram<17>,
    restore_durations: Histogram<17>,
    memory: Histogram<9>,
}

#[derive(Clone, Debug)]
struct Histogram<const N: usize> {
    bounds: &'static [f64; N],
    buckets: Vec<u64>,
    sum: f64,
    least: f64,
    most: f64,
    /// The values themselves, as many as CloudWatch takes at once.
    values: Vec<f64>,
}

// === impl Gathered ===

impl Gathered {
    /// Takes the report of an invocation.
    pub(crate) fn report(&mut self, report: &Report, now: Timestamp) {
        self.since.get_or_insert(now);
        match report.status {
            Some(Status::Timeout) => self.timeouts += 1,
            Some(Status::Error | Status::Failure) => self.errors += 1,
            _ => self.invocations += 1,
        }
        if let Some(duration) = report.duration {
            self.invoke_durations.record(duration.as_secs_f64());
        }
        if let Some(megabytes) = report.max_memory_mb {
            self.memory.record(f64::from(megabytes) * 1024.0 * 1024.0);
        }
    }

    /// Takes a set-up that is over.
    pub(crate) fn set_up(&mut self, kind: Kind, duration: Duration, now: Timestamp) {
        self.since.get_or_insert(now);
        match kind {
            Kind::Init => {
                self.cold_starts += 1;
                self.init_durations.record(duration.as_secs_f64());
            }
            Kind::Restore => self.restore_durations.record(duration.as_secs_f64()),
        }
    }

    /// Passes over a line of metrics, which CloudWatch reads by itself.
    pub(crate) fn skip_emf(&mut self, now: Timestamp) {
        self.since.get_or_insert(now);
        self.skipped_emf += 1;
    }

    /// What was gathered as one request and how many data points it has, and begins anew. `None` if it is nothing.
    pub(crate) fn take(&mut self, resource: &Resource, now: Timestamp) -> Option<(Vec<u8>, u64)> {
        let since = self.since?;
        let gathered = std::mem::take(self);
        let mut metrics: Vec<Message> = gathered
            .counters()
            .map(|(name, unit, count)| sum(name, unit, [point(count, since, now)]))
            .collect();
        metrics.extend(gathered.invoke_durations.metric("faas.invoke_duration", "s", since, now));
        metrics.extend(gathered.init_durations.metric("faas.init_duration", "s", since, now));
        metrics.extend(gathered.restore_durations.metric("lamplight.restore_duration", "s", since, now));
        metrics.extend(gathered.memory.metric("faas.mem_usage", "By", since, now));
        let points = metrics.len() as u64;
        (points > 0).then(|| (resource.request(metrics), points))
    }

    /// What was gathered as a line for CloudWatch, and begins anew. `None` if it is nothing.
    pub(crate) fn take_emf(&mut self, namespace: &str, function: &str, now: Timestamp) -> Option<String> {
        self.since?;
        let gathered = std::mem::take(self);
        let counts = gathered.counters().map(|(name, _, count)| emf::Metric::count(name, count));
        let values = [
            ("faas.invoke_duration", "Seconds", &gathered.invoke_durations.values),
            ("faas.init_duration", "Seconds", &gathered.init_durations.values),
            ("lamplight.restore_duration", "Seconds", &gathered.restore_durations.values),
            ("faas.mem_usage", "Bytes", &gathered.memory.values),
        ];
        let values = values.into_iter().filter(|(_, _, values)| !values.is_empty());
        let values = values.map(|(name, unit, values)| emf::Metric::values(name, unit, values));
        let metrics: Vec<_> = counts.chain(values).collect();
        (!metrics.is_empty()).then(|| emf::line(namespace, function, &metrics, now))
    }

    /// What was counted at all: names, units, and how many.
    fn counters(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> + use<> {
        let counters = [
            ("faas.invocations", "{invocation}", self.invocations),
            ("faas.errors", "{error}", self.errors),
            ("faas.timeouts", "{timeout}", self.timeouts),
            ("faas.coldstarts", "{coldstart}", self.cold_starts),
            ("lamplight.logs.emf_skipped", "{line}", self.skipped_emf),
        ];
        counters.into_iter().filter(|(_, _, count)| *count > 0)
    }
}

/// What was lost since the environment began, as one request and how many data points it has. `None` if nothing was.
pub(crate) fn losses(
    resource: &Resource,
    ledger: &Ledger,
    since: Timestamp,
    now: Timestamp,
) -> Option<(Vec<u8>, u64)> {
    let mut points = Vec::new();
    for (_, signal, account) in ledger.accounts() {
        let rejected = (account.rejected, "rejected");
        let dropped = crate::ledger::Reason::ALL.map(|reason| (account.dropped(reason), reason.name()));
        for (count, reason) in dropped.into_iter().chain([rejected]).filter(|(count, _)| *count > 0) {
            points.push(point(count, since, now).messages(
                7,
                [attribute("signal", &Value::text(signal.name())), attribute("reason", &Value::text(reason))],
            ));
        }
    }
    let count = points.len() as u64;
    (count > 0).then(|| (resource.request([sum("lamplight.items.lost", "{item}", points)]), count))
}

fn point(count: u64, since: Timestamp, now: Timestamp) -> Message {
    Message::new().fixed64(2, since.as_nanos()).fixed64(3, now.as_nanos()).fixed64(6, count)
}

fn sum(name: &str, unit: &str, points: impl IntoIterator<Item = Message>) -> Message {
    let sum = Message::new().messages(1, points).varint(2, DELTA).varint(3, 1);
    Message::new().text(1, name).text(3, unit).message(7, sum)
}

// === impl Histogram ===

impl<const N: usize> Histogram<N> {
    fn with_bounds(bounds: &'static [f64; N]) -> Self {
        Self {
            bounds,
            buckets: vec![0; N + 1],
            sum: 0.0,
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
            values: Vec::new(),
        }
    }

    fn record(&mut self, value: f64) {
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        self.buckets[bucket] += 1;
        self.sum += value;
        if self.values.len() < emf::MOST_VALUES {
            self.values.push(value);
        }
        self.least = self.least.min(value);
        self.most = self.most.max(value);
    }

    fn metric(&self, name: &str, unit: &str, since: Timestamp, now: Timestamp) -> Option<Message> {
        let count: u64 = self.buckets.iter().sum();
        let point = Message::new()
            .fixed64(2, since.as_nanos())
            .fixed64(3, now.as_nanos())
            .fixed64(4, count)
            .double(5, self.sum)
            .packed(6, self.buckets.iter().copied())
            .packed(7, self.bounds.iter().map(|bound| bound.to_bits()))
            .double(11, self.least)
            .double(12, self.most);
        let histogram = Message::new().message(1, point).varint(2, DELTA);
        (count > 0).then(|| Message::new().text(1, name).text(3, unit).message(9, histogram))
    }
}

impl Default for Histogram<17> {
    fn default() -> Self {
        Self::with_bounds(&SECONDS)
    }
}

impl Default for Histogram<9> {
    fn default() -> Self {
        Self::with_bounds(&BYTES)
    }
}
