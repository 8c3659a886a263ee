//! Requests of an Alexa skill.
//!
//! See "Request and Response JSON Reference" in the Alexa Skills Kit documentation.

mod response;

use serde_json::Value;

pub use self::response::{
    AlexaCard, AlexaCardImage, AlexaOutputSpeech, AlexaReprompt, AlexaSkillResponse, AlexaSkillResponseBody,
};
use crate::field::{event, words};
use crate::{Map, Millis, Timestamp};

event! {
    /// A user talks to a skill, or a device has something to say.
    pub struct AlexaSkillEvent = "a request of an Alexa skill" {
        /// The version of the format: `1.0`.
        pub version: Option<String> = "version",
        /// The conversation; absent in requests that belong to none, as of `AudioPlayer`.
        pub session: Option<AlexaSession> = "session",
        /// The device and what it does.
        pub context: AlexaContext = "context",
        /// What is asked.
        pub request: AlexaRequest = "request" required,
    }
}

event! {
    /// A conversation.
    pub struct AlexaSession = "a session of an Alexa skill" {
        /// Whether it begins with this request.
        pub new: Option<bool> = "new",
        /// Its id.
        pub session_id: Option<String> = "sessionId",
        /// The skill.
        pub application: AlexaApplication = "application",
        /// What the skill answered last time to be kept.
        pub attributes: Map<Value> = "attributes",
        /// The user.
        pub user: AlexaUser = "user",
    }
}

event! {
    /// A skill.
    pub struct AlexaApplication = "an Alexa application" {
        /// Its id, by which a function makes sure that the request is meant for it.
        pub application_id: Option<String> = "applicationId",
    }
}

event! {
    /// The account that uses the skill.
    pub struct AlexaUser = "an Alexa user" {
        /// Its id, another one after the skill was disabled and enabled again.
        pub user_id: Option<String> = "userId",
        /// The token of the linked account.
        pub access_token: Option<String> = "accessToken",
        /// What the user allowed.
        pub permissions: Option<Value> = "permissions",
    }
}

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
        pub api_access_token: Option<String> = "apiAccessToken",
    }
}

event! {
    /// A person whose voice was recognised.
    pub struct AlexaPerson = "an Alexa person" {
        /// The id of the person.
        pub person_id: Option<String> = "personId",
        /// The token of the account that the person linked.
        pub access_token: Option<String> = "accessToken",
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

event! {
    /// What is asked.
    pub struct AlexaRequest = "the request within an Alexa event" {
        /// What kind of request it is.
        pub kind: Option<AlexaRequestType> = "type",
        /// Its id.
        pub request_id: Option<String> = "requestId",
        /// When it was sent.
        pub timestamp: Option<Timestamp<Millis>> = "timestamp",
        /// The language of the user: `en-US`.
        pub locale: Option<String> = "locale",
        /// An intent: how far its dialog is, where there is one.
        pub dialog_state: Option<AlexaDialogState> = "dialogState",
        /// An intent: what the user wants.
        pub intent: Option<AlexaIntent> = "intent",
        /// The end of a session: why it ended.
        pub reason: Option<AlexaEndReason> = "reason",
        /// An error, where one is why.
        pub error: Option<AlexaError> = "error",
        /// Audio: the token that the skill gave the stream.
        pub token: Option<String> = "token",
        /// Audio: how far it has come, in milliseconds.
        pub offset_in_milliseconds: Option<u64> = "offsetInMilliseconds",
    }
}

words! {
    /// What kind of request it is; those of interfaces of devices have names with dots.
    pub enum AlexaRequestType {
        /// The user opened the skill without saying what for.
        Launch = "LaunchRequest",
        /// The user said what they want.
        Intent = "IntentRequest",
        /// The session ended; nothing can be answered.
        SessionEnded = "SessionEndedRequest",
        /// Alexa asks whether the skill could do what a user wants.
        CanFulfillIntent = "CanFulfillIntentRequest",
        /// A stream has begun.
        PlaybackStarted = "AudioPlayer.PlaybackStarted",
        /// A stream has ended.
        PlaybackFinished = "AudioPlayer.PlaybackFinished",
        /// A stream was stopped.
        PlaybackStopped = "AudioPlayer.PlaybackStopped",
        /// A stream ends soon: the next one may be added.
        PlaybackNearlyFinished = "AudioPlayer.PlaybackNearlyFinished",
        /// A stream could not be played.
        PlaybackFailed = "AudioPlayer.PlaybackFailed",
        /// An earlier answer was not understood.
        ExceptionEncountered = "System.ExceptionEncountered",
    }
}

words! {
    /// How far a dialog is.
    pub enum AlexaDialogState {
        /// It begins.
        Started = "STARTED",
        /// Slots are still to be filled.
        InProgress = "IN_PROGRESS",
        /// All slots are filled and confirmed.
        Completed = "COMPLETED",
    }
}

words! {
    /// Why a session ended.
    pub enum AlexaEndReason {
        /// The user said so.
        UserInitiated = "USER_INITIATED",
        /// Something went wrong.
        Error = "ERROR",
        /// The user said nothing that was understood.
        ExceededMaxReprompts = "EXCEEDED_MAX_REPROMPTS",
    }
}

event! {
    /// What went wrong.
    pub struct AlexaError = "an Alexa error" {
        /// What kind of error: `INVALID_RESPONSE`, `DEVICE_COMMUNICATION_ERROR`, `INTERNAL_SERVICE_ERROR`.
        pub kind: Option<String> = "type",
        /// More about it.
        pub message: Option<String> = "message",
    }
}

event! {
    /// What the user wants.
    pub struct AlexaIntent = "an Alexa intent" {
        /// Its name: one of the skill's, or a built-in one as `AMAZON.HelpIntent`.
        pub name: Option<String> = "name",
        /// Whether the user confirmed it.
        pub confirmation_status: Option<AlexaConfirmation> = "confirmationStatus",
        /// Its slots, by their names.
        pub slots: Map<AlexaSlot> = "slots",
    }
}

words! {
    /// Whether something was confirmed.
    pub enum AlexaConfirmation {
        /// Not yet.
        None = "NONE",
        /// It was.
        Confirmed = "CONFIRMED",
        /// It was refused.
        Denied = "DENIED",
    }
}

event! {
    /// A part of what the user wants.
    pub struct AlexaSlot = "a slot of an Alexa intent" {
        /// Its name.
        pub name: Option<String> = "name",
        /// What the user said; absent while nothing was.
        pub value: Option<String> = "value",
        /// Whether the user confirmed it.
        pub confirmation_status: Option<AlexaConfirmation> = "confirmationStatus",
        /// Who filled it: `USER`.
        pub source: Option<String> = "source",
        /// What is known by what the user said.
        pub resolutions: Option<AlexaResolutions> = "resolutions",
        /// The value in its newer form, which may be several.
        pub slot_value: Option<Value> = "slotValue",
    }
}

event! {
    /// What is known by what the user said.
    pub struct AlexaResolutions = "resolutions of an Alexa slot" {
        /// By each list of values.
        pub resolutions_per_authority: Vec<AlexaResolution> = "resolutionsPerAuthority",
    }
}

event! {
    /// What one list of values knows.
    pub struct AlexaResolution = "a resolution of an Alexa slot" {
        /// The name of the list.
        pub authority: Option<String> = "authority",
        /// Whether it knows anything.
        pub status: AlexaResolutionStatus = "status",
        /// What it knows, the likeliest first.
        pub values: Vec<AlexaResolvedValue> = "values",
    }
}

event! {
    /// Whether a list of values knows anything.
    pub struct AlexaResolutionStatus = "the status of an Alexa resolution" {
        /// `ER_SUCCESS_MATCH`, `ER_SUCCESS_NO_MATCH` or `ER_ERROR_TIMEOUT`, among others.
        pub code: Option<String> = "code",
    }
}

event! {
    /// What a list of values knows.
    pub struct AlexaResolvedValue = "a resolved value of an Alexa slot" {
        /// The value.
        pub value: AlexaValue = "value",
    }
}

event! {
    /// A value of a list.
    pub struct AlexaValue = "a value of an Alexa slot" {
        /// Its name.
        pub name: Option<String> = "name",
        /// Its id.
        pub id: Option<String> = "id",
    }
}

// === impl AlexaSkillEvent ===

impl AlexaSkillEvent {
    /// The name of the intent, where the request is one.
    #[must_use]
    pub fn intent_name(&self) -> Option<&str> {
        self.request.intent.as_ref()?.name.as_deref()
    }

    /// What the user said for a slot of the intent.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.request.intent.as_ref()?.slots.get(name)?.value.as_deref()
    }
}
