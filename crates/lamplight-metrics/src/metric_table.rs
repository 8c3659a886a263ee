//! The metrics of an invocation, and those of the invocations before it, which are likely to come again.

use std::borrow::Cow;
use std::ops::Range;

use crate::limits;
use crate::mark::Mark;
use crate::recorded::{Form, Recorded};

/// A metric of which documents say more than this is not kept for later invocations.
const KEPT_BYTES: usize = 512;

/// Finds metrics by their names.
///
/// A function records the same metrics in the same order again and again. So those of the last invocation stay in
/// their order, with all that has to be written but their values, and each is first expected where it was.
#[derive(Debug, Default)]
pub(crate) struct MetricTable {
    /// Those that have values, in the order of their first ones; then those that had values before. No name is
    /// there twice.
    metrics: Vec<Recorded>,
    /// How many have values.
    used: usize,
    /// Whether one of these has more than one.
    several: bool,
    /// The one that is expected next: after the one that came last.
    next: usize,
    /// The [bits](Mark::bit) of those that have values.
    bits: u64,
    /// The definitions of the first ones, of as many as the last documents had in this order.
    definitions: Vec<u8>,
    /// How many these are.
    defined: usize,
    /// How often some of them were forgotten.
    changes: u64,
    /// Whether one of them is too long to be kept.
    long: bool,
}

// === impl MetricTable ===

impl MetricTable {
    /// Those that have values.
    pub(crate) fn metrics(&self) -> &[Recorded] {
        &self.metrics[..self.used]
    }

    /// How many [places](Recorded::places) one of them takes at most, once they are [settled](Self::settle).
    pub(crate) fn places(&self) -> usize {
        let metrics = self.metrics();
        if self.several {
            metrics.iter().map(Recorded::places).max().unwrap_or(0)
        } else {
            metrics.len().min(1)
        }
    }

    /// The [bits](Mark::bit) of those that have values.
    pub(crate) fn bits(&self) -> u64 {
        self.bits
    }

    /// The metric that had its first value here in the last invocation, if it is of this name and form. Its name
    /// was checked then.
    #[inline]
    pub(crate) fn expected(&self, name: &str, form: Form) -> Option<Mark> {
        let expected = self.metrics.get(self.used)?;
        (self.next == self.used && expected.is(name) && expected.form == form).then_some(expected.mark)
    }

    /// Where the metric of this name is, if it has values.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        match self.metrics().get(self.next) {
            Some(expected) if expected.is(name) => Some(self.next),
            _ => self.position(name, Mark::of(name)),
        }
    }

    /// Whether a metric of this name has values.
    pub(crate) fn contains(&self, name: &str, mark: Mark) -> bool {
        self.position(name, mark).is_some()
    }

    /// One more value of the metric in this place.
    pub(crate) fn push(&mut self, at: usize, form: Form, value: f64) {
        self.several = true;
        if self.metrics[at].push(form, value) {
            self.undefine(at);
        }
        self.next = at + 1;
    }

    /// The first value of a metric that was not expected.
    pub(crate) fn add(&mut self, name: Cow<'static, str>, form: Form, value: f64) {
        self.undefine(self.used);
        let mark = Mark::of(&name);
        let mut earlier = self.metrics[self.used..].iter();
        match earlier.position(|metric| metric.mark == mark && metric.name == name) {
            Some(at) => {
                self.metrics.swap(self.used, self.used + at);
                let metric = &mut self.metrics[self.used];
                if metric.form != form {
                    metric.set_form(form);
                }
            }
            None => {
                let new = Recorded::new(name, form);
                self.long |= new.bytes() > KEPT_BYTES;
                self.metrics.push(new);
                let last = self.metrics.len() - 1;
                self.metrics.swap(self.used, last);
            }
        }
        self.begin(value);
    }

    /// The first value of the metric that is [expected](Self::expected).
    #[inline]
    pub(crate) fn begin(&mut self, value: f64) {
        let metric = &mut self.metrics[self.used];
        metric.begin(value);
        self.bits |= metric.mark.bit();
        self.used += 1;
        self.next = self.used;
    }

    /// Forgets all values, and keeps what is likely to come again.
    pub(crate) fn clear(&mut self) {
        if self.used == 0 {
            return;
        }
        if self.several {
            self.metrics[..self.used].iter_mut().for_each(Recorded::clear);
        }
        if self.metrics.len() > limits::METRICS_PER_DOCUMENT || self.long {
            self.metrics.truncate(limits::METRICS_PER_DOCUMENT);
            self.metrics.shrink_to(limits::METRICS_PER_DOCUMENT);
            self.metrics.retain(|metric| metric.bytes() <= KEPT_BYTES);
            self.undefine(0);
            self.definitions.shrink_to(limits::METRICS_PER_DOCUMENT * KEPT_BYTES);
        }
        (self.used, self.next, self.bits) = (0, 0, 0);
        (self.several, self.long) = (false, false);
    }

    /// Makes everything ready to be written.
    pub(crate) fn settle(&mut self) {
        if self.several {
            self.metrics[..self.used].iter_mut().for_each(Recorded::settle);
        }
        for metric in self.metrics.iter_mut().take(self.used).skip(self.defined) {
            self.definitions.extend_from_slice(metric.definition());
            metric.defined = self.definitions.len();
            self.defined += 1;
        }
    }

    /// What is the same as long as the [definitions](Self::definitions) of all are: two numbers.
    pub(crate) fn state(&self) -> (u64, usize) {
        (self.changes, self.used)
    }

    /// The definitions of these metrics, each after a comma, once they are [settled](Self::settle).
    pub(crate) fn definitions(&self, metrics: Range<usize>) -> &[u8] {
        &self.definitions[self.end_of_definitions(metrics.start)..self.end_of_definitions(metrics.end)]
    }

    /// Forgets the definitions from a metric on, which changes or becomes another one.
    fn undefine(&mut self, from: usize) {
        if self.defined > from {
            self.changes += 1;
            self.defined = from;
            self.definitions.truncate(self.end_of_definitions(from));
        }
    }

    /// Where the definitions of this many metrics end.
    fn end_of_definitions(&self, metrics: usize) -> usize {
        if metrics == 0 { 0 } else { self.metrics[metrics - 1].defined }
    }

    fn position(&self, name: &str, mark: Mark) -> Option<usize> {
        if self.bits & mark.bit() == 0 {
            return None;
        }
        self.metrics().iter().position(|metric| metric.mark == mark && metric.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Unit;

    const COUNT: Form = Form::of(Unit::Count);

    /// Records a value for each name, and says how each was found: recorded, expected or new.
    fn record(table: &mut MetricTable, names: &[&'static str]) -> String {
        let mut found = String::new();
        for name in names {
            if table.expected(name, COUNT).is_some() {
                table.begin(1.0);
                found.push('e');
            } else if let Some(at) = table.find(name) {
                table.push(at, COUNT, 1.0);
                found.push('r');
            } else {
                table.add(Cow::Borrowed(name), COUNT, 1.0);
                found.push('n');
            }
        }
        found
    }

    fn names(table: &MetricTable) -> Vec<&str> {
        table.metrics().iter().map(|metric| &*metric.name).collect()
    }

    #[test]
    fn what_comes_in_the_same_order_is_expected() {
        let mut table = MetricTable::default();
        assert_eq!(record(&mut table, &["a", "b", "c", "a", "b", "b"]), "nnnrrr");
        table.clear();
        assert_eq!(record(&mut table, &["a", "b", "c", "a", "b", "b"]), "eeerrr");
        assert_eq!(names(&table), ["a", "b", "c"]);
        assert_eq!(table.metrics()[1].values().count(), 3);
    }

    #[test]
    fn what_comes_in_another_order_is_there_once() {
        let mut table = MetricTable::default();
        record(&mut table, &["a", "b", "c", "d"]);
        table.clear();
        assert_eq!(record(&mut table, &["a", "c", "c", "d", "b", "a", "e"]), "enrnern");
        assert_eq!(names(&table), ["a", "c", "d", "b", "e"]);
        table.clear();
        assert_eq!(record(&mut table, &["b", "a", "b"]), "nnr");
        assert_eq!(table.metrics.len(), 5, "and the others are kept");
    }

    #[test]
    fn another_form_is_written_as_it_is() {
        let mut table = MetricTable::default();
        record(&mut table, &["a"]);
        table.clear();
        let bytes = Form::of(Unit::Bytes);
        assert_eq!(table.expected("a", bytes), None);
        table.add("a".into(), bytes, 1.0);
        table.settle();
        assert_eq!(table.definitions(0..1), br#",{"Name":"a","Unit":"Bytes"}"#);
    }

    #[test]
    fn definitions_are_those_of_the_metrics_in_their_order() {
        let mut table = MetricTable::default();
        for names in
            [&["a", "b", "c"][..], &["a", "b", "c"], &["a"], &["a", "c", "b"], &["c"], &["a", "b", "d"]]
        {
            record(&mut table, names);
            table.settle();
            let definitions: Vec<_> =
                names.iter().map(|name| format!(r#",{{"Name":"{name}","Unit":"Count"}}"#)).collect();
            assert_eq!(table.definitions(0..names.len()), definitions.concat().as_bytes());
            assert_eq!(table.definitions(1..names.len()), definitions[1..].concat().as_bytes());
            table.clear();
        }
        record(&mut table, &["a", "b"]);
        table.settle();
        table.push(0, Form { resolution: crate::Resolution::High, ..COUNT }, 2.0);
        table.settle();
        assert_eq!(
            table.definitions(0..2),
            br#",{"Name":"a","Unit":"Count","StorageResolution":1},{"Name":"b","Unit":"Count"}"#
        );
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut table = MetricTable::default();
        for number in 0..150 {
            table.add(format!("m{number}").into(), COUNT, 1.0);
        }
        table.clear();
        assert_eq!(table.metrics.len(), limits::METRICS_PER_DOCUMENT);
        table.add("n".repeat(KEPT_BYTES).into(), COUNT, 1.0);
        table.clear();
        assert_eq!(table.metrics.len(), limits::METRICS_PER_DOCUMENT - 1, "in the place of another");
    }
}
