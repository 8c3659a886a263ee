//! Requests to a service of VPC Lattice, with event structure version 2.
//!
//! See "Lambda functions as targets in VPC Lattice" in the VPC Lattice User Guide.

use super::http::body::body_bytes;
pub use super::vpc_lattice_response::VpcLatticeResponse;
use crate::field::event;
use crate::{Headers, Map, Micros, OneOrMany, Timestamp};

event! {
    /// A request to a service; [`VpcLatticeResponse`] answers it.
    pub struct VpcLatticeV2Event = "a request to VPC Lattice in version 2" {
        /// `2.0`.
        pub version: String = "version",
        /// The path.
        pub path: String = "path" required,
        /// The method.
        pub method: String = "method" required,
        /// The headers, with their names in lower case; each with its values as an array, which was a
        /// single text in earlier events.
        pub headers: Headers<OneOrMany<String>> = "headers",
        /// The query parameters, each with its values.
        pub query_string_parameters: Map<OneOrMany<String>> = "queryStringParameters",
        /// What was sent, as text or base64: see `body_bytes()`.
        pub body: Option<String> = "body",
        /// Whether the body is base64.
        pub is_base64_encoded: bool = "isBase64Encoded",
        /// What VPC Lattice knows of the request.
        pub request_context: VpcLatticeRequestContext = "requestContext" required,
    }
}

event! {
    /// What VPC Lattice knows of a request.
    pub struct VpcLatticeRequestContext = "the context of a request to VPC Lattice" {
        /// The ARN of the service network.
        pub service_network_arn: Option<String> = "serviceNetworkArn",
        /// The ARN of the service.
        pub service_arn: Option<String> = "serviceArn",
        /// The ARN of the target group that the function belongs to.
        pub target_group_arn: Option<String> = "targetGroupArn",
        /// Who asks.
        pub identity: VpcLatticeIdentity = "identity",
        /// The region.
        pub region: Option<String> = "region",
        /// When it came, in microseconds, as text.
        pub time_epoch: Option<Timestamp<Micros>> = "timeEpoch",
    }
}

event! {
    /// Who asks; the X.509 fields are those of a certificate of IAM Roles Anywhere.
    pub struct VpcLatticeIdentity = "the identity of who asks VPC Lattice" {
        /// The ARN of the VPC that the request comes from.
        pub source_vpc_arn: Option<String> = "sourceVpcArn",
        /// `AWS_IAM`, for signed requests.
        pub kind: Option<String> = "type",
        /// The ARN of who signed.
        pub principal: Option<String> = "principal",
        /// The organization of who signed.
        pub principal_org_id: Option<String> = "principalOrgID",
        /// The session of who signed.
        pub session_name: Option<String> = "sessionName",
        /// The organizational unit of who issued the certificate.
        pub x509_issuer_ou: Option<String> = "x509IssuerOu",
        /// The alternative DNS name of the certificate.
        pub x509_san_dns: Option<String> = "x509SanDns",
        /// The alternative directory name of the certificate.
        pub x509_san_name_cn: Option<String> = "x509SanNameCn",
        /// The alternative URI of the certificate.
        pub x509_san_uri: Option<String> = "x509SanUri",
        /// The common name of whom the certificate is for.
        pub x509_subject_cn: Option<String> = "x509SubjectCn",
    }
}

body_bytes!(VpcLatticeV2Event);

// === impl VpcLatticeV2Event ===

impl VpcLatticeV2Event {
    /// The value of a header, with its name in any case; the last one where there are several.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.as_slice().last().map(String::as_str)
    }

    /// The value of a query parameter; the last one where there are several.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query_string_parameters.get(name)?.as_slice().last().map(String::as_str)
    }
}
