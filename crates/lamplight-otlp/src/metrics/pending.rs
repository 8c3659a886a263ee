//! What was written and is not sent yet, values of the same metric and the same attributes put together.

use std::collections::BTreeMap;

use lamplight_core::clock::Timestamp;
use lamplight_metrics::{Batch, BatchMetric, DimensionSet, Unit};

use super::attributes;
use super::histograms::Histograms;
use super::point::{Kind, Point};

/// How much is kept until it can be sent, in bytes. What is more is lost, and counted.
pub(super) const MAX_KEPT: usize = 8 * 1024 * 1024;
/// What a point takes here besides its attributes and its buckets, about.
const POINT: usize = 256;
/// The bytes of a time, before attributes.
const TIME: usize = 8;

/// Points by the name of their metric.
#[derive(Debug, Default)]
pub(super) struct Pending {
    names: BTreeMap<String, Vec<Metric>>,
    /// About how much all of it takes.
    bytes: usize,
    /// When what was sent last ended: no time is told of twice.
    sent_until: Timestamp,
    /// What points are looked up by.
    key: Vec<u8>,
}

/// A metric in a namespace. A name that is used in two ways has two.
#[derive(Debug)]
struct Metric {
    namespace: String,
    unit: Unit,
    kind: Kind,
    /// By the time that code has set, if any, and attributes.
    points: BTreeMap<Box<[u8]>, Point>,
}

/// Points to be sent.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeMap<String, Vec<Metric>>);

/// A point, and what it is a point of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    pub(super) unit: Unit,
    pub(super) kind: Kind,
    /// Each a field with the number 1.
    pub(super) attributes: &'a [u8],
    pub(super) point: &'a Point,
}

// === impl Pending ===

impl Pending {
    /// Takes all values of a batch, each once for each set of dimensions. Returns how many points found no room.
    pub(super) fn add(&mut self, batch: &Batch<'_>, histograms: &Histograms) -> u64 {
        let mut lost = 0;
        for set in batch.dimension_sets() {
            self.find(batch, set);
            for metric in batch.metrics() {
                let Some(point) = self.point(batch, metric, histograms) else {
                    lost += 1;
                    continue;
                };
                let before = point.bytes();
                metric.values().for_each(|value| point.add(value, histograms));
                // Buckets come with values, and may also become fewer.
                let after = point.bytes();
                self.bytes = (self.bytes + after).saturating_sub(before);
            }
        }
        lost
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All points, which are not here any more afterwards.
    pub(super) fn take(&mut self) -> Taken {
        let ends = self.names.values().flatten().flat_map(|metric| &metric.points);
        let last = ends.filter(|(key, _)| !is_dated(key)).map(|(_, point)| point.until).max();
        // Never backwards, unless the clock was set back.
        self.sent_until = last.unwrap_or(self.sent_until);
        self.bytes = 0;
        Taken(std::mem::take(&mut self.names))
    }

    /// Looks for points of this batch with these dimensions.
    fn find(&mut self, batch: &Batch<'_>, set: DimensionSet<'_>) {
        let dated = if batch.is_dated() { batch.timestamp().as_nanos() } else { 0 };
        self.key.clear();
        self.key.extend_from_slice(&dated.to_be_bytes());
        attributes::write(&mut self.key, set);
    }

    fn point(
        &mut self,
        batch: &Batch<'_>,
        metric: BatchMetric<'_>,
        histograms: &Histograms,
    ) -> Option<&mut Point> {
        let Self { names, bytes, sent_until, key } = self;
        let (started, until) = window(batch, *sent_until);
        if !names.contains_key(metric.name()) {
            if *bytes > MAX_KEPT {
                return None;
            }
            names.insert(metric.name().to_owned(), Vec::new());
        }
        let metrics = names.get_mut(metric.name())?;
        let is_sum = metric.unit() == Unit::Count && !metric.is_distribution();
        let (namespace, unit, kind) = (batch.namespace(), metric.unit(), Kind::of(is_sum, histograms));
        let is_it = |known: &Metric| known.namespace == namespace && known.unit == unit && known.kind == kind;
        let at = metrics.iter().position(is_it).unwrap_or_else(|| {
            let (namespace, points) = (namespace.to_owned(), BTreeMap::new());
            metrics.push(Metric { namespace, unit, kind, points });
            metrics.len() - 1
        });
        let points = &mut metrics[at].points;
        if !points.contains_key(&key[..]) {
            if *bytes > MAX_KEPT {
                return None;
            }
            let point = Point::new(kind, histograms, started, until);
            *bytes += POINT + metric.name().len() + key.len() + point.bytes();
            points.insert(key.clone().into_boxed_slice(), point);
        }
        let point = points.get_mut(&key[..])?;
        point.extend(started, until);
        Some(point)
    }
}

/// The time that a batch is about: without what was told of before, and never without length.
fn window(batch: &Batch<'_>, sent_until: Timestamp) -> (Timestamp, Timestamp) {
    let (started, until) = (batch.started(), batch.timestamp());
    let started = if batch.is_dated() || sent_until >= until { started } else { started.max(sent_until) };
    (started.min(Timestamp::from_nanos(until.as_nanos().saturating_sub(1))), until)
}

fn is_dated(key: &[u8]) -> bool {
    key.iter().take(TIME).any(|byte| *byte != 0)
}

// === impl Taken ===

impl Taken {
    /// The points, those of a namespace next to each other, and within it those of a metric.
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        let metrics =
            self.0.iter().flat_map(|(name, metrics)| metrics.iter().map(move |metric| (name, metric)));
        let mut rows: Vec<_> = metrics
            .flat_map(|(name, Metric { namespace, unit, kind, points })| {
                points.iter().map(move |(key, point)| {
                    let attributes = key.get(TIME..).unwrap_or_default();
                    Row { namespace, name, unit: *unit, kind: *kind, attributes, point }
                })
            })
            .collect();
        // Stable: within a namespace they stay as they are.
        rows.sort_by_key(|row| row.namespace);
        rows
    }
}

// === impl Row ===

impl Row<'_> {
    /// Whether another is a point of the same metric.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        let one = (self.namespace, self.name, self.unit, self.kind);
        one == (other.namespace, other.name, other.unit, other.kind)
    }

    /// No less than what it takes in a request.
    pub(super) fn bytes(&self) -> usize {
        2 * self.name.len() + self.namespace.len() + self.attributes.len() + self.point.bytes()
    }
}
