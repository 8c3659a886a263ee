//! A device of AWS IoT 1-Click.
//!
//! See "AWS IoT 1-Click Programming Model" in the AWS IoT 1-Click Developer Guide; the service has ended.

use serde_json::Number;

use crate::field::{event, words};
use crate::{Map, Millis, Timestamp};

event! {
    /// A device has something to say.
    pub struct Iot1ClickEvent = "an event of IoT 1-Click" {
        /// What happened.
        pub device_event: Iot1ClickDeviceEvent = "deviceEvent" required,
        /// The device.
        pub device_info: Iot1ClickDevice = "deviceInfo",
        /// Where the device is.
        pub placement_info: Option<Iot1ClickPlacement> = "placementInfo",
    }
}

event! {
    /// What happened.
    pub struct Iot1ClickDeviceEvent = "what happened to a device of IoT 1-Click" {
        /// A button was pressed.
        pub button_clicked: Option<Iot1ClickButtonClicked> = "buttonClicked",
    }
}

event! {
    /// A button was pressed.
    pub struct Iot1ClickButtonClicked = "a click of IoT 1-Click" {
        /// How it was pressed.
        pub click_type: Option<Iot1ClickType> = "clickType",
        /// When it was pressed.
        pub reported_time: Option<Timestamp<Millis>> = "reportedTime",
    }
}

words! {
    /// How a button was pressed.
    pub enum Iot1ClickType {
        /// Once.
        Single = "SINGLE",
        /// Twice.
        Double = "DOUBLE",
        /// For longer.
        Long = "LONG",
    }
}

event! {
    /// A device.
    pub struct Iot1ClickDevice = "a device of IoT 1-Click" {
        /// Its attributes.
        pub attributes: Map<String> = "attributes",
        /// What kind of device it is: `button`.
        pub kind: Option<String> = "type",
        /// Its serial number.
        pub device_id: Option<String> = "deviceId",
        /// How much of its life is left, in percent.
        pub remaining_life: Option<Number> = "remainingLife",
    }
}

event! {
    /// Where a device is.
    pub struct Iot1ClickPlacement = "a placement of IoT 1-Click" {
        /// The project.
        pub project_name: Option<String> = "projectName",
        /// The name of the place.
        pub placement_name: Option<String> = "placementName",
        /// The attributes of the place.
        pub attributes: Map<String> = "attributes",
        /// The devices of the place: their serial numbers by the names that the project has for them.
        pub devices: Map<String> = "devices",
    }
}
