//! Where telemetry goes, as the standard variables say.

use std::fmt;

use hyper::Uri;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use lamplight_core::lookup::Lookup;

use crate::settings::Destination;
use crate::signal::Signal;

/// A destination: where each signal is posted, with which headers.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) endpoints: [Option<Endpoint>; Signal::ALL.len()],
}

/// Where one signal is posted.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) is_compressed: bool,
}

/// A variable makes no sense.
#[derive(Debug)]
pub(crate) struct Problem {
    variable: String,
    value: String,
    allowed: &'static str,
}

const URLS: &str = "a URL that begins with http:// or https://";
const HEADERS: &str = "`key=value` pairs, separated by commas, percent-encoded";
const COMPRESSIONS: &str = "none or gzip";
const PROTOCOLS: &str = "http/protobuf or http/json; bodies are passed on as they come";

// === impl Target ===

impl Target {
    /// What `OTEL_EXPORTER_OTLP_*` name, and what is wrong with them. Signals without an endpoint go nowhere.
    pub(crate) fn from_lookup(lookup: &dyn Lookup) -> (Option<Self>, Vec<Problem>) {
        let mut problems = Vec::new();
        let endpoints = Signal::ALL.map(|signal| endpoint(lookup, signal, &mut problems));
        problems.dedup_by(|a, b| a.variable == b.variable);
        let name = endpoints.iter().flatten().find_map(|endpoint| endpoint.uri.host().map(str::to_owned));
        (name.map(|name| Self { name, endpoints }), problems)
    }

    pub(crate) fn destination(&self) -> Destination {
        Destination { name: self.name.clone(), takes: self.endpoints.each_ref().map(Option::is_some) }
    }
}

/// The value of the signal's own variable, or of the one for all.
fn value(lookup: &dyn Lookup, signal: Signal, setting: &str) -> Option<(String, String)> {
    let own = format!("OTEL_EXPORTER_OTLP_{}_{setting}", signal.name().to_ascii_uppercase());
    [own, format!("OTEL_EXPORTER_OTLP_{setting}")].into_iter().find_map(|variable| {
        let value = lookup.get(&variable).ok()??;
        Some((variable, value)).filter(|(_, value)| !value.is_empty())
    })
}

fn endpoint(lookup: &dyn Lookup, signal: Signal, problems: &mut Vec<Problem>) -> Option<Endpoint> {
    let mut problem = |(variable, value): (String, String), allowed| {
        problems.push(Problem { variable, value, allowed });
    };
    let url = value(lookup, signal, "ENDPOINT")?;
    let is_own = url.0.contains(&signal.name().to_ascii_uppercase());
    let Some(uri) = uri(&url.1, signal, is_own) else {
        problem(url, URLS);
        return None;
    };
    if let Some(protocol) = value(lookup, signal, "PROTOCOL") {
        if !matches!(protocol.1.as_str(), "http/protobuf" | "http/json") {
            problem(protocol, PROTOCOLS);
            return None;
        }
    }
    let is_compressed = match value(lookup, signal, "COMPRESSION") {
        None => false,
        Some((_, compression)) if compression == "none" => false,
        Some((_, compression)) if compression == "gzip" => true,
        Some(other) => {
            problem(other, COMPRESSIONS);
            false
        }
    };
    let headers = match value(lookup, signal, "HEADERS") {
        None => HeaderMap::new(),
        Some(given) => headers(&given.1).unwrap_or_else(|| {
            // Values of headers are secrets.
            problem((given.0, "(not shown)".to_owned()), HEADERS);
            HeaderMap::new()
        }),
    };
    Some(Endpoint { uri, headers, is_compressed })
}

/// The signal's own endpoint as it is; below the one for all, the signal's path.
fn uri(url: &str, signal: Signal, is_own: bool) -> Option<Uri> {
    let url =
        if is_own { url.to_owned() } else { format!("{}/v1/{}", url.trim_end_matches('/'), signal.name()) };
    let uri: Uri = url.parse().ok()?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    (is_http && uri.host().is_some()).then_some(uri)
}

fn headers(text: &str) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        let name = HeaderName::try_from(name.trim()).ok()?;
        let mut value = HeaderValue::from_bytes(&percent_decoded(value.trim())?).ok()?;
        value.set_sensitive(true);
        headers.append(name, value);
    }
    Some(headers)
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    Some(decoded)
}

// === impl Problem ===

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {:?}; allowed: {}", self.variable, self.value, self.allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_endpoint_serves_all_signals_below_it_and_a_signals_own_is_taken_as_it_is() {
        let lookup = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/base/"),
            ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://logs.example/in"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b,x=y"),
            ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "gzip"),
        ];
        let (target, problems) = Target::from_lookup(&lookup);
        assert!(problems.is_empty(), "{problems:?}");
        let endpoints =
            target.expect("an endpoint").endpoints.map(|endpoint| endpoint.expect("each signal has one"));
        let uris = endpoints.each_ref().map(|endpoint| endpoint.uri.to_string());
        assert_eq!(
            uris,
            [
                "http://collector:4318/base/v1/traces",
                "http://collector:4318/base/v1/metrics",
                "https://logs.example/in"
            ]
        );
        assert_eq!(endpoints.each_ref().map(|endpoint| endpoint.is_compressed), [false, true, false]);
        assert_eq!(endpoints[0].headers["api-key"], "a b");
    }

    #[test]
    fn what_makes_no_sense_is_named_with_what_is_allowed_and_secrets_are_not_shown() {
        let lookup = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector/v1/traces"),
            ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "secret"),
        ];
        let (target, problems) = Target::from_lookup(&lookup);
        assert_eq!(target.expect("traces have one").destination().takes, [true, false, false]);
        let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said[0].contains("OTEL_EXPORTER_OTLP_TRACES_HEADERS") && !said[0].contains("\"secret\""),
            "{said:?}"
        );
        assert!(said[1].contains(r#"OTEL_EXPORTER_OTLP_ENDPOINT is "collector:4318""#), "{said:?}");
    }
}
