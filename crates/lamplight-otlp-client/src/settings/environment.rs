//! Settings from the environment (OpenTelemetry protocol exporter specification).

use std::time::Duration;

use lamplight_core::lookup::Lookup;

#[cfg(not(feature = "tls"))]
use super::PROFILE;
use super::{DEFAULT_ENDPOINT, Settings, is_allowed, without_password};
use crate::encoding::{self, Asked};
use crate::endpoint::{Endpoint, Unusable};
use crate::headers::{self, Headers};
use crate::problem::Problem;
use crate::signal::Signal;
#[cfg(feature = "sigv4")]
use crate::signing::Signing;
#[cfg(feature = "tls")]
use crate::tls::{CertificateFiles, Unreadable};

/// What a compression may be.
const COMPRESSIONS: &str =
    if cfg!(feature = "gzip") { "gzip or none" } else { "none; gzip needs the feature `gzip`" };

/// The variables of a signal, and what was skipped of them.
struct Reader<'a> {
    signal: Signal,
    lookup: &'a dyn Lookup,
    skipped: Vec<Problem>,
}

/// What becomes of a value.
enum Verdict {
    Taken,
    /// It makes no sense; this would.
    Skipped(&'static str),
    /// It makes sense, and cannot be done; whatever else was done would not be what was asked for.
    Refused(&'static str),
}

/// Reads what is said of a signal. Also returns what was skipped.
pub(super) fn read(signal: Signal, lookup: &dyn Lookup) -> Result<(Settings, Vec<Problem>), Problem> {
    let mut reader = Reader { signal, lookup, skipped: Vec::new() };
    let (endpoint, headers) = match profile(signal, lookup)? {
        Some((endpoint, headers)) => (Some(endpoint), headers),
        None => (reader.endpoint()?, Headers::new()),
    };
    let mut settings = match endpoint {
        Some(endpoint) => Settings::with_endpoint(endpoint),
        None => Settings::of_collector(signal, DEFAULT_ENDPOINT)?,
    };
    reader.headers(&mut settings)?;
    // The backend's own names are its own.
    settings.headers.retain(|(name, _)| headers.iter().all(|(own, _)| own != name));
    settings.headers.extend(headers);
    #[cfg(feature = "tls")]
    sign(signal, &mut settings, lookup)?;
    #[cfg(feature = "proxy")]
    {
        settings.proxy = crate::proxy::Proxy::for_endpoint(&settings.endpoint, lookup)?;
    }
    reader.offer("TIMEOUT", &mut |value, _| {
        let timeout = value.parse().ok().map(Duration::from_millis).filter(|timeout| is_allowed(*timeout));
        settings.timeout = timeout.unwrap_or(settings.timeout);
        let allowed = "a whole number of milliseconds, from 1 to 900000";
        if timeout.is_some() { Verdict::Taken } else { Verdict::Skipped(allowed) }
    })?;
    #[cfg(feature = "tls")]
    if settings.endpoint.tls.is_some() {
        reader.certificates(&mut settings.certificates)?;
    }
    reader.offer("PROTOCOL", &mut |value, _| match Asked::read(value) {
        Asked::Encoding(encoding) => {
            settings.encoding = encoding;
            Verdict::Taken
        }
        Asked::Unknown => Verdict::Skipped(encoding::ALLOWED),
        Asked::Grpc => Verdict::Refused(encoding::NO_GRPC),
    })?;
    reader.offer("COMPRESSION", &mut |value, _| match value {
        #[cfg(feature = "gzip")]
        "gzip" => {
            settings.is_compressed = true;
            Verdict::Taken
        }
        "none" => Verdict::Taken,
        _ => Verdict::Skipped(COMPRESSIONS),
    })?;
    Ok((settings, reader.skipped))
}

/// Has requests to AWS signed, unless a header says already who sends them.
#[cfg(feature = "sigv4")]
fn sign(signal: Signal, settings: &mut Settings, lookup: &dyn Lookup) -> Result<(), Problem> {
    let is_asked = is_signed_in_any_case(lookup)?;
    if settings.headers.iter().all(|(name, _)| *name != http::header::AUTHORIZATION) {
        settings.signing = match is_asked {
            true => Some(Signing::for_signal(signal, lookup)?),
            false => Signing::for_endpoint(&settings.endpoint, lookup)?,
        };
    }
    Ok(())
}

/// Whether an endpoint is AWS's although it is not called so, as those of a private network.
#[cfg(feature = "sigv4")]
fn is_signed_in_any_case(lookup: &dyn Lookup) -> Result<bool, Problem> {
    match get(lookup, super::SIGV4).as_deref() {
        None | Some("false" | "no" | "off" | "0") => Ok(false),
        Some("true" | "yes" | "on" | "1") => Ok(true),
        Some(other) => Err(Problem::new(super::SIGV4, other, "true, yes, on, 1 or false, no, off, 0")),
    }
}

/// AWS refuses what is not signed.
#[cfg(all(feature = "tls", not(feature = "sigv4")))]
fn sign(_: Signal, settings: &mut Settings, _: &dyn Lookup) -> Result<(), Problem> {
    let has_key = settings.headers.iter().any(|(name, _)| *name == http::header::AUTHORIZATION);
    if has_key || crate::aws::service(&settings.endpoint).is_none() {
        return Ok(());
    }
    let allowed = "an endpoint of AWS with the feature `sigv4`, or with a header that says who sends";
    Err(Problem::new("the endpoint", settings.endpoint.to_string(), allowed))
}

/// The endpoint and the headers of the backend that is named.
#[cfg(feature = "tls")]
fn profile(signal: Signal, lookup: &dyn Lookup) -> Result<Option<(Endpoint, Headers)>, Problem> {
    crate::profile::read(signal, lookup)
}

/// All of them want TLS.
#[cfg(not(feature = "tls"))]
fn profile(_: Signal, lookup: &dyn Lookup) -> Result<Option<(Endpoint, Headers)>, Problem> {
    let allowed = "nothing without the feature `tls`, as all backends want it";
    get(lookup, PROFILE).map_or(Ok(None), |name| Err(Problem::new(PROFILE, name, allowed)))
}

// === impl Reader ===

impl Reader<'_> {
    /// Offers what is said of the signal, which is its own, then what is said of all, until one is taken.
    fn offer(&mut self, setting: &str, take: &mut dyn FnMut(&str, bool) -> Verdict) -> Result<(), Problem> {
        for (index, variable) in self.signal.variables(setting).iter().enumerate() {
            let Some(value) = get(self.lookup, variable) else { continue };
            let (allowed, is_refused) = match take(&value, index == 0) {
                Verdict::Taken => return Ok(()),
                Verdict::Skipped(allowed) => (allowed, false),
                Verdict::Refused(allowed) => (allowed, true),
            };
            let problem = Problem::new(variable.as_str(), without_password(&value), allowed);
            if is_refused {
                return Err(problem);
            }
            self.skipped.push(problem);
        }
        Ok(())
    }

    fn endpoint(&mut self) -> Result<Option<Endpoint>, Problem> {
        let (signal, mut found) = (self.signal, None);
        self.offer("ENDPOINT", &mut |url, is_own| {
            // What is said of the signal is taken as it is.
            let read = if is_own { Endpoint::of_signal(url) } else { Endpoint::of_collector(url, signal) };
            match read {
                Ok(endpoint) => {
                    found = Some(endpoint);
                    Verdict::Taken
                }
                Err(why @ Unusable::Tls) => Verdict::Refused(why.allowed()),
                Err(why @ Unusable::NotOne) => Verdict::Skipped(why.allowed()),
            }
        })?;
        Ok(found)
    }

    fn headers(&mut self, settings: &mut Settings) -> Result<(), Problem> {
        let (mut wrong, mut of_all) = (Vec::new(), 0);
        self.offer("HEADERS", &mut |list, is_own| {
            wrong = headers::read(list, &mut settings.headers);
            of_all = usize::from(!is_own);
            Verdict::Taken
        })?;
        for name in wrong {
            let variable = &self.signal.variables("HEADERS")[of_all];
            self.skipped.push(Problem::new(variable.as_str(), name, headers::ALLOWED));
        }
        Ok(())
    }

    /// What is said of the signal, or else of all.
    #[cfg(feature = "tls")]
    fn first(&self, setting: &str) -> Option<(String, String)> {
        let mut variables = self.signal.variables(setting).into_iter();
        variables.find_map(|variable| get(self.lookup, &variable).map(|value| (variable, value)))
    }

    /// Who is trusted and who we are: less than was asked for is not safe, and so is an error.
    #[cfg(feature = "tls")]
    fn certificates(&self, files: &mut CertificateFiles) -> Result<(), Problem> {
        if let Some((variable, path)) = self.first("CERTIFICATE") {
            files.trust(&path).map_err(|why| Problem::new(variable, path, why.allowed()))?;
        }
        let [[_, certificate_of_all], [_, key_of_all]] =
            ["CLIENT_CERTIFICATE", "CLIENT_KEY"].map(|setting| self.signal.variables(setting));
        let (certificate, key) = match (self.first("CLIENT_CERTIFICATE"), self.first("CLIENT_KEY")) {
            (None, None) => return Ok(()),
            (certificate, key) => (
                certificate.unwrap_or((certificate_of_all, String::new())),
                key.unwrap_or((key_of_all, String::new())),
            ),
        };
        files.identify(&certificate.1, &key.1).map_err(|why| {
            let (variable, path) = match why {
                Unreadable::Certificate => certificate,
                Unreadable::Key => key,
            };
            Problem::new(variable, path, why.allowed())
        })
    }
}

/// What is not UTF-8 reads as its own complaint, which no setting allows; white space around a value is not its.
pub(crate) fn get(lookup: &dyn Lookup, variable: &str) -> Option<String> {
    let value = lookup.get(variable).unwrap_or_else(|error| Some(error.to_string()))?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::Encoding;
    use crate::endpoint;
    use crate::settings::{
        DEFAULT_TIMEOUT, ENDPOINT, HEADERS, TIMEOUT, TRACES_ENDPOINT, TRACES_HEADERS, TRACES_TIMEOUT,
    };

    #[test]
    fn nothing_set_means_a_collector_on_this_machine() {
        let (settings, problems) = Settings::from_lookup(&[("OTHER", "x")]).expect("settings");
        assert_eq!(settings.endpoint.to_string(), "http://localhost:4318/v1/traces");
        assert_eq!((settings.headers.len(), settings.timeout), (0, DEFAULT_TIMEOUT));
        assert_eq!(problems, []);
    }

    #[test]
    fn what_is_said_of_traces_beats_what_is_said_of_everything() {
        let environment = [
            (ENDPOINT, "http://elsewhere"),
            (TRACES_ENDPOINT, "http://127.0.0.1:1/t"),
            (HEADERS, "a=1"),
            (TRACES_HEADERS, "b=2"),
            (TIMEOUT, "1000"),
            (TRACES_TIMEOUT, "250"),
        ];
        let (settings, problems) = Settings::from_lookup(&environment).expect("settings");
        assert_eq!(settings.endpoint.to_string(), "http://127.0.0.1:1/t");
        assert_eq!(settings.headers.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["b"]);
        assert_eq!(settings.timeout, Duration::from_millis(250));
        assert_eq!(problems, []);
    }

    #[test]
    fn what_is_not_allowed_is_named_and_skipped_but_secrets_are_not_told() {
        let environment = [
            (TRACES_ENDPOINT, "collector:4318"),
            (ENDPOINT, "http://127.0.0.1:2"),
            (HEADERS, "a b=secret,c=d"),
            (TIMEOUT, "0"),
            (TRACES_TIMEOUT, " "),
        ];
        let (settings, problems) = Settings::from_lookup(&environment).expect("settings");
        assert_eq!(settings.endpoint.to_string(), "http://127.0.0.1:2/v1/traces");
        assert_eq!((settings.headers.len(), settings.timeout), (1, DEFAULT_TIMEOUT));
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3);
        assert_eq!(
            told[0],
            format!("{TRACES_ENDPOINT} is \"collector:4318\"; allowed: {}", endpoint::ALLOWED)
        );
        assert!(told[1].starts_with(&format!("{HEADERS} is \"a b\";")), "{told:?}");
        assert!(!told[1].contains("secret"));
        let error = Settings::new("http://user:secret@collector").expect_err("a password");
        assert!(error.to_string().starts_with("endpoint is \"collector\";"), "{error}");
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn an_endpoint_with_tls_is_an_error() {
        let error = Settings::from_lookup(&[(ENDPOINT, "https://collector")]).expect_err("no TLS");
        assert!(error.to_string().contains("https needs the feature `tls`"), "{error}");
        Settings::new("https://collector").expect_err("no TLS");
    }

    #[test]
    fn what_is_said_of_spans_does_not_count_for_metrics() {
        let environment = [
            (ENDPOINT, "http://127.0.0.1:2/base"),
            (TRACES_ENDPOINT, "http://127.0.0.1:1/t"),
            (TRACES_TIMEOUT, "250"),
            ("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "1.5"),
            (TIMEOUT, "750"),
        ];
        let (settings, problems) = Settings::for_signal(Signal::Metrics, &environment).expect("settings");
        assert_eq!(settings.endpoint.to_string(), "http://127.0.0.1:2/base/v1/metrics");
        assert_eq!(settings.timeout, Duration::from_millis(750));
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(matches!(&told[..], [one] if one.contains("METRICS_TIMEOUT is \"1.5\"")), "{told:?}");
    }

    fn told(environment: &[(&str, &str); 2]) -> Vec<String> {
        let (_, problems) = Settings::from_lookup(environment).expect("settings");
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_protocol_is_read_and_grpc_is_refused_with_what_to_use() {
        let read = |of, protocol| Settings::from_lookup(&[(of, protocol)]);
        let (settings, problems) = read("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf").expect("settings");
        assert_eq!((settings.encoding, problems), (Encoding::Protobuf, Vec::new()));
        let error = read("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc").expect_err("it is not built in");
        let error = error.to_string();
        assert!(
            error.starts_with("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is \"grpc\"; allowed: http/protobuf"),
            "{error}"
        );
        assert!(error.contains("4318"), "{error}");
        let environment =
            [("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "xml"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")];
        assert!(matches!(&told(&environment)[..], [one] if one.contains("TRACES_PROTOCOL is \"xml\"")));
    }

    #[test]
    fn json_and_gzip_are_read_where_they_are_built_in_and_else_name_their_feature() {
        let environment =
            [("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"), ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip")];
        let told = told(&environment);
        for (is_there, feature) in [(cfg!(feature = "json"), "`json`"), (cfg!(feature = "gzip"), "`gzip`")] {
            assert_eq!(told.iter().any(|text| text.contains(feature)), !is_there, "{feature}: {told:?}");
        }
        let (settings, _) = Settings::from_lookup(&environment).expect("settings");
        assert_eq!(
            settings.encoding.content_type() == "application/json",
            cfg!(feature = "json"),
            "what is not there is skipped"
        );
        #[cfg(feature = "gzip")]
        assert!(settings.is_compressed);
    }

    #[test]
    fn a_compression_that_does_not_exist_is_skipped() {
        let environment =
            [("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "br"), ("OTEL_EXPORTER_OTLP_COMPRESSION", "none")];
        assert!(matches!(&told(&environment)[..], [one] if one.contains("TRACES_COMPRESSION is \"br\"")));
    }

    #[cfg(feature = "tls")]
    #[test]
    fn certificates_that_cannot_be_read_are_an_error_and_without_tls_nobody_asks_for_them() {
        let read = |url, variable| Settings::from_lookup(&[(ENDPOINT, url), (variable, "/no/such.pem")]);
        for variable in [
            "OTEL_EXPORTER_OTLP_CERTIFICATE",
            "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE",
            "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
            "OTEL_EXPORTER_OTLP_CLIENT_KEY",
        ] {
            read("http://collector", variable).expect("nobody asks");
            let error = read("https://collector", variable).expect_err("there is no such file").to_string();
            assert!(error.starts_with("OTEL_EXPORTER_OTLP_") && error.contains("in PEM"), "{error}");
        }
    }

    #[test]
    fn a_backend_that_is_named_beats_the_endpoints_and_needs_tls() {
        let environment = [
            ("LAMPLIGHT_OTLP_PROFILE", "honeycomb"),
            ("LAMPLIGHT_OTLP_KEY", "k"),
            (TRACES_ENDPOINT, "http://127.0.0.1:1"),
            (HEADERS, "x-honeycomb-team=other,x-more=1"),
        ];
        assert!(Settings::is_named(Signal::Metrics, &environment));
        let read = Settings::from_lookup(&environment);
        #[cfg(not(feature = "tls"))]
        assert!(read.expect_err("there is no TLS").to_string().contains("the feature `tls`"));
        #[cfg(feature = "tls")]
        {
            let (settings, problems) = read.expect("settings");
            assert_eq!(settings.endpoint.to_string(), "https://api.honeycomb.io/v1/traces");
            let headers = settings.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
            let expected = [("x-more", &b"1"[..]), ("x-honeycomb-team", b"k")];
            assert_eq!(headers.collect::<Vec<_>>(), expected);
            assert_eq!(problems, []);
        }
    }

    #[test]
    fn a_collector_is_named_by_its_own_endpoint_or_by_that_of_all() {
        assert!(!Settings::is_named(Signal::Traces, &[("OTHER", "x"), (ENDPOINT, " ")]));
        assert!(Settings::is_named(Signal::Traces, &[(ENDPOINT, "x")]));
        assert!(Settings::is_named(Signal::Traces, &[(TRACES_ENDPOINT, "x")]));
        assert!(!Settings::is_named(Signal::Metrics, &[(TRACES_ENDPOINT, "x")]));
    }

    #[cfg(feature = "tls")]
    #[test]
    fn requests_to_aws_are_signed_unless_a_header_says_who_sends_them() {
        let environment = [
            (ENDPOINT, "https://xray.eu-west-1.amazonaws.com"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ];
        let read = Settings::from_lookup(&environment);
        #[cfg(feature = "sigv4")]
        assert!(read.expect("settings").0.signing.is_some());
        #[cfg(not(feature = "sigv4"))]
        assert!(read.expect_err("nobody signs").to_string().contains("the feature `sigv4`"));
        let environment =
            [(ENDPOINT, "https://logs.eu-west-1.amazonaws.com"), (HEADERS, "Authorization=Bearer%20ACWL")];
        let (settings, _) = Settings::from_lookup(&environment).expect("settings");
        assert_eq!(settings.headers.len(), 1);
        #[cfg(feature = "sigv4")]
        assert!(settings.signing.is_none());
    }
}
