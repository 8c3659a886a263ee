//! A metric with the values that were recorded under its name.

use std::borrow::Cow;

use crate::resolution::Resolution;
use crate::unit::Unit;

/// A name, and every value that was recorded under it.
#[derive(Debug)]
pub(crate) struct Recorded {
    pub(crate) name: Cow<'static, str>,
    pub(crate) unit: Unit,
    pub(crate) resolution: Resolution,
    /// Whether equal values are written once, with their number.
    pub(crate) distribution: bool,
    /// Differs where most other names differ.
    mark: u64,
    first: f64,
    /// Most metrics have one value, and need nothing here.
    more: Vec<f64>,
}

/// What is said of a value besides its number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    pub(crate) unit: Unit,
    pub(crate) resolution: Resolution,
    pub(crate) distribution: bool,
}

// === impl Form ===

impl Form {
    pub(crate) const fn of(unit: Unit) -> Self {
        Self { unit, resolution: Resolution::Standard, distribution: false }
    }
}

// === impl Recorded ===

impl Recorded {
    pub(crate) fn new(name: Cow<'static, str>, form: Form, value: f64) -> Self {
        let Form { unit, resolution, distribution } = form;
        let mark = mark(&name);
        Self { name, unit, resolution, distribution, mark, first: value, more: Vec::new() }
    }

    /// The place of the metric of this name.
    pub(crate) fn position(metrics: &[Self], name: &str) -> Option<usize> {
        let mark = mark(name);
        metrics.iter().position(|metric| metric.mark == mark && metric.name == name)
    }

    /// One more value. The finer resolution holds for all of them.
    pub(crate) fn push(&mut self, form: Form, value: f64, buffers: &mut Vec<Vec<f64>>) {
        self.resolution = self.resolution.max(form.resolution);
        self.distribution |= form.distribution;
        if self.more.capacity() == 0 {
            self.more = buffers.pop().unwrap_or_default();
        }
        self.more.push(value);
    }

    /// Puts equal values of a distribution next to each other.
    pub(crate) fn settle(&mut self) {
        if self.distribution && !self.more.is_empty() {
            if let Some(least) = self.more.iter_mut().min_by(|one, other| one.total_cmp(other)) {
                if *least < self.first {
                    std::mem::swap(least, &mut self.first);
                }
            }
            self.more.sort_unstable_by(f64::total_cmp);
        }
    }

    /// How many places it takes in documents: one for each value, or for each different one of a
    /// [settled](Self::settle) distribution.
    pub(crate) fn places(&self) -> usize {
        if self.distribution { self.counted().count() } else { self.len() }
    }

    /// How many values it has.
    pub(crate) fn len(&self) -> usize {
        1 + self.more.len()
    }

    /// Its value, if it has just one.
    pub(crate) fn only_value(&self) -> Option<f64> {
        self.more.is_empty().then_some(self.first)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = f64> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// Each value that is not equal to the one before it, with how often it comes.
    pub(crate) fn counted(&self) -> impl Iterator<Item = (f64, u64)> {
        let mut values = self.values().peekable();
        std::iter::from_fn(move || {
            let value = values.next()?;
            let mut count = 1;
            while values.next_if(|next| *next == value).is_some() {
                count += 1;
            }
            Some((value, count))
        })
    }

    /// The buffer that it leaves behind, if it had one.
    pub(crate) fn into_buffer(mut self) -> Option<Vec<f64>> {
        self.more.clear();
        (self.more.capacity() > 0).then_some(self.more)
    }
}

/// The length of a name and its ends, which tells most names of a function apart without comparing them.
fn mark(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let (first, last) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>());
    let ends = match (first, last) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first).rotate_left(17) ^ u64::from_le_bytes(*last),
        _ => bytes.iter().fold(0, |mark, byte| mark << 8 | u64::from(*byte)),
    };
    ends ^ (bytes.len() as u64).rotate_right(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Recorded {
        let form = Form { distribution: true, ..Form::of(Unit::Count) };
        let mut recorded = Recorded::new("A".into(), form, values[0]);
        values[1..].iter().for_each(|value| recorded.push(form, *value, &mut Vec::new()));
        recorded.settle();
        recorded
    }

    #[test]
    fn a_distribution_has_each_value_once_with_its_number() {
        for values in [[3.0, 1.0, 3.0, 2.0, 1.0], [1.0, 3.0, 1.0, 3.0, 2.0], [2.0, 3.0, 3.0, 1.0, 1.0]] {
            let recorded = of(&values);
            assert_eq!(recorded.counted().collect::<Vec<_>>(), [(1.0, 2), (2.0, 1), (3.0, 2)]);
            assert_eq!((recorded.places(), recorded.len()), (3, 5));
        }
        assert_eq!(of(&[7.0]).counted().collect::<Vec<_>>(), [(7.0, 1)]);
    }
}
