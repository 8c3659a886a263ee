//! Where CloudFront gets what it does not have.

use super::CloudFrontHeader;
use crate::Headers;
use crate::field::event;

event! {
    /// An origin: one of these is there.
    pub struct CloudFrontOrigin = "a CloudFront origin" {
        /// A server.
        pub custom: Option<CloudFrontCustomOrigin> = "custom",
        /// A bucket.
        pub s3: Option<CloudFrontS3Origin> = "s3",
    }
}

event! {
    /// A server, which may be a bucket that is a web site.
    pub struct CloudFrontCustomOrigin = "a custom origin of CloudFront" {
        /// Headers that CloudFront adds.
        pub custom_headers: Headers<Vec<CloudFrontHeader>> = "customHeaders",
        /// The domain name.
        pub domain_name: String = "domainName",
        /// How many seconds an idle connection stays.
        pub keepalive_timeout: Option<u32> = "keepaliveTimeout",
        /// What is put in front of the path; empty, or with a slash at its start and none at its end.
        pub path: String = "path",
        /// The port: 80, 443, or 1024 to 65535.
        pub port: Option<u16> = "port",
        /// `http` or `https`.
        pub protocol: Option<String> = "protocol",
        /// How many seconds the server may take until it answers.
        pub read_timeout: Option<u32> = "readTimeout",
        /// How many seconds the server may take until all of its answer is there.
        pub response_completion_timeout: Option<u32> = "responseCompletionTimeout",
        /// The least versions of TLS: `TLSv1.2`.
        pub ssl_protocols: Vec<String> = "sslProtocols",
    }
}

event! {
    /// A bucket.
    pub struct CloudFrontS3Origin = "an S3 origin of CloudFront" {
        /// How CloudFront proves who it is: `origin-access-identity`, `none`.
        pub auth_method: Option<String> = "authMethod",
        /// Headers that CloudFront adds.
        pub custom_headers: Headers<Vec<CloudFrontHeader>> = "customHeaders",
        /// The domain name.
        pub domain_name: String = "domainName",
        /// What is put in front of the path; empty, or with a slash at its start and none at its end.
        pub path: String = "path",
        /// How many seconds the bucket may take until it answers.
        pub read_timeout: Option<u32> = "readTimeout",
        /// The region of the bucket; needed with `origin-access-identity`.
        pub region: Option<String> = "region",
        /// How many seconds the bucket may take until all of its answer is there.
        pub response_completion_timeout: Option<u32> = "responseCompletionTimeout",
    }
}
