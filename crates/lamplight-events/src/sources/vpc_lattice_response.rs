//! What a function answers to VPC Lattice.
//!
//! See "Lambda functions as targets in VPC Lattice", section "Respond to the VPC Lattice service", in the
//! VPC Lattice User Guide.

use super::http::response::response;
use crate::field::event;
use crate::{Headers, StatusCode};

event! {
    /// The answer to a request.
    ///
    /// # Limits
    ///
    /// 6 MB.
    pub struct VpcLatticeResponse = "a response to VPC Lattice" {
        /// Whether the body is base64.
        pub is_base64_encoded: bool = "isBase64Encoded",
        /// The status code.
        pub status_code: StatusCode = "statusCode",
        /// The status line: `200 OK`.
        pub status_description: Option<String> = "statusDescription",
        /// The headers.
        pub headers: Option<Headers> = "headers",
        /// The body, as text or base64.
        pub body: Option<String> = "body",
    }
}

response!(VpcLatticeResponse);
