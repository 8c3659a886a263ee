//! What the extension costs: until it has registered, in memory, and after the response of an invocation, with
//! collectors that are slow or away. It is built as its layer is.
//!
//! ```text
//! cargo xtask bench extension
//! cargo run --release --package extension -- [registered | memory | after-response | outage]
//! ```

mod after_response;
mod build;
mod memory;
mod outage;
mod registered;
mod statistics;
mod subject;

use std::process::ExitCode;

fn main() -> ExitCode {
    let only = std::env::args().nth(1);
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a tokio runtime can be built");
    let measured = build::programs().and_then(|programs| {
        if wanted("registered") {
            registered::measure(&programs)?;
        }
        runtime.block_on(async {
            if wanted("memory") {
                memory::measure(&programs).await?;
            }
            if wanted("after-response") {
                after_response::measure(&programs).await?;
            }
            if wanted("outage") {
                outage::measure(&programs).await?;
            }
            Ok(())
        })
    });
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
