//! A metric with the values that were recorded under its name.

use std::borrow::Cow;

use crate::emf;
use crate::limits;
use crate::mark::Mark;
use crate::resolution::Resolution;
use crate::unit::Unit;

/// A name, and every value that was recorded under it.
#[derive(Debug)]
pub(crate) struct Recorded {
    pub(crate) name: Cow<'static, str>,
    pub(crate) form: Form,
    pub(crate) mark: Mark,
    /// What documents say of it, as [`emf::describe`] wrote it: from one invocation to the next that is the same.
    json: Vec<u8>,
    /// Where its definition ends in there, and its name for its values begins.
    label: usize,
    /// Where its definition ends among those of the [table](crate::metric_table).
    pub(crate) defined: usize,
    first: f64,
    /// Most metrics have one value, and need nothing here.
    more: Vec<f64>,
    /// How many different values it has, if it is a distribution that is [settled](Self::settle) or has just one.
    different: usize,
}

/// What is said of a value besides its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) unit: Unit,
    pub(crate) resolution: Resolution,
    /// Whether equal values are written once, with their number.
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
    /// Without a value yet.
    pub(crate) fn new(name: Cow<'static, str>, form: Form) -> Self {
        let mark = Mark::of(&name);
        let mut new = Self {
            name,
            form,
            mark,
            json: Vec::new(),
            label: 0,
            defined: 0,
            first: 0.0,
            more: Vec::new(),
            different: 0,
        };
        new.set_form(form);
        new
    }

    /// Whether this is its name. Nearly always it is the same text in the same place.
    #[inline]
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.len() == name.len() && (self.name.as_ptr() == name.as_ptr() || self.name == name)
    }

    /// Becomes a metric of this form.
    pub(crate) fn set_form(&mut self, form: Form) {
        self.form = form;
        self.json.clear();
        self.label = emf::describe(&mut self.json, &self.name, form);
    }

    /// The first value of an invocation.
    pub(crate) fn begin(&mut self, value: f64) {
        self.first = value;
        self.different = 1;
    }

    /// One more value. The finer resolution holds for all of them. Whether its definition is another now.
    pub(crate) fn push(&mut self, form: Form, value: f64) -> bool {
        self.form.distribution |= form.distribution;
        let finer = form.resolution > self.form.resolution;
        if finer {
            self.set_form(Form { resolution: form.resolution, ..self.form });
        }
        self.more.push(value);
        finer
    }

    /// Forgets its values, and keeps a buffer of a usual size.
    pub(crate) fn clear(&mut self) {
        if !self.more.is_empty() {
            self.more.clear();
            self.more.shrink_to(limits::VALUES_PER_METRIC);
        }
    }

    /// Its definition in a document, after a comma.
    pub(crate) fn definition(&self) -> &[u8] {
        &self.json[..self.label]
    }

    /// Its name where its values are, between a comma and a colon.
    pub(crate) fn label(&self) -> &[u8] {
        &self.json[self.label..]
    }

    /// What is kept of it from one invocation to the next, without its name.
    pub(crate) fn bytes(&self) -> usize {
        self.json.len()
    }

    /// Puts equal values of a distribution next to each other.
    pub(crate) fn settle(&mut self) {
        if self.form.distribution {
            if let Some(least) = self.more.iter_mut().min_by(|one, other| one.total_cmp(other)) {
                if *least < self.first {
                    std::mem::swap(least, &mut self.first);
                }
            }
            sort(&mut self.more);
            self.different = self.counted().count();
        }
    }

    /// How many places it takes in documents: one for each value, or for each different one of a
    /// [settled](Self::settle) distribution.
    pub(crate) fn places(&self) -> usize {
        if self.form.distribution { self.different } else { self.len() }
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
}

/// Sorts as `sort_unstable_by` does, with Shell's method: the standard library's are 9 KB of a function, for lists that
/// are mostly short.
fn sort(values: &mut [f64]) {
    // Ciura's gaps; further ones by their usual factor.
    let gaps = [701, 301, 132, 57, 23, 10, 4, 1];
    let long = std::iter::successors(Some(values.len() * 4 / 9), |gap| Some(gap * 4 / 9));
    for gap in long.take_while(|gap| *gap > 701).chain(gaps) {
        for place in gap..values.len() {
            let mut place = place;
            while place >= gap && values[place - gap].total_cmp(&values[place]).is_gt() {
                values.swap(place - gap, place);
                place -= gap;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Recorded {
        let form = Form { distribution: true, ..Form::of(Unit::Count) };
        let mut recorded = Recorded::new("A".into(), form);
        recorded.begin(values[0]);
        for value in &values[1..] {
            assert!(!recorded.push(form, *value));
        }
        recorded.settle();
        recorded
    }

    #[test]
    fn values_are_sorted_as_the_standard_library_sorts_them() {
        let mut number = 1_u64;
        for length in [0, 1, 2, 3, 9, 100, 800, 5000] {
            let mut values: Vec<f64> = (0..length)
                .map(|_| {
                    number = number.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                    f64::from((number >> 40) as i32 % 1000) - 500.0
                })
                .collect();
            let mut expected = values.clone();
            expected.sort_unstable_by(f64::total_cmp);
            sort(&mut values);
            assert_eq!(values, expected);
        }
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
