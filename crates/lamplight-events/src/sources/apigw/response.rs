//! What a function answers to API Gateway: REST APIs, WebSocket APIs, and HTTP APIs with payload format
//! 1.0.
//!
//! See "Lambda proxy integrations in API Gateway", section "Output format of a Lambda function for proxy
//! integration", in the API Gateway Developer Guide.

use crate::field::event;
use crate::sources::http::response::{multi_value_response, response};
use crate::{Headers, StatusCode};

event! {
    /// The answer to a request.
    ///
    /// # Limits
    ///
    /// 10 MB with REST and HTTP APIs, and Lambda's 6 MB of a whole response. WebSocket APIs look at the
    /// status code alone, unless the route has a route response.
    pub struct ApiGatewayResponse = "a response to API Gateway" {
        /// The status code.
        pub status_code: StatusCode = "statusCode",
        /// The headers.
        pub headers: Option<Headers> = "headers",
        /// Headers with several values; those of `headers` are added.
        pub multi_value_headers: Option<Headers<Vec<String>>> = "multiValueHeaders",
        /// The body, as text or base64.
        pub body: Option<String> = "body",
        /// Whether the body is base64; REST APIs decode it only for the binary media types of the API.
        pub is_base64_encoded: bool = "isBase64Encoded",
    }
}

response!(ApiGatewayResponse);
multi_value_response!(ApiGatewayResponse);
