//! What an Alexa skill is asked.

use super::AlexaIntent;
use crate::field::{event, words};
use crate::{Millis, Timestamp};

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
