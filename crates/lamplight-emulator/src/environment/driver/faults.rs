//! Faults of processes, when their moment has come.

use super::Driver;
use crate::Exit;
use crate::event::EventKind;
use crate::fault::{Fault, Moment};
use crate::process::Signal;

// === impl Driver ===

impl Driver {
    /// Lets every fault take place that was meant for this moment.
    pub(super) fn fault_at(&mut self, moment: Moment) {
        let now = |fault: &Fault| match fault {
            Fault::KillFunction(at) | Fault::ExitFunction(at, _) | Fault::OutOfMemory(at) => *at == moment,
            Fault::KillExtension(_, at) => *at == moment && moment != Moment::Init,
            Fault::SlowExtension(..) => moment == Moment::Handler,
            Fault::Telemetry(_) => false,
        };
        while let Some(fault) = self.faults.take(now) {
            self.publisher.publish(|| EventKind::Faulted { fault: fault.clone() });
            self.fault(&fault);
        }
    }

    /// The same for one extension, which has its beginning before that of the function.
    pub(super) fn fault_extension(&mut self, index: usize, moment: Moment) {
        let Some(name) = self.extensions.get(index).map(|extension| extension.name.clone()) else { return };
        let wanted = Fault::KillExtension(name, moment);
        while let Some(fault) = self.faults.take(|fault| *fault == wanted) {
            self.publisher.publish(|| EventKind::Faulted { fault: fault.clone() });
            self.fault(&fault);
        }
    }

    fn fault(&mut self, fault: &Fault) {
        let index = |name: &str| self.extensions.iter().position(|extension| extension.name == name);
        match fault {
            Fault::KillFunction(_) => self.signal(Signal::Kill),
            Fault::ExitFunction(_, code) => {
                self.pose = Some(Exit::Code(*code));
                self.signal(Signal::Kill);
            }
            Fault::OutOfMemory(_) => {
                self.pose = Some(Exit::OutOfMemory);
                self.signal(Signal::Kill);
            }
            Fault::KillExtension(name, _) => {
                if let Some(index) = index(name) {
                    self.signal_extension(index, Signal::Kill);
                }
            }
            Fault::SlowExtension(name, time) => {
                let found = index(name).and_then(|index| self.extensions[index].process.as_ref());
                if let Some(process) = found {
                    process.hold(*time);
                }
            }
            Fault::Telemetry(_) => {}
        }
    }
}
