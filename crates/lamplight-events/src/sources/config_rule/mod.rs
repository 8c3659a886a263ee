//! AWS Config asks a rule to evaluate.
//!
//! See "Example events for AWS Config rules" in the AWS Config Developer Guide.

mod invoking_event;

use serde::de::DeserializeOwned;

pub use self::invoking_event::{
    ConfigItem, ConfigItemDiff, ConfigItemStatus, ConfigMessageType, ConfigRelationship, InvokingEvent,
};
use crate::field::{event, words};

event! {
    /// A rule is to evaluate; what comes of it is put with `PutEvaluations`.
    pub struct ConfigRuleEvent = "an event of an AWS Config rule" {
        /// The version of the event.
        pub version: Option<String> = "version",
        /// What happened, as text that is JSON: [`read_invoking_event`](Self::read_invoking_event) reads it.
        pub invoking_event: String = "invokingEvent" required,
        /// The parameters of the rule, as text that is JSON:
        /// [`read_rule_parameters`](Self::read_rule_parameters) reads them.
        pub rule_parameters: Option<String> = "ruleParameters",
        /// To be given to `PutEvaluations`.
        pub result_token: Option<String> = "resultToken",
        /// Whether the resource is none of the rule's any more: it is to be evaluated as `NOT_APPLICABLE`.
        pub event_left_scope: bool = "eventLeftScope",
        /// The role of AWS Config.
        pub execution_role_arn: Option<String> = "executionRoleArn",
        /// The ARN of the rule.
        pub config_rule_arn: Option<String> = "configRuleArn",
        /// The name of the rule.
        pub config_rule_name: Option<String> = "configRuleName",
        /// The id of the rule.
        pub config_rule_id: Option<String> = "configRuleId",
        /// The account of the rule.
        pub account_id: Option<String> = "accountId",
        /// Whether it is about resources that are there, or about some that are to be made.
        pub evaluation_mode: Option<ConfigEvaluationMode> = "evaluationMode",
    }
}

words! {
    /// When a rule evaluates.
    pub enum ConfigEvaluationMode {
        /// After a resource was made.
        Detective = "DETECTIVE",
        /// Before.
        Proactive = "PROACTIVE",
    }
}

// === impl ConfigRuleEvent ===

impl ConfigRuleEvent {
    /// What happened.
    ///
    /// # Errors
    ///
    /// Where the text is not JSON, or not an object.
    pub fn read_invoking_event(&self) -> Result<InvokingEvent, serde_json::Error> {
        serde_json::from_str(&self.invoking_event)
    }

    /// The parameters of the rule, all of which are text, where it has some.
    ///
    /// # Errors
    ///
    /// Where the text is not JSON, or not of the type.
    pub fn read_rule_parameters<T: DeserializeOwned>(&self) -> Result<Option<T>, serde_json::Error> {
        self.rule_parameters.as_deref().map(serde_json::from_str).transpose()
    }
}
