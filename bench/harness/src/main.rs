//! Black-box benchmarks: functions that do the same work with different telemetry, under the local Lambda, in
//! alternating rounds. Every comparison ends with lines `ratio NAME VALUE`, ours over the other.
//!
//! ```text
//! cargo run --release -- [COMPARISON | hot | events | emulator | sizes]... [--rounds N] [--invocations N]
//! ```

mod arguments;
mod build;
mod comparison;
mod crates;
mod program;
mod round;
mod signal;
mod sizes;
mod statistics;
mod subject;
mod table;

use std::process::ExitCode;

use crate::arguments::Arguments;

fn main() -> ExitCode {
    match Arguments::parse(std::env::args().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    // Before this process, and with it every child, is left one processor.
    arguments.comparisons.iter().try_for_each(|comparison| comparison.build())?;
    arguments.programs.iter().try_for_each(|program| program::prepare(program))?;
    if arguments.sizes {
        print!("{}", sizes::measure()?);
    }
    if arguments.crates {
        print!("{}", crates::measure()?);
    }
    pin_to_one_processor();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("cannot build a tokio runtime: {error}"))?;
    for comparison in &arguments.comparisons {
        runtime.block_on(comparison.check())?;
        let rounds = runtime.block_on(comparison.measure(arguments))?;
        print!("{}", table::render(comparison, arguments, &rounds)?);
    }
    arguments.programs.iter().try_for_each(|program| program::run(program))
}

/// Harness and function share one processor, as a function of less than one vCPU has it, and nothing moves
/// between processors.
fn pin_to_one_processor() {
    let mut one = rustix::thread::CpuSet::new();
    one.set(0);
    if let Err(error) = rustix::thread::sched_setaffinity(None, &one) {
        eprintln!("warning: not pinned to one processor: {error}");
    }
}
