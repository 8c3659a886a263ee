//! An endpoint of Client VPN asks whether a device may connect.
//!
//! See "Connection authorization" in the AWS Client VPN Administrator Guide.

use crate::OneOrMany;
use crate::field::event;

event! {
    /// A device wants to connect. The function answers within 30 seconds.
    pub struct ClientVpnConnectionHandlerEvent = "a Client VPN event" {
        /// The id of the connection.
        pub connection_id: Option<String> = "connection-id" required,
        /// The id of the endpoint.
        pub endpoint_id: Option<String> = "endpoint-id" required,
        /// The name in the certificate of the device; empty where there is none.
        pub common_name: Option<String> = "common-name",
        /// Who the user is; empty where only certificates say it.
        pub username: Option<String> = "username",
        /// The operating system.
        pub platform: Option<String> = "platform",
        /// Its version.
        pub platform_version: Option<String> = "platform-version",
        /// The address that the device comes from.
        pub public_ip: Option<String> = "public-ip",
        /// The version of OpenVPN of the device.
        pub client_openvpn_version: Option<String> = "client-openvpn-version",
        /// The groups of the user, where the identity provider says any.
        pub groups: Option<OneOrMany<String>> = "groups",
        /// The version of the format, which the answer repeats: `v1`.
        pub schema_version: Option<String> = "schema-version",
    }
}

event! {
    /// Whether a device may connect.
    ///
    /// ```
    /// use lamplight_events::sources::clientvpn_connection_handler::{
    ///     ClientVpnConnectionHandlerEvent, ClientVpnConnectionHandlerResponse,
    /// };
    ///
    /// fn handle(event: &ClientVpnConnectionHandlerEvent) -> ClientVpnConnectionHandlerResponse {
    ///     if event.platform.as_deref() == Some("win") {
    ///         return ClientVpnConnectionHandlerResponse::allow(event);
    ///     }
    ///     ClientVpnConnectionHandlerResponse::deny(event, "Please use your company's device.")
    /// }
    /// # let event = serde_json::from_str(
    /// #     r#"{"connection-id":"c","endpoint-id":"e","schema-version":"v1","platform":"win"}"#,
    /// # )?;
    /// # assert!(handle(&event).allow);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct ClientVpnConnectionHandlerResponse = "the response to Client VPN" {
        /// Whether it may.
        pub allow: bool = "allow",
        /// Otherwise, what the user is told: at most 255 characters.
        pub error_message: String = "error-msg-on-failed-posture-compliance",
        /// How the device was found to be, as the connection shows it from now on.
        pub posture_compliance_statuses: Vec<String> = "posture-compliance-statuses",
        /// The version of the format.
        pub schema_version: String = "schema-version",
    }
}

// === impl ClientVpnConnectionHandlerResponse ===

impl ClientVpnConnectionHandlerResponse {
    /// The device may connect.
    #[must_use]
    pub fn allow(event: &ClientVpnConnectionHandlerEvent) -> Self {
        Self { allow: true, ..Self::deny(event, "") }
    }

    /// The device may not connect, and the user is told this.
    pub fn deny(event: &ClientVpnConnectionHandlerEvent, message: impl Into<String>) -> Self {
        let schema_version = event.schema_version.clone().unwrap_or_else(|| "v1".to_owned());
        Self { error_message: message.into(), schema_version, ..Self::default() }
    }

    /// How the device was found to be.
    #[must_use]
    pub fn with_status(mut self, status: impl Into<String>) -> Self {
        self.posture_compliance_statuses.push(status.into());
        self
    }
}
