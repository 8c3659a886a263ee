//! What a user of an Alexa skill wants.

use serde_json::Value;

use crate::Map;
use crate::field::{event, words};

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
