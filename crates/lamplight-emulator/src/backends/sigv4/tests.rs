//! The vectors that AWS has published, and everything that has to be refused.
//!
//! From `aws-sig-v4-test-suite` (Apache-2.0) and from the example of the IAM user guide, "Elements of a signed
//! request": requests and signatures, copied by hand.

use http::HeaderValue;

use super::*;

const DATE: &str = "20150830T123600Z";
const NOW: Timestamp = Timestamp::from_millis(1_440_938_160_000);
const SUITE: Scope<'_> = Scope { region: "us-east-1", service: "service" };

/// The value of the header `Authorization`, made of what is checked.
fn sign(credentials: &Credentials, service: &str, request: Signed<'_>, signed: &[&str]) -> String {
    let scope = Scope { region: "us-east-1", service };
    let signature = signature(credentials, scope, DATE, signed, request);
    let (key, day, names) = (&credentials.access_key, &DATE[..8], signed.join(";"));
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/{day}/us-east-1/{service}/aws4_request, \
         SignedHeaders={names}, Signature={signature}"
    )
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in list {
        headers.append(*name, HeaderValue::from_static(value));
    }
    headers
}

/// Name, method, URI, headers, the names of those that are signed, body, signature.
type Vector = (
    &'static str,
    Method,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
    &'static str,
);

const HOST: (&str, &str) = ("host", "example.amazonaws.com");
const AT: (&str, &str) = ("x-amz-date", DATE);

fn suite() -> Vec<Vector> {
    let plain = "host;x-amz-date";
    vec![
        (
            "get-vanilla",
            Method::GET,
            "/",
            &[HOST, AT],
            plain,
            "",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "post-vanilla",
            Method::POST,
            "/",
            &[HOST, AT],
            plain,
            "",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
        (
            "get-vanilla-query-order-key-case",
            Method::GET,
            "/?Param2=value2&Param1=value1",
            &[HOST, AT],
            plain,
            "",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "get-slashes and get-relative, which are get-vanilla",
            Method::GET,
            "//example/..//./",
            &[HOST, AT],
            plain,
            "",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "get-header-key-duplicate",
            Method::GET,
            "/",
            &[HOST, ("my-header1", "value2"), ("my-header1", "value2"), ("my-header1", "value1"), AT],
            "host;my-header1;x-amz-date",
            "",
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        ),
        (
            "get-header-value-trim",
            Method::GET,
            "/",
            &[HOST, ("my-header1", " value1"), ("my-header2", " \"a   b   c\""), AT],
            "host;my-header1;my-header2;x-amz-date",
            "",
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        ),
        (
            "post-x-www-form-urlencoded",
            Method::POST,
            "/",
            &[("content-type", "application/x-www-form-urlencoded"), HOST, AT],
            "content-type;host;x-amz-date",
            "Param1=value1",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        ),
    ]
}

#[test]
fn the_vectors_of_the_test_suite_are_signed_and_verified() {
    for (name, method, uri, given, signed, body, signature) in suite() {
        let mut headers = headers(given);
        let uri: Uri = uri.parse().expect("a URI");
        let signed: Vec<&str> = signed.split(';').collect();
        let body = body.as_bytes();
        let request = Signed { method: &method, uri: &uri, headers: &headers, body };
        let value = sign(&credentials(), "service", request, &signed);
        assert!(value.ends_with(&format!("Signature={signature}")), "{name}: {value}");
        headers.insert("authorization", HeaderValue::from_str(&value).expect("text"));
        let request = Signed { method: &method, uri: &uri, headers: &headers, body };
        assert_eq!(credentials().verify(SUITE, request, NOW), Ok(()), "{name}");
    }
}

#[test]
fn the_example_of_the_user_guide_has_its_signature() {
    let uri: Uri = "/?Action=ListUsers&Version=2010-05-08".parse().expect("a URI");
    let list = [
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("host", "iam.amazonaws.com"),
        AT,
    ];
    let signed = ["content-type", "host", "x-amz-date"];
    let headers = headers(&list);
    let request = Signed { method: &Method::GET, uri: &uri, headers: &headers, body: b"" };
    let value = sign(&credentials(), "iam", request, &signed);
    let expected = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    assert!(value.ends_with(expected), "{value}");
}

/// A request that is signed right, after something was done to it.
fn verify(
    credentials: &Credentials,
    now: Timestamp,
    change: impl FnOnce(&mut HeaderMap, &mut Vec<u8>),
) -> Result<(), SignatureError> {
    let (method, uri) = (Method::POST, Uri::from_static("/v1/traces"));
    let mut headers = headers(&[HOST, AT]);
    let mut signed = vec!["host", "x-amz-date"];
    if let Some(token) = &credentials.session_token {
        headers.insert("x-amz-security-token", HeaderValue::from_str(token).expect("text"));
        signed.push("x-amz-security-token");
        signed.sort_unstable();
    }
    let mut body = b"spans".to_vec();
    let request = Signed { method: &method, uri: &uri, headers: &headers, body: &body };
    let value = sign(credentials, "service", request, &signed);
    headers.insert("authorization", HeaderValue::from_str(&value).expect("text"));
    change(&mut headers, &mut body);
    let request = Signed { method: &method, uri: &uri, headers: &headers, body: &body };
    credentials.verify(SUITE, request, now)
}

fn kind(result: Result<(), SignatureError>) -> &'static str {
    result.map_or_else(|error| error.kind, |()| "none")
}

#[test]
fn what_was_changed_after_it_was_signed_is_refused() {
    let me = credentials();
    assert_eq!(verify(&me, NOW, |_, _| {}), Ok(()));
    assert_eq!(kind(verify(&me, NOW, |_, body| body.push(b'!'))), "InvalidSignatureException");
    let other_host = |headers: &mut HeaderMap, _: &mut Vec<u8>| {
        headers.insert("host", HeaderValue::from_static("example.com"));
    };
    assert_eq!(kind(verify(&me, NOW, other_host)), "InvalidSignatureException");
    let unsigned = |headers: &mut HeaderMap, _: &mut Vec<u8>| {
        headers.insert("x-amz-meta", HeaderValue::from_static("x"));
    };
    assert_eq!(kind(verify(&me, NOW, unsigned)), "InvalidSignatureException");
    let wrong_hash = |headers: &mut HeaderMap, _: &mut Vec<u8>| {
        headers.insert("x-amz-content-sha256", HeaderValue::from_static("00"));
    };
    assert_eq!(kind(verify(&me, NOW, wrong_hash)), "InvalidSignatureException");
}

#[test]
fn a_clock_may_be_wrong_by_five_minutes_and_no_second_more() {
    let limit = MAX_SKEW.as_secs() * 1000;
    let now = NOW.as_millis();
    for (at, expected) in [
        (now - limit, "none"),
        (now + limit, "none"),
        (now - limit - 1000, "InvalidSignatureException"),
        (now + limit + 1000, "InvalidSignatureException"),
    ] {
        assert_eq!(kind(verify(&credentials(), Timestamp::from_millis(at), |_, _| {})), expected);
    }
}

#[test]
fn who_is_not_known_and_what_is_not_whole_is_refused() {
    let set = |value: &'static str| {
        move |headers: &mut HeaderMap, _: &mut Vec<u8>| {
            headers.insert("authorization", HeaderValue::from_static(value));
        }
    };
    let me = credentials();
    let gone = |headers: &mut HeaderMap, _: &mut Vec<u8>| _ = headers.remove("authorization");
    assert_eq!(kind(verify(&me, NOW, gone)), "MissingAuthenticationTokenException");
    assert_eq!(kind(verify(&me, NOW, set("Bearer x"))), "IncompleteSignatureException");
    assert_eq!(
        kind(verify(&me, NOW, set("AWS4-HMAC-SHA256 Credential=a/b"))),
        "IncompleteSignatureException"
    );
    let no_date = |headers: &mut HeaderMap, _: &mut Vec<u8>| _ = headers.remove("x-amz-date");
    assert_eq!(kind(verify(&me, NOW, no_date)), "IncompleteSignatureException");
    let stranger = "AWS4-HMAC-SHA256 Credential=AKIDOTHER/20150830/us-east-1/service/aws4_request, \
                    SignedHeaders=host;x-amz-date, Signature=00";
    assert_eq!(kind(verify(&me, NOW, set(stranger))), "UnrecognizedClientException");
    for scope in ["20150830/eu-west-1/service", "20150830/us-east-1/xray", "20150829/us-east-1/service"] {
        let elsewhere = |headers: &mut HeaderMap, _: &mut Vec<u8>| {
            let value = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature=00"
            );
            headers.insert("authorization", HeaderValue::from_str(&value).expect("text"));
        };
        let error = verify(&me, NOW, elsewhere).expect_err("it is for something else");
        assert!(error.message.contains("scoped"), "{error}");
    }
}

#[test]
fn a_session_token_has_to_be_there_and_be_signed() {
    let me = credentials().with_session_token("token");
    assert_eq!(verify(&me, NOW, |_, _| {}), Ok(()));
    let gone = |headers: &mut HeaderMap, _: &mut Vec<u8>| _ = headers.remove("x-amz-security-token");
    assert_eq!(kind(verify(&me, NOW, gone)), "UnrecognizedClientException");
    let other = |headers: &mut HeaderMap, _: &mut Vec<u8>| {
        headers.insert("x-amz-security-token", HeaderValue::from_static("other"));
    };
    assert_eq!(kind(verify(&me, NOW, other)), "UnrecognizedClientException");
}
