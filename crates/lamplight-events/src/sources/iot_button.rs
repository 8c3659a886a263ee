//! An AWS IoT button.
//!
//! See "Using AWS Lambda with AWS IoT" in the AWS Lambda Developer Guide; the buttons are no longer sold.

use crate::field::{event, words};

event! {
    /// A button was pressed.
    pub struct IotButtonEvent = "an event of an IoT button" {
        /// The serial number of the button.
        pub serial_number: Option<String> = "serialNumber" required,
        /// How it was pressed.
        pub click_type: Option<IotButtonClick> = "clickType" required,
        /// The voltage of its battery, with the unit: `2000 mV`.
        pub battery_voltage: Option<String> = "batteryVoltage",
    }
}

words! {
    /// How a button was pressed.
    pub enum IotButtonClick {
        /// Once.
        Single = "SINGLE",
        /// Twice.
        Double = "DOUBLE",
        /// For longer.
        Long = "LONG",
    }
}

// === impl IotButtonEvent ===

impl IotButtonEvent {
    /// The voltage of the battery in millivolts, where it is written so.
    #[must_use]
    pub fn battery_millivolts(&self) -> Option<u32> {
        self.battery_voltage.as_deref()?.trim().strip_suffix("mV")?.trim_end().parse().ok()
    }
}
