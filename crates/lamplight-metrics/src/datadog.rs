//! Writing metrics as the log lines that Datadog's forwarder and extension read.

use lamplight_core::json::{Number, Object, write_string};

use crate::lines::Lines;
use crate::provider::{Batch, DimensionSet, MetricsProvider};

/// The longest name and the longest tag that Datadog takes
/// (<https://docs.datadoghq.com/metrics/custom_metrics/#naming-custom-metrics>).
const LONGEST: usize = 200;

/// Writes a line for each value, `{"m":"name","v":1,"e":1691707076,"t":["dimension:value"]}`, as Datadog reads it
/// from logs. Its time is in seconds.
///
/// Names have the namespace and a dot before them. What Datadog takes in no name becomes `_`, and a name or a
/// tag that is too long loses its end. Units, resolutions and properties have no place there. With several
/// sets of dimensions, each value is written for each set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Datadog {
    /// Whether names are written without the namespace.
    bare: bool,
}

// === impl Datadog ===

impl Datadog {
    /// The format.
    #[must_use]
    pub const fn new() -> Self {
        Self { bare: false }
    }

    /// Leaves the namespace out of names.
    #[must_use]
    pub const fn without_namespace(mut self) -> Self {
        self.bare = true;
        self
    }
}

impl MetricsProvider for Datadog {
    fn write(&self, batch: &Batch<'_>, lines: &mut Lines) {
        let seconds = batch.timestamp().as_millis() / 1000;
        for set in batch.dimension_sets() {
            for metric in batch.metrics() {
                let name = if self.bare {
                    name(metric.name())
                } else {
                    name(&format!("{}.{}", batch.namespace(), metric.name()))
                };
                for value in metric.values() {
                    lines.line(|out| {
                        let mut object = Object::begin(out);
                        object.string("m", &name);
                        object.number("v", value);
                        seconds.write(object.value("e"));
                        write_tags(object.value("t"), set);
                        object.end();
                    });
                }
            }
        }
    }
}

fn write_tags(out: &mut Vec<u8>, set: DimensionSet<'_>) {
    out.push(b'[');
    for (at, (dimension, value)) in set.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let mut tag = format!("{dimension}:{value}");
        // A dimension is ASCII.
        tag.truncate(LONGEST);
        write_string(out, &tag);
    }
    out.push(b']');
}

/// A name as Datadog takes it: a letter, then letters, digits, underscores and dots.
fn name(given: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' };
    let prefix = if given.starts_with(|c: char| c.is_ascii_alphabetic()) { "" } else { "m" };
    prefix.chars().chain(given.chars().map(fits)).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_is_one_that_datadog_takes() {
        assert_eq!(name("Shop/Orders.Placed 2é"), "Shop_Orders.Placed_2_");
        assert_eq!(name("2nd"), "m2nd");
        for (length, kept) in [(199, 199), (200, 200), (201, 200)] {
            assert_eq!(name(&"a".repeat(length)).len(), kept);
        }
    }
}
