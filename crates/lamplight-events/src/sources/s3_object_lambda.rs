//! Requests to an S3 Object Lambda access point.
//!
//! See "Event context format and usage" in the Amazon S3 User Guide. The answer to a `GetObject` is not what
//! the function returns: it is sent with the operation `WriteGetObjectResponse`.

use crate::field::event;
use crate::{Headers, Quoted, Secret};

event! {
    /// A request.
    pub struct S3ObjectLambdaEvent = "an S3 Object Lambda event" {
        /// The id of the request.
        pub x_amz_request_id: String = "xAmzRequestId" required,
        /// Of a `GetObject`.
        pub get_object_context: Option<S3GetObjectContext> = "getObjectContext",
        /// Of a `HeadObject`.
        pub head_object_context: Option<S3InputContext> = "headObjectContext",
        /// Of a `ListObjects`.
        pub list_objects_context: Option<S3InputContext> = "listObjectsContext",
        /// Of a `ListObjectsV2`.
        pub list_objects_v2_context: Option<S3InputContext> = "listObjectsV2Context",
        /// The access point.
        pub configuration: Option<S3ObjectLambdaConfiguration> = "configuration",
        /// What was asked for.
        pub user_request: Option<S3UserRequest> = "userRequest",
        /// Who asked for it.
        pub user_identity: Option<S3UserIdentity> = "userIdentity",
        /// The version of this structure: `1.00`, `1.01`.
        pub protocol_version: Option<String> = "protocolVersion",
    }
}

event! {
    /// Where the object is, and where it goes.
    pub struct S3GetObjectContext = "the context of a GetObject" {
        /// A presigned URL of the object; it may have signed headers.
        pub input_s3_url: String = "inputS3Url",
        /// What `WriteGetObjectResponse` takes as the route.
        pub output_route: String = "outputRoute",
        /// What `WriteGetObjectResponse` takes as the token.
        pub output_token: Secret = "outputToken",
    }
}

event! {
    /// Where the original answer is.
    pub struct S3InputContext = "the context of a request" {
        /// A presigned URL that gives it.
        pub input_s3_url: String = "inputS3Url",
    }
}

event! {
    /// The access point.
    pub struct S3ObjectLambdaConfiguration = "the configuration of an access point" {
        /// The ARN of the Object Lambda access point.
        pub access_point_arn: Option<String> = "accessPointArn",
        /// The ARN of the access point behind it.
        pub supporting_access_point_arn: Option<String> = "supportingAccessPointArn",
        /// What the access point is configured to give along, as text.
        pub payload: Option<String> = "payload",
    }
}

event! {
    /// What was asked for.
    pub struct S3UserRequest = "a user request" {
        /// The URL, without what signs it.
        pub url: String = "url",
        /// The headers, without those that authorise it; several of one name have commas between them.
        pub headers: Headers = "headers",
    }
}

event! {
    /// Who asked for it, as CloudTrail says.
    pub struct S3UserIdentity = "a user identity" {
        /// `IAMUser`, `AssumedRole` and others.
        pub kind: Option<String> = "type",
        /// What no other has.
        pub principal_id: Option<String> = "principalId",
        /// The ARN.
        pub arn: Option<String> = "arn",
        /// The account.
        pub account_id: Option<String> = "accountId",
        /// The id of the access key.
        pub access_key_id: Option<String> = "accessKeyId",
        /// The name of a user.
        pub user_name: Option<String> = "userName",
        /// The service that asked on behalf of someone.
        pub invoked_by: Option<String> = "invokedBy",
        /// Of temporary credentials.
        pub session_context: Option<S3SessionContext> = "sessionContext",
    }
}

event! {
    /// Of temporary credentials.
    pub struct S3SessionContext = "a session context" {
        /// How they were made.
        pub attributes: Option<S3SessionAttributes> = "attributes",
        /// Who has them.
        pub session_issuer: Option<S3SessionIssuer> = "sessionIssuer",
    }
}

event! {
    /// How temporary credentials were made.
    pub struct S3SessionAttributes = "the attributes of a session" {
        /// Whether it was with another factor.
        pub mfa_authenticated: Option<Quoted<bool>> = "mfaAuthenticated",
        /// When: in the form of ISO 8601, or `Wed Mar 10 23:41:52 UTC 2021`.
        pub creation_date: Option<String> = "creationDate",
    }
}

event! {
    /// Who has temporary credentials.
    pub struct S3SessionIssuer = "the issuer of a session" {
        /// `Role`, `User` or `Root`.
        pub kind: Option<String> = "type",
        /// What no other has.
        pub principal_id: Option<String> = "principalId",
        /// The ARN.
        pub arn: Option<String> = "arn",
        /// The account.
        pub account_id: Option<String> = "accountId",
        /// The name of the role or user.
        pub user_name: Option<String> = "userName",
    }
}
