//! A request's signature (IAM User Guide, "Create a signed AWS API request").

use hmac_sha256::{HMAC, Hash};

use super::{Credentials, canonical};
use crate::clock::Timestamp;
use crate::trace::write_hex;

/// What is signed of a request, besides its headers.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Such as `POST`.
    pub method: &'a str,
    /// As it is sent, without the query.
    pub path: &'a str,
    /// As it is sent, without the question mark.
    pub query: &'a str,
    /// As it is sent: compressed, where it is.
    pub body: &'a [u8],
}

/// Where a signature holds.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Such as `eu-west-1`.
    pub region: &'a str,
    /// The name that the service signs with, such as `xray`.
    pub service: &'a str,
}

/// Headers that a signed request has besides those that were signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    date: String,
    authorization: String,
}

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

// === impl Credentials ===

impl Credentials {
    /// Signs a request that is sent now. The headers have to be sent as they are here, `host` among them; the date and
    /// the token, which are signed as well, are not to be among them, and are to be sent.
    #[must_use]
    pub fn sign(
        &self,
        request: &Request<'_>,
        headers: &[(&str, &str)],
        scope: Scope<'_>,
        now: Timestamp,
    ) -> Signature {
        let date: String =
            now.rfc3339().as_str()[..19].chars().filter(|c| !"-:".contains(*c)).chain(['Z']).collect();
        let mut headers = headers.to_vec();
        headers.push(("x-amz-date", &date));
        headers.extend(self.token().map(|token| ("x-amz-security-token", token)));
        let headers = canonical::headers(&headers);
        let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(";");

        let canonical = canonical_request(request, &headers, &names);
        let Scope { region, service } = scope;
        let scope = format!("{}/{region}/{service}/aws4_request", &date[..8]);
        let to_sign = format!("{ALGORITHM}\n{date}\n{scope}\n{}", hex(&Hash::hash(canonical.as_bytes())));
        let key = [&date[..8], region, service, "aws4_request"]
            .iter()
            .fold(format!("AWS4{}", self.secret).into_bytes(), |key, part| HMAC::mac(part, key).to_vec());
        let signature = hex(&HMAC::mac(to_sign, key));
        let authorization = format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.key_id
        );
        Signature { date, authorization }
    }
}

fn canonical_request(request: &Request<'_>, headers: &[(String, String)], names: &str) -> String {
    let mut canonical = format!("{}\n", request.method);
    canonical::path(&mut canonical, request.path);
    canonical.push('\n');
    canonical::query(&mut canonical, request.query);
    canonical.push('\n');
    for (name, value) in headers {
        canonical.push_str(name);
        canonical.push(':');
        canonical.push_str(value);
        canonical.push('\n');
    }
    canonical.push('\n');
    canonical.push_str(names);
    canonical.push('\n');
    canonical.push_str(&hex(&Hash::hash(request.body)));
    canonical
}

fn hex(hash: &[u8; 32]) -> String {
    let mut digits = [0; 64];
    write_hex(hash, &mut digits);
    digits.iter().copied().map(char::from).collect()
}

// === impl Signature ===

impl Signature {
    /// The value of the header `x-amz-date`.
    #[must_use]
    pub fn date(&self) -> &str {
        &self.date
    }

    /// The value of the header `authorization`.
    #[must_use]
    pub fn authorization(&self) -> &str {
        &self.authorization
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A request of AWS's suite, taken apart.
    struct Example<'a> {
        name: &'a str,
        request: Request<'a>,
        headers: Vec<(&'a str, &'a str)>,
    }

    fn examples() -> impl Iterator<Item = Example<'static>> {
        let parts = include_str!("suite.txt").split("=== ").skip(1);
        parts.map(|part| {
            let (name, request) = part.trim_end_matches('\n').split_once('\n').expect("a name");
            let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
            let (first, headers) = head.split_once('\n').expect("headers");
            let (method, target) = first.split_once(' ').expect("a target");
            let target = target.strip_suffix(" HTTP/1.1").expect("a version");
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            let headers = headers.lines().map(|line| line.split_once(':').expect("a value")).collect();
            Example { name, request: Request { method, path, query, body: body.as_bytes() }, headers }
        })
    }

    #[test]
    fn signs_as_aws_does_in_its_own_examples() {
        let mut count = 0;
        for Example { name, request, mut headers } in examples() {
            let mut take = |wanted: &str| {
                let at = headers.iter().position(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
                Some(headers.remove(at).1)
            };
            let expected = take("authorization").expect("a signature");
            let date = take("x-amz-date").expect("a date");
            let token = take("x-amz-security-token").map(str::to_owned);
            // Put on the request by others on the way, after it was signed.
            let is_signed =
                expected.split_once("SignedHeaders=").expect("names").1.contains("x-amz-security-token");
            let credentials = Credentials::new(
                "AKIDEXAMPLE",
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                token.filter(|_| is_signed),
            );
            let scope = Scope { region: "us-east-1", service: "service" };
            let now = crate::date::parse("2015-08-30T12:36:00Z").expect("a date");
            let signature = credentials.sign(&request, &headers, scope, now);
            assert_eq!((signature.date(), signature.authorization()), (date, expected), "{name}");
            count += 1;
        }
        assert_eq!(count, 30);
    }

    #[test]
    fn what_was_encoded_before_is_encoded_once_more_in_a_path_but_not_in_a_query() {
        let mut out = String::new();
        canonical::path(&mut out, "/a%20b");
        canonical::query(&mut out, "b=%20&a");
        assert_eq!(out, "/a%2520ba=&b=%20");
    }
}
