//! What the function of a Lex bot, version 1, answers.

use serde_json::Value;

use super::{LexV1ActiveContext, LexV1FulfillmentState, LexV1Intent, LexV1IntentSummary};
use crate::Map;
use crate::field::{event, words};

event! {
    /// What a bot is to do next.
    ///
    /// ```
    /// use lamplight_events::sources::lex_v1::{LexV1Event, LexV1FulfillmentState, LexV1Response};
    ///
    /// fn handle(event: LexV1Event) -> LexV1Response {
    ///     LexV1Response::close(LexV1FulfillmentState::Fulfilled, "Booked.")
    ///         .with_session_attributes(event.session_attributes)
    /// }
    /// # let event = serde_json::from_str(r#"{"currentIntent":{"name":"Book"}}"#)?;
    /// # let json = serde_json::to_value(handle(event))?;
    /// # assert_eq!(json["dialogAction"]["message"]["content"], "Booked.");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct LexV1Response = "the response to Lex V1" {
        /// What is kept for the session.
        pub session_attributes: Option<Map<String>> = "sessionAttributes",
        /// The intents of the session as they are to be seen from now on.
        pub recent_intent_summary_view: Option<Vec<LexV1IntentSummary>> = "recentIntentSummaryView",
        /// The contexts of the session.
        pub active_contexts: Option<Vec<LexV1ActiveContext>> = "activeContexts",
        /// What comes next.
        pub dialog_action: LexV1DialogAction = "dialogAction",
    }
}

event! {
    /// What comes next.
    pub struct LexV1DialogAction = "a dialog action of Lex V1" {
        /// What kind of step it is.
        pub kind: Option<LexV1DialogActionType> = "type",
        /// `Close`: whether the function did what the user wants.
        pub fulfillment_state: Option<LexV1FulfillmentState> = "fulfillmentState",
        /// What the bot says.
        pub message: Option<LexV1Message> = "message",
        /// `ConfirmIntent` and `ElicitSlot`: which intent.
        pub intent_name: Option<String> = "intentName",
        /// All slots but of `Close` and `ElicitIntent`.
        pub slots: Option<Map<Value>> = "slots",
        /// `ElicitSlot`: the slot that is asked for.
        pub slot_to_elicit: Option<String> = "slotToElicit",
        /// What the bot shows.
        pub response_card: Option<LexV1ResponseCard> = "responseCard",
        /// `Delegate`: what Kendra is asked.
        pub kendra_query_request_payload: Option<String> = "kendraQueryRequestPayload",
        /// `Delegate`: what Kendra is asked to leave out.
        pub kendra_query_filter_string: Option<String> = "kendraQueryFilterString",
    }
}

words! {
    /// What kind of step comes next.
    pub enum LexV1DialogActionType {
        /// The conversation is over.
        Close = "Close",
        /// The user is asked to confirm the intent.
        ConfirmIntent = "ConfirmIntent",
        /// The bot decides.
        Delegate = "Delegate",
        /// The user is asked what they want.
        ElicitIntent = "ElicitIntent",
        /// The user is asked for a slot.
        ElicitSlot = "ElicitSlot",
    }
}

event! {
    /// Something to say.
    pub struct LexV1Message = "a message of Lex V1" {
        /// What kind of text it is.
        pub content_type: Option<LexV1MessageContentType> = "contentType",
        /// The text.
        pub content: Option<String> = "content",
    }
}

words! {
    /// What kind of text a message is.
    pub enum LexV1MessageContentType {
        /// Plain text.
        PlainText = "PlainText",
        /// Text with markup for speech.
        Ssml = "SSML",
        /// The app's own.
        CustomPayload = "CustomPayload",
    }
}

event! {
    /// Something to show.
    pub struct LexV1ResponseCard = "a response card of Lex V1" {
        /// The version of the card.
        pub version: Option<u32> = "version",
        /// `application/vnd.amazonaws.card.generic`.
        pub content_type: Option<String> = "contentType",
        /// The cards.
        pub generic_attachments: Vec<LexV1Attachment> = "genericAttachments",
    }
}

event! {
    /// A card.
    pub struct LexV1Attachment = "an attachment of Lex V1" {
        /// Its title.
        pub title: Option<String> = "title",
        /// What stands below the title.
        pub sub_title: Option<String> = "subTitle",
        /// Where its image is.
        pub image_url: Option<String> = "imageUrl",
        /// Where it leads.
        pub attachment_link_url: Option<String> = "attachmentLinkUrl",
        /// Its buttons.
        pub buttons: Option<Vec<LexV1Button>> = "buttons",
    }
}

event! {
    /// A button.
    pub struct LexV1Button = "a button of Lex V1" {
        /// What stands on it.
        pub text: Option<String> = "text",
        /// What pressing it says.
        pub value: Option<String> = "value",
    }
}

// === impl LexV1Response ===

impl LexV1Response {
    /// Ends the conversation with a text.
    pub fn close(state: LexV1FulfillmentState, text: impl Into<String>) -> Self {
        let mut response = Self::of(LexV1DialogActionType::Close);
        response.dialog_action.fulfillment_state = Some(state);
        response.with_text(text)
    }

    /// Lets the bot decide, with these slots.
    #[must_use]
    pub fn delegate(slots: Map<Value>) -> Self {
        let mut response = Self::of(LexV1DialogActionType::Delegate);
        response.dialog_action.slots = Some(slots);
        response
    }

    /// Asks what the user wants.
    #[must_use]
    pub fn elicit_intent() -> Self {
        Self::of(LexV1DialogActionType::ElicitIntent)
    }

    /// Asks for a slot of an intent.
    pub fn elicit_slot(intent: &LexV1Intent, slot: impl Into<String>) -> Self {
        let mut response = Self::about(LexV1DialogActionType::ElicitSlot, intent);
        response.dialog_action.slot_to_elicit = Some(slot.into());
        response
    }

    /// Asks the user to confirm an intent.
    #[must_use]
    pub fn confirm_intent(intent: &LexV1Intent) -> Self {
        Self::about(LexV1DialogActionType::ConfirmIntent, intent)
    }

    /// Says a text.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.dialog_action.message = Some(LexV1Message {
            content_type: Some(LexV1MessageContentType::PlainText),
            content: Some(text.into()),
            ..LexV1Message::default()
        });
        self
    }

    /// Keeps these for the session.
    #[must_use]
    pub fn with_session_attributes(mut self, attributes: Map<String>) -> Self {
        self.session_attributes = Some(attributes);
        self
    }

    fn about(kind: LexV1DialogActionType, intent: &LexV1Intent) -> Self {
        let mut response = Self::of(kind);
        response.dialog_action.intent_name.clone_from(&intent.name);
        response.dialog_action.slots = Some(intent.slots.clone());
        response
    }

    fn of(kind: LexV1DialogActionType) -> Self {
        let dialog_action = LexV1DialogAction { kind: Some(kind), ..LexV1DialogAction::default() };
        Self { dialog_action, ..Self::default() }
    }
}
