//! Requests to an Application Load Balancer.
//!
//! See "Use Lambda functions as targets of an Application Load Balancer" in the User Guide for Application
//! Load Balancers.

use std::borrow::Cow;

use super::http::body::body_bytes;
use super::http::multi_values::header_values;
use super::http::query_string;
use super::http::response::{multi_value_response, response};
use crate::field::event;
use crate::{Headers, Map, StatusCode};

event! {
    /// A request to a load balancer; [`AlbResponse`] answers it.
    ///
    /// Headers and query parameters come with single values, or where the target group has multi-value
    /// headers enabled, with all values, and never with both: [`Self::header`] and [`Self::query_values`]
    /// find them in either.
    pub struct AlbEvent = "a request to a load balancer" {
        /// What the load balancer knows of the request.
        pub request_context: AlbRequestContext = "requestContext" required,
        /// The method.
        pub http_method: String = "httpMethod" required,
        /// The path.
        pub path: String = "path",
        /// The query parameters as they were sent, not decoded; of one that came several times, the last.
        pub query_string_parameters: Map<String> = "queryStringParameters",
        /// The query parameters as they were sent, not decoded, with all their values.
        pub multi_value_query_string_parameters: Map<Vec<String>> = "multiValueQueryStringParameters",
        /// The headers, with their names in lower case; of one that came several times, the last.
        pub headers: Headers = "headers",
        /// The headers with all their values.
        pub multi_value_headers: Headers<Vec<String>> = "multiValueHeaders",
        /// What was sent, as text or base64: see `body_bytes()`.
        pub body: Option<String> = "body",
        /// Whether the body is base64: unless its type is text, JSON, JavaScript or XML, and also where it
        /// has a `content-encoding`.
        pub is_base64_encoded: bool = "isBase64Encoded",
    }
}

event! {
    /// What the load balancer knows of a request.
    pub struct AlbRequestContext = "the context of a request to a load balancer" {
        /// The load balancer.
        pub elb: AlbTarget = "elb",
    }
}

event! {
    /// Where the load balancer sent a request.
    pub struct AlbTarget = "a target of a load balancer" {
        /// The ARN of the target group that the function belongs to.
        pub target_group_arn: Option<String> = "targetGroupArn",
    }
}

event! {
    /// The answer to a request.
    ///
    /// ```
    /// use lamplight_events::sources::alb::{AlbEvent, AlbResponse};
    ///
    /// fn answer(event: &AlbEvent) -> AlbResponse {
    ///     AlbResponse::new(200).with_text("hello").in_the_form_of(event)
    /// }
    /// # let answer = serde_json::to_value(answer(&AlbEvent::default()))?;
    /// # assert_eq!(answer["headers"]["content-type"], "text/plain; charset=utf-8");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Limits
    ///
    /// 1 MB, and as much for the request.
    pub struct AlbResponse = "a response to a load balancer" {
        /// The status code.
        pub status_code: StatusCode = "statusCode",
        /// The status line: `200 OK`.
        pub status_description: Option<String> = "statusDescription",
        /// The headers; ignored where the target group has multi-value headers enabled.
        pub headers: Option<Headers> = "headers",
        /// The headers with all their values; ignored where the target group has multi-value headers
        /// disabled.
        pub multi_value_headers: Option<Headers<Vec<String>>> = "multiValueHeaders",
        /// The body, as text or base64.
        pub body: Option<String> = "body",
        /// Whether the body is base64.
        pub is_base64_encoded: bool = "isBase64Encoded",
    }
}

body_bytes!(AlbEvent);
header_values!(AlbEvent);
response!(AlbResponse);
multi_value_response!(AlbResponse);

// === impl AlbEvent ===

impl AlbEvent {
    /// The value of a query parameter, decoded; the last one where there are several.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<Cow<'_, str>> {
        self.query_values(name).pop()
    }

    /// All values of a query parameter, decoded.
    #[must_use]
    pub fn query_values(&self, name: &str) -> Vec<Cow<'_, str>> {
        let single =
            self.query_string_parameters.iter().map(|(known, value)| (known, std::slice::from_ref(value)));
        let multi = self.multi_value_query_string_parameters.iter().map(|(known, values)| (known, &**values));
        let named = multi.chain(single).find(|(known, _)| query_string::decoded(known) == name);
        let values = named.map_or(&[][..], |(_, values)| values);
        values.iter().map(|value| query_string::decoded(value)).collect()
    }

    /// Whether the target group has multi-value headers enabled.
    #[must_use]
    pub fn has_multi_values(&self) -> bool {
        !self.multi_value_headers.is_empty()
    }
}

// === impl AlbResponse ===

impl AlbResponse {
    /// Puts all headers where the load balancer that sent the event looks for them.
    ///
    /// Without multi-value headers, only the last of several values is sent.
    #[must_use]
    pub fn in_the_form_of(mut self, event: &AlbEvent) -> Self {
        if event.has_multi_values() {
            for (name, value) in self.headers.take().into_iter().flatten() {
                self = self.with_added_header(name, value);
            }
        } else {
            for (name, mut values) in self.multi_value_headers.take().into_iter().flatten() {
                if let Some(value) = values.pop() {
                    self = self.with_header(name, value);
                }
            }
        }
        self
    }
}
