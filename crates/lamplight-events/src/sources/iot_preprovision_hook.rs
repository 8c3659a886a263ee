//! A hook of AWS IoT before a device is provisioned.
//!
//! See "Pre-provisioning hooks" in the AWS IoT Core Developer Guide.

use crate::Map;
use crate::field::event;

event! {
    /// A device wants to be provisioned. The function answers within five seconds.
    pub struct IotPreprovisionHookEvent = "an event of an IoT pre-provisioning hook" {
        /// The id of the certificate that the device claims provisioning with.
        pub claim_certificate_id: Option<String> = "claimCertificateId",
        /// The id of the certificate that the device gets.
        pub certificate_id: Option<String> = "certificateId",
        /// The certificate that the device gets, as PEM.
        pub certificate_pem: Option<String> = "certificatePem",
        /// The ARN of the template.
        pub template_arn: Option<String> = "templateArn" required,
        /// The id of the client.
        pub client_id: Option<String> = "clientId",
        /// What the device says for the parameters of the template.
        pub parameters: Map<String> = "parameters",
    }
}

event! {
    /// Whether a device is provisioned.
    ///
    /// ```
    /// use lamplight_events::sources::iot_preprovision_hook::IotPreprovisionHookResponse;
    ///
    /// let response = IotPreprovisionHookResponse::allow().with_parameter("DeviceLocation", "Seattle");
    /// assert_eq!(
    ///     serde_json::to_string(&response)?,
    ///     r#"{"allowProvisioning":true,"parameterOverrides":{"DeviceLocation":"Seattle"}}"#
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct IotPreprovisionHookResponse = "the response of an IoT pre-provisioning hook" {
        /// Whether it is.
        pub allow_provisioning: bool = "allowProvisioning",
        /// What the parameters of the template are instead.
        pub parameter_overrides: Option<Map<String>> = "parameterOverrides",
    }
}

// === impl IotPreprovisionHookResponse ===

impl IotPreprovisionHookResponse {
    /// The device is provisioned.
    #[must_use]
    pub fn allow() -> Self {
        Self { allow_provisioning: true, ..Self::default() }
    }

    /// The device is not provisioned.
    #[must_use]
    pub fn deny() -> Self {
        Self::default()
    }

    /// Sets a parameter of the template.
    #[must_use]
    pub fn with_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameter_overrides.get_or_insert_default().insert(name.into(), value.into());
        self
    }
}
