//! Step Functions passes its context object.
//!
//! See "Accessing execution data from the Context object in Step Functions" in the AWS Step Functions
//! Developer Guide.

use crate::field::event;
use crate::{RawJson, Timestamp};

event! {
    /// The context object: where in which execution a function is called.
    ///
    /// It comes where the state machine says so; what else the state machine passes is in `extra`.
    pub struct StepFunctionsContextEvent = "the context of a Step Functions execution" {
        /// The execution.
        pub execution: Option<StepFunctionsExecution> = "Execution",
        /// The state machine.
        pub state_machine: Option<StepFunctionsStateMachine> = "StateMachine",
        /// The state.
        pub state: Option<StepFunctionsState> = "State",
        /// The task, where its state waits for a token to come back.
        pub task: Option<StepFunctionsTask> = "Task",
        /// The item, within a Map state.
        pub map: Option<StepFunctionsMap> = "Map",
    }
}

event! {
    /// An execution.
    pub struct StepFunctionsExecution = "a Step Functions execution" {
        /// Its ARN.
        pub id: String = "Id",
        /// What it was started with.
        pub input: RawJson = "Input",
        /// When it was started.
        pub start_time: Option<Timestamp> = "StartTime",
        /// Its name.
        pub name: Option<String> = "Name",
        /// The ARN of its role.
        pub role_arn: Option<String> = "RoleArn",
        /// How often it was started again after it had failed.
        pub redrive_count: Option<u32> = "RedriveCount",
        /// When it was started again.
        pub redrive_time: Option<Timestamp> = "RedriveTime",
    }
}

event! {
    /// A state machine.
    pub struct StepFunctionsStateMachine = "a Step Functions state machine" {
        /// Its ARN.
        pub id: String = "Id",
        /// Its name.
        pub name: Option<String> = "Name",
    }
}

event! {
    /// A state.
    pub struct StepFunctionsState = "a Step Functions state" {
        /// Its name.
        pub name: String = "Name",
        /// When it was entered.
        pub entered_time: Option<Timestamp> = "EnteredTime",
        /// How often it was tried again.
        pub retry_count: Option<u32> = "RetryCount",
    }
}

event! {
    /// A task.
    pub struct StepFunctionsTask = "a Step Functions task" {
        /// What `SendTaskSuccess` and `SendTaskFailure` ask for.
        pub token: Option<String> = "Token",
    }
}

event! {
    /// A Map state.
    pub struct StepFunctionsMap = "a Step Functions map" {
        /// The item.
        pub item: Option<StepFunctionsMapItem> = "Item",
    }
}

event! {
    /// An item of a Map state.
    pub struct StepFunctionsMapItem = "an item of a Step Functions map" {
        /// Its place, from 0.
        pub index: Option<u64> = "Index",
        /// Its key, where the items are those of an object.
        pub key: Option<String> = "Key",
        /// The item.
        pub value: RawJson = "Value",
        /// Where the items come from: `STATE_DATA`, or an address in S3.
        pub source: Option<String> = "Source",
    }
}
