//! What metrics a function declares: types that tools read, such as those that make dashboards.

use crate::json::{Number, Object};

/// A declared metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetricDeclaration {
    /// Its name.
    pub name: &'static str,
    /// What it is counted in, as CloudWatch writes it.
    pub unit: &'static str,
    /// The seconds of its shortest period: 1 or 60.
    pub resolution: u32,
    /// What it means, in a sentence; may be empty.
    pub about: &'static str,
}

// === impl MetricDeclaration ===

impl MetricDeclaration {
    /// A metric of this name and unit, by the minute.
    #[must_use]
    pub const fn new(name: &'static str, unit: &'static str) -> Self {
        Self { name, unit, resolution: 60, about: "" }
    }

    /// With another shortest period, in seconds.
    #[must_use]
    pub const fn with_resolution(mut self, seconds: u32) -> Self {
        self.resolution = seconds;
        self
    }

    /// With what it means.
    #[must_use]
    pub const fn with_about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }
}

/// The manifest of a function whose metrics are in this namespace, as a JSON object:
/// `{"version":1,"namespace":"…","metrics":[{"name":"…","unit":"…","resolution":60,"about":"…"}]}`.
#[must_use]
pub fn manifest(namespace: &str, metrics: &[MetricDeclaration]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut object = Object::begin(&mut out);
    object.number("version", 1_u32);
    object.string("namespace", namespace);
    let list = object.value("metrics");
    list.push(b'[');
    for (at, metric) in metrics.iter().enumerate() {
        if at > 0 {
            list.push(b',');
        }
        write(metric, list);
    }
    list.push(b']');
    object.end();
    out
}

fn write(metric: &MetricDeclaration, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.string("name", metric.name);
    object.string("unit", metric.unit);
    metric.resolution.write(object.value("resolution"));
    if !metric.about.is_empty() {
        object.string("about", metric.about);
    }
    object.end();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_json_with_every_metric() {
        let metrics = [
            MetricDeclaration::new("Orders", "Count"),
            MetricDeclaration::new("Lag", "Seconds").with_resolution(1).with_about("How \"late\" we are."),
        ];
        let expected = concat!(
            r#"{"version":1,"namespace":"shop","metrics":[{"name":"Orders","unit":"Count","resolution":60},"#,
            r#"{"name":"Lag","unit":"Seconds","resolution":1,"about":"How \"late\" we are."}]}"#
        );
        assert_eq!(String::from_utf8_lossy(&manifest("shop", &metrics)), expected);
        assert_eq!(manifest("s", &[]), br#"{"version":1,"namespace":"s","metrics":[]}"#);
    }
}
