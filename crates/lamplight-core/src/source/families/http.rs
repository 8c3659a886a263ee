//! Requests over HTTP, and who may make them.

use super::{Fact, Family, Kind, Places, Trigger, at, family, rule};

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    family(Kind::LambdaUrl, Trigger::Http,
        &[rule("requestContext.http & requestContext.domainName = *.lambda-url.*")],
        &[FORMAT_2, HEADERS, CONTEXT]),
    family(Kind::ApiGatewayAuthorizerHttpV2, Trigger::Http,
        &[rule("requestContext.http & routeArn")],
        &[FORMAT_2, ROUTE_KEY, HEADERS, CONTEXT, &[(Fact::SourceArn, at("routeArn"))]]),
    family(Kind::ApiGatewayHttpV2, Trigger::Http,
        &[rule("requestContext.http & rawPath")],
        &[FORMAT_2, ROUTE_KEY, HEADERS, CONTEXT]),
    family(Kind::Alb, Trigger::Http,
        &[rule("requestContext.elb")],
        &[FORMAT_1, HEADERS, TRACE_HEADER, &[(Fact::SourceArn, at("requestContext.elb.targetGroupArn"))]]),
    family(Kind::ApiGatewayAuthorizerWebSocket, Trigger::Http,
        &[rule("requestContext.connectionId & methodArn")],
        &[WEB_SOCKET, HEADERS, CONTEXT, METHOD_ARN]),
    family(Kind::ApiGatewayWebSocket, Trigger::Http,
        &[rule("requestContext.connectionId")],
        &[WEB_SOCKET, HEADERS, CONTEXT]),
    family(Kind::ApiGatewayAuthorizerHttpV1, Trigger::Http,
        &[rule("methodArn & type = REQUEST & version = 1.0")],
        &[FORMAT_1, RESOURCE, HEADERS, CONTEXT, METHOD_ARN]),
    family(Kind::ApiGatewayAuthorizerRequest, Trigger::Http,
        &[rule("methodArn & type = REQUEST")],
        &[FORMAT_1, RESOURCE, HEADERS, CONTEXT, METHOD_ARN]),
    family(Kind::ApiGatewayAuthorizerToken, Trigger::Http,
        &[rule("methodArn & type = TOKEN")],
        &[METHOD_ARN]),
    family(Kind::ApiGatewayHttpV1, Trigger::Http,
        &[rule("httpMethod & resource & version = 1.0")],
        &[FORMAT_1, RESOURCE, HEADERS, CONTEXT]),
    // What test benches send may have no more than a method and a path.
    family(Kind::ApiGatewayRest, Trigger::Http,
        &[rule("httpMethod & resource"), rule("httpMethod & path")],
        &[FORMAT_1, RESOURCE, HEADERS, CONTEXT]),
    family(Kind::VpcLatticeV2, Trigger::Http,
        &[rule("requestContext.serviceArn & method")],
        &[METHOD_AND_PATH, HEADERS, TRACE_HEADER, &[(Fact::SourceArn, at("requestContext.serviceArn"))]]),
    family(Kind::VpcLatticeV1, Trigger::Http,
        &[rule("raw_path & method")],
        &[&[(Fact::Method, at("method")), (Fact::UrlPath, at("raw_path"))], HEADERS, TRACE_HEADER]),
    family(Kind::CloudFrontEdge, Trigger::Http, &[rule("Records[0].cf")], &[EDGE]),
    family(Kind::AppSyncEvents, Trigger::Http,
        &[rule("info.channelNamespace & info.operation")],
        &[GRAPH_QL, &[(Fact::Operation, at("info.operation"))]]),
    family(Kind::AppSyncDirectResolver, Trigger::Http,
        &[rule("info.fieldName & info.parentTypeName")],
        &[GRAPH_QL, &[(Fact::Operation, at("info.fieldName"))]]),
    family(Kind::AppSyncCustomResolver, Trigger::Http,
        &[rule("typeName & fieldName")],
        &[GRAPH_QL, &[(Fact::Operation, at("fieldName"))]]),
    family(Kind::AppSyncBatchResolver, Trigger::Http,
        &[rule("[0].info.fieldName & [0].info.parentTypeName")],
        &[GRAPH_QL_BATCH]),
    family(Kind::AppSyncAuthorizer, Trigger::Http,
        &[rule("authorizationToken & requestContext.queryString")],
        &[REQUEST_HEADERS, CONTEXT]),
];

const CONTEXT: Places = &[
    (Fact::RequestId, at("requestContext.requestId")),
    (Fact::Correlation, at("requestContext.requestId")),
    (Fact::Host, at("requestContext.domainName")),
];

const FORMAT_1: Places = &[
    (Fact::Method, at("httpMethod")),
    (Fact::UrlPath, at("path")),
    (Fact::ClientAddress, at("requestContext.identity.sourceIp")),
    (Fact::UserAgent, at("requestContext.identity.userAgent")),
];

const FORMAT_2: Places = &[
    (Fact::Method, at("requestContext.http.method")),
    (Fact::UrlPath, at("rawPath")),
    (Fact::UrlPath, at("requestContext.http.path")),
    (Fact::ClientAddress, at("requestContext.http.sourceIp")),
    (Fact::UserAgent, at("requestContext.http.userAgent")),
];

const METHOD_AND_PATH: Places = &[(Fact::Method, at("method")), (Fact::UrlPath, at("path"))];

const RESOURCE: Places = &[(Fact::Route, at("resource"))];
const ROUTE_KEY: Places = &[(Fact::Route, at("routeKey"))];
const METHOD_ARN: Places = &[(Fact::SourceArn, at("methodArn"))];

const WEB_SOCKET: Places = &[
    (Fact::Operation, at("requestContext.routeKey")),
    (Fact::Operation, at("requestContext.eventType")),
    (Fact::Id, at("requestContext.connectionId")),
    (Fact::ClientAddress, at("requestContext.identity.sourceIp")),
    (Fact::UserAgent, at("requestContext.identity.userAgent")),
];

const HEADERS: Places = &[
    (Fact::Host, at("headers:host")),
    (Fact::Host, at("multiValueHeaders:host")),
    (Fact::Scheme, at("headers:x-forwarded-proto")),
    (Fact::Scheme, at("multiValueHeaders:x-forwarded-proto")),
    (Fact::ClientAddress, at("headers:x-forwarded-for")),
    (Fact::ClientAddress, at("multiValueHeaders:x-forwarded-for")),
    (Fact::UserAgent, at("headers:user-agent")),
    (Fact::UserAgent, at("multiValueHeaders:user-agent")),
    (Fact::Trace, at("headers:x-amzn-trace-id")),
    (Fact::Trace, at("multiValueHeaders:x-amzn-trace-id")),
    (Fact::TraceParent, at("headers:traceparent")),
    (Fact::TraceParent, at("multiValueHeaders:traceparent")),
    (Fact::TraceState, at("headers:tracestate")),
    (Fact::TraceState, at("multiValueHeaders:tracestate")),
];

/// For services that give requests no id of their own.
const TRACE_HEADER: Places = &[
    (Fact::Correlation, at("headers:x-amzn-trace-id")),
    (Fact::Correlation, at("multiValueHeaders:x-amzn-trace-id")),
];

const EDGE: Places = &[
    (Fact::Records, at("Records")),
    (Fact::RequestId, at("Records[0].cf.config.requestId")),
    (Fact::Correlation, at("Records[0].cf.config.requestId")),
    (Fact::Operation, at("Records[0].cf.config.eventType")),
    (Fact::Method, at("Records[0].cf.request.method")),
    (Fact::UrlPath, at("Records[0].cf.request.uri")),
    (Fact::Host, at("Records[0].cf.request.headers:host")),
    (Fact::ClientAddress, at("Records[0].cf.request.clientIp")),
    (Fact::UserAgent, at("Records[0].cf.request.headers:user-agent")),
    (Fact::Trace, at("Records[0].cf.request.headers:x-amzn-trace-id")),
    (Fact::TraceParent, at("Records[0].cf.request.headers:traceparent")),
    (Fact::TraceState, at("Records[0].cf.request.headers:tracestate")),
];

const GRAPH_QL: Places = &[
    (Fact::Correlation, at("request.headers:x-amzn-trace-id")),
    (Fact::Trace, at("request.headers:x-amzn-trace-id")),
    (Fact::TraceParent, at("request.headers:traceparent")),
    (Fact::TraceState, at("request.headers:tracestate")),
];

const GRAPH_QL_BATCH: Places = &[
    (Fact::Records, at("")),
    (Fact::Operation, at("[0].info.fieldName")),
    (Fact::Correlation, at("[0].request.headers:x-amzn-trace-id")),
    (Fact::Trace, at("[0].request.headers:x-amzn-trace-id")),
    (Fact::TraceParent, at("[0].request.headers:traceparent")),
    (Fact::TraceState, at("[0].request.headers:tracestate")),
];

const REQUEST_HEADERS: Places = &[
    (Fact::Trace, at("requestHeaders:x-amzn-trace-id")),
    (Fact::TraceParent, at("requestHeaders:traceparent")),
    (Fact::TraceState, at("requestHeaders:tracestate")),
];
