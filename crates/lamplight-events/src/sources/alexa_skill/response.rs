//! What an Alexa skill answers.

use serde_json::Value;

use crate::Map;
use crate::field::event;

event! {
    /// The answer of a skill.
    ///
    /// ```
    /// use lamplight_events::sources::alexa_skill::AlexaSkillResponse;
    ///
    /// let response = AlexaSkillResponse::tell("Done.");
    /// assert_eq!(
    ///     serde_json::to_value(&response)?,
    ///     serde_json::json!({
    ///         "version": "1.0",
    ///         "response": {
    ///             "outputSpeech": { "type": "PlainText", "text": "Done." },
    ///             "shouldEndSession": true,
    ///         },
    ///     })
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct AlexaSkillResponse = "the response of an Alexa skill" {
        /// The version of the format: `1.0`.
        pub version: Option<String> = "version",
        /// What the next request of the session is to bring along.
        pub session_attributes: Option<Map<Value>> = "sessionAttributes",
        /// What the device does.
        pub response: AlexaSkillResponseBody = "response",
    }
}

event! {
    /// What the device does.
    pub struct AlexaSkillResponseBody = "the body of an Alexa response" {
        /// What it says.
        pub output_speech: Option<AlexaOutputSpeech> = "outputSpeech",
        /// What the Alexa app shows.
        pub card: Option<AlexaCard> = "card",
        /// What it says when the user says nothing.
        pub reprompt: Option<AlexaReprompt> = "reprompt",
        /// What it does beyond that: dialogs, audio, screens.
        pub directives: Option<Vec<Value>> = "directives",
        /// Whether the session ends: `false` listens for an answer, `true` does not.
        pub should_end_session: Option<bool> = "shouldEndSession",
    }
}

event! {
    /// Something to say.
    pub struct AlexaOutputSpeech = "speech of Alexa" {
        /// `PlainText` or `SSML`.
        pub kind: Option<String> = "type",
        /// `PlainText`: what is said.
        pub text: Option<String> = "text",
        /// `SSML`: what is said, within `<speak>`.
        pub ssml: Option<String> = "ssml",
        /// Whether it waits for what is being said: `ENQUEUE`, `REPLACE_ALL` or `REPLACE_ENQUEUED`.
        pub play_behavior: Option<String> = "playBehavior",
    }
}

event! {
    /// What is said when the user says nothing.
    pub struct AlexaReprompt = "a reprompt of Alexa" {
        /// What is said.
        pub output_speech: Option<AlexaOutputSpeech> = "outputSpeech",
    }
}

event! {
    /// A card in the Alexa app.
    pub struct AlexaCard = "a card of Alexa" {
        /// `Simple`, `Standard`, `LinkAccount` or `AskForPermissionsConsent`.
        pub kind: Option<String> = "type",
        /// Its title.
        pub title: Option<String> = "title",
        /// `Simple`: its text.
        pub content: Option<String> = "content",
        /// `Standard`: its text.
        pub text: Option<String> = "text",
        /// `Standard`: its image.
        pub image: Option<AlexaCardImage> = "image",
        /// `AskForPermissionsConsent`: what is asked for.
        pub permissions: Option<Vec<String>> = "permissions",
    }
}

event! {
    /// The image of a card.
    pub struct AlexaCardImage = "the image of an Alexa card" {
        /// Where the small one is.
        pub small_image_url: Option<String> = "smallImageUrl",
        /// Where the large one is.
        pub large_image_url: Option<String> = "largeImageUrl",
    }
}

// === impl AlexaSkillResponse ===

impl AlexaSkillResponse {
    /// Says a text and ends the session.
    pub fn tell(text: impl Into<String>) -> Self {
        Self::speak(AlexaOutputSpeech::text(text), true)
    }

    /// Says a text and listens for the answer.
    pub fn ask(text: impl Into<String>) -> Self {
        Self::speak(AlexaOutputSpeech::text(text), false)
    }

    /// What is said when the user says nothing.
    #[must_use]
    pub fn with_reprompt(mut self, text: impl Into<String>) -> Self {
        let output_speech = Some(AlexaOutputSpeech::text(text));
        self.response.reprompt = Some(AlexaReprompt { output_speech, ..AlexaReprompt::default() });
        self
    }

    /// What the Alexa app shows: a title and a text.
    #[must_use]
    pub fn with_card(mut self, title: impl Into<String>, content: impl Into<String>) -> Self {
        self.response.card = Some(AlexaCard {
            kind: Some("Simple".to_owned()),
            title: Some(title.into()),
            content: Some(content.into()),
            ..AlexaCard::default()
        });
        self
    }

    /// Says something, and ends the session or listens for the answer.
    fn speak(speech: AlexaOutputSpeech, end: bool) -> Self {
        let response = AlexaSkillResponseBody {
            output_speech: Some(speech),
            should_end_session: Some(end),
            ..AlexaSkillResponseBody::default()
        };
        Self { version: Some("1.0".to_owned()), response, ..Self::default() }
    }
}

// === impl AlexaOutputSpeech ===

impl AlexaOutputSpeech {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { kind: Some("PlainText".to_owned()), text: Some(text.into()), ..Self::default() }
    }

    /// Text with markup, within `<speak>`.
    pub fn ssml(ssml: impl Into<String>) -> Self {
        Self { kind: Some("SSML".to_owned()), ssml: Some(ssml.into()), ..Self::default() }
    }
}
