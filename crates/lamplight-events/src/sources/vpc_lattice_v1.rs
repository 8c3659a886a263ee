//! Requests to a service of VPC Lattice, with event structure version 1.
//!
//! See "Lambda functions as targets in VPC Lattice" in the VPC Lattice User Guide.

use super::http::body::body_bytes;
pub use super::vpc_lattice_response::VpcLatticeResponse;
use crate::field::event;
use crate::{Headers, Map};

event! {
    /// A request to a service; [`VpcLatticeResponse`] answers it.
    pub struct VpcLatticeV1Event = "a request to VPC Lattice in version 1" {
        /// The path, with the query string where there is one.
        pub raw_path: String = "raw_path" required,
        /// The method.
        pub method: String = "method" required,
        /// The headers, with their names in lower case and their values joined by commas.
        pub headers: Headers = "headers",
        /// The query parameters.
        pub query_string_parameters: Map<String> = "query_string_parameters",
        /// What was sent, as text or base64: see `body_bytes()`.
        pub body: Option<String> = "body",
        /// Whether the body is base64.
        pub is_base64_encoded: bool = "is_base64_encoded",
    }
}

body_bytes!(VpcLatticeV1Event);
