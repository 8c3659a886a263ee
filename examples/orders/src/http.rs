//! Orders that come over HTTP, one at a time.

use lamplight::prelude::*;
use lamplight_events::envelope::{ApiGatewayV2, Json};
use lamplight_events::sources::apigw_http_v2::ApiGatewayHttpV2Response;
use serde_json::json;

use crate::order::Order;
use crate::warehouse::{PackError, pack};

/// `POST /orders`. A customer's mistake and an empty shelf are answers; a warehouse that does not answer is
/// a failure of the function.
pub(crate) async fn place_order(
    request: ApiGatewayV2<Json<Order>>,
) -> Result<ApiGatewayHttpV2Response, Error> {
    let order = match request.content {
        Ok(order) => order,
        Err(error) => {
            warn!(error = &error as &(dyn std::error::Error + 'static), "not an order");
            return answer(400, &json!({ "error": error.to_string() }));
        }
    };
    match pack(order).await {
        Ok(receipt) => {
            metrics::count("OrdersPlaced", 1);
            answer(201, &receipt)
        }
        Err(PackError::OutOfStock { sku }) => {
            warn!(sku, "out of stock");
            answer(409, &json!({ "out_of_stock": sku }))
        }
        Err(error) => Err(error.into()),
    }
}

fn answer(status: u16, body: &impl serde::Serialize) -> Result<ApiGatewayHttpV2Response, Error> {
    Ok(ApiGatewayHttpV2Response::new(status).with_json(body)?)
}
