//! A custom authorizer of AWS IoT Core.
//!
//! See "Defining your Lambda function" of "Custom authentication and authorization" in the AWS IoT Core
//! Developer Guide.

use serde_json::Value;

use crate::field::{event, words};
use crate::{Binary, Headers, Secret};

event! {
    /// A device wants to connect. The function answers within five seconds.
    pub struct IotCustomAuthorizerEvent = "an event of an IoT custom authorizer" {
        /// The token of the device, where the authorizer has signing on.
        pub token: Option<Secret> = "token",
        /// Whether IoT found the signature of the token right.
        pub signature_verified: Option<bool> = "signatureVerified",
        /// The protocols of the connection.
        pub protocols: Vec<IotProtocol> = "protocols",
        /// What the device says in each of them.
        pub protocol_data: IotProtocolData = "protocolData" required,
        /// The connection.
        pub connection_metadata: Option<IotConnectionMetadata> = "connectionMetadata",
    }
}

words! {
    /// A protocol of a device.
    pub enum IotProtocol {
        /// TLS.
        Tls = "tls",
        /// HTTP, also that a WebSocket begins with.
        Http = "http",
        /// MQTT.
        Mqtt = "mqtt",
    }
}

event! {
    /// What a device says in each protocol.
    pub struct IotProtocolData = "the protocol data of an IoT device" {
        /// In TLS.
        pub tls: Option<IotTlsData> = "tls",
        /// In HTTP.
        pub http: Option<IotHttpData> = "http",
        /// In MQTT.
        pub mqtt: Option<IotMqttData> = "mqtt",
    }
}

event! {
    /// What a device says in TLS.
    pub struct IotTlsData = "the TLS data of an IoT device" {
        /// The name of the server that it wants.
        pub server_name: Option<String> = "serverName",
        /// Its certificate as PEM, where it has one.
        pub x509_certificate_pem: Option<String> = "x509CertificatePem",
        /// The id of the certificate.
        pub principal_id: Option<String> = "principalId",
    }
}

event! {
    /// What a device says in HTTP.
    pub struct IotHttpData = "the HTTP data of an IoT device" {
        /// Its headers.
        pub headers: Headers = "headers",
        /// Its query with the question mark.
        pub query_string: Option<String> = "queryString",
    }
}

event! {
    /// What a device says in MQTT.
    pub struct IotMqttData = "the MQTT data of an IoT device" {
        /// The user's name.
        pub username: Option<String> = "username",
        /// The password.
        pub password: Option<Binary> = "password",
        /// The id of the client, where it says one.
        pub client_id: Option<String> = "clientId",
    }
}

event! {
    /// A connection.
    pub struct IotConnectionMetadata = "the connection metadata of an IoT device" {
        /// Its id, for the logs.
        pub id: Option<String> = "id",
    }
}

event! {
    /// Whether a device may connect, and what it may do.
    ///
    /// ```
    /// use lamplight_events::sources::iot_custom_authorizer::IotCustomAuthorizerResponse;
    /// use serde_json::json;
    ///
    /// let policy = json!({ "Version": "2012-10-17", "Statement": [
    ///     { "Effect": "Allow", "Action": "iot:Connect", "Resource": "*" },
    /// ] });
    /// let response = IotCustomAuthorizerResponse::allow("lamp1", [policy]);
    /// assert_eq!(response.refresh_after_in_seconds, 300);
    /// assert!(!IotCustomAuthorizerResponse::deny().is_authenticated);
    /// ```
    pub struct IotCustomAuthorizerResponse = "the response of an IoT custom authorizer" {
        /// Whether it may connect.
        pub is_authenticated: bool = "isAuthenticated",
        /// What the device is called in the logs: 1 to 128 letters and digits.
        pub principal_id: String = "principalId",
        /// After how many seconds the connection is cut: 300 to 86,400.
        pub disconnect_after_in_seconds: u32 = "disconnectAfterInSeconds",
        /// After how many seconds the function is asked again: 300 to 86,400.
        pub refresh_after_in_seconds: u32 = "refreshAfterInSeconds",
        /// What the device may do: at most ten policies of at most 2,048 characters each, as JSON objects or
        /// as such within text.
        pub policy_documents: Vec<Value> = "policyDocuments",
    }
}

// === impl IotCustomAuthorizerResponse ===

impl IotCustomAuthorizerResponse {
    /// The device may connect, and do what the policies say, for a day; the function is asked again every
    /// five minutes.
    pub fn allow(principal_id: impl Into<String>, policies: impl IntoIterator<Item = Value>) -> Self {
        Self {
            is_authenticated: true,
            principal_id: principal_id.into(),
            disconnect_after_in_seconds: 86_400,
            refresh_after_in_seconds: 300,
            policy_documents: policies.into_iter().collect(),
            ..Self::default()
        }
    }

    /// The device may not connect.
    #[must_use]
    pub fn deny() -> Self {
        Self::default()
    }
}
