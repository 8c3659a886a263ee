//! AWS Signature Version 4: checking what others have signed.
//!
//! Written apart from who signs in `lamplight-core`, so that no mistake of one is one of the other.
//!
//! IAM user guide, "Create a signed AWS API request":
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

mod canonical;
mod header;

use std::time::Duration;

use hmac_sha256::{HMAC, Hash};
use http::{HeaderMap, Method, Uri};
use lamplight_core::clock::Timestamp;

use self::canonical::canonical_request;
use self::header::Authorization;

/// Who may sign requests, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_key: String,
    /// `AWS_SESSION_TOKEN`, if there is one.
    pub session_token: Option<String>,
}

/// Why AWS refuses a request, as its type of error and its message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {message}")]
#[non_exhaustive]
pub struct SignatureError {
    /// `MissingAuthenticationTokenException`, `IncompleteSignatureException`, `UnrecognizedClientException` or
    /// `InvalidSignatureException`.
    pub kind: &'static str,
    /// What is wrong.
    pub message: String,
}

/// What a signature is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    pub(super) region: &'a str,
    pub(super) service: &'a str,
}

/// A request, as far as it is signed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signed<'a> {
    pub(super) method: &'a Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    /// As it is sent, so compressed when it is.
    pub(super) body: &'a [u8],
}

/// How far the time of a request may be from the time of AWS.
pub const MAX_SKEW: Duration = Duration::from_secs(5 * 60);

// === impl Credentials ===

impl Credentials {
    /// Credentials without a session token.
    pub fn new(access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self { access_key: access_key.into(), secret_key: secret_key.into(), session_token: None }
    }

    /// With the token that temporary credentials come with: requests have to carry it, signed.
    #[must_use]
    pub fn with_session_token(mut self, token: impl Into<String>) -> Self {
        self.session_token = Some(token.into());
        self
    }

    /// Checks a signature as AWS does, at the time `now`.
    pub(super) fn verify(
        &self,
        scope: Scope<'_>,
        request: Signed<'_>,
        now: Timestamp,
    ) -> Result<(), SignatureError> {
        let headers = request.headers;
        let authorization = Authorization::of(headers)?;
        if authorization.access_key != self.access_key {
            return Err(refused(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            ));
        }
        let date = date_header(headers)?;
        check_time(date, now)?;
        authorization.check_scope(scope, date)?;
        self.check_token(headers, &authorization)?;
        authorization.check_signed_headers(headers)?;
        check_body_hash(headers, request.body)?;
        let expected = signature(self, scope, date, &authorization.signed_headers, request);
        if expected != authorization.signature {
            return Err(invalid(
                "The request signature we calculated does not match the signature you provided.",
            ));
        }
        Ok(())
    }

    fn check_token(&self, headers: &HeaderMap, given: &Authorization<'_>) -> Result<(), SignatureError> {
        let Some(token) = &self.session_token else { return Ok(()) };
        let sent =
            headers.get("x-amz-security-token").is_some_and(|sent| sent.as_bytes() == token.as_bytes());
        if sent && given.signed_headers.contains(&"x-amz-security-token") {
            return Ok(());
        }
        Err(refused("UnrecognizedClientException", "The security token included in the request is invalid."))
    }
}

fn signature(
    credentials: &Credentials,
    scope: Scope<'_>,
    date: &str,
    signed_headers: &[&str],
    request: Signed<'_>,
) -> String {
    let (day, _) = date.split_at(8.min(date.len()));
    let Scope { region, service } = scope;
    let hash = hex(&Hash::hash(canonical_request(request, signed_headers).as_bytes()));
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{day}/{region}/{service}/aws4_request\n{hash}");
    let key = HMAC::mac(day, format!("AWS4{}", credentials.secret_key));
    let key = HMAC::mac(region, key);
    let key = HMAC::mac(service, key);
    let key = HMAC::mac("aws4_request", key);
    hex(&HMAC::mac(to_sign, key))
}

fn date_header(headers: &HeaderMap) -> Result<&str, SignatureError> {
    let date = headers.get("x-amz-date").and_then(|date| date.to_str().ok());
    date.ok_or_else(|| {
        incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    })
}

fn check_time(date: &str, now: Timestamp) -> Result<(), SignatureError> {
    let then = header::seconds(date)
        .ok_or_else(|| incomplete("Date must be in ISO-8601 'basic format'. See section 4.3."))?;
    let now = now.as_millis() / 1000;
    if now.abs_diff(then) <= MAX_SKEW.as_secs() {
        return Ok(());
    }
    let what = if then < now { "Signature expired" } else { "Signature not yet current" };
    Err(invalid(&format!("{what}: {date} is more than 5 min. away from the current time.")))
}

/// A hash that is sent has to be right, even where it is not signed.
fn check_body_hash(headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
    match headers.get("x-amz-content-sha256") {
        Some(sent) if sent != "UNSIGNED-PAYLOAD" && sent.as_bytes() != hex(&Hash::hash(body)).as_bytes() => {
            Err(invalid("The value passed in x-amz-content-sha256 does not match the payload."))
        }
        _ => Ok(()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn refused(kind: &'static str, message: &str) -> SignatureError {
    SignatureError { kind, message: message.to_owned() }
}

fn incomplete(message: &str) -> SignatureError {
    refused("IncompleteSignatureException", message)
}

fn invalid(message: &str) -> SignatureError {
    refused("InvalidSignatureException", message)
}

#[cfg(test)]
mod tests;
