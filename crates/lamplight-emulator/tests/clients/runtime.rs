//! A function on the real `lambda_runtime`, run as the variable `MODE` says.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "functions write what they like")]

use lambda_runtime::streaming::{self, Response};
use lambda_runtime::{Error, LambdaEvent, run, run_concurrent, service_fn};
use serde_json::{Value, json};

#[tokio::main]
#[expect(clippy::disallowed_methods, reason = "a function reads its own environment")]
async fn main() -> Result<(), Error> {
    match std::env::var("MODE").unwrap_or_default().as_str() {
        "run" => run(service_fn(answer)).await,
        "run_concurrent" => run_concurrent(service_fn(answer)).await,
        "graceful" => {
            lambda_runtime::spawn_graceful_shutdown_handler(|| async {
                println!("goodbye from the runtime");
            })
            .await;
            run(service_fn(answer)).await
        }
        "stream" => run(service_fn(stream)).await,
        other => Err(format!("there is no mode {other:?}").into()),
    }
}

async fn answer(event: LambdaEvent<Value>) -> Result<Value, Error> {
    match event.payload.as_str() {
        Some("fail") => Err("the table is gone".into()),
        _ => Ok(json!({ "echo": event.payload })),
    }
}

async fn stream(_: LambdaEvent<Value>) -> Result<Response<streaming::Body>, Error> {
    let (mut sender, body) = streaming::channel();
    tokio::spawn(async move {
        for part in ["one ", "two ", "three"] {
            if sender.send_data(part.into()).await.is_err() {
                return;
            }
        }
    });
    Ok(Response::from(body))
}
