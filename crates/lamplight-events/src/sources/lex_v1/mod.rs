//! A Lex bot, version 1, asks its function.
//!
//! See "Lambda Function Input Event and Response Format" in the Amazon Lex V1 Developer Guide.

mod response;

use std::borrow::Cow;

use serde_json::{Number, Value};

pub use self::response::{
    LexV1Attachment, LexV1Button, LexV1DialogAction, LexV1DialogActionType, LexV1Message,
    LexV1MessageContentType, LexV1Response, LexV1ResponseCard,
};
use crate::Map;
use crate::field::{event, words};

event! {
    /// A user said something to a bot.
    pub struct LexV1Event = "an event of Lex V1" {
        /// What the user wants.
        pub current_intent: LexV1Intent = "currentIntent" required,
        /// What else the user may want.
        pub alternative_intents: Vec<LexV1Intent> = "alternativeIntents",
        /// The bot.
        pub bot: LexV1Bot = "bot",
        /// The user's id, which the app makes up.
        pub user_id: Option<String> = "userId",
        /// What the user said or wrote.
        pub input_transcript: Option<String> = "inputTranscript",
        /// Why the function is asked.
        pub invocation_source: Option<LexV1InvocationSource> = "invocationSource",
        /// How the bot answers.
        pub output_dialog_mode: Option<LexV1OutputDialogMode> = "outputDialogMode",
        /// The version of the format: `1.0`.
        pub message_version: Option<String> = "messageVersion",
        /// What the app and the function keep for the session.
        pub session_attributes: Map<String> = "sessionAttributes",
        /// What the app hands over with this request.
        pub request_attributes: Option<Map<String>> = "requestAttributes",
        /// The intents of the session so far, the latest first, three of them at most.
        pub recent_intent_summary_view: Option<Vec<LexV1IntentSummary>> = "recentIntentSummaryView",
        /// How the user feels, where the bot asks Comprehend.
        pub sentiment_response: Option<LexV1Sentiment> = "sentimentResponse",
        /// What Kendra found.
        pub kendra_response: Option<Value> = "kendraResponse",
        /// The contexts of the session.
        pub active_contexts: Option<Vec<LexV1ActiveContext>> = "activeContexts",
    }
}

event! {
    /// What a user wants.
    pub struct LexV1Intent = "an intent of Lex V1" {
        /// Its name.
        pub name: Option<String> = "name",
        /// How sure Lex is, from 0 to 1.
        pub nlu_intent_confidence_score: Option<Number> = "nluIntentConfidenceScore",
        /// Its slots, by their names: text, some senders' numbers, `null` while nothing was said.
        pub slots: Map<Value> = "slots",
        /// What Lex makes of each slot.
        pub slot_details: Option<Map<Option<LexV1SlotDetail>>> = "slotDetails",
        /// Whether the user confirmed it.
        pub confirmation_status: Option<LexV1ConfirmationStatus> = "confirmationStatus",
    }
}

event! {
    /// What Lex makes of a slot.
    pub struct LexV1SlotDetail = "the detail of a slot of Lex V1" {
        /// Values that it may stand for, the likeliest first, five of them at most.
        pub resolutions: Vec<LexV1Resolution> = "resolutions",
        /// What the user said.
        pub original_value: Option<String> = "originalValue",
    }
}

event! {
    /// A value that a slot may stand for.
    pub struct LexV1Resolution = "a resolution of a slot of Lex V1" {
        /// The value.
        pub value: Option<String> = "value",
    }
}

event! {
    /// A bot.
    pub struct LexV1Bot = "a bot of Lex V1" {
        /// Its name.
        pub name: Option<String> = "name",
        /// The alias that the app uses; absent in the console's tests.
        pub alias: Option<String> = "alias",
        /// Its version.
        pub version: Option<String> = "version",
    }
}

words! {
    /// Why a function is asked.
    pub enum LexV1InvocationSource {
        /// All slots are filled: it is to do what the user wants.
        FulfillmentCodeHook = "FulfillmentCodeHook",
        /// It may check what was said, and say what comes next.
        DialogCodeHook = "DialogCodeHook",
    }
}

words! {
    /// How a bot answers.
    pub enum LexV1OutputDialogMode {
        /// In writing.
        Text = "Text",
        /// In speech.
        Voice = "Voice",
    }
}

words! {
    /// Whether a user confirmed an intent.
    pub enum LexV1ConfirmationStatus {
        /// They were not asked.
        None = "None",
        /// They did.
        Confirmed = "Confirmed",
        /// They did not.
        Denied = "Denied",
    }
}

words! {
    /// Whether a function did what a user wants.
    pub enum LexV1FulfillmentState {
        /// It did.
        Fulfilled = "Fulfilled",
        /// It could not.
        Failed = "Failed",
    }
}

event! {
    /// An intent of the session so far.
    pub struct LexV1IntentSummary = "an intent summary of Lex V1" {
        /// Its name.
        pub intent_name: Option<String> = "intentName",
        /// What the function called this point of the session.
        pub checkpoint_label: Option<String> = "checkpointLabel",
        /// Its slots, by their names.
        pub slots: Map<Value> = "slots",
        /// Whether the user confirmed it.
        pub confirmation_status: Option<LexV1ConfirmationStatus> = "confirmationStatus",
        /// What came after it.
        pub dialog_action_type: Option<LexV1DialogActionType> = "dialogActionType",
        /// Whether it was done.
        pub fulfillment_state: Option<LexV1FulfillmentState> = "fulfillmentState",
        /// The slot that was asked for.
        pub slot_to_elicit: Option<String> = "slotToElicit",
    }
}

event! {
    /// How a user feels.
    pub struct LexV1Sentiment = "a sentiment of Lex V1" {
        /// `POSITIVE`, `NEGATIVE`, `NEUTRAL` or `MIXED`.
        pub sentiment_label: Option<String> = "sentimentLabel",
        /// How sure Comprehend is of each, as text: `{Positive: 0.1,...}`.
        pub sentiment_score: Option<String> = "sentimentScore",
    }
}

event! {
    /// A context of a session.
    pub struct LexV1ActiveContext = "an active context of Lex V1" {
        /// How long it lasts.
        pub time_to_live: LexV1TimeToLive = "timeToLive",
        /// Its name.
        pub name: Option<String> = "name",
        /// What it holds.
        pub parameters: Map<String> = "parameters",
    }
}

event! {
    /// How long a context lasts: until either has passed.
    pub struct LexV1TimeToLive = "the time to live of a context of Lex V1" {
        /// In seconds.
        pub time_to_live_in_seconds: Option<u32> = "timeToLiveInSeconds",
        /// In turns of the conversation.
        pub turns_to_live: Option<u32> = "turnsToLive",
    }
}

// === impl LexV1Intent ===

impl LexV1Intent {
    /// What the user said for a slot, as text; none while nothing was.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<Cow<'_, str>> {
        match self.slots.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(Cow::Borrowed(text)),
            other => Some(Cow::Owned(other.to_string())),
        }
    }
}
