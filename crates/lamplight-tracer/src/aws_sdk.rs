//! Spans of calls that the function makes with the AWS SDK for Rust.
//!
//! [`TraceAwsSdk`] is an interceptor of the SDK. Given to the shared configuration or to that of a client, it
//! makes each call a span:
//!
//! ```
//! use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
//! use lamplight_tracer::aws_sdk::TraceAwsSdk;
//!
//! // aws_sdk_dynamodb::config::Builder::from(&shared).interceptor(TraceAwsSdk::new())
//! let interceptor = SharedInterceptor::new(TraceAwsSdk::new());
//! ```
//!
//! # What a span says
//!
//! OpenTelemetry's conventions for the SDK (1.44, `aws-sdk`) name it `DynamoDB.PutItem`: kind `client`,
//! `rpc.system`, `rpc.service`, `rpc.method`, `aws.request_id`, `cloud.region`, `server.address`,
//! `http.response.status_code`, how often it was tried again (`http.request.resend_count`), and `error.type`. X-Ray shows
//! it as a call of the service, with operation, region and request id. The service is told which span called it.
//!
//! # Limits
//!
//! The region is that of the signature; a call that is not signed with a region has none. What runs within the
//! call, such as a client's own span, is beside it in the trace, as an interceptor cannot be around anything.

use std::fmt::{self, Display};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
    BeforeTransmitInterceptorContextMut, BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use tracing::Span;
use tracing::field::{Empty, display};

use crate::context::TraceContext;
use crate::current;

/// Makes each call of an AWS service a span. See the [module's documentation](self).
#[derive(Clone, Copy, Debug, Default)]
pub struct TraceAwsSdk {
    _private: (),
}

/// A call that is under way.
#[derive(Debug)]
struct Call {
    span: Span,
    attempts: u32,
}

// === impl TraceAwsSdk ===

impl TraceAwsSdk {
    /// A span for each call.
    #[must_use]
    pub const fn new() -> Self {
        Self { _private: () }
    }
}

impl Intercept for TraceAwsSdk {
    fn name(&self) -> &'static str {
        "TraceAwsSdk"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if current::is_recorded() {
            let span = span(bag.load::<Metadata>());
            bag.interceptor_state().store_put(Call { span, attempts: 0 });
        }
        Ok(())
    }

    /// The header is none of those that are signed.
    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let header = match bag.get_mut_from_interceptor_state::<Call>() {
            Some(call) => {
                call.attempts += 1;
                call.span.in_scope(TraceContext::current)
            }
            None => TraceContext::current(),
        };
        if let Some(header) = header.map(|context| context.xray_header()) {
            // What came in it may be no header; then the service is not told.
            let _ = context.request_mut().headers_mut().try_insert("x-amzn-trace-id", header);
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Call { span, attempts: 1 }) = bag.load::<Call>() {
            let request = context.request();
            if let Some(region) = request.headers().get("authorization").and_then(region) {
                span.record("cloud.region", region);
                span.record("aws.region", region);
            }
            span.record("server.address", host(request.uri()));
        }
        Ok(())
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Call { span, .. }) = bag.load::<Call>() {
            let response = context.response();
            span.record("http.response.status_code", response.status().as_u16());
            span.record("aws.request_id", request_id(response.headers()));
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(Call { span, attempts }) = bag.load::<Call>() else { return Ok(()) };
        if *attempts > 1 {
            span.record("http.request.resend_count", attempts - 1);
        }
        if let Some(Err(error)) = context.output_or_error() {
            let response = context.response().filter(|_| error.is_operation_error());
            let known = response.and_then(|response| error_type(response.headers()));
            match (known, response) {
                (Some(known), _) => span.record("error.type", known),
                (None, Some(response)) => span.record("error.type", display(response.status().as_u16())),
                (None, None) => span.record("error.type", display(error)),
            };
            match error.as_operation_error() {
                Some(operation) => span.record("otel.status_message", display(operation)),
                None => span.record("otel.status_message", display(Chain(error))),
            };
        }
        // The bag may outlive the call.
        bag.interceptor_state().unset::<Call>();
        Ok(())
    }
}

fn span(metadata: Option<&Metadata>) -> Span {
    let (service, operation) = metadata.map_or(("AWS", "call"), |known| (known.service(), known.name()));
    tracing::info_span!(
        target: "lamplight::client",
        "call",
        otel.name = display(format_args!("{service}.{operation}")),
        otel.kind = "client",
        otel.status_message = Empty,
        rpc.system = "aws-api",
        rpc.service = service,
        rpc.method = operation,
        aws.request_id = Empty,
        aws.region = Empty,
        cloud.region = Empty,
        server.address = Empty,
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        error.type = Empty,
    )
}

/// The region of a signature: `AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/dynamodb/aws4_request, …`
/// (AWS Signature Version 4, "Elements of an AWS API request signature").
fn region(authorization: &str) -> Option<&str> {
    let scope = authorization.split("Credential=").nth(1)?.split(',').next()?;
    let mut parts = scope.trim().rsplit('/');
    (parts.next()? == "aws4_request").then_some(())?;
    parts.nth(1).filter(|region| !region.is_empty())
}

/// The host of an address.
fn host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // Not the colons of an address in brackets.
    let end = if host.ends_with(']') { host.len() } else { host.rfind(':').unwrap_or(host.len()) };
    Some(&host[..end])
}

/// Services have one of these names for it.
fn request_id(headers: &Headers) -> Option<&str> {
    headers.get("x-amzn-requestid").or_else(|| headers.get("x-amz-request-id"))
}

/// The name of the error, as protocols with JSON have it: `ThrottlingException:http://…`, or behind a `#`.
fn error_type(headers: &Headers) -> Option<&str> {
    let name = headers.get("x-amzn-errortype")?.split(':').next()?;
    Some(name.rsplit_once('#').map_or(name, |(_, name)| name))
}

// === impl Call ===

impl Storable for Call {
    type Storer = StoreReplace<Self>;
}

/// An error with its sources, in a line.
struct Chain<'a, E>(&'a E);

impl<E: std::error::Error> Display for Chain<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_that_of_the_signature() {
        let header = "AWS4-HMAC-SHA256 Credential=AKID/20260131/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
        assert_eq!(region(header), Some("eu-west-1"));
        for other in [
            "",
            "Bearer token",
            "Credential=AKID",
            "Credential=aws4_request",
            "Credential=a//s3/aws4_request",
        ] {
            assert_eq!(region(other), None, "{other}");
        }
    }

    #[test]
    fn the_host_is_without_its_port() {
        for (uri, expected) in [
            ("https://dynamodb.eu-west-1.amazonaws.com/", Some("dynamodb.eu-west-1.amazonaws.com")),
            ("http://localhost:4566?list-type=2", Some("localhost")),
            ("http://[::1]:4566/", Some("[::1]")),
            ("http://[::1]/", Some("[::1]")),
            ("/table", None),
        ] {
            assert_eq!(host(uri), expected, "{uri}");
        }
    }
}
