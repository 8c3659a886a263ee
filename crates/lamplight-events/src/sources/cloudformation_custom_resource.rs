//! CloudFormation makes, changes or deletes a custom resource.
//!
//! See "Custom resource request objects" and "Custom resource response objects" in the AWS CloudFormation
//! User Guide.

use serde::Serialize;

use crate::RawJson;
use crate::field::{event, words};

/// How long a response may be, in bytes of JSON.
pub const MOST_RESPONSE_BYTES: usize = 4096;

event! {
    /// A resource is to be made, changed or deleted.
    ///
    /// The answer does not go back to Lambda: it is put to [`response_url`](Self::response_url) as a
    /// [`CloudFormationResponse`]. Until then the stack waits, for an hour if nothing else is said.
    pub struct CloudFormationCustomResourceEvent = "the request for a CloudFormation custom resource" {
        /// What is to be done.
        pub request_type: Option<CloudFormationRequestType> = "RequestType" required,
        /// The ARN of the function.
        pub service_token: Option<String> = "ServiceToken",
        /// The address that the response is to be put to, with an empty `content-type`. There is none
        /// where another function answers, as with the provider framework of the AWS CDK.
        pub response_url: Option<String> = "ResponseURL",
        /// The ARN of the stack.
        pub stack_id: String = "StackId",
        /// Tells the request from others of the stack.
        pub request_id: String = "RequestId",
        /// The name of the resource in the template.
        pub logical_resource_id: String = "LogicalResourceId",
        /// The id that the function gave the resource when it made it; none at `Create`.
        pub physical_resource_id: Option<String> = "PhysicalResourceId",
        /// `AWS::CloudFormation::CustomResource`, or a name that begins with `Custom::`.
        pub resource_type: Option<String> = "ResourceType",
        /// The properties in the template, with `ServiceToken`. Numbers and flags come as text.
        pub resource_properties: RawJson = "ResourceProperties",
        /// At `Update`: the properties until now.
        pub old_resource_properties: Option<RawJson> = "OldResourceProperties",
    }
}

words! {
    /// What is to be done with a resource.
    pub enum CloudFormationRequestType {
        /// It is to be made.
        Create = "Create",
        /// It is to be changed; it may be replaced, by answering with another physical id.
        Update = "Update",
        /// It is to be deleted.
        Delete = "Delete",
    }
}

event! {
    /// How it went: what is put to the response URL, at most [`MOST_RESPONSE_BYTES`] long.
    ///
    /// ```
    /// use lamplight_events::sources::cloudformation_custom_resource::{
    ///     CloudFormationCustomResourceEvent, CloudFormationResponse,
    /// };
    ///
    /// let request: CloudFormationCustomResourceEvent = serde_json::from_str(
    ///     r#"{"RequestType":"Create","StackId":"s","RequestId":"r","LogicalResourceId":"Table"}"#,
    /// )?;
    /// let response = CloudFormationResponse::success(&request, "table-1");
    /// assert_eq!(
    ///     serde_json::to_string(&response)?,
    ///     r#"{"Status":"SUCCESS","PhysicalResourceId":"table-1","StackId":"s","RequestId":"r","LogicalResourceId":"Table"}"#,
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct CloudFormationResponse = "the response of a CloudFormation custom resource" {
        /// Whether it went well.
        pub status: Option<CloudFormationStatus> = "Status" required,
        /// Why it did not, in words for people; needed where it failed.
        pub reason: Option<String> = "Reason",
        /// The id of the resource: what comes with each later request. Another one at `Update` makes
        /// CloudFormation delete the resource of the one before.
        pub physical_resource_id: String = "PhysicalResourceId",
        /// As it came.
        pub stack_id: String = "StackId",
        /// As it came.
        pub request_id: String = "RequestId",
        /// As it came.
        pub logical_resource_id: String = "LogicalResourceId",
        /// Whether the data is to be masked where it is shown.
        pub no_echo: Option<bool> = "NoEcho",
        /// What `Fn::GetAtt` finds: an object.
        pub data: Option<RawJson> = "Data",
    }
}

words! {
    /// Whether it went well.
    pub enum CloudFormationStatus {
        /// It did.
        Success = "SUCCESS",
        /// It did not.
        Failed = "FAILED",
    }
}

// === impl CloudFormationResponse ===

impl CloudFormationResponse {
    /// It went well, and this is the resource's id.
    #[must_use]
    pub fn success(
        request: &CloudFormationCustomResourceEvent,
        physical_resource_id: impl Into<String>,
    ) -> Self {
        Self::of(request, CloudFormationStatus::Success, physical_resource_id.into())
    }

    /// It did not go well.
    ///
    /// The physical id is the one that the resource has. One that was never made is given its request's id,
    /// since CloudFormation asks for some: it comes with the `Delete` that follows, where nothing is to be
    /// deleted.
    #[must_use]
    pub fn failed(request: &CloudFormationCustomResourceEvent, reason: impl Into<String>) -> Self {
        let id = request.physical_resource_id.as_ref().unwrap_or(&request.request_id).clone();
        Self { reason: Some(reason.into()), ..Self::of(request, CloudFormationStatus::Failed, id) }
    }

    /// With what `Fn::GetAtt` finds.
    ///
    /// # Errors
    ///
    /// Where it cannot be written as JSON.
    pub fn with_data<T: Serialize + ?Sized>(mut self, data: &T) -> Result<Self, serde_json::Error> {
        self.data = Some(RawJson::write(data)?);
        Ok(self)
    }

    /// With data that is masked where it is shown.
    #[must_use]
    pub fn with_no_echo(mut self) -> Self {
        self.no_echo = Some(true);
        self
    }

    fn of(
        request: &CloudFormationCustomResourceEvent,
        status: CloudFormationStatus,
        physical_resource_id: String,
    ) -> Self {
        Self {
            status: Some(status),
            physical_resource_id,
            stack_id: request.stack_id.clone(),
            request_id: request.request_id.clone(),
            logical_resource_id: request.logical_resource_id.clone(),
            ..Self::default()
        }
    }
}
