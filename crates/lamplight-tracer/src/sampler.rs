//! Which traces are recorded.

use lamplight_core::trace::Sampling;
use opentelemetry::TraceId;

/// Decides whether a trace is recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampler {
    share: f64,
    heeds_parent: bool,
}

// === impl Sampler ===

impl Sampler {
    /// What the trace that is gone on with says holds; where it says nothing, this share of all traces is
    /// recorded, from 0 for none to 1 for all. Functions of one trace with the same share choose the same.
    #[must_use]
    pub const fn share(share: f64) -> Self {
        Self { share, heeds_parent: true }
    }

    /// The share is one of all traces, whatever the one that is gone on with says.
    #[must_use]
    pub const fn whatever_the_parent_says(self) -> Self {
        Self { heeds_parent: false, ..self }
    }

    /// A sampler by its name in `OTEL_TRACES_SAMPLER`, and the share in `OTEL_TRACES_SAMPLER_ARG` for those that
    /// have one. `None` for one that there is none of here.
    #[must_use]
    pub(crate) fn named(name: &str, share: f64) -> Option<Self> {
        Some(match name {
            "always_on" => Self::share(1.0).whatever_the_parent_says(),
            "always_off" => Self::share(0.0).whatever_the_parent_says(),
            "traceidratio" => Self::share(share).whatever_the_parent_says(),
            "parentbased_always_on" => Self::share(1.0),
            "parentbased_always_off" => Self::share(0.0),
            "parentbased_traceidratio" => Self::share(share),
            _ => return None,
        })
    }

    pub(crate) fn is_sampled(self, trace: TraceId, said: Sampling) -> bool {
        match said {
            Sampling::Sampled if self.heeds_parent => true,
            Sampling::NotSampled if self.heeds_parent => false,
            _ => self.is_chosen(trace),
        }
    }

    /// Whether a trace is among the share: the last bytes of its id are random in every notation.
    fn is_chosen(self, trace: TraceId) -> bool {
        let low = u128::from_be_bytes(trace.to_bytes()) as u64;
        self.share >= 1.0 || (low as f64) < self.share * (u64::MAX as f64)
    }
}

impl Default for Sampler {
    /// All traces that nobody has decided about.
    fn default() -> Self {
        Self::share(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(sampler: Sampler, said: Sampling) -> usize {
        let traces = (0..1024_u128).map(|id| TraceId::from(1 << 64 | id << 54));
        traces.filter(|trace| sampler.is_sampled(*trace, said)).count()
    }

    #[test]
    fn each_of_opentelemetrys_samplers_decides_as_it_is_defined() {
        for (name, on, off, open) in [
            ("always_on", 1024, 1024, 1024),
            ("always_off", 0, 0, 0),
            ("traceidratio", 256, 256, 256),
            ("parentbased_always_on", 1024, 0, 1024),
            ("parentbased_always_off", 1024, 0, 0),
            ("parentbased_traceidratio", 1024, 0, 256),
        ] {
            let sampler = Sampler::named(name, 0.25).expect("a known one");
            assert_eq!(sampled(sampler, Sampling::Sampled), on, "{name}");
            assert_eq!(sampled(sampler, Sampling::NotSampled), off, "{name}");
            for said in [Sampling::Unsaid, Sampling::Requested] {
                assert_eq!(sampled(sampler, said), open, "{name}");
            }
        }
        assert_eq!(Sampler::named("jaeger_remote", 1.0), None);
    }
}
