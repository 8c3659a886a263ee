//! Where a conversation with a Lex bot is: what comes with an event, and goes with the response.
//!
//! See "Session state" of "AWS Lambda input event format for Lex V2" in the Amazon Lex V2 Developer Guide.

use serde_json::Value;

use crate::Map;
use crate::field::{event, words};

event! {
    /// Where a conversation is.
    pub struct LexV2SessionState = "the session state of Lex V2" {
        /// The contexts of the session.
        pub active_contexts: Option<Vec<LexV2ActiveContext>> = "activeContexts",
        /// What the app and the function keep for the session.
        pub session_attributes: Option<Map<String>> = "sessionAttributes",
        /// Words that Lex should expect for slots.
        pub runtime_hints: Option<Value> = "runtimeHints",
        /// What comes next.
        pub dialog_action: Option<LexV2DialogAction> = "dialogAction",
        /// The intent that it is about.
        pub intent: Option<LexV2Intent> = "intent",
        /// The id of the request.
        pub originating_request_id: Option<String> = "originatingRequestId",
    }
}

event! {
    /// A context of a session.
    pub struct LexV2ActiveContext = "an active context of Lex V2" {
        /// Its name.
        pub name: Option<String> = "name",
        /// What it holds.
        pub context_attributes: Map<String> = "contextAttributes",
        /// How long it lasts.
        pub time_to_live: LexV2TimeToLive = "timeToLive",
    }
}

event! {
    /// How long a context lasts: until either has passed.
    pub struct LexV2TimeToLive = "the time to live of a context of Lex V2" {
        /// In seconds.
        pub time_to_live_in_seconds: Option<u32> = "timeToLiveInSeconds",
        /// In turns of the conversation.
        pub turns_to_live: Option<u32> = "turnsToLive",
    }
}

event! {
    /// What comes next.
    pub struct LexV2DialogAction = "a dialog action of Lex V2" {
        /// `ElicitSlot`: how the user is to say it.
        pub slot_elicitation_style: Option<LexV2SlotElicitationStyle> = "slotElicitationStyle",
        /// `ElicitSlot`: the slot that is asked for.
        pub slot_to_elicit: Option<String> = "slotToElicit",
        /// What kind of step it is.
        pub kind: Option<LexV2DialogActionType> = "type",
    }
}

words! {
    /// How a user is to say the value of a slot.
    pub enum LexV2SlotElicitationStyle {
        /// As they like.
        Default = "Default",
        /// Letter by letter.
        SpellByLetter = "SpellByLetter",
        /// By a word for each letter.
        SpellByWord = "SpellByWord",
    }
}

words! {
    /// What kind of step comes next.
    pub enum LexV2DialogActionType {
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
    /// What a user wants.
    pub struct LexV2Intent = "an intent of Lex V2" {
        /// Whether the user confirmed it.
        pub confirmation_state: Option<LexV2ConfirmationState> = "confirmationState",
        /// Its name.
        pub name: Option<String> = "name",
        /// Its slots, by their names; none for what was not said yet.
        pub slots: Map<Option<LexV2Slot>> = "slots",
        /// How far it is.
        pub state: Option<LexV2IntentState> = "state",
        /// What Kendra found.
        pub kendra_response: Option<Value> = "kendraResponse",
    }
}

words! {
    /// Whether a user confirmed an intent.
    pub enum LexV2ConfirmationState {
        /// They did.
        Confirmed = "Confirmed",
        /// They did not.
        Denied = "Denied",
        /// They were not asked.
        None = "None",
    }
}

words! {
    /// How far an intent is.
    pub enum LexV2IntentState {
        /// The function could not do it.
        Failed = "Failed",
        /// It is done.
        Fulfilled = "Fulfilled",
        /// The function is doing it.
        FulfillmentInProgress = "FulfillmentInProgress",
        /// Slots are still to be filled.
        InProgress = "InProgress",
        /// All slots are filled.
        ReadyForFulfillment = "ReadyForFulfillment",
        /// The user asked the bot to wait.
        Waiting = "Waiting",
    }
}

event! {
    /// What a user said for a slot.
    pub struct LexV2Slot = "a slot of Lex V2" {
        /// Whether it has several values.
        pub shape: Option<LexV2SlotShape> = "shape",
        /// What was said.
        pub value: Option<LexV2SlotValue> = "value",
        /// `List`: each of the values.
        pub values: Option<Vec<Self>> = "values",
        /// `Composite`: the slots within it.
        pub sub_slots: Option<Map<Option<Self>>> = "subSlots",
    }
}

words! {
    /// Whether a slot has several values.
    pub enum LexV2SlotShape {
        /// One.
        Scalar = "Scalar",
        /// Several of one kind.
        List = "List",
        /// Several slots of their own.
        Composite = "Composite",
    }
}

event! {
    /// A value of a slot.
    pub struct LexV2SlotValue = "a value of a slot of Lex V2" {
        /// What the user said.
        pub original_value: Option<String> = "originalValue",
        /// What it may mean, the likeliest first.
        pub resolved_values: Vec<String> = "resolvedValues",
        /// What it is taken to mean.
        pub interpreted_value: Option<String> = "interpretedValue",
    }
}

// === impl LexV2Intent ===

impl LexV2Intent {
    /// What a slot is taken to mean.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.slots.get(name)?.as_ref()?.value.as_ref()?.interpreted_value.as_deref()
    }
}
