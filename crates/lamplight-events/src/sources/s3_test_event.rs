//! What S3 sends to a topic or a queue when it is told to notify it.
//!
//! See "Granting permissions to publish event notification messages to a destination" in the Amazon S3 User
//! Guide.

use crate::field::event;
use crate::{Seconds, Timestamp};

event! {
    /// Nothing happened; S3 only tries whether it can send.
    pub struct S3TestEvent = "an S3 test event" {
        /// `Amazon S3`.
        pub service: Option<String> = "Service",
        /// `s3:TestEvent`.
        pub event: String = "Event" required,
        /// When it was sent.
        pub time: Option<Timestamp<Seconds>> = "Time",
        /// The name of the bucket.
        pub bucket: Option<String> = "Bucket",
        /// The id of the request that configured it.
        pub request_id: Option<String> = "RequestId",
        /// The host of S3 that answered that request.
        pub host_id: Option<String> = "HostId",
    }
}
