//! Responses on their way through CloudFront, and what a function answers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::request::{BASE64, TEXT};
use super::{CloudFrontHeader, CloudFrontRequest};
use crate::field::event;
use crate::sources::http::body;
use crate::{Headers, Quoted, StatusCode};

event! {
    /// A response: of the origin, or one that a function gives in its place.
    ///
    /// # Limits
    ///
    /// With its body, which a function cannot see but may replace: 40 KB for events of viewers, 1 MB for
    /// those of origins.
    pub struct CloudFrontResponse = "a CloudFront response" {
        /// The body that a function gives.
        pub body: Option<String> = "body",
        /// Whether that is `text` or `base64`; text where it is absent.
        pub body_encoding: Option<String> = "bodyEncoding",
        /// The headers, under their names in lower case.
        pub headers: Headers<Vec<CloudFrontHeader>> = "headers",
        /// The status code, as text.
        pub status: Option<Quoted<u16>> = "status",
        /// What stands behind the status code: `OK`.
        pub status_description: Option<String> = "statusDescription",
    }
}

/// What a function answers to CloudFront.
///
/// ```
/// use lamplight_events::sources::cloudfront_lambda_edge::{
///     CloudFrontEdgeEvent, CloudFrontResponse, CloudFrontResult,
/// };
///
/// fn answer(event: CloudFrontEdgeEvent) -> Option<CloudFrontResult> {
///     let mut request = event.into_cf()?.request;
///     if request.uri == "/old" {
///         return Some(CloudFrontResponse::new(301).with_header("Location", "/new").into());
///     }
///     request.set_header("X-Edge", "yes");
///     Some(request.into())
/// }
/// # let event = serde_json::from_str(r#"{"Records":[{"cf":{"request":{"uri":"/old"}}}]}"#)?;
/// # let json = r#"{"headers":{"location":[{"key":"Location","value":"/new"}]},"status":"301"}"#;
/// # assert_eq!(serde_json::to_string(&answer(event))?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(untagged))]
#[expect(clippy::large_enum_variant, reason = "there is one of them, and it is written at once")]
pub enum CloudFrontResult {
    /// Go on with this request: of the events of requests.
    Request(CloudFrontRequest),
    /// Answer with this response, or go on with it.
    Response(CloudFrontResponse),
}

// === impl CloudFrontResponse ===

impl CloudFrontResponse {
    /// A response with a status code, and nothing else.
    #[must_use]
    pub fn new(status: impl Into<StatusCode>) -> Self {
        Self { status: Some(Quoted::as_text(status.into().0)), ..Self::default() }
    }

    /// The value of a header, with its name in any case; the last one where there are several.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.last().map(|header| header.value.as_str())
    }

    /// Sets a header, in the place of those of its name.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.headers.insert(name.to_ascii_lowercase(), vec![CloudFrontHeader::new(name, value)]);
        self
    }

    /// Sets the body to text.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.body = Some(text.into());
        self.body_encoding = Some(TEXT.to_owned());
        self
    }

    /// Sets the body to bytes, which are sent as base64.
    #[must_use]
    pub fn with_bytes(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.body = Some(body::base64(bytes.as_ref()));
        self.body_encoding = Some(BASE64.to_owned());
        self
    }
}

// === impl CloudFrontResult ===

impl From<CloudFrontRequest> for CloudFrontResult {
    fn from(request: CloudFrontRequest) -> Self {
        Self::Request(request)
    }
}

impl From<CloudFrontResponse> for CloudFrontResult {
    fn from(response: CloudFrontResponse) -> Self {
        Self::Response(response)
    }
}

impl Serialize for CloudFrontResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Request(request) => request.serialize(serializer),
            Self::Response(response) => response.serialize(serializer),
        }
    }
}

/// What has a `status` is a response.
impl<'de> Deserialize<'de> for CloudFrontResult {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let is_response = value.get("status").is_some();
        let result = if is_response {
            CloudFrontResponse::deserialize(value).map(Self::Response)
        } else {
            CloudFrontRequest::deserialize(value).map(Self::Request)
        };
        result.map_err(serde::de::Error::custom)
    }
}
