//! Faults of processes, when their moment has come.

use std::net::{Ipv4Addr, TcpListener};

use super::Driver;
use crate::Exit;
use crate::event::EventKind;
use crate::fault::{Fault, Moment};
use crate::process::Signal;

/// What is wrong around the processes.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    pub(super) full_tmp: bool,
    /// They are taken for as long as they are here.
    ports: Vec<TcpListener>,
}

// === impl Driver ===

impl Driver {
    /// Lets the faults take place that were meant for this moment: one of the function, all of the extensions.
    pub(super) fn fault_at(&mut self, moment: Moment) {
        let of_function = |fault: &Fault| match fault {
            Fault::KillFunction(at) | Fault::ExitFunction(at, _) | Fault::OutOfMemory(at) => *at == moment,
            _ => false,
        };
        let of_extension = |fault: &Fault| match fault {
            Fault::KillExtension(_, at) => *at == moment && moment != Moment::Init,
            Fault::SlowExtension(..) => moment == Moment::Handler,
            _ => false,
        };
        if let Some(fault) = self.faults.take(of_function) {
            self.fault(&fault);
        }
        while let Some(fault) = self.faults.take(of_extension) {
            self.fault(&fault);
        }
    }

    /// The same for one extension, which has its beginning before that of the function.
    pub(super) fn fault_extension(&mut self, index: usize, moment: Moment) {
        let Some(name) = self.extensions.get(index).map(|extension| extension.name.clone()) else { return };
        let wanted = Fault::KillExtension(name, moment);
        if let Some(fault) = self.faults.take(|fault| *fault == wanted) {
            self.fault(&fault);
        }
    }

    /// Lets the faults take place that are there before anything is started.
    pub(super) fn fault_surroundings(&mut self) {
        self.surroundings = Surroundings::default();
        while let Some(fault) =
            self.faults.take(|fault| matches!(fault, Fault::FullTmp | Fault::PortTaken(_)))
        {
            match fault {
                Fault::FullTmp => self.surroundings.full_tmp = true,
                // One that cannot be taken is taken already.
                Fault::PortTaken(port) => {
                    self.surroundings.ports.extend(TcpListener::bind((Ipv4Addr::LOCALHOST, port)));
                }
                _ => {}
            }
            self.publisher.publish(|| EventKind::Faulted { fault });
        }
    }

    /// Kills the function, if it runs, and takes its end for this one.
    pub(super) fn kill_as(&mut self, exit: Exit) {
        self.doomed = self.process.is_some();
        self.pose = Some(exit);
        self.signal(Signal::Kill);
    }

    fn fault(&mut self, fault: &Fault) {
        self.publisher.publish(|| EventKind::Faulted { fault: fault.clone() });
        let index = |name: &str| self.extensions.iter().position(|extension| extension.name == name);
        match fault {
            Fault::KillFunction(_) => self.kill_as(Exit::Signal(9)),
            Fault::ExitFunction(_, code) => self.kill_as(Exit::Code(*code)),
            Fault::OutOfMemory(_) => self.kill_as(Exit::OutOfMemory),
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
            // Those have their moments elsewhere.
            Fault::Telemetry(_) | Fault::FullTmp | Fault::PortTaken(_) => {}
        }
    }
}
