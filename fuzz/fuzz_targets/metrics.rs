//! Any bytes as calls of any number of concurrent invocations: only documents that are valid by the schema and by
//! the limits in code, every accepted value in them once, every refused one counted.
//!
//! The rules are those of the property test beside the crate, `tests/support/sequence.rs`.

#![no_main]

#[path = "../../crates/lamplight-metrics/tests/support/mod.rs"]
mod support;

use lamplight_metrics::Unit;
use support::NOW;
use support::sequence::{Call, How, check};

/// So many values, and fewer calls, are held back to the end of an invocation.
const MOST_CALLS: usize = 90;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut input = Input(bytes);
    let mut invocations = vec![Vec::new(); 1 + usize::from(input.byte() % 4)];
    while !input.0.is_empty() && invocations.iter().all(|calls| calls.len() < MOST_CALLS) {
        let which = usize::from(input.byte()) % invocations.len();
        invocations[which].push(input.call());
    }
    check(&invocations);
});

/// What is left of the bytes; zeros once nothing is.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    /// Mostly one of a few, so that they meet.
    fn name(&mut self) -> String {
        match self.byte() {
            short @ 0..=150 => char::from(b'a' + short % 8).to_string(),
            number @ 151..=190 => format!("m{number}"),
            reserved @ 191..=205 => {
                let names = ["_aws", "service", "xray_trace_id", "level", ":a", "", " ", "timestamp"];
                names[usize::from(reserved) % names.len()].to_owned()
            }
            206..=215 => "n".repeat(1018 + usize::from(self.byte() % 12)),
            216..=225 => "\"".repeat(244 + usize::from(self.byte() % 12)),
            _ => self.text(),
        }
    }

    fn text(&mut self) -> String {
        let length = usize::from(self.byte() % 12).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    fn unit(&mut self) -> Unit {
        match self.byte() {
            0..=200 => Unit::Count,
            other => Unit::ALL[usize::from(other) % Unit::ALL.len()],
        }
    }

    fn value(&mut self) -> f64 {
        match self.byte() {
            small @ 0..=150 => f64::from(small) / 2.0,
            151..=170 => f64::NAN,
            171..=180 => f64::INFINITY,
            _ => f64::from_bits(u64::from_le_bytes(self.bytes())),
        }
    }

    fn dimension(&mut self) -> (String, String) {
        (self.name(), self.text())
    }

    fn call(&mut self) -> Call {
        match self.byte() % 12 {
            0..=4 => {
                let times = match self.byte() {
                    0..=220 => 1,
                    many => usize::from(many) - 128,
                };
                let how = [How::Plainly, How::Plainly, How::Finely, How::AsDistribution];
                let how = how[usize::from(self.byte() % 4)];
                Call::Record { name: self.name(), unit: self.unit(), value: self.value(), times, how }
            }
            5 | 6 => {
                let (name, value) = self.dimension();
                Call::Dimension { name, value }
            }
            7 => Call::Set { dimensions: (0..self.byte() % 33).map(|_| self.dimension()).collect() },
            8 | 9 => Call::Property { name: self.name(), value: self.text() },
            10 => {
                let (name, unit, value) = (self.name(), self.unit(), self.value());
                Call::Single { name, unit, value, dimension: self.dimension() }
            }
            _ => {
                // From weeks ago to a few hours from now.
                let seconds = u64::from(u32::from_le_bytes(self.bytes()) % 1_500_000);
                Call::Timestamp(NOW + 10_000_000 - seconds * 1000)
            }
        }
    }
}
