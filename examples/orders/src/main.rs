//! Orders: one function behind an HTTP API and an SQS queue.

#![forbid(unsafe_code)]

mod http;
mod order;
mod queue;
mod warehouse;

use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use lamplight::prelude::*;
use serde::{Deserialize, Serialize};

/// What may call this function.
#[derive(Deserialize)]
#[serde(untagged)]
enum Request {
    Queue(SqsEvent),
    Http(Box<ApiGatewayV2httpRequest>),
}

/// What each of them is answered.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Queue(SqsBatchResponse),
    Http(Box<ApiGatewayV2httpResponse>),
}

async fn handler(event: LambdaEvent<Request>) -> Result<Answer, Error> {
    Ok(match event.payload {
        Request::Http(request) => {
            metrics::dimension("Source", "http");
            Answer::Http(Box::new(http::place_order(&request).await?))
        }
        Request::Queue(batch) => {
            metrics::dimension("Source", "queue");
            Answer::Queue(queue::place_orders(batch).await)
        }
    })
}

fn main() -> lamplight::Result {
    lamplight::start(async {
        info!(warehouse = warehouse::NAME, "ready for orders");
        Ok(service_fn(handler))
    })
}
