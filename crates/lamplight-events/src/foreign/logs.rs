//! CloudWatch Logs, which their types unpack while they read.

use std::borrow::Cow;

use aws_lambda_events::cloudwatch_logs::{LogEntry, LogsEvent};

use crate::envelope::ContentError;
use crate::source::{BatchSource, List};

impl BatchSource for LogsEvent {
    type Record = LogEntry;
    type Input = [u8];
    const CONTENT: &'static str = "message";

    /// A control message, by which CloudWatch Logs asks whether it can deliver, has no records.
    fn lists(&mut self, each: &mut dyn FnMut(List<'_, LogEntry>)) {
        let data = &mut self.aws_logs.data;
        if data.message_type != "CONTROL_MESSAGE" {
            each(List::new("awslogs.data.logEvents", &mut data.log_events));
        }
    }

    fn content(log: &LogEntry) -> Result<Cow<'_, [u8]>, ContentError> {
        Ok(log.message.as_bytes().into())
    }

    /// Subscriptions take no partial failures.
    fn id(_: &LogEntry) -> Option<Cow<'_, str>> {
        None
    }
}
