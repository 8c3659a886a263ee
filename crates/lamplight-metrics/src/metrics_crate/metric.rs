//! What a metric of another library is called, and where its values go.

use std::borrow::Cow;
use std::panic::Location;
use std::sync::Arc;

use lamplight_core::loss::{Loss, Losses};
use lamplight_invocation::Scope;
use metrics::Key;

use super::units::{Described, Units};
use crate::recorded::Form;
use crate::recorder::Recorder;
use crate::unit::Unit;

/// Names and values, in the order they were given in.
pub(super) type Labels = Arc<[(Cow<'static, str>, Box<str>)]>;

/// A metric, which values can be recorded of.
#[derive(Debug)]
pub(super) struct Metric {
    name: Cow<'static, str>,
    labels: Labels,
    described: Arc<Described>,
    /// Whether its state is kept.
    pub(super) is_kept: bool,
}

// === impl Metric ===

impl Metric {
    /// A metric that is kept for the life of the process, so that its names are as well.
    pub(super) fn kept(key: &Key, units: &Units) -> Self {
        let keep = |text: &str| Cow::Borrowed(&*Box::leak(Box::<str>::from(text)));
        Self { is_kept: true, ..Self::new(key, units, keep) }
    }

    /// A metric that is gone when nobody holds it any more.
    pub(super) fn passing(key: &Key, units: &Units) -> Self {
        Self::new(key, units, |text| Cow::Owned(text.to_owned()))
    }

    fn new(key: &Key, units: &Units, text: impl Fn(&str) -> Cow<'static, str>) -> Self {
        let labels = key.labels().map(|label| (text(label.key()), label.value().into())).collect();
        let described = units.of(key.name());
        Self { name: text(key.name()), labels, described, is_kept: false }
    }

    /// Records a value in the scope of whoever calls, in this unit where no other is described.
    pub(super) fn record(&self, value: f64, unit: Unit, distribution: bool) {
        let scope = Scope::current();
        let Some(recorder) = Recorder::of(&scope) else { return };
        let (unit, factor) = self.described.or(unit);
        let form = Form { distribution, ..Form::of(unit) };
        let (name, value) = (self.name.clone(), value * factor);
        // Macros of another crate are between us and the place that is meant.
        let place = Location::caller();
        if self.labels.is_empty() {
            recorder.record(name, form, value, place);
        } else {
            recorder.labelled(&scope, &self.labels).record(name, form, value, place);
        }
    }

    /// Counts a change of something that is not known.
    pub(super) fn refuse_change(&self) {
        let name = &self.name;
        Losses::process().record(
            Loss::MetricLimit,
            1,
            format_args!("changes of {name:?} of the `metrics` crate, for it has too many metrics"),
        );
    }
}
