//! Requests over HTTP.

/// Every source of requests whose body is text or base64 gives its bytes.
macro_rules! requests {
    ($($(#[$about:meta])* $name:ident = $feature:literal: $($type:ident)::+,)*) => {$(
        #[cfg(feature = $feature)]
        $(#[$about])*
        pub type $name<C> = super::request::Request<crate::sources::$($type)::+, C>;

        #[cfg(feature = $feature)]
        impl crate::source::RequestSource for crate::sources::$($type)::+ {
            fn body(&self) -> Result<std::borrow::Cow<'_, [u8]>, super::error::ContentError> {
                Ok(self.body_bytes()?)
            }
        }
    )*};
}

requests! {
    /// A request from an Application Load Balancer, whose body is read as `C` says.
    Alb = "alb": alb::AlbEvent,
    /// A request to an HTTP API of API Gateway with payload format 1.0, whose body is read as `C` says.
    ApiGatewayV1 = "apigw-http-v1": apigw_http_v1::ApiGatewayHttpV1Event,
    /// A request to an HTTP API of API Gateway with payload format 2.0, whose body is read as `C` says.
    ApiGatewayV2 = "apigw-http-v2": apigw_http_v2::ApiGatewayHttpV2Event,
    /// A request to a REST API of API Gateway, whose body is read as `C` says.
    ApiGatewayRest = "apigw-rest": apigw_rest::ApiGatewayRestEvent,
    /// A message over a WebSocket API of API Gateway, whose body is read as `C` says.
    ApiGatewayWebSocket = "apigw-websocket": apigw_websocket::ApiGatewayWebSocketEvent,
    /// A request to a function URL, whose body is read as `C` says.
    LambdaUrl = "lambda-url": lambda_url::LambdaUrlEvent,
    /// A request over VPC Lattice with event format 1.0, whose body is read as `C` says.
    VpcLatticeV1 = "vpc-lattice-v1": vpc_lattice_v1::VpcLatticeV1Event,
    /// A request over VPC Lattice with event format 2.0, whose body is read as `C` says.
    VpcLatticeV2 = "vpc-lattice-v2": vpc_lattice_v2::VpcLatticeV2Event,
}
