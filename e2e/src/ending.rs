//! How invocations end beside an extension, which has to know of each way.

use std::time::Duration;

use lamplight::core::clock::{Clock, Timestamp};
use lamplight::prelude::*;
use serde::Deserialize;

/// How an invocation ends.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// With a response.
    Well,
    /// With an error that the handler returns.
    Badly,
    /// With a panic.
    Panic,
    /// With its process.
    Exit,
    /// Never.
    Hang,
    /// When its time has almost run out.
    Late,
}

/// Ends so, in a span of its own.
///
/// # Errors
///
/// With [`End::Badly`].
///
/// # Panics
///
/// With [`End::Panic`].
#[instrument(skip_all)]
pub async fn work(end: End, deadline: Timestamp) -> Result<&'static str, Error> {
    match end {
        End::Well => Ok("well"),
        End::Badly => Err("it ended badly".into()),
        End::Panic => panic!("it ended in a panic"),
        End::Exit => std::process::exit(3),
        End::Hang => std::future::pending().await,
        End::Late => {
            // Half of the margin is left then.
            let end = deadline.saturating_sub(Duration::from_millis(500));
            tokio::time::sleep(end.saturating_since(Clock::system().now())).await;
            Ok("late")
        }
    }
}
