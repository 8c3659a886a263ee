//! Requests and responses on their way through CloudFront: Lambda@Edge.
//!
//! See "Lambda@Edge event structure" in the CloudFront Developer Guide.

mod origin;
mod request;
mod response;

pub use self::origin::{CloudFrontCustomOrigin, CloudFrontOrigin, CloudFrontS3Origin};
pub use self::request::{CloudFrontBody, CloudFrontRequest};
pub use self::response::{CloudFrontResponse, CloudFrontResult};
use crate::field::{event, words};

event! {
    /// One request, or one response with its request; [`CloudFrontResult`] answers it.
    pub struct CloudFrontEdgeEvent = "a CloudFront event" {
        /// Always one: see [`Self::cf`].
        pub records: Vec<CloudFrontRecord> = "Records" required,
    }
}

event! {
    /// What happens at an edge.
    pub struct CloudFrontRecord = "a record of a CloudFront event" {
        /// It.
        pub cf: CloudFront = "cf" required,
    }
}

event! {
    /// A request, or a response with its request, and where it is.
    pub struct CloudFront = "the part of CloudFront in its event" {
        /// The distribution and the kind of event.
        pub config: CloudFrontConfig = "config",
        /// The request.
        pub request: CloudFrontRequest = "request",
        /// The response, for the events of responses.
        pub response: Option<CloudFrontResponse> = "response",
    }
}

event! {
    /// The distribution and the kind of event.
    pub struct CloudFrontConfig = "the configuration of a CloudFront event" {
        /// The domain name of the distribution.
        pub distribution_domain_name: Option<String> = "distributionDomainName",
        /// The id of the distribution.
        pub distribution_id: Option<String> = "distributionId",
        /// Where on its way the request or the response is.
        pub event_type: Option<CloudFrontEventType> = "eventType",
        /// The id of the request; absent from events of an origin's requests, where CloudFront may ask for
        /// several viewers.
        pub request_id: Option<String> = "requestId",
    }
}

event! {
    /// A header.
    pub struct CloudFrontHeader = "a CloudFront header" {
        /// The name as it is written; without it, as the key of the list has it.
        pub key: Option<String> = "key",
        /// The value.
        pub value: String = "value",
    }
}

words! {
    /// Where on its way a request or a response is.
    pub enum CloudFrontEventType {
        /// A viewer's request came.
        ViewerRequest = "viewer-request",
        /// A request is about to be sent to the origin.
        OriginRequest = "origin-request",
        /// The origin's response came.
        OriginResponse = "origin-response",
        /// A response is about to be sent to the viewer.
        ViewerResponse = "viewer-response",
    }
}

// === impl CloudFrontEdgeEvent ===

impl CloudFrontEdgeEvent {
    /// What happens, of the one record; `None` where there is none.
    #[must_use]
    pub fn cf(&self) -> Option<&CloudFront> {
        self.records.first().map(|record| &record.cf)
    }

    /// What happens, taken out: to change the request, and to answer with it.
    #[must_use]
    pub fn into_cf(self) -> Option<CloudFront> {
        self.records.into_iter().next().map(|record| record.cf)
    }
}

// === impl CloudFrontHeader ===

impl CloudFrontHeader {
    /// A header.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: Some(name.into()), value: value.into(), ..Self::default() }
    }
}
