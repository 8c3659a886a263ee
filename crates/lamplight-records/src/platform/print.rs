//! Records as Lambda writes them into a log stream in text form, without the last line feed.

use std::fmt::{self, Display, Formatter};

use super::quantity::{Millis, Seconds, WholeMillis};
use super::{
    End, Fault, InitReport, InitStart, Record, Report, RestoreReport, RestoreStart, Start, Status, TimedOut,
    Tracing,
};

/// Two decimals, as Lambda prints them: what is finer than 10 µs (in a timeout 10 ms) is rounded away.
///
/// A record without a form in text, `platform.runtimeDone` or `platform.initRuntimeDone`, prints as nothing.
impl Display for Record {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::InitStart(record) => record.fmt(f),
            Self::InitReport(record) => record.fmt(f),
            Self::Start(record) => record.fmt(f),
            Self::End(record) => record.fmt(f),
            Self::Report(record) => record.fmt(f),
            Self::TimedOut(record) => record.fmt(f),
            Self::Fault(record) => record.fmt(f),
            Self::RestoreStart(record) => record.fmt(f),
            Self::RestoreReport(record) => record.fmt(f),
            Self::InitRuntimeDone(_) | Self::RuntimeDone(_) => Ok(()),
        }
    }
}

impl Display for InitStart {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("INIT_START ")?;
        part(f, "Runtime Version", self.runtime_version.as_ref())?;
        part(f, "Runtime Version ARN", self.runtime_version_arn.as_ref())
    }
}

impl Display for InitReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("INIT_REPORT ")?;
        part(f, "Init Duration", self.duration.map(Millis))?;
        part(f, "Phase", self.phase.as_ref())?;
        part(f, "Status", self.status.map(Status::as_str))?;
        part(f, "Error Type", self.error_type.as_ref())
    }
}

impl Display for RestoreStart {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("RESTORE_START ")?;
        part(f, "Runtime Version", self.runtime_version.as_ref())?;
        part(f, "Runtime Version ARN", self.runtime_version_arn.as_ref())
    }
}

impl Display for RestoreReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("RESTORE_REPORT ")?;
        part(f, "Restore Duration", self.duration.map(Millis))?;
        part(f, "Status", self.status.map(Status::as_str))?;
        part(f, "Error Type", self.error_type.as_ref())
    }
}

impl Display for Start {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "START RequestId: {}", self.request_id)?;
        self.version.iter().try_for_each(|version| write!(f, " Version: {version}"))
    }
}

impl Display for End {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "END RequestId: {}", self.request_id)
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("REPORT ")?;
        part(f, "RequestId", Some(&self.request_id))?;
        part(f, "Duration", self.duration.map(Millis))?;
        part(f, "Billed Duration", self.billed.map(WholeMillis))?;
        part(f, "Memory Size", self.memory_mb.map(|size| format!("{size} MB")))?;
        part(f, "Max Memory Used", self.max_memory_mb.map(|size| format!("{size} MB")))?;
        part(f, "Init Duration", self.init.map(Millis))?;
        part(f, "Restore Duration", self.restore.map(Millis))?;
        part(f, "Billed Restore Duration", self.billed_restore.map(WholeMillis))?;
        part(f, "Status", self.status.map(Status::as_str))?;
        part(f, "Error Type", self.error_type.as_ref())?;
        self.tracing.iter().try_for_each(|tracing| write!(f, "\n{tracing}"))
    }
}

impl Display for Tracing {
    /// The `XRAY` line, which follows a REPORT.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        part(f, "XRAY TraceId", self.trace_id.map(|id| id.xray()))?;
        part(f, "SegmentId", self.segment_id)?;
        part(f, "Sampled", self.sampled)
    }
}

impl Display for TimedOut {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { at, request_id, after } = self;
        write!(f, "{at} {request_id} Task timed out after {}", Seconds(*after))
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "RequestId: {} {}", self.request_id, self.message)?;
        self.error_type.iter().try_for_each(|kind| write!(f, "\n{kind}"))
    }
}

impl Display for Status {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A part of a line with the tab that ends it, if there is anything to say.
fn part(f: &mut Formatter<'_>, key: &str, value: Option<impl Display>) -> fmt::Result {
    value.map_or(Ok(()), |value| write!(f, "{key}: {value}\t"))
}
