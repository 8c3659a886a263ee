//! A Lex bot, version 2, asks its function.
//!
//! See "AWS Lambda input event format for Lex V2" in the Amazon Lex V2 Developer Guide.

mod response;
mod session;

use serde_json::Number;

pub use self::response::{
    LexV2Button, LexV2ImageResponseCard, LexV2Message, LexV2MessageContentType, LexV2Response,
};
pub use self::session::{
    LexV2ActiveContext, LexV2ConfirmationState, LexV2DialogAction, LexV2DialogActionType, LexV2Intent,
    LexV2IntentState, LexV2SessionState, LexV2Slot, LexV2SlotElicitationStyle, LexV2SlotShape,
    LexV2SlotValue, LexV2TimeToLive,
};
use crate::Map;
use crate::field::{event, words};

event! {
    /// A user said something to a bot.
    pub struct LexV2Event = "an event of Lex V2" {
        /// The version of the format: `1.0`.
        pub message_version: Option<String> = "messageVersion",
        /// Why the function is asked.
        pub invocation_source: Option<LexV2InvocationSource> = "invocationSource",
        /// How the user spoke.
        pub input_mode: Option<LexV2InputMode> = "inputMode",
        /// What the bot answers in: `text/plain; charset=utf-8`, `audio/mpeg`, `audio/ogg` or `audio/pcm`.
        pub response_content_type: Option<String> = "responseContentType",
        /// The id of the session.
        pub session_id: Option<String> = "sessionId",
        /// What the user said or wrote.
        pub input_transcript: Option<String> = "inputTranscript",
        /// Which code hook of the bot it is.
        pub invocation_label: Option<String> = "invocationLabel",
        /// The bot.
        pub bot: LexV2Bot = "bot",
        /// What the user may want, the likeliest first.
        pub interpretations: Vec<LexV2Interpretation> = "interpretations",
        /// What the bot does where the function does not say otherwise.
        pub proposed_next_state: Option<LexV2ProposedNextState> = "proposedNextState",
        /// What the app hands over with this request.
        pub request_attributes: Option<Map<String>> = "requestAttributes",
        /// Where the conversation is.
        pub session_state: LexV2SessionState = "sessionState" required,
        /// What the user may have said, the likeliest first.
        pub transcriptions: Vec<LexV2Transcription> = "transcriptions",
    }
}

words! {
    /// Why a function is asked.
    pub enum LexV2InvocationSource {
        /// All slots are filled: it is to do what the user wants.
        FulfillmentCodeHook = "FulfillmentCodeHook",
        /// It may check what was said, and say what comes next.
        DialogCodeHook = "DialogCodeHook",
    }
}

words! {
    /// How a user speaks.
    pub enum LexV2InputMode {
        /// By keys of a telephone.
        Dtmf = "DTMF",
        /// In speech.
        Speech = "Speech",
        /// In writing.
        Text = "Text",
    }
}

event! {
    /// A bot.
    pub struct LexV2Bot = "a bot of Lex V2" {
        /// Its id.
        pub id: Option<String> = "id",
        /// Its name.
        pub name: Option<String> = "name",
        /// Its language: `en_US`.
        pub locale_id: Option<String> = "localeId",
        /// Its version, `DRAFT` before it has one.
        pub version: Option<String> = "version",
        /// The id of the alias that the app uses.
        pub alias_id: Option<String> = "aliasId",
        /// The name of the alias.
        pub alias_name: Option<String> = "aliasName",
    }
}

event! {
    /// What a user may want.
    pub struct LexV2Interpretation = "an interpretation of Lex V2" {
        /// Who thinks so: `Lex` or `Bedrock`.
        pub interpretation_source: Option<String> = "interpretationSource",
        /// The intent.
        pub intent: LexV2Intent = "intent",
        /// How sure Lex is, from 0 to 1; absent of the intent for what is not understood.
        pub nlu_confidence: Option<Number> = "nluConfidence",
        /// How the user feels, where the bot asks Comprehend.
        pub sentiment_response: Option<LexV2Sentiment> = "sentimentResponse",
    }
}

event! {
    /// How a user feels.
    pub struct LexV2Sentiment = "a sentiment of Lex V2" {
        /// `MIXED`, `NEGATIVE`, `NEUTRAL` or `POSITIVE`.
        pub sentiment: Option<String> = "sentiment",
        /// How sure Comprehend is of each, from 0 to 1.
        pub sentiment_score: Option<Map<Number>> = "sentimentScore",
    }
}

event! {
    /// What a bot does where the function does not say otherwise.
    pub struct LexV2ProposedNextState = "the proposed next state of Lex V2" {
        /// The next step.
        pub dialog_action: Option<LexV2DialogAction> = "dialogAction",
        /// The intent.
        pub intent: Option<LexV2Intent> = "intent",
        /// How the user is asked.
        pub prompt: Option<LexV2Prompt> = "prompt",
    }
}

event! {
    /// How a user is asked.
    pub struct LexV2Prompt = "a prompt of Lex V2" {
        /// For which time: `Initial`, `Retry1` and so on.
        pub attempt: Option<String> = "attempt",
    }
}

event! {
    /// What a user may have said.
    pub struct LexV2Transcription = "a transcription of Lex V2" {
        /// The text.
        pub transcription: Option<String> = "transcription",
        /// How sure Lex is, from 0 to 1.
        pub transcription_confidence: Option<Number> = "transcriptionConfidence",
        /// The intent that it leads to.
        pub resolved_context: Option<LexV2ResolvedContext> = "resolvedContext",
        /// The slots that it fills.
        pub resolved_slots: Map<Option<LexV2Slot>> = "resolvedSlots",
    }
}

event! {
    /// What a transcription leads to.
    pub struct LexV2ResolvedContext = "the resolved context of Lex V2" {
        /// The name of the intent.
        pub intent: Option<String> = "intent",
    }
}

// === impl LexV2Event ===

impl LexV2Event {
    /// The intent that the conversation is about.
    #[must_use]
    pub fn intent(&self) -> Option<&LexV2Intent> {
        self.session_state.intent.as_ref()
    }

    /// What a slot of the intent is taken to mean.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.intent()?.slot(name)
    }
}
