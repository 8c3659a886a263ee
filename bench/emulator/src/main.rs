//! The local Lambda by itself: what it adds to an empty handler, whether it keeps up with a steady load while an
//! extension is sent telemetry, and whether its memory stays flat.
//!
//! ```text
//! cargo run --release --package emulator -- [round-trip | steady | memory]
//! ```

mod memory;
mod round_trip;
mod statistics;
mod steady;
mod subject;

use std::process::ExitCode;

fn main() -> ExitCode {
    let only = std::env::args().nth(1);
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a tokio runtime can be built");
    let measured = runtime.block_on(async {
        if wanted("round-trip") {
            round_trip::measure().await?;
        }
        if wanted("steady") {
            steady::measure().await?;
        }
        if wanted("memory") {
            memory::measure().await?;
        }
        Ok::<(), String>(())
    });
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
