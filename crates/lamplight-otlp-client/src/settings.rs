//! Where spans go, with which headers, and how long that may take.

use std::time::Duration;

use lamplight_core::lookup::Lookup;
#[cfg(feature = "sigv4")]
use lamplight_core::sigv4::Credentials;

mod environment;

pub(crate) use self::environment::get;

use crate::encoding::Encoding;
use crate::endpoint::{Endpoint, Unusable};
use crate::headers::{self, Headers};
use crate::problem::Problem;
#[cfg(feature = "proxy")]
use crate::proxy::Proxy;
use crate::signal::Signal;
#[cfg(feature = "sigv4")]
use crate::signing::Signing;
#[cfg(feature = "tls")]
use crate::tls::CertificateFiles;

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

/// The variable with the name of a backend. Beats the endpoints, and needs the feature `tls`.
pub const PROFILE: &str = "LAMPLIGHT_OTLP_PROFILE";

/// The variable that has requests signed for AWS also where the endpoint's name is not AWS's. Needs the feature `sigv4`.
pub const SIGV4: &str = "LAMPLIGHT_OTLP_SIGV4";

/// What an exporter has to know.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) endpoint: Endpoint,
    pub(crate) headers: Headers,
    pub(crate) timeout: Duration,
    pub(crate) encoding: Encoding,
    #[cfg(feature = "gzip")]
    pub(crate) is_compressed: bool,
    #[cfg(feature = "tls")]
    pub(crate) certificates: CertificateFiles,
    #[cfg(feature = "sigv4")]
    pub(crate) signing: Option<Signing>,
    #[cfg(feature = "proxy")]
    pub(crate) proxy: Option<Proxy>,
}

// === impl Settings ===

impl Settings {
    /// Sends spans to the collector at `url`: to `/v1/traces` below it. No headers, and [`DEFAULT_TIMEOUT`].
    ///
    /// # Errors
    ///
    /// When the URL is not one with `http://`, or `https://` with the feature `tls`, a host and no query.
    pub fn new(url: &str) -> Result<Self, Problem> {
        Self::of_collector(Signal::Traces, url)
    }

    /// As [`new`](Self::new), for this signal.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn of_collector(signal: Signal, url: &str) -> Result<Self, Problem> {
        Endpoint::of_collector(url, signal)
            .map(Self::with_endpoint)
            .map_err(|why| unusable("endpoint", url, why))
    }

    /// Sends spans to exactly this URL.
    ///
    /// # Errors
    ///
    /// When the URL is not one with `http://`, or `https://` with the feature `tls`, and a host.
    pub fn of_traces(url: &str) -> Result<Self, Problem> {
        Endpoint::of_signal(url).map(Self::with_endpoint).map_err(|why| unusable("endpoint", url, why))
    }

    /// Asks a service of AWS for something, by its JSON protocol (Smithy, "AWS JSON 1.1 protocol"):
    /// `secretsmanager.GetSecretValue` of `secretsmanager`, in this region or else in the function's. The body of the
    /// request is that of an [attempt](crate::Client::attempt). `AWS_ENDPOINT_URL_SECRETS_MANAGER`, `AWS_ENDPOINT_URL_SSM`
    /// and `AWS_ENDPOINT_URL` name another endpoint, as with AWS's SDKs.
    ///
    /// # Errors
    ///
    /// When there is no key or no region, or an endpoint that is named cannot be used.
    #[cfg(feature = "sigv4")]
    pub fn of_operation(
        service: &str,
        region: Option<&str>,
        operation: &str,
        lookup: &dyn Lookup,
    ) -> Result<Self, Problem> {
        let no_region = || Problem::new("AWS_REGION", "", "a region, as Lambda sets one");
        let region = region.map(str::to_owned).or_else(|| get(lookup, "AWS_REGION")).ok_or_else(no_region)?;
        let own = match service {
            "secretsmanager" => "AWS_ENDPOINT_URL_SECRETS_MANAGER".to_owned(),
            service => format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase()),
        };
        let named = [own.as_str(), "AWS_ENDPOINT_URL"].into_iter();
        let mut named = named.filter_map(|variable| Some((variable, get(lookup, variable)?)));
        let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let (setting, url) =
            named.next().unwrap_or_else(|| ("the endpoint", format!("https://{service}.{region}.{domain}")));
        let endpoint = Endpoint::of_signal(&url).map_err(|why| unusable(setting, &url, why))?;
        let mut settings = Self::with_endpoint(endpoint);
        settings.signing = Some(Signing::for_operation(service, &region, operation, lookup)?);
        #[cfg(feature = "proxy")]
        {
            settings.proxy = Proxy::for_endpoint(&settings.endpoint, lookup)?;
        }
        Ok(settings)
    }

    /// Headers of each request, as a list in the form of [`HEADERS`]. Returns the names of those that are not allowed:
    /// their values may be secret.
    #[must_use]
    pub fn with_header_list(mut self, list: &str) -> (Self, Vec<String>) {
        let wrong = headers::read(list, &mut self.headers);
        (self, wrong)
    }

    /// Reads what the environment says of spans. Also returns what was skipped, as its value is not allowed; the
    /// caller says that once. An empty value is no value.
    ///
    /// # Errors
    ///
    /// When `LAMPLIGHT_OTLP_PROFILE` is not the name of a backend, or what that backend needs is missing; when the endpoint wants TLS that is not built in, or certificates that cannot be read, or the protocol is
    /// `grpc`: whatever else was sent, and wherever, would not be what was asked for.
    pub fn from_lookup(lookup: &dyn Lookup) -> Result<(Self, Vec<Problem>), Problem> {
        Self::for_signal(Signal::Traces, lookup)
    }

    /// As [`from_lookup`](Self::from_lookup), for this signal.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn for_signal(signal: Signal, lookup: &dyn Lookup) -> Result<(Self, Vec<Problem>), Problem> {
        environment::read(signal, lookup)
    }

    /// Whether the environment names a collector for this signal, by its URL or by the name of a backend.
    #[must_use]
    pub fn is_named(signal: Signal, lookup: &dyn Lookup) -> bool {
        let [own, of_all] = signal.variables("ENDPOINT");
        [&own, &of_all, PROFILE].into_iter().any(|variable| get(lookup, variable).is_some())
    }

    /// How long an export may take, with all its attempts.
    ///
    /// # Errors
    ///
    /// When that is nothing, or more than 15 minutes.
    pub fn with_timeout(mut self, timeout: Duration) -> Result<Self, Problem> {
        if !is_allowed(timeout) {
            let allowed = "more than nothing, at most 15 minutes";
            return Err(Problem::new("timeout", format!("{timeout:?}"), allowed));
        }
        self.timeout = timeout;
        Ok(self)
    }

    /// What bodies are written as.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Writes bodies as this.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Sends bodies compressed.
    #[cfg(feature = "gzip")]
    #[must_use]
    pub fn with_gzip(mut self) -> Self {
        self.is_compressed = true;
        self
    }

    /// Trusts the certificates of this file, in PEM, instead of those that are built in.
    ///
    /// # Errors
    ///
    /// When there are none, or it cannot be read.
    #[cfg(feature = "tls")]
    pub fn with_certificate(mut self, path: &str) -> Result<Self, Problem> {
        let read = self.certificates.trust(path);
        read.map(|()| self).map_err(|why| Problem::new("certificate", path, why.allowed()))
    }

    /// Shows collectors that ask for it who we are: a chain of certificates, and the private key of its first. Both are
    /// paths of files in PEM.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read.
    #[cfg(feature = "tls")]
    pub fn with_client_certificate(mut self, chain: &str, key: &str) -> Result<Self, Problem> {
        let read = self.certificates.identify(chain, key);
        read.map(|()| self).map_err(|why| Problem::new("client certificate", chain, why.allowed()))
    }

    /// Signs each request for this service of AWS, `xray` for spans, in this region. What the environment says does so by
    /// itself, where the endpoint is AWS's.
    #[cfg(feature = "sigv4")]
    #[must_use]
    pub fn with_signature(mut self, credentials: Credentials, region: &str, service: &str) -> Self {
        self.signing = Some(Signing::new(credentials, region, service));
        self
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
            Err(Problem::new("header", name, headers::ALLOWED))
        }
    }

    /// Whether one connection serves both.
    pub(crate) fn is_same_place(&self, other: &Self) -> bool {
        #[cfg(feature = "tls")]
        if self.certificates != other.certificates {
            return false;
        }
        #[cfg(feature = "proxy")]
        if self.proxy != other.proxy {
            return false;
        }
        self.endpoint.is_same_place(&other.endpoint)
    }

    /// Has someone forward requests to an endpoint with plain HTTP.
    #[cfg(feature = "proxy")]
    pub(crate) fn forwarder(&self) -> Option<&Proxy> {
        self.proxy.as_ref().filter(|_| !self.endpoint.is_tls())
    }

    /// The service of AWS that requests are signed for, where they are.
    #[cfg(feature = "sigv4")]
    #[must_use]
    pub fn signed_service(&self) -> Option<&str> {
        self.signing.as_ref().map(Signing::service)
    }

    /// Where bodies go.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// What a header of this name says in each request, if it is text. The name has to be in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.as_str() == name)
            .and_then(|(_, value)| value.to_str().ok())
    }

    fn with_endpoint(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            headers: Headers::new(),
            timeout: DEFAULT_TIMEOUT,
            encoding: Encoding::default(),
            #[cfg(feature = "gzip")]
            is_compressed: false,
            #[cfg(feature = "tls")]
            certificates: CertificateFiles::default(),
            #[cfg(feature = "sigv4")]
            signing: None,
            #[cfg(feature = "proxy")]
            proxy: None,
        }
    }
}

pub(crate) fn unusable(setting: &str, url: &str, why: Unusable) -> Problem {
    Problem::new(setting, without_password(url), why.allowed())
}

/// What stands before a host may be a password.
pub(crate) fn without_password(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, host)| host)
}

fn is_allowed(timeout: Duration) -> bool {
    !timeout.is_zero() && timeout <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_checked_as_well() {
        let settings = || Settings::new("http://127.0.0.1:1").expect("settings");
        settings().with_timeout(Duration::ZERO).expect_err("no time at all");
        settings().with_header("host", "x").expect_err("a header of HTTP itself");
        let settings = settings().with_header("x-key", "k").expect("a header");
        assert_eq!(settings.with_timeout(LONGEST).expect("a timeout").timeout, LONGEST);
    }
}
