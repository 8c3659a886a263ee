//! What the environment says about traces.

use std::fmt;

use lamplight_core::lookup::Lookup;
use lamplight_core::pairs;
use lamplight_core::settings::SampleRate;

use crate::sampler::Sampler;

/// The variable with the name of the sampler.
pub const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
/// The variable with the share of traces that are recorded.
pub const SAMPLER_ARG: &str = "OTEL_TRACES_SAMPLER_ARG";
/// The variable with attributes of the resource.
pub const RESOURCE_ATTRIBUTES: &str = "OTEL_RESOURCE_ATTRIBUTES";

/// What the environment says about traces. See [`TracerBuilder::read`](crate::TracerBuilder::read).
#[derive(Clone, Debug, Default)]
pub(crate) struct TraceEnvironment {
    pub(crate) sampler: Option<Sampler>,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) region: Option<String>,
    pub(crate) log_group: Option<String>,
    pub(crate) log_stream: Option<String>,
}

/// A variable that is not used, because its value makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    variable: &'static str,
    value: String,
    allowed: &'static str,
}

// === impl TraceEnvironment ===

impl TraceEnvironment {
    pub(crate) fn read(lookup: &dyn Lookup) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        // One that is empty is unset (OpenTelemetry specification, "Environment Variable Specification").
        let text = |name| lookup.get(name).ok().flatten().filter(|value| !value.trim().is_empty());
        let sampler = sampler(text(SAMPLER), text(SAMPLER_ARG), &mut problems);
        let attributes = text(RESOURCE_ATTRIBUTES).and_then(|list| {
            let attributes = pairs::read(&list);
            if attributes.is_none() {
                problems.push(Problem {
                    variable: RESOURCE_ATTRIBUTES,
                    value: list,
                    allowed: pairs::ALLOWED,
                });
            }
            attributes
        });
        let read = Self {
            sampler,
            attributes: attributes.unwrap_or_default(),
            region: text("AWS_REGION"),
            log_group: text("AWS_LAMBDA_LOG_GROUP_NAME"),
            log_stream: text("AWS_LAMBDA_LOG_STREAM_NAME"),
        };
        (read, problems)
    }
}

fn sampler(name: Option<String>, share: Option<String>, problems: &mut Vec<Problem>) -> Option<Sampler> {
    let name = name?;
    // Only some of them look at it.
    let parsed = share.as_deref().map(|share| SampleRate::parse(share).map(SampleRate::get));
    if let (true, Some(None), Some(value)) = (name.contains("traceidratio"), parsed, share) {
        problems.push(Problem { variable: SAMPLER_ARG, value, allowed: "a number from 0 to 1" });
    }
    let sampler = Sampler::named(name.trim(), parsed.flatten().unwrap_or(1.0));
    if sampler.is_none() {
        problems.push(Problem {
            variable: SAMPLER,
            value: name,
            allowed: "always_on, always_off, traceidratio, or one of these behind parentbased_",
        });
    }
    sampler
}

// === impl Problem ===

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { variable, value, allowed } = self;
        write!(f, "{variable} is {value:?}; allowed: {allowed}")
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_set() {
        let (read, problems) = TraceEnvironment::read(&[
            (SAMPLER, "parentbased_traceidratio"),
            (SAMPLER_ARG, " 0.5 "),
            (RESOURCE_ATTRIBUTES, "deployment.environment.name=prod, team=tea%20%26%20cake ,"),
            ("AWS_REGION", "eu-west-1"),
        ]);
        assert_eq!(problems, []);
        assert_eq!(read.sampler, Some(Sampler::share(0.5)));
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            read.attributes,
            [pair("deployment.environment.name", "prod"), pair("team", "tea & cake")]
        );
        assert_eq!(read.region.as_deref(), Some("eu-west-1"));
    }

    #[test]
    fn what_makes_no_sense_is_said_and_skipped() {
        let (read, problems) = TraceEnvironment::read(&[
            (SAMPLER, "xray"),
            (SAMPLER_ARG, "many"),
            (RESOURCE_ATTRIBUTES, "team=a,nothing"),
        ]);
        assert_eq!((read.sampler, read.attributes.len()), (None, 0));
        let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("OTEL_TRACES_SAMPLER is \"xray\"; allowed: always_on"), "{said:?}");
        let (read, problems) = TraceEnvironment::read(&[(SAMPLER, "traceidratio"), (SAMPLER_ARG, "1.5")]);
        assert_eq!(read.sampler, Some(Sampler::share(1.0).whatever_the_parent_says()));
        assert_eq!(problems.len(), 1);
    }
}
