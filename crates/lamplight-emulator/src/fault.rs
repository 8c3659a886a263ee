//! What can be made to go wrong on purpose.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What can be made to go wrong on purpose, once, the next time that its moment comes: with
/// [`FunctionConfig::fault`](crate::FunctionConfig::fault) from the start, or later with
/// [`Function::inject`](crate::Function::inject). Each is told with [`EventKind::Faulted`](crate::EventKind::Faulted)
/// when it takes place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The process of the function, and what it has started, is killed (signal 9).
    KillFunction(Moment),
    /// The same, but the process counts as one that has exited with this code.
    ExitFunction(Moment, i32),
    /// The same, but the process counts as one that has used too much memory.
    OutOfMemory(Moment),
    /// The process of the extension with this name is killed.
    KillExtension(String, Moment),
    /// The extension with this name is stopped for this long when it has been told of an invocation.
    SlowExtension(String, Duration),
    /// From the next init phase on, until the one after that, there is no room for temporary files: whoever creates
    /// one is told that no space is left on the device. Only with
    /// [`FunctionConfig::private_tmp`](crate::FunctionConfig::private_tmp), and not for extensions.
    ///
    /// Linux only. It takes a file system that is mounted in a user namespace (`unshare` and `mount` of util-linux,
    /// and a system that lets its users have namespaces); where that cannot be had, the function does not start and
    /// says so.
    FullTmp,
    /// From the next init phase on, until the one after that, somebody else listens on this TCP port of 127.0.0.1.
    PortTaken(u16),
    /// Something about a batch of the Telemetry API, of whoever is the next to be sent one.
    Telemetry(TelemetryFault),
}

/// When a process is made to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Moment {
    /// As soon as it was started.
    Init,
    /// As soon as it was told of an invocation.
    Handler,
    /// As soon as the function has sent its response, or an error.
    AfterResponse,
}

/// What can be wrong with a batch of the Telemetry API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TelemetryFault {
    /// It is sent later by this time.
    Delay(Duration),
    /// Up to so many of its last records are not in it, but a `platform.logsDropped` that says so.
    Drop(usize),
    /// It is sent twice.
    Duplicate,
    /// Its records are in reverse order.
    Reorder,
    /// It is more than twice as large as the subscription allows, by a record of the `function`.
    Oversize,
    /// It has a record of a type that nobody has heard of.
    UnknownType,
    /// Each record has a field, at both levels, that nobody has heard of.
    UnknownFields,
    /// What is optional in records of the platform is there, but null: `spans`, `metrics`, `tracing`.
    Nulls,
    /// Records of function and extensions that are strings are objects, and the other way round.
    OtherForm,
    /// It has a record of the `function` that is not UTF-8.
    NotUtf8,
}

/// The faults that have not taken place yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Arc<Mutex<VecDeque<Fault>>>);

// === impl Faults ===

impl Faults {
    pub(crate) fn new(faults: impl IntoIterator<Item = Fault>) -> Self {
        Self(Arc::new(Mutex::new(faults.into_iter().collect())))
    }

    pub(crate) fn push(&self, fault: Fault) {
        self.lock().push_back(fault);
    }

    /// The first fault that `wanted` says yes to; it is not taken again.
    pub(crate) fn take(&self, wanted: impl FnMut(&Fault) -> bool) -> Option<Fault> {
        let mut faults = self.lock();
        let index = faults.iter().position(wanted)?;
        faults.remove(index)
    }

    /// What is to be wrong with a batch, if anything.
    pub(crate) fn take_telemetry(&self) -> Option<TelemetryFault> {
        match self.take(|fault| matches!(fault, Fault::Telemetry(_)))? {
            Fault::Telemetry(fault) => Some(fault),
            _ => None,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_taken_once_and_those_of_a_kind_in_order() {
        let faults = Faults::new([
            Fault::KillFunction(Moment::Init),
            Fault::Telemetry(TelemetryFault::Duplicate),
            Fault::Telemetry(TelemetryFault::Reorder),
        ]);
        assert_eq!(faults.take_telemetry(), Some(TelemetryFault::Duplicate));
        let kill = |fault: &Fault| matches!(fault, Fault::KillFunction(_));
        assert_eq!(faults.take(kill), Some(Fault::KillFunction(Moment::Init)));
        assert_eq!(faults.take(kill), None);
        assert_eq!(faults.take_telemetry(), Some(TelemetryFault::Reorder));
        assert_eq!(faults.take_telemetry(), None);
    }
}
