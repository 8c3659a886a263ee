//! The tokio runtime that a function's CPU share calls for.

use lamplight_core::environment::FunctionEnvironment;
use tokio::runtime::{Builder, Runtime};

use crate::start_error::{Kind, StartError};

/// The memory, in MB, that comes with one vCPU. Source: AWS Lambda developer guide, "Configure memory".
const MB_PER_VCPU: u32 = 1769;

/// How many threads run tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flavour {
    /// The one that calls.
    CurrentThread,
    /// As many as there are vCPUs.
    MultiThread(usize),
}

/// Builds it, with timers and sockets.
pub(crate) fn build(environment: &FunctionEnvironment) -> Result<Runtime, StartError> {
    let mut builder = match Flavour::of(environment) {
        Flavour::CurrentThread => Builder::new_current_thread(),
        Flavour::MultiThread(threads) => {
            let mut builder = Builder::new_multi_thread();
            builder.worker_threads(threads);
            builder
        }
    };
    builder.enable_io().enable_time().build().map_err(|error| Kind::Tokio(error).into())
}

impl Flavour {
    /// Below two vCPUs a second thread only adds the cost of handing work over, unless invocations come
    /// several at a time.
    fn of(environment: &FunctionEnvironment) -> Self {
        let memory = environment.memory_mb.unwrap_or_default();
        if environment.max_concurrency > 1 || memory >= 2 * MB_PER_VCPU {
            Self::MultiThread(usize::max(2, memory.div_ceil(MB_PER_VCPU) as usize))
        } else {
            Self::CurrentThread
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flavour(memory: &str, concurrency: &str) -> Flavour {
        Flavour::of(&FunctionEnvironment::read(&[
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", memory),
            ("AWS_LAMBDA_MAX_CONCURRENCY", concurrency),
        ]))
    }

    #[test]
    fn one_thread_below_two_vcpus() {
        assert_eq!(flavour("128", ""), Flavour::CurrentThread);
        assert_eq!(flavour("3537", "1"), Flavour::CurrentThread);
        assert_eq!(flavour("", ""), Flavour::CurrentThread);
    }

    #[test]
    fn as_many_threads_as_vcpus_above() {
        assert_eq!(flavour("3538", ""), Flavour::MultiThread(2));
        assert_eq!(flavour("10240", ""), Flavour::MultiThread(6));
    }

    #[test]
    fn concurrency_asks_for_threads() {
        assert_eq!(flavour("512", "64"), Flavour::MultiThread(2));
    }
}
