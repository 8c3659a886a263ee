//! CloudWatch's units as OpenTelemetry writes them: the Unified Code for Units of Measure.

use lamplight_metrics::Unit;

/// A unit by its case-sensitive symbol (<https://ucum.org/ucum>). What is counted is no unit there, and stands in
/// braces.
pub(super) const fn symbol(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "s",
        Unit::Microseconds => "us",
        Unit::Milliseconds => "ms",
        Unit::Bytes => "By",
        Unit::Kilobytes => "kBy",
        Unit::Megabytes => "MBy",
        Unit::Gigabytes => "GBy",
        Unit::Terabytes => "TBy",
        Unit::Bits => "bit",
        Unit::Kilobits => "kbit",
        Unit::Megabits => "Mbit",
        Unit::Gigabits => "Gbit",
        Unit::Terabits => "Tbit",
        Unit::Percent => "%",
        Unit::Count => "{count}",
        Unit::BytesPerSecond => "By/s",
        Unit::KilobytesPerSecond => "kBy/s",
        Unit::MegabytesPerSecond => "MBy/s",
        Unit::GigabytesPerSecond => "GBy/s",
        Unit::TerabytesPerSecond => "TBy/s",
        Unit::BitsPerSecond => "bit/s",
        Unit::KilobitsPerSecond => "kbit/s",
        Unit::MegabitsPerSecond => "Mbit/s",
        Unit::GigabitsPerSecond => "Gbit/s",
        Unit::TerabitsPerSecond => "Tbit/s",
        Unit::CountPerSecond => "{count}/s",
        // And those that CloudWatch will have one day.
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_unit_has_a_symbol_of_its_own_but_for_none() {
        let symbols: BTreeSet<_> = Unit::ALL.iter().map(|unit| symbol(*unit)).collect();
        assert_eq!(symbols.len(), Unit::ALL.len());
        assert_eq!(symbol(Unit::None), "");
        for unit in Unit::ALL {
            assert_eq!(symbol(*unit).ends_with("/s"), unit.as_str().ends_with("/Second"), "{unit}");
        }
    }
}
