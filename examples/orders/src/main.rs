//! Orders: one function behind an HTTP API and an SQS queue.

#![forbid(unsafe_code)]

mod http;
mod order;
mod queue;
mod warehouse;

use lamplight::prelude::*;
use lamplight_events::envelope::{ApiGatewayV2, Json, Sqs};
use lamplight_events::sources::apigw_http_v2::ApiGatewayHttpV2Response;
use lamplight_events::sources::batch_response::BatchResponse;
use serde::{Deserialize, Serialize};

use crate::order::Order;

/// What may call this function.
#[derive(Deserialize)]
#[serde(untagged)]
enum Request {
    Queue(Sqs<Json<Order>>),
    Http(Box<ApiGatewayV2<Json<Order>>>),
}

/// What each of them is answered.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Queue(BatchResponse),
    Http(Box<ApiGatewayHttpV2Response>),
}

async fn handler(event: LambdaEvent<Request>) -> Result<Answer, Error> {
    Ok(match event.payload {
        Request::Http(request) => {
            metrics::dimension("Source", "http");
            Answer::Http(Box::new(http::place_order(*request).await?))
        }
        Request::Queue(batch) => {
            metrics::dimension("Source", "queue");
            Answer::Queue(queue::place_orders(batch).await?)
        }
    })
}

fn main() -> lamplight::Result {
    lamplight::start(async {
        info!(warehouse = warehouse::NAME, "ready for orders");
        Ok(service_fn(handler))
    })
}
