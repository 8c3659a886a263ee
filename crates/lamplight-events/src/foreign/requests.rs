//! Requests over HTTP.

/// A body in text, or in base64.
macro_rules! requests {
    ($($($feature:literal)|+: $($type:ident)::+;)*) => {$(
        #[cfg(any($(feature = $feature),+))]
        impl crate::source::RequestSource for aws_lambda_events::$($type)::+ {
            fn body(&self) -> Result<std::borrow::Cow<'_, [u8]>, crate::envelope::ContentError> {
                bytes(self.body.as_deref(), self.is_base64_encoded)
            }
        }
    )*};
}

requests! {
    "alb": alb::AlbTargetGroupRequest;
    "apigw-http-v1" | "apigw-rest": apigw::ApiGatewayProxyRequest;
    "apigw-http-v2": apigw::ApiGatewayV2httpRequest;
    "apigw-websocket": apigw::ApiGatewayWebsocketProxyRequest;
    "lambda-url": lambda_function_urls::LambdaFunctionUrlRequest;
    "vpc-lattice-v2": vpc_lattice::VpcLatticeRequestV2;
}

/// Whose body is a type of theirs: text as it came, or bytes of somebody who made such an event.
#[cfg(feature = "vpc-lattice-v1")]
impl crate::source::RequestSource for aws_lambda_events::vpc_lattice::VpcLatticeRequestV1 {
    fn body(&self) -> Result<std::borrow::Cow<'_, [u8]>, crate::envelope::ContentError> {
        use aws_lambda_events::encodings::Body;

        match &self.body {
            Some(Body::Binary(body)) => Ok(body.as_slice().into()),
            Some(Body::Text(body)) => bytes(Some(body), self.is_base64_encoded),
            _ => bytes(None, false),
        }
    }
}

#[cfg(any(
    feature = "alb",
    feature = "apigw-http-v1",
    feature = "apigw-http-v2",
    feature = "apigw-rest",
    feature = "apigw-websocket",
    feature = "lambda-url",
    feature = "vpc-lattice-v1",
    feature = "vpc-lattice-v2",
))]
fn bytes(
    body: Option<&str>,
    is_base64_encoded: bool,
) -> Result<std::borrow::Cow<'_, [u8]>, crate::envelope::ContentError> {
    let body = body.unwrap_or_default();
    match is_base64_encoded {
        true => Ok(crate::Binary::from_base64(body).into_bytes()?.into()),
        false => Ok(body.as_bytes().into()),
    }
}
