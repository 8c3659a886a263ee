//! Signatures for AWS's own endpoints (CloudWatch User Guide, "OTLP Endpoints").

use lamplight_core::clock::Timestamp;
use lamplight_core::lookup::Lookup;
use lamplight_core::sigv4::{Credentials, Request, Scope};

use crate::aws;
use crate::endpoint::Endpoint;
use crate::problem::Problem;
use crate::settings::get;
use crate::signal::Signal;

/// Signs requests to one endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Signing {
    credentials: Credentials,
    region: String,
    service: String,
    /// What is asked of a service that can do more than one thing.
    operation: Option<String>,
}

// === impl Signing ===

impl Signing {
    pub(crate) fn new(credentials: Credentials, region: &str, service: &str) -> Self {
        Self { credentials, region: region.to_owned(), service: service.to_owned(), operation: None }
    }

    /// What an endpoint of AWS's asks for; nothing for those of others.
    pub(crate) fn for_endpoint(endpoint: &Endpoint, lookup: &dyn Lookup) -> Result<Option<Self>, Problem> {
        let Some((service, region)) = aws::service(endpoint) else { return Ok(None) };
        Ok(Some(Self::new(credentials(lookup)?, region, service)))
    }

    /// As [`for_endpoint`](Self::for_endpoint), of an endpoint that is AWS's whatever it is called: the service is the
    /// one that takes this signal, and the region is the function's.
    pub(crate) fn for_signal(signal: Signal, lookup: &dyn Lookup) -> Result<Self, Problem> {
        let allowed = "a region, as Lambda sets one";
        let region = get(lookup, "AWS_REGION").ok_or_else(|| Problem::new("AWS_REGION", "", allowed))?;
        Ok(Self::new(credentials(lookup)?, &region, aws::service_of(signal)))
    }

    /// Of an operation of this service, in this region.
    pub(crate) fn for_operation(
        service: &str,
        region: &str,
        operation: &str,
        lookup: &dyn Lookup,
    ) -> Result<Self, Problem> {
        let operation = Some(operation.to_owned());
        Ok(Self { operation, ..Self::new(credentials(lookup)?, region, service) })
    }

    /// What a body is, unless it is OTLP.
    pub(crate) fn content_type(&self) -> Option<&'static str> {
        self.operation.as_ref().map(|_| "application/x-amz-json-1.1")
    }

    /// Which service requests are signed for.
    pub(crate) fn service(&self) -> &str {
        &self.service
    }

    /// Appends the headers of a request that is sent now.
    pub(crate) fn write(&self, out: &mut Vec<u8>, endpoint: &Endpoint, body: &[u8], now: Timestamp) {
        let (path, query) = (endpoint.path.path(), endpoint.path.query().unwrap_or_default());
        let request = Request { method: "POST", path, query, body };
        let host = endpoint.authority.to_str().unwrap_or_default();
        let scope = Scope { region: &self.region, service: &self.service };
        let operation = self.operation.as_deref().map(|operation| ("x-amz-target", operation));
        let signed: Vec<_> = [("host", host)].into_iter().chain(operation).collect();
        let signature = self.credentials.sign(&request, &signed, scope, now);
        let headers = [("x-amz-date", signature.date()), ("authorization", signature.authorization())];
        let token = self.credentials.token().map(|token| ("x-amz-security-token", token));
        for (name, value) in headers.into_iter().chain(token).chain(operation) {
            for part in [name, ": ", value, "\r\n"] {
                out.extend_from_slice(part.as_bytes());
            }
        }
    }
}

fn credentials(lookup: &dyn Lookup) -> Result<Credentials, Problem> {
    let allowed = "a key, as Lambda sets one with AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN";
    let problem = || Problem::new("AWS_ACCESS_KEY_ID", "", allowed);
    Credentials::from_lookup(lookup).map_err(|_| problem())?.ok_or_else(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [(&str, &str); 3] = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "hidden"),
        ("AWS_SESSION_TOKEN", "token"),
    ];

    fn endpoint(url: &str) -> Endpoint {
        Endpoint::of_collector(url, Signal::Traces).expect("an endpoint")
    }

    #[test]
    fn an_endpoint_of_aws_is_signed_for_with_the_keys_of_the_environment() {
        let aws = endpoint("https://xray.eu-west-1.amazonaws.com");
        let signing = Signing::for_endpoint(&aws, &KEYS).expect("keys").expect("it is one");
        let mut out = Vec::new();
        signing.write(&mut out, &aws, b"body", Timestamp::from_millis(1_440_938_160_000));
        let out = String::from_utf8(out).expect("text");
        let expected = "x-amz-date: 20150830T123600Z\r\nauthorization: AWS4-HMAC-SHA256 \
                        Credential=AKIDEXAMPLE/20150830/eu-west-1/xray/aws4_request, \
                        SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=";
        assert!(out.starts_with(expected), "{out}");
        assert!(out.ends_with("\r\nx-amz-security-token: token\r\n"), "{out}");
        assert!(!format!("{signing:?}").contains("hidden"));
    }

    #[test]
    fn an_operation_is_signed_as_well() {
        let operation = "secretsmanager.GetSecretValue";
        let signing = Signing::for_operation("secretsmanager", "eu-west-1", operation, &KEYS).expect("keys");
        let mut out = Vec::new();
        let endpoint = endpoint("https://secretsmanager.eu-west-1.amazonaws.com");
        signing.write(&mut out, &endpoint, b"{}", Timestamp::from_millis(1_440_938_160_000));
        let out = String::from_utf8(out).expect("text");
        assert!(out.contains("SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target, "), "{out}");
        assert!(out.ends_with("\r\nx-amz-target: secretsmanager.GetSecretValue\r\n"), "{out}");
        assert_eq!(signing.content_type(), Some("application/x-amz-json-1.1"));
    }

    #[test]
    fn without_keys_it_is_an_error_and_for_others_nobody_asks() {
        let none = [("OTHER", "")];
        let error = Signing::for_endpoint(&endpoint("https://xray.eu-west-1.amazonaws.com"), &none);
        assert!(error.expect_err("no keys").to_string().contains("AWS_SECRET_ACCESS_KEY"));
        assert!(Signing::for_endpoint(&endpoint("https://collector"), &none).expect("nobody asks").is_none());
    }
}
