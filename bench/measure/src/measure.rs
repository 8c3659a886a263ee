//! Measuring operations against each other.

use rustix::time::{ClockId, clock_gettime};

use crate::counting::allocations;

/// What an operation costs.
#[derive(Clone, Copy)]
pub struct Cost {
    pub nanos: f64,
    pub allocations: f64,
}

/// Runs each operation in alternating rounds; the median of the rounds. Time is what the processor spent on this
/// thread, so that what else runs on the machine counts less.
pub fn alternate(operations: &mut [(&str, &mut dyn FnMut())]) -> Vec<Cost> {
    alternate_batches(1, operations)
}

/// As [`alternate`], where each call does an operation `batch` times, so that what is around them hardly counts.
pub fn alternate_batches(batch: u32, operations: &mut [(&str, &mut dyn FnMut())]) -> Vec<Cost> {
    const ROUNDS: usize = 31;
    const REPEATS: u32 = 5000;
    let mut rounds = vec![Vec::new(); operations.len()];
    for round in 0..=ROUNDS {
        for ((_, operation), costs) in operations.iter_mut().zip(&mut rounds) {
            let (before, started) = (allocations(), processor_nanos());
            for _ in 0..REPEATS.div_ceil(batch) {
                operation();
            }
            let done = f64::from(REPEATS.div_ceil(batch) * batch);
            let nanos = (processor_nanos() - started) / done;
            let allocated = (allocations() - before) as f64 / done;
            // The first round warms up.
            if round > 0 {
                costs.push(Cost { nanos, allocations: allocated });
            }
        }
    }
    for costs in &mut rounds {
        costs.sort_by(|one, other| one.nanos.total_cmp(&other.nanos));
    }
    rounds.iter().map(|costs| costs[costs.len() / 2]).collect()
}

/// The time that this thread has taken so far.
fn processor_nanos() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// A table, and the ratios of the first to each other.
pub fn print(name: &str, operations: &[&str], costs: &[Cost]) {
    println!("\n{name}\n{:<28}{:>12}{:>14}", "", "ns", "allocations");
    for (operation, cost) in operations.iter().zip(costs) {
        println!("{operation:<28}{:>12.0}{:>14.1}", cost.nanos, cost.allocations);
    }
    println!();
    for (operation, cost) in operations.iter().zip(costs).skip(1) {
        println!("ratio {name}/time/{operation} {:.3}", costs[0].nanos / cost.nanos);
        // What is around a batch is not the operation's: nothing over nothing says nothing.
        if cost.allocations >= 0.05 {
            println!("ratio {name}/allocations/{operation} {:.3}", costs[0].allocations / cost.allocations);
        }
    }
}
