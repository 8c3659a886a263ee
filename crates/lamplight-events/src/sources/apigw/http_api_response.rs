//! What a function answers to an HTTP API with payload format 2.0, and to its function URL.
//!
//! See "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway", section "Lambda function
//! response for format 2.0", in the API Gateway Developer Guide.

use crate::field::event;
use crate::sources::http::response::response;
use crate::{Headers, StatusCode};

event! {
    /// The answer to a request.
    ///
    /// A function that answers with JSON without `statusCode` need not use it: that is sent with status
    /// 200 as `application/json`.
    pub struct ApiGatewayHttpV2Response = "a response to an HTTP API" {
        /// The status code.
        pub status_code: StatusCode = "statusCode",
        /// The headers; several values of one are joined by commas.
        pub headers: Option<Headers> = "headers",
        /// The body, as text or base64.
        pub body: Option<String> = "body",
        /// Whether the body is base64; it is then decoded.
        pub is_base64_encoded: bool = "isBase64Encoded",
        /// What to set as cookies: each becomes a `Set-Cookie` header.
        pub cookies: Option<Vec<String>> = "cookies",
    }
}

response!(ApiGatewayHttpV2Response);

// === impl ApiGatewayHttpV2Response ===

impl ApiGatewayHttpV2Response {
    /// Adds a cookie, as the value of `Set-Cookie`: `name=value; Secure; HttpOnly`.
    #[must_use]
    pub fn with_cookie(mut self, cookie: impl Into<String>) -> Self {
        self.cookies.get_or_insert_default().push(cookie.into());
        self
    }
}
