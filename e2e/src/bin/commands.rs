//! A function that does what its event says, in the recommended stack.

#![forbid(unsafe_code)]

use std::time::Duration;

use lamplight::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Command {
    Echo { value: Value },
    Log { lines: u32, width: usize },
    Fail,
    Panic,
    PanicInTask,
    Sleep { ms: u64 },
    Exit { code: i32 },
}

#[derive(Debug, thiserror::Error)]
#[error("order {id} could not be saved")]
struct SaveError {
    id: u32,
    source: std::io::Error,
}

async fn handler(event: LambdaEvent<Command>) -> Result<Value, Error> {
    match event.payload {
        Command::Echo { value } => {
            info!(kind = "echo", "called");
            Ok(value)
        }
        Command::Log { lines, width } => {
            let text = "x".repeat(width);
            for number in 0..lines {
                info!(number, text, "a line");
            }
            Ok(json!(lines))
        }
        Command::Fail => Err(SaveError { id: 7, source: std::io::Error::other("disk on fire") }.into()),
        Command::Panic => panic!("at the {}", "disco"),
        Command::PanicInTask => {
            let task = Scope::current().spawn(async { panic!("in a task") });
            Ok(json!({ "panicked": task.await.is_err() }))
        }
        Command::Sleep { ms } => {
            info!(ms, "sleeping");
            tokio::time::sleep(Duration::from_millis(ms)).await;
            Ok(json!("awake"))
        }
        Command::Exit { code } => std::process::exit(code),
    }
}

fn main() -> lamplight::Result {
    lamplight::start(async {
        info!("ready");
        Ok(service_fn(handler))
    })
}
