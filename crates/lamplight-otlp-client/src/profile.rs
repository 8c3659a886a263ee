//! Backends that are known by name: where each listens, and what it calls its key.

use lamplight_core::lookup::Lookup;

use crate::basic::basic;
use crate::endpoint::Endpoint;
use crate::headers::{self, Headers};
use crate::problem::Problem;
use crate::settings::{PROFILE, get, unusable};
use crate::signal::Signal;

/// The variable with the key that the backend has given.
pub(crate) const KEY: &str = "LAMPLIGHT_OTLP_KEY";
/// The variable that says which of a backend's places is meant.
pub(crate) const REGION: &str = "LAMPLIGHT_OTLP_REGION";
/// The variable with the place within the backend.
pub(crate) const DATASET: &str = "LAMPLIGHT_OTLP_DATASET";

/// The names of all of them.
const NAMES: &str = "axiom, dash0, datadog, grafana, honeycomb or newrelic";

/// What is known of a backend.
struct Profile {
    name: &'static str,
    /// Where it is, if no region is said.
    home: Option<&'static str>,
    /// Where it is in a region, which stands in place of `{}`.
    in_region: &'static str,
    /// What a region may be.
    regions: &'static str,
    key_header: &'static str,
    key: Key,
    dataset: Dataset,
}

/// How a key is written.
enum Key {
    Plain,
    Bearer,
    /// A user and a password, with a colon between.
    Basic,
}

/// Which header names the place within the backend.
enum Dataset {
    None,
    Optional(&'static str),
    Needed(&'static str),
}

/// From the documentation of each, as it was in 2026: "Send OpenTelemetry data to Axiom", "Endpoints" of Dash0, "OTLP
/// Intake for Serverless" of Datadog, "Send data to the Grafana Cloud OTLP endpoint", "Send Data with OpenTelemetry" of
/// Honeycomb, "New Relic OTLP endpoint".
const PROFILES: [Profile; 6] = [
    Profile {
        name: "axiom",
        home: Some("https://api.axiom.co"),
        in_region: "https://{}",
        regions: "the domain of an edge deployment",
        key_header: "authorization",
        key: Key::Bearer,
        dataset: Dataset::Needed("x-axiom-dataset"),
    },
    Profile {
        name: "dash0",
        home: None,
        in_region: "https://ingress.{}.aws.dash0.com",
        regions: "the region of the endpoint, such as eu-west-1",
        key_header: "authorization",
        key: Key::Bearer,
        dataset: Dataset::Optional("dash0-dataset"),
    },
    Profile {
        name: "datadog",
        home: Some("https://otlp.datadoghq.com"),
        in_region: "https://otlp.{}",
        regions: "the site, such as datadoghq.eu",
        key_header: "dd-api-key",
        key: Key::Plain,
        dataset: Dataset::None,
    },
    Profile {
        name: "grafana",
        home: None,
        in_region: "https://otlp-gateway-{}.grafana.net/otlp",
        regions: "the zone of the gateway, such as prod-eu-west-0",
        key_header: "authorization",
        key: Key::Basic,
        dataset: Dataset::None,
    },
    Profile {
        name: "honeycomb",
        home: Some("https://api.honeycomb.io"),
        in_region: "https://api.{}.honeycomb.io",
        regions: "eu1, or nothing for the United States",
        key_header: "x-honeycomb-team",
        key: Key::Plain,
        dataset: Dataset::Optional("x-honeycomb-dataset"),
    },
    Profile {
        name: "newrelic",
        home: Some("https://otlp.nr-data.net"),
        in_region: "https://otlp.{}.nr-data.net",
        regions: "eu01, or nothing for the United States",
        key_header: "api-key",
        key: Key::Plain,
        dataset: Dataset::None,
    },
];

/// The endpoint and the headers of the backend that is named, if one is.
pub(crate) fn read(signal: Signal, lookup: &dyn Lookup) -> Result<Option<(Endpoint, Headers)>, Problem> {
    let get = |variable| get(lookup, variable);
    let Some(name) = get(PROFILE) else { return Ok(None) };
    let profile = PROFILES.iter().find(|profile| profile.name == name);
    let profile = profile.ok_or_else(|| Problem::new(PROFILE, name, NAMES))?;
    let url = profile.url(get(REGION))?;
    let endpoint = Endpoint::of_collector(&url, signal).map_err(|why| unusable(PROFILE, &url, why))?;
    let mut headers = Headers::new();
    profile.add_key(&mut headers, get(KEY))?;
    profile.add_dataset(&mut headers, get(DATASET))?;
    Ok(Some((endpoint, headers)))
}

// === impl Profile ===

impl Profile {
    fn url(&self, region: Option<String>) -> Result<String, Problem> {
        let is_name =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        match (region, self.home) {
            (None, Some(home)) => Ok(home.to_owned()),
            (Some(region), _) if is_name(&region) => Ok(self.in_region.replace("{}", &region)),
            (region, _) => Err(Problem::new(REGION, region.unwrap_or_default(), self.wants(self.regions))),
        }
    }

    fn add_key(&self, headers: &mut Headers, key: Option<String>) -> Result<(), Problem> {
        let wanted = match self.key {
            Key::Plain | Key::Bearer => "the key that it has given",
            Key::Basic => "the number of the instance, a colon, and the token",
        };
        // The key is not told, even where it makes no sense.
        let problem = |shown: &str| Problem::new(KEY, shown, self.wants(wanted));
        let key = key.ok_or_else(|| problem(""))?;
        let value = match self.key {
            Key::Plain => key.into_bytes(),
            Key::Bearer => format!("Bearer {key}").into_bytes(),
            Key::Basic if key.contains(':') => basic(key.as_bytes()),
            Key::Basic => return Err(problem("…")),
        };
        if headers::add(headers, self.key_header, &value) { Ok(()) } else { Err(problem("…")) }
    }

    fn add_dataset(&self, headers: &mut Headers, dataset: Option<String>) -> Result<(), Problem> {
        let (name, dataset) = match (&self.dataset, dataset) {
            (Dataset::None, _) | (Dataset::Optional(_), None) => return Ok(()),
            (Dataset::Optional(name) | Dataset::Needed(name), Some(dataset)) => (name, dataset),
            (Dataset::Needed(_), None) => {
                return Err(Problem::new(DATASET, "", self.wants("the name of one")));
            }
        };
        if headers::add(headers, name, dataset.as_bytes()) {
            Ok(())
        } else {
            Err(Problem::new(DATASET, dataset, self.wants("the name of one")))
        }
    }

    fn wants(&self, what: &str) -> String {
        format!("for {}, {what}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: [&str; 4]) -> Result<(String, Vec<String>), String> {
        let [name, key, region, dataset] = values;
        let environment = [(PROFILE, name), (KEY, key), (REGION, region), (DATASET, dataset)];
        let found = super::read(Signal::Traces, &environment).map_err(|problem| problem.to_string())?;
        let (endpoint, headers) = found.expect("a profile");
        let headers =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().expect("text")));
        Ok((endpoint.to_string(), headers.collect()))
    }

    #[test]
    fn each_backend_has_its_endpoint_and_its_headers() {
        for (values, url, headers) in [
            (
                ["axiom", "k", "", "d"],
                "https://api.axiom.co",
                &["authorization: Bearer k", "x-axiom-dataset: d"][..],
            ),
            (
                ["dash0", "k", "eu-west-1", ""],
                "https://ingress.eu-west-1.aws.dash0.com",
                &["authorization: Bearer k"],
            ),
            (
                ["dash0", "k", "us-west-2", "d"],
                "https://ingress.us-west-2.aws.dash0.com",
                &["authorization: Bearer k", "dash0-dataset: d"],
            ),
            (["datadog", "k", "", ""], "https://otlp.datadoghq.com", &["dd-api-key: k"]),
            (
                ["datadog", "k", "datadoghq.eu", "not asked for"],
                "https://otlp.datadoghq.eu",
                &["dd-api-key: k"],
            ),
            (
                ["grafana", "1234:glc_x", "prod-eu-west-0", ""],
                "https://otlp-gateway-prod-eu-west-0.grafana.net/otlp",
                &["authorization: Basic MTIzNDpnbGNfeA=="],
            ),
            (["honeycomb", "k", "", ""], "https://api.honeycomb.io", &["x-honeycomb-team: k"]),
            (
                ["honeycomb", "k", "eu1", "d"],
                "https://api.eu1.honeycomb.io",
                &["x-honeycomb-team: k", "x-honeycomb-dataset: d"],
            ),
            (["newrelic", "k", "", ""], "https://otlp.nr-data.net", &["api-key: k"]),
            (["newrelic", "k", "eu01", ""], "https://otlp.eu01.nr-data.net", &["api-key: k"]),
        ] {
            let expected = headers.iter().map(|header| (*header).to_owned()).collect();
            assert_eq!(read(values), Ok((format!("{url}/v1/traces"), expected)), "{values:?}");
        }
    }

    #[test]
    fn what_is_missing_or_makes_no_sense_is_named_and_no_key_is_told() {
        for (values, problem) in [
            (["jaeger", "k", "", ""], format!("{PROFILE} is \"jaeger\"; allowed: {NAMES}")),
            (["axiom", "", "", "d"], format!("{KEY} is \"\"; allowed: for axiom, the key that it has given")),
            (["axiom", "k", "", ""], format!("{DATASET} is \"\"; allowed: for axiom, the name of one")),
            (
                ["dash0", "k", "", ""],
                format!(
                    "{REGION} is \"\"; allowed: for dash0, the region of the endpoint, such as eu-west-1"
                ),
            ),
            (
                ["datadog", "k", "x/y@z", ""],
                format!("{REGION} is \"x/y@z\"; allowed: for datadog, the site, such as datadoghq.eu"),
            ),
            (
                ["grafana", "secret", "z", ""],
                format!(
                    "{KEY} is \"…\"; allowed: for grafana, the number of the instance, a colon, and the token"
                ),
            ),
            (
                ["newrelic", "se\ncret", "", ""],
                format!("{KEY} is \"…\"; allowed: for newrelic, the key that it has given"),
            ),
        ] {
            assert_eq!(read(values), Err(problem), "{values:?}");
        }
    }

    #[test]
    fn all_names_are_told() {
        for profile in &PROFILES {
            assert!(NAMES.contains(profile.name), "{}", profile.name);
        }
    }
}
