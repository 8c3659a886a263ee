//! What the function of a Lex bot, version 2, answers.
//!
//! See "AWS Lambda response format for Lex V2" in the Amazon Lex V2 Developer Guide.

use super::{LexV2DialogAction, LexV2DialogActionType, LexV2Intent, LexV2IntentState, LexV2SessionState};
use crate::Map;
use crate::field::{event, words};

event! {
    /// What a bot is to do next.
    ///
    /// ```
    /// use lamplight_events::sources::lex_v2::{LexV2Event, LexV2IntentState, LexV2Message, LexV2Response};
    ///
    /// fn handle(event: LexV2Event) -> LexV2Response {
    ///     let intent = event.session_state.intent.unwrap_or_default();
    ///     if intent.slot("City").is_none() {
    ///         return LexV2Response::elicit_slot(intent, "City");
    ///     }
    ///     LexV2Response::close(intent, LexV2IntentState::Fulfilled).with_message(LexV2Message::text("Booked."))
    /// }
    /// # let event = serde_json::from_str(r#"{"sessionState":{"intent":{"name":"Book"}}}"#)?;
    /// # let json = serde_json::to_value(handle(event))?;
    /// # assert_eq!(json["sessionState"]["dialogAction"]["slotToElicit"], "City");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct LexV2Response = "the response to Lex V2" {
        /// Where the conversation goes on.
        pub session_state: LexV2SessionState = "sessionState",
        /// What the bot says, up to five messages; its own where it is not said.
        pub messages: Option<Vec<LexV2Message>> = "messages",
        /// What the app is told with this answer.
        pub request_attributes: Option<Map<String>> = "requestAttributes",
    }
}

event! {
    /// Something to say or show.
    pub struct LexV2Message = "a message of Lex V2" {
        /// What kind of message it is.
        pub content_type: Option<LexV2MessageContentType> = "contentType",
        /// The text, but of an image.
        pub content: Option<String> = "content",
        /// `ImageResponseCard`: the card.
        pub image_response_card: Option<LexV2ImageResponseCard> = "imageResponseCard",
    }
}

words! {
    /// What kind of message it is.
    pub enum LexV2MessageContentType {
        /// The app's own.
        CustomPayload = "CustomPayload",
        /// A card with an image and buttons.
        ImageResponseCard = "ImageResponseCard",
        /// Plain text.
        PlainText = "PlainText",
        /// Text with markup for speech.
        Ssml = "SSML",
    }
}

event! {
    /// A card.
    pub struct LexV2ImageResponseCard = "an image response card of Lex V2" {
        /// Its title.
        pub title: Option<String> = "title",
        /// What stands below the title.
        pub subtitle: Option<String> = "subtitle",
        /// Where its image is.
        pub image_url: Option<String> = "imageUrl",
        /// Its buttons.
        pub buttons: Option<Vec<LexV2Button>> = "buttons",
    }
}

event! {
    /// A button.
    pub struct LexV2Button = "a button of Lex V2" {
        /// What stands on it.
        pub text: Option<String> = "text",
        /// What pressing it says.
        pub value: Option<String> = "value",
    }
}

// === impl LexV2Response ===

impl LexV2Response {
    /// Ends the conversation about an intent.
    #[must_use]
    pub fn close(intent: LexV2Intent, state: LexV2IntentState) -> Self {
        let intent = LexV2Intent { state: Some(state), ..intent };
        Self::of(LexV2DialogActionType::Close, Some(intent))
    }

    /// Lets the bot decide how to go on.
    #[must_use]
    pub fn delegate(intent: LexV2Intent) -> Self {
        Self::of(LexV2DialogActionType::Delegate, Some(intent))
    }

    /// Asks what the user wants.
    #[must_use]
    pub fn elicit_intent() -> Self {
        Self::of(LexV2DialogActionType::ElicitIntent, None)
    }

    /// Asks for a slot of an intent.
    pub fn elicit_slot(intent: LexV2Intent, slot: impl Into<String>) -> Self {
        let mut response = Self::of(LexV2DialogActionType::ElicitSlot, Some(intent));
        response.session_state.dialog_action.get_or_insert_default().slot_to_elicit = Some(slot.into());
        response
    }

    /// Asks the user to confirm an intent.
    #[must_use]
    pub fn confirm_intent(intent: LexV2Intent) -> Self {
        Self::of(LexV2DialogActionType::ConfirmIntent, Some(intent))
    }

    /// Says one more message.
    #[must_use]
    pub fn with_message(mut self, message: LexV2Message) -> Self {
        self.messages.get_or_insert_default().push(message);
        self
    }

    /// Keeps these for the session.
    #[must_use]
    pub fn with_session_attributes(mut self, attributes: Map<String>) -> Self {
        self.session_state.session_attributes = Some(attributes);
        self
    }

    fn of(kind: LexV2DialogActionType, intent: Option<LexV2Intent>) -> Self {
        let dialog_action = LexV2DialogAction { kind: Some(kind), ..LexV2DialogAction::default() };
        let session_state =
            LexV2SessionState { dialog_action: Some(dialog_action), intent, ..LexV2SessionState::default() };
        Self { session_state, ..Self::default() }
    }
}

// === impl LexV2Message ===

impl LexV2Message {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(LexV2MessageContentType::PlainText, text)
    }

    /// Text with markup for speech.
    pub fn ssml(ssml: impl Into<String>) -> Self {
        Self::of(LexV2MessageContentType::Ssml, ssml)
    }

    /// What the app understands.
    pub fn custom(payload: impl Into<String>) -> Self {
        Self::of(LexV2MessageContentType::CustomPayload, payload)
    }

    /// A card.
    #[must_use]
    pub fn card(card: LexV2ImageResponseCard) -> Self {
        Self {
            content_type: Some(LexV2MessageContentType::ImageResponseCard),
            image_response_card: Some(card),
            ..Self::default()
        }
    }

    fn of(kind: LexV2MessageContentType, content: impl Into<String>) -> Self {
        Self { content_type: Some(kind), content: Some(content.into()), ..Self::default() }
    }
}
