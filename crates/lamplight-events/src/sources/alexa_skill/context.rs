//! Where a request to an Alexa skill comes from.

use serde_json::Value;

use super::{AlexaApplication, AlexaUser};
use crate::field::event;
use crate::{Map, Secret};

event! {
    /// The device and what it does.
    pub struct AlexaContext = "the context of an Alexa request" {
        /// The skill, the user and the device.
        pub system: AlexaSystem = "System",
        /// What the device plays.
        pub audio_player: Option<AlexaAudioPlayer> = "AudioPlayer",
        /// The screen of the device.
        pub viewport: Option<Value> = "Viewport",
        /// Where the device is, where the user allowed it.
        pub geolocation: Option<Value> = "Geolocation",
    }
}

event! {
    /// The skill, the user and the device.
    pub struct AlexaSystem = "the system state of an Alexa request" {
        /// The skill.
        pub application: AlexaApplication = "application",
        /// The user.
        pub user: AlexaUser = "user",
        /// The person whose voice was recognised.
        pub person: Option<AlexaPerson> = "person",
        /// The home or business that the device belongs to.
        pub unit: Option<AlexaUnit> = "unit",
        /// The device.
        pub device: AlexaDevice = "device",
        /// Where Alexa's APIs are called.
        pub api_endpoint: Option<String> = "apiEndpoint",
        /// The token for Alexa's APIs.
        pub api_access_token: Option<Secret> = "apiAccessToken",
    }
}

event! {
    /// A person whose voice was recognised.
    pub struct AlexaPerson = "an Alexa person" {
        /// The id of the person.
        pub person_id: Option<String> = "personId",
        /// The token of the account that the person linked.
        pub access_token: Option<Secret> = "accessToken",
    }
}

event! {
    /// A home or business.
    pub struct AlexaUnit = "an Alexa unit" {
        /// Its id for this skill.
        pub unit_id: Option<String> = "unitId",
        /// Its id for all skills of the vendor.
        pub persistent_unit_id: Option<String> = "persistentUnitId",
    }
}

event! {
    /// A device.
    pub struct AlexaDevice = "an Alexa device" {
        /// Its id for this skill.
        pub device_id: Option<String> = "deviceId",
        /// Its id for all skills of the vendor.
        pub persistent_endpoint_id: Option<String> = "persistentEndpointId",
        /// What it can do, with more about each: `AudioPlayer`, `Display`.
        pub supported_interfaces: Map<Value> = "supportedInterfaces",
    }
}

event! {
    /// What a device plays.
    pub struct AlexaAudioPlayer = "the audio player of an Alexa device" {
        /// The token that the skill gave the stream.
        pub token: Option<String> = "token",
        /// How far it has come, in milliseconds.
        pub offset_in_milliseconds: Option<u64> = "offsetInMilliseconds",
        /// Whether it plays: `IDLE`, `PLAYING`, `PAUSED`, `STOPPED`, `FINISHED` or `BUFFER_UNDERRUN`.
        pub player_activity: Option<String> = "playerActivity",
    }
}
