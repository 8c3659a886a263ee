//! Metrics as a table to read.

use super::metric::Metric;
use crate::flow::Flow;
use crate::terminal::Look;
use crate::text::{clean_line, cut};
use crate::theme;

/// Longest name or value of a dimension that is shown whole, in characters.
const LIMIT: usize = 60;

/// A place on a line of its own wherever it changes, and below it a line for each metric.
pub(super) fn table(metrics: &[Metric], indent: usize, gutter: usize, look: &Look) -> String {
    let name = |metric: &Metric| cut(&clean_line(&metric.name, look.charset), LIMIT, look.signs.cut);
    let widest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
    let name_width = widest(&mut metrics.iter().map(|metric| name(metric).chars().count()));
    let value_width = widest(&mut metrics.iter().map(|metric| number(metric.sum).len()));
    let unit_width = widest(&mut metrics.iter().map(|metric| unit(metric, look).chars().count()));
    let mut out = String::new();
    let mut before: Option<&Metric> = None;
    for metric in metrics {
        if before.is_none_or(|before| !before.shares_place_with(metric)) {
            let label = if before.is_none() { "metrics" } else { "" };
            out.push_str(&place(metric, label, indent, gutter, look));
        }
        before = Some(metric);
        let mut flow = Flow::new(look.width, gutter + 4);
        flow.pad_to(gutter + 2);
        flow.fixed(theme::PLAIN, &format!("{:name_width$}", name(metric)));
        flow.word("  ", theme::PLAIN, &format!("{:>value_width$}", number(metric.sum)));
        let mut unit = unit(metric, look);
        if metric.count > 1 {
            unit = format!("{unit:unit_width$}");
        }
        if !unit.is_empty() {
            flow.word(" ", theme::DIM, &unit);
        }
        for (number, fact) in facts(metric).iter().enumerate() {
            flow.word(if number == 0 { "  " } else { look.signs.separator }, theme::DIM, fact);
        }
        out.push_str(&flow.finish());
    }
    out
}

/// The namespace and the sets of dimensions.
fn place(metric: &Metric, label: &str, indent: usize, gutter: usize, look: &Look) -> String {
    let mut flow = Flow::new(look.width, gutter + 2);
    flow.pad_to(indent);
    flow.fixed(theme::DIM, label);
    flow.pad_to(gutter);
    let short = |text: &str| clean_line(&cut(text, LIMIT, look.signs.cut), look.charset);
    flow.fixed(theme::NAME, &short(&metric.namespace));
    for set in metric.dimensions.iter().filter(|set| !set.is_empty()) {
        let pairs: Vec<_> =
            set.iter().map(|(name, value)| format!("{}={}", short(name), short(value))).collect();
        flow.word(look.signs.separator, theme::DIM, &pairs.join(","));
    }
    flow.finish()
}

fn unit(metric: &Metric, look: &Look) -> String {
    match metric.unit.as_str() {
        "None" => String::new(),
        unit => clean_line(&cut(unit, LIMIT, look.signs.cut), look.charset),
    }
}

/// What there is to say of several values.
fn facts(metric: &Metric) -> Vec<String> {
    if metric.count == 1 {
        return Vec::new();
    }
    vec![
        format!("sum of {}", metric.count),
        format!("avg {}", number(metric.average())),
        format!("max {}", number(metric.max)),
    ]
}

/// Three decimals at most, two from ten on, and none that say nothing; very large and very small numbers
/// with an exponent.
fn number(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(0.001..1e15).contains(&size) {
        return format!("{number:.3e}");
    }
    let decimals = if size < 10.0 { 3 } else { 2 };
    let text = format!("{number:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (100.0, "100"),
            (13.5, "13.5"),
            (123.456, "123.46"),
            (9.9996, "10"),
            (1.0 / 3.0, "0.333"),
            (-2.25, "-2.25"),
            (0.000_04, "4.000e-5"),
            (1.5e20, "1.500e20"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
