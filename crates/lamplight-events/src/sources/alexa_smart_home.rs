//! Directives of an Alexa smart home skill.
//!
//! See "Smart Home Skill API Message Reference" in the Alexa documentation. Payload version 3 has all under
//! `directive`; versions 1 and 2 have it at the root.

use serde_json::Value;

use crate::field::event;
use crate::{Millis, Timestamp};

event! {
    /// Something that a device of the user's is to do or tell.
    pub struct AlexaSmartHomeEvent = "a directive of an Alexa smart home skill" {
        /// Version 3: the directive.
        pub directive: Option<AlexaMessage> = "directive",
        /// Versions 1 and 2: what kind of directive it is.
        pub header: Option<AlexaHeader> = "header",
        /// Versions 1 and 2: what belongs to it.
        pub payload: Option<Value> = "payload",
    }
}

event! {
    /// A directive, or an event in answer to one.
    pub struct AlexaMessage = "a message of the Alexa smart home API" {
        /// What kind of message it is.
        pub header: AlexaHeader = "header",
        /// The device.
        pub endpoint: Option<AlexaEndpoint> = "endpoint",
        /// What belongs to it.
        pub payload: Option<Value> = "payload",
    }
}

event! {
    /// What kind of message it is.
    pub struct AlexaHeader = "the header of an Alexa message" {
        /// The interface: `Alexa.PowerController`.
        pub namespace: Option<String> = "namespace",
        /// Which instance of the interface, where a device has several.
        pub instance: Option<String> = "instance",
        /// What to do: `TurnOn`.
        pub name: Option<String> = "name",
        /// The id of the message, a UUID.
        pub message_id: Option<String> = "messageId",
        /// What the answer has to give back.
        pub correlation_token: Option<String> = "correlationToken",
        /// The version of the payload: `3`.
        pub payload_version: Option<String> = "payloadVersion",
    }
}

event! {
    /// A device.
    pub struct AlexaEndpoint = "an endpoint of an Alexa message" {
        /// Who the user is: a bearer token.
        pub scope: Option<Value> = "scope",
        /// The id that the skill gave the device.
        pub endpoint_id: Option<String> = "endpointId",
        /// What the skill said about the device to be handed back.
        pub cookie: Option<Value> = "cookie",
    }
}

event! {
    /// The answer to a directive of version 3.
    ///
    /// ```
    /// use lamplight_events::sources::alexa_smart_home::{AlexaSmartHomeEvent, AlexaSmartHomeResponse};
    /// use serde_json::json;
    ///
    /// let event: AlexaSmartHomeEvent = serde_json::from_value(json!({ "directive": {
    ///     "header": { "namespace": "Alexa.PowerController", "name": "TurnOn", "correlationToken": "c" },
    ///     "endpoint": { "endpointId": "lamp" },
    /// } }))?;
    /// let response = AlexaSmartHomeResponse::to(&event, "a1b2");
    /// assert_eq!(
    ///     serde_json::to_value(response)?,
    ///     json!({ "event": {
    ///         "header": {
    ///             "namespace": "Alexa", "name": "Response", "messageId": "a1b2",
    ///             "correlationToken": "c", "payloadVersion": "3",
    ///         },
    ///         "endpoint": { "endpointId": "lamp" },
    ///         "payload": {},
    ///     } })
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct AlexaSmartHomeResponse = "the response of an Alexa smart home skill" {
        /// What happened.
        pub event: AlexaMessage = "event",
        /// The state of the device.
        pub context: Option<AlexaReportedContext> = "context",
    }
}

event! {
    /// The state of a device.
    pub struct AlexaReportedContext = "the context of an Alexa response" {
        /// What is known of it.
        pub properties: Vec<AlexaProperty> = "properties",
    }
}

event! {
    /// A property of a device.
    pub struct AlexaProperty = "a property of an Alexa endpoint" {
        /// The interface: `Alexa.PowerController`.
        pub namespace: Option<String> = "namespace",
        /// Which instance of the interface.
        pub instance: Option<String> = "instance",
        /// Its name: `powerState`.
        pub name: Option<String> = "name",
        /// Its value.
        pub value: Option<Value> = "value",
        /// When it had the value.
        pub time_of_sample: Option<Timestamp<Millis>> = "timeOfSample",
        /// How old the value may be, in milliseconds.
        pub uncertainty_in_milliseconds: Option<u64> = "uncertaintyInMilliseconds",
    }
}

// === impl AlexaSmartHomeEvent ===

impl AlexaSmartHomeEvent {
    /// What kind of directive it is, in every version.
    #[must_use]
    pub fn header(&self) -> Option<&AlexaHeader> {
        self.directive.as_ref().map(|directive| &directive.header).or(self.header.as_ref())
    }

    /// What belongs to it, in every version.
    #[must_use]
    pub fn payload(&self) -> Option<&Value> {
        self.directive.as_ref().map_or(self.payload.as_ref(), |directive| directive.payload.as_ref())
    }
}

// === impl AlexaSmartHomeResponse ===

impl AlexaSmartHomeResponse {
    /// The directive was followed. The message id is a new UUID of the caller's.
    ///
    /// Answers of other interfaces, as to a discovery, have another name and namespace, and a payload.
    pub fn to(event: &AlexaSmartHomeEvent, message_id: impl Into<String>) -> Self {
        let directive = event.directive.as_ref();
        let header = AlexaHeader {
            namespace: Some("Alexa".to_owned()),
            name: Some("Response".to_owned()),
            message_id: Some(message_id.into()),
            correlation_token: directive.and_then(|directive| directive.header.correlation_token.clone()),
            payload_version: Some("3".to_owned()),
            ..AlexaHeader::default()
        };
        let event = AlexaMessage {
            header,
            endpoint: directive.and_then(|directive| directive.endpoint.clone()),
            payload: Some(Value::Object(crate::Extra::new())),
            ..AlexaMessage::default()
        };
        Self { event, ..Self::default() }
    }
}
