//! Orders that come over HTTP, one at a time.

use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use aws_lambda_events::encodings::Body;
use lamplight::prelude::*;

use crate::order::Order;
use crate::warehouse::{PackError, pack};

/// `POST /orders`. A customer's mistake and an empty shelf are answers; a warehouse that does not answer is
/// a failure of the function.
pub(crate) async fn place_order(
    request: &ApiGatewayV2httpRequest,
) -> Result<ApiGatewayV2httpResponse, Error> {
    let body = request.body.as_deref().unwrap_or_default();
    let order: Order = match serde_json::from_str(body) {
        Ok(order) => order,
        Err(error) => {
            warn!(error = &error as &(dyn std::error::Error + 'static), "not an order");
            return Ok(answer(400, &serde_json::json!({ "error": error.to_string() })));
        }
    };
    match pack(order).await {
        Ok(receipt) => {
            metrics::count("OrdersPlaced", 1);
            Ok(answer(201, &serde_json::to_value(receipt)?))
        }
        Err(PackError::OutOfStock { sku }) => {
            warn!(sku, "out of stock");
            Ok(answer(409, &serde_json::json!({ "out_of_stock": sku })))
        }
        Err(error) => Err(error.into()),
    }
}

fn answer(status: i64, body: &serde_json::Value) -> ApiGatewayV2httpResponse {
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = status;
    response.body = Some(Body::Text(body.to_string()));
    response
}
