//! A function on the real `lambda_runtime`, that does as the payload tells it.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "functions write what they like")]

use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::streaming::{self, Response};
use lambda_runtime::{Error, FunctionResponse, LambdaEvent, run_concurrent, service_fn};
use serde_json::{Value, json};
use tokio::sync::Barrier;

type Answer = FunctionResponse<Value, streaming::Body>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    // As many as the concurrency test sends: none gets through unless all of them are here.
    let together = Arc::new(Barrier::new(64));
    run_concurrent(service_fn(move |event| handle(event, Arc::clone(&together)))).await
}

async fn handle(event: LambdaEvent<Value>, together: Arc<Barrier>) -> Result<Answer, Error> {
    let LambdaEvent { payload, context } = event;
    match payload["do"].as_str() {
        Some("fail") => Err("the table is gone".into()),
        Some("panic") => panic!("out of tables"),
        Some("context") => Ok(FunctionResponse::BufferedResponse(json!({
            "request_id": context.request_id,
            "deadline": context.deadline,
            "arn": context.invoked_function_arn,
            "trace": context.xray_trace_id,
            "tenant": context.tenant_id,
            "client": context.client_context.map(|client| client.custom),
            "memory": context.env_config.memory,
            "log_stream": context.env_config.log_stream,
        }))),
        Some("stream") => {
            let (mut sender, body) = streaming::channel();
            tokio::spawn(async move {
                for chunk in ["one ", "two ", "three"] {
                    if sender.send_data(chunk.into()).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            });
            Ok(FunctionResponse::StreamingResponse(Response::from(body)))
        }
        Some("meet") => {
            println!(r#"{{"message":"arrived","requestId":"{}","n":{}}}"#, context.request_id, payload["n"]);
            together.wait().await;
            println!(r#"{{"message":"left","requestId":"{}","n":{}}}"#, context.request_id, payload["n"]);
            Ok(FunctionResponse::BufferedResponse(json!({ "n": payload["n"], "id": context.request_id })))
        }
        _ => Ok(FunctionResponse::BufferedResponse(payload)),
    }
}
