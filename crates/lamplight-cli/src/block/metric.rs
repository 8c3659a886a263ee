//! What an invocation measured: the values of each metric of all its lines of metrics, taken together.

use lamplight_records::emf::{self, Document};

/// The values that one metric has under the same dimensions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Metric {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    /// Sets of dimensions, each as names and values.
    pub(crate) dimensions: Vec<Vec<(String, String)>>,
    /// How many values there are: one at least.
    pub(crate) count: u32,
    pub(crate) sum: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

/// Collects metrics, in the order in which they first come.
#[derive(Debug, Default)]
pub(crate) struct Metrics(pub(crate) Vec<Metric>);

// === impl Metric ===

impl Metric {
    pub(crate) fn average(&self) -> f64 {
        self.sum / f64::from(self.count)
    }

    /// Whether they are stored in the same place.
    pub(crate) fn shares_place_with(&self, other: &Self) -> bool {
        (&self.namespace, &self.dimensions) == (&other.namespace, &other.dimensions)
    }

    /// A value, as often as it was: a whole number of times, and once at least.
    fn add(&mut self, value: f64, times: f64) {
        let times = (times.round() as u32).max(1);
        self.count = self.count.saturating_add(times);
        self.sum += value * f64::from(times);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }
}

// === impl Metrics ===

impl Metrics {
    /// Takes a line of metrics; says whether it is one with anything in it.
    pub(crate) fn take(&mut self, line: &str) -> bool {
        let Some(document) = Document::parse(line.as_bytes()) else { return false };
        let any = !document.metrics.is_empty();
        document.metrics.into_iter().for_each(|metric| self.add(metric));
        any
    }

    fn add(&mut self, read: emf::Metric) {
        let counted: Vec<_> = read.counted().collect();
        let Some(&(first, _)) = counted.first() else { return };
        let emf::Metric { namespace, name, unit, dimensions, .. } = read;
        let unit = unit.unwrap_or_else(|| "None".to_owned());
        let known = self.0.iter().position(|known| {
            (&known.namespace, &known.name, &known.unit, &known.dimensions)
                == (&namespace, &name, &unit, &dimensions)
        });
        let at = known.unwrap_or_else(|| {
            let (count, sum, min, max) = (0, 0.0, first, first);
            self.0.push(Metric { namespace, name, unit, dimensions, count, sum, min, max });
            self.0.len() - 1
        });
        counted.into_iter().for_each(|(value, times)| self.0[at].add(value, times));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(service: &str, unit: &str, values: &str) -> String {
        format!(
            r#"{{"_aws":{{"CloudWatchMetrics":[{{"Namespace":"shop","Dimensions":[["service"]],
            "Metrics":[{{"Name":"time","Unit":"{unit}"}}]}}]}},"service":"{service}","time":{values}}}"#
        )
    }

    #[test]
    fn values_of_several_lines_are_taken_together_when_all_but_they_is_the_same() {
        let mut metrics = Metrics::default();
        for (service, unit, values) in
            [("a", "Seconds", "[4, 1]"), ("b", "Seconds", "9"), ("a", "Bytes", "7"), ("a", "Seconds", "2.5")]
        {
            assert!(metrics.take(&line(service, unit, values)));
        }
        let counts: Vec<_> = metrics.0.iter().map(|metric| metric.count).collect();
        assert_eq!(counts, [3, 1, 1]);
        let Metric { sum, min, max, .. } = metrics.0[0];
        assert_eq!((sum, min, max, metrics.0[0].average()), (7.5, 1.0, 4.0, 2.5));
    }

    #[test]
    fn a_value_of_a_distribution_counts_as_often_as_it_was() {
        let mut metrics = Metrics::default();
        assert!(metrics.take(&line("a", "Seconds", r#"{"Values":[1,4],"Counts":[3,1]}"#)));
        let Metric { count, sum, min, max, .. } = metrics.0[0];
        assert_eq!((count, sum, min, max), (4, 7.0, 1.0, 4.0));
    }

    #[test]
    fn a_line_without_a_value_is_none() {
        let mut metrics = Metrics::default();
        assert!(!metrics.take(&line("a", "Seconds", "\"4\"")));
        assert!(!metrics.take("a line of text"));
        assert!(metrics.0.is_empty());
    }
}
