//! The action of a CloudWatch alarm that is a Lambda function.
//!
//! See "Invoke a Lambda function from an alarm" in the Amazon CloudWatch User Guide.

use serde_json::Number;

use crate::field::{event, words};
use crate::{Map, Timestamp};

event! {
    /// An alarm is in another state now.
    pub struct CloudWatchAlarmActionEvent = "the action of a CloudWatch alarm" {
        /// `aws.cloudwatch`.
        pub source: Option<String> = "source",
        /// The ARN of the alarm.
        pub alarm_arn: Option<String> = "alarmArn",
        /// The account of the alarm.
        pub account_id: Option<String> = "accountId",
        /// When it went into its state.
        pub time: Option<Timestamp> = "time",
        /// The region of the alarm.
        pub region: Option<String> = "region",
        /// The alarm.
        pub alarm_data: CloudWatchAlarm = "alarmData" required,
    }
}

event! {
    /// An alarm.
    pub struct CloudWatchAlarm = "a CloudWatch alarm" {
        /// Its name.
        pub alarm_name: String = "alarmName",
        /// Its state.
        pub state: CloudWatchAlarmState = "state",
        /// The state that it was in before.
        pub previous_state: Option<CloudWatchAlarmState> = "previousState",
        /// What it watches.
        pub configuration: CloudWatchAlarmConfiguration = "configuration",
    }
}

event! {
    /// The state of an alarm.
    pub struct CloudWatchAlarmState = "the state of a CloudWatch alarm" {
        /// Composite alarms: why its actions are held back: `WaitPeriod`, `ExtensionPeriod` or `Alarm`.
        pub actions_suppressed_by: Option<String> = "actionsSuppressedBy",
        /// The same in words for people.
        pub actions_suppressed_reason: Option<String> = "actionsSuppressedReason",
        /// Which it is.
        pub value: Option<CloudWatchAlarmStateValue> = "value",
        /// Why, in words for people.
        pub reason: Option<String> = "reason",
        /// Why, as text that is JSON: [`read_reason_data`](Self::read_reason_data) reads it.
        pub reason_data: Option<String> = "reasonData",
        /// Since when.
        pub timestamp: Option<Timestamp> = "timestamp",
    }
}

words! {
    /// What an alarm says.
    pub enum CloudWatchAlarmStateValue {
        /// All is well.
        Ok = "OK",
        /// It is not.
        Alarm = "ALARM",
        /// It cannot tell.
        InsufficientData = "INSUFFICIENT_DATA",
    }
}

event! {
    /// Why an alarm is in its state: its datapoints, or for a composite alarm the alarms that changed it.
    pub struct CloudWatchAlarmReasonData = "the reason of a CloudWatch alarm's state" {
        /// The version of this: `1.0` until now.
        pub version: Option<String> = "version",
        /// When the metric was looked at.
        pub query_date: Option<Timestamp> = "queryDate",
        /// From when on.
        pub start_date: Option<Timestamp> = "startDate",
        /// What of the metric.
        pub statistic: Option<String> = "statistic",
        /// In steps of so many seconds.
        pub period: Option<Number> = "period",
        /// The last datapoints.
        pub recent_datapoints: Vec<Number> = "recentDatapoints",
        /// What they were compared with.
        pub threshold: Option<Number> = "threshold",
        /// The datapoints that were looked at.
        pub evaluated_datapoints: Vec<CloudWatchAlarmDatapoint> = "evaluatedDatapoints",
        /// Composite alarms: the alarms that made it change.
        pub triggering_alarms: Vec<CloudWatchTriggeringAlarm> = "triggeringAlarms",
    }
}

event! {
    /// A datapoint.
    pub struct CloudWatchAlarmDatapoint = "a datapoint of a CloudWatch alarm" {
        /// When its period began.
        pub timestamp: Option<Timestamp> = "timestamp",
        /// Of how many samples it is.
        pub sample_count: Option<Number> = "sampleCount",
        /// Its value; none where there is no data.
        pub value: Option<Number> = "value",
    }
}

event! {
    /// An alarm that made a composite alarm change.
    pub struct CloudWatchTriggeringAlarm = "an alarm of a composite CloudWatch alarm" {
        /// Its ARN.
        pub arn: String = "arn",
        /// Its state.
        pub state: CloudWatchAlarmState = "state",
    }
}

event! {
    /// What an alarm watches: metrics, or other alarms.
    pub struct CloudWatchAlarmConfiguration = "the configuration of a CloudWatch alarm" {
        /// What its owner says of it.
        pub description: Option<String> = "description",
        /// Metric alarms: its metrics and expressions; the one that returns data is compared.
        pub metrics: Vec<CloudWatchAlarmMetric> = "metrics",
        /// Composite alarms: which alarms it watches.
        pub alarm_rule: Option<String> = "alarmRule",
        /// Composite alarms: the alarm that holds its actions back.
        pub actions_suppressor: Option<String> = "actionsSuppressor",
        /// Composite alarms: for how many seconds it waits for that alarm.
        pub actions_suppressor_wait_period: Option<u32> = "actionsSuppressorWaitPeriod",
        /// Composite alarms: for how many seconds it goes on waiting after that alarm.
        pub actions_suppressor_extension_period: Option<u32> = "actionsSuppressorExtensionPeriod",
    }
}

event! {
    /// A metric, or an expression over metrics: one of `metric_stat` and `expression` is there.
    pub struct CloudWatchAlarmMetric = "a metric of a CloudWatch alarm" {
        /// What expressions call it.
        pub id: String = "id",
        /// A metric.
        pub metric_stat: Option<CloudWatchMetricStat> = "metricStat",
        /// An expression, such as `m1/m2`.
        pub expression: Option<String> = "expression",
        /// What graphs call it.
        pub label: Option<String> = "label",
        /// In steps of so many seconds, where it is an expression that needs it.
        pub period: Option<u32> = "period",
        /// Whether it is what the alarm compares.
        pub return_data: bool = "returnData",
        /// The account that the metric is in, where that is another.
        pub account_id: Option<String> = "accountId",
    }
}

event! {
    /// A metric, and what of it.
    pub struct CloudWatchMetricStat = "the statistic of a CloudWatch metric" {
        /// The metric.
        pub metric: CloudWatchMetric = "metric",
        /// In steps of so many seconds.
        pub period: Option<u32> = "period",
        /// `Average`, `Sum`, `p99` and so on.
        pub stat: Option<String> = "stat",
        /// Only what has this unit.
        pub unit: Option<String> = "unit",
    }
}

event! {
    /// A metric.
    pub struct CloudWatchMetric = "a CloudWatch metric" {
        /// Its namespace.
        pub namespace: Option<String> = "namespace",
        /// Its name.
        pub name: Option<String> = "name",
        /// Its dimensions.
        pub dimensions: Map<String> = "dimensions",
    }
}

// === impl CloudWatchAlarmState ===

impl CloudWatchAlarmState {
    /// Why the alarm is in this state, where that was said.
    ///
    /// # Errors
    ///
    /// Where the text is not JSON, or not an object.
    pub fn read_reason_data(&self) -> Result<Option<CloudWatchAlarmReasonData>, serde_json::Error> {
        self.reason_data.as_deref().map(serde_json::from_str).transpose()
    }
}
