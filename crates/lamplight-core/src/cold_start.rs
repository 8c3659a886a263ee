//! Whether an invocation is the first of its execution environment.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::environment::InitializationType;

/// Remembers whether an invocation was seen yet. A fact of the process, so there is
/// [one for the process](Self::process), shared by every clone of every layer.
#[derive(Debug, Default)]
pub struct ColdStart {
    seen: AtomicBool,
}

impl ColdStart {
    /// A fresh one, that has seen no invocation.
    #[must_use]
    pub const fn new() -> Self {
        Self { seen: AtomicBool::new(false) }
    }

    /// The one of this process.
    #[must_use]
    pub fn process() -> &'static Self {
        static PROCESS: ColdStart = ColdStart::new();
        &PROCESS
    }

    /// To be asked exactly once per invocation: whether its caller waited for the environment to
    /// start. True for the first invocation of an on-demand environment only: with provisioned
    /// concurrency, SnapStart and managed instances the start was paid before the request came.
    pub fn take(&self, initialization: InitializationType) -> bool {
        let first = !self.seen.swap(true, Ordering::Relaxed);
        first && initialization == InitializationType::OnDemand
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_invocation_of_an_on_demand_environment_is_cold() {
        let cold_start = ColdStart::new();
        assert!(cold_start.take(InitializationType::OnDemand));
        assert!(!cold_start.take(InitializationType::OnDemand));
    }

    #[test]
    fn no_invocation_of_an_environment_started_ahead_of_time_is_cold() {
        for initialization in [
            InitializationType::ProvisionedConcurrency,
            InitializationType::SnapStart,
            InitializationType::ManagedInstances,
            InitializationType::Unknown,
        ] {
            assert!(!ColdStart::new().take(initialization), "{initialization:?}");
        }
    }

    #[test]
    fn exactly_one_of_many_threads_is_first() {
        let cold_start = ColdStart::new();
        let cold = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..16).map(|_| scope.spawn(|| cold_start.take(InitializationType::OnDemand))).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).filter(|cold| *cold).count()
        });
        assert_eq!(cold, 1);
    }
}
