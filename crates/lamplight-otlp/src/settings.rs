//! Where spans go, with which headers, and how long that may take.

use std::fmt;
use std::time::Duration;

use lamplight_core::lookup::Lookup;

use crate::endpoint::{self, Endpoint, Unusable};
use crate::headers::{self, Headers};

/// The collector, unless something else is said: one on this machine (OpenTelemetry protocol exporter
/// specification).
pub const DEFAULT_ENDPOINT: &str = "http://localhost:4318";
/// How long an export may take, unless something else is said (as above).
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest timeout that makes sense: Lambda's longest.
const LONGEST: Duration = Duration::from_secs(900);

/// The variable that names a collector; spans go to `/v1/traces` below it.
pub const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
/// The variable that names the endpoint of spans, and is taken as it is. Beats [`ENDPOINT`].
pub const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
/// The variable with headers of each request.
pub const HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";
/// The variable with headers of each request with spans. Beats [`HEADERS`].
pub const TRACES_HEADERS: &str = "OTEL_EXPORTER_OTLP_TRACES_HEADERS";
/// The variable with the timeout, in milliseconds.
pub const TIMEOUT: &str = "OTEL_EXPORTER_OTLP_TIMEOUT";
/// The variable with the timeout of spans, in milliseconds. Beats [`TIMEOUT`].
pub const TRACES_TIMEOUT: &str = "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT";

/// What an exporter has to know.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) endpoint: Endpoint,
    pub(crate) headers: Headers,
    pub(crate) timeout: Duration,
}

/// A value that is not allowed. Names it, unless it may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    setting: &'static str,
    value: String,
    allowed: &'static str,
}

type ReadEndpoint = fn(&str) -> Result<Endpoint, Unusable>;

// === impl Settings ===

impl Settings {
    /// Sends to the collector at `url`: spans go to `/v1/traces` below it. No headers, and
    /// [`DEFAULT_TIMEOUT`].
    ///
    /// # Errors
    ///
    /// When the URL is not one with `http://`, a host and no query.
    pub fn new(url: &str) -> Result<Self, Problem> {
        Self::with(Endpoint::of_collector, url)
    }

    /// Sends spans to exactly this URL.
    ///
    /// # Errors
    ///
    /// When the URL is not one with `http://` and a host.
    pub fn of_traces(url: &str) -> Result<Self, Problem> {
        Self::with(Endpoint::of_traces, url)
    }

    /// Reads the environment. Also returns what was skipped, as its value is not allowed; the caller says
    /// that once. An empty value is no value.
    ///
    /// # Errors
    ///
    /// When the endpoint wants TLS: sending spans anywhere else would not be what was asked for.
    pub fn from_lookup(lookup: &dyn Lookup) -> Result<(Self, Vec<Problem>), Problem> {
        let mut problems = Vec::new();
        let mut endpoint = None;
        let places: [(_, ReadEndpoint); 2] =
            [(TRACES_ENDPOINT, Endpoint::of_traces), (ENDPOINT, Endpoint::of_collector)];
        for (variable, read) in places {
            let value = if endpoint.is_none() { get(lookup, variable) } else { None };
            match value.map(|url| (read(&url), url)) {
                None => {}
                Some((Ok(found), _)) => endpoint = Some(found),
                Some((Err(Unusable::Tls), url)) => return Err(unusable(variable, &url, Unusable::Tls)),
                Some((Err(why), url)) => problems.push(unusable(variable, &url, why)),
            }
        }
        let mut settings = match endpoint {
            Some(endpoint) => Self { endpoint, headers: Headers::new(), timeout: DEFAULT_TIMEOUT },
            None => Self::new(DEFAULT_ENDPOINT)?,
        };
        if let Some((variable, list)) = first(lookup, [TRACES_HEADERS, HEADERS]) {
            let wrong = headers::read(&list, &mut settings.headers);
            let allowed = headers::ALLOWED;
            problems.extend(wrong.into_iter().map(|value| Problem { setting: variable, value, allowed }));
        }
        for variable in [TIMEOUT, TRACES_TIMEOUT] {
            let Some(value) = get(lookup, variable) else { continue };
            let timeout = value.trim().parse().ok().map(Duration::from_millis);
            match timeout.filter(|timeout| is_allowed(*timeout)) {
                Some(timeout) => settings.timeout = timeout,
                None => {
                    let allowed = "a whole number of milliseconds, from 1 to 900000";
                    problems.push(Problem { setting: variable, value, allowed });
                }
            }
        }
        Ok((settings, problems))
    }

    /// How long an export may take, with all its attempts.
    ///
    /// # Errors
    ///
    /// When that is nothing, or more than 15 minutes.
    pub fn with_timeout(mut self, timeout: Duration) -> Result<Self, Problem> {
        if !is_allowed(timeout) {
            let allowed = "more than nothing, at most 15 minutes";
            return Err(Problem { setting: "timeout", value: format!("{timeout:?}"), allowed });
        }
        self.timeout = timeout;
        Ok(self)
    }

    /// A header of each request, instead of another of that name. Its value is never shown.
    ///
    /// # Errors
    ///
    /// When name or value are not those of a header, or the header is of HTTP itself.
    pub fn with_header(mut self, name: &str, value: &str) -> Result<Self, Problem> {
        if headers::add(&mut self.headers, name, value.as_bytes()) {
            Ok(self)
        } else {
            Err(Problem { setting: "header", value: name.to_owned(), allowed: headers::ALLOWED })
        }
    }

    fn with(read: ReadEndpoint, url: &str) -> Result<Self, Problem> {
        let endpoint = read(url).map_err(|why| unusable("endpoint", url, why))?;
        Ok(Self { endpoint, headers: Headers::new(), timeout: DEFAULT_TIMEOUT })
    }
}

fn unusable(setting: &'static str, url: &str, why: Unusable) -> Problem {
    let allowed = match why {
        Unusable::Tls => endpoint::NO_TLS,
        Unusable::NotOne => endpoint::ALLOWED,
    };
    // What stands before the host may be a password.
    let value = url.rsplit_once('@').map_or(url, |(_, host)| host).to_owned();
    Problem { setting, value, allowed }
}

fn is_allowed(timeout: Duration) -> bool {
    !timeout.is_zero() && timeout <= LONGEST
}

/// What is not UTF-8 reads as its own complaint, which no setting allows.
fn get(lookup: &dyn Lookup, variable: &str) -> Option<String> {
    let value = lookup.get(variable).unwrap_or_else(|error| Some(error.to_string()))?;
    (!value.trim().is_empty()).then_some(value)
}

fn first(lookup: &dyn Lookup, variables: [&'static str; 2]) -> Option<(&'static str, String)> {
    variables.into_iter().find_map(|variable| Some((variable, get(lookup, variable)?)))
}

// === impl Problem ===

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, value, allowed } = self;
        write!(f, "{setting} is {value:?}; allowed: {allowed}")
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

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
            (ENDPOINT, "https://elsewhere"),
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

    #[test]
    fn an_endpoint_with_tls_is_an_error() {
        let error = Settings::from_lookup(&[(ENDPOINT, "https://collector")]).expect_err("no TLS");
        assert!(error.to_string().contains("TLS is not built in yet"), "{error}");
        assert_eq!(Settings::new("https://collector").expect_err("no TLS").allowed, endpoint::NO_TLS);
    }

    #[test]
    fn code_is_checked_as_well() {
        let settings = || Settings::new("http://127.0.0.1:1").expect("settings");
        settings().with_timeout(Duration::ZERO).expect_err("no time at all");
        settings().with_header("host", "x").expect_err("a header of HTTP itself");
        let settings = settings().with_header("x-key", "k").expect("a header");
        assert_eq!(settings.with_timeout(LONGEST).expect("a timeout").timeout, LONGEST);
    }
}
