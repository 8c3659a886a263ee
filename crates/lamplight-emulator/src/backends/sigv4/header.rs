//! The header `Authorization`, and the time of a request.

use http::{HeaderMap, header};

use super::{Scope, SignatureError, incomplete, invalid, refused};

/// What the header `Authorization` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Authorization<'a> {
    pub(super) access_key: &'a str,
    day: &'a str,
    region: &'a str,
    service: &'a str,
    pub(super) signed_headers: Vec<&'a str>,
    pub(super) signature: &'a str,
}

// === impl Authorization ===

impl<'a> Authorization<'a> {
    pub(super) fn of(headers: &'a HeaderMap) -> Result<Self, SignatureError> {
        let missing = || refused("MissingAuthenticationTokenException", "Missing Authentication Token");
        let value = headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
        let value = value.to_str().map_err(|_| incomplete("Authorization header is not text."))?;
        let fields = value
            .strip_prefix("AWS4-HMAC-SHA256 ")
            .ok_or_else(|| incomplete("Authorization header does not begin with AWS4-HMAC-SHA256."))?;
        let field = |name: &str| {
            let mut fields = fields.split(',').filter_map(|field| field.trim().split_once('='));
            let found = fields.find(|(key, _)| *key == name).map(|(_, value)| value);
            found.ok_or_else(|| incomplete(&format!("Authorization header requires '{name}' parameter.")))
        };
        let credential: Vec<&str> = field("Credential")?.split('/').collect();
        let [access_key, day, region, service, "aws4_request"] = credential[..] else {
            return Err(incomplete("Credential must have 5 elements, the last 'aws4_request'."));
        };
        let signed_headers = field("SignedHeaders")?.split(';').collect();
        Ok(Self { access_key, day, region, service, signed_headers, signature: field("Signature")? })
    }

    pub(super) fn check_scope(&self, scope: Scope<'_>, date: &str) -> Result<(), SignatureError> {
        let checks = [
            (self.region, scope.region, "a valid region"),
            (self.service, scope.service, "correct service"),
            (self.day, date.get(..8).unwrap_or_default(), "the date of the request"),
        ];
        match checks.iter().find(|(given, wanted, _)| given != wanted) {
            Some((given, wanted, what)) => {
                let message = format!("Credential should be scoped to {what}: '{wanted}', not '{given}'.");
                Err(invalid(&message))
            }
            None => Ok(()),
        }
    }

    /// `host` and everything that begins with `x-amz-` has to be signed, and be there.
    pub(super) fn check_signed_headers(&self, headers: &HeaderMap) -> Result<(), SignatureError> {
        let amazon = headers.keys().map(http::HeaderName::as_str).filter(|name| name.starts_with("x-amz-"));
        // Not signed by everybody, and checked on its own.
        let amazon = amazon.filter(|name| *name != "x-amz-content-sha256");
        for name in amazon.chain(["host"]) {
            if !self.signed_headers.contains(&name) {
                return Err(invalid(&format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.")));
            }
        }
        for name in &self.signed_headers {
            if !headers.contains_key(*name) {
                return Err(invalid(&format!("'{name}' is signed, and not in the request.")));
            }
        }
        Ok(())
    }
}

/// Seconds since the epoch of `20150830T123600Z`.
pub(super) fn seconds(date: &str) -> Option<u64> {
    let bytes = date.as_bytes();
    if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let number = |from: usize, to: usize| date.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(9, 11)?, number(11, 13)?, number(13, 15)?);
    if year < 1970
        || !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    // Days since the epoch: <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    Some(((days - 719_468) * 24 + hour) * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_seconds_since_the_epoch() {
        for (date, expected) in [
            ("19700101T000000Z", Some(0)),
            ("20150830T123600Z", Some(1_440_938_160)),
            ("20240229T235959Z", Some(1_709_251_199)),
            ("2015-08-30T12:36", None),
            ("20151330T123600Z", None),
            ("20150830T123600", None),
            ("2015083éT123600Z", None),
        ] {
            assert_eq!(seconds(date), expected, "{date}");
        }
    }
}
