//! Requests of an Alexa skill.
//!
//! See "Request and Response JSON Reference" in the Alexa Skills Kit documentation.

mod context;
mod intent;
mod request;
mod response;

use serde_json::Value;

pub use self::context::{AlexaAudioPlayer, AlexaContext, AlexaDevice, AlexaPerson, AlexaSystem, AlexaUnit};
pub use self::intent::{
    AlexaConfirmation, AlexaIntent, AlexaResolution, AlexaResolutionStatus, AlexaResolutions,
    AlexaResolvedValue, AlexaSlot, AlexaValue,
};
pub use self::request::{AlexaDialogState, AlexaEndReason, AlexaError, AlexaRequest, AlexaRequestType};
pub use self::response::{
    AlexaCard, AlexaCardImage, AlexaOutputSpeech, AlexaReprompt, AlexaSkillResponse, AlexaSkillResponseBody,
};
use crate::field::event;
use crate::{Map, Secret};

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
        pub access_token: Option<Secret> = "accessToken",
        /// What the user allowed.
        pub permissions: Option<Value> = "permissions",
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
