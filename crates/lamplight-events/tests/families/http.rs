//! Requests over HTTP, and what answers them.

use std::borrow::Cow;

use lamplight_events::sources::alb::{AlbEvent, AlbResponse};
use lamplight_events::sources::apigw_authorizer_httpapi_v1::ApiGatewayAuthorizerHttpV1Event;
use lamplight_events::sources::apigw_authorizer_httpapi_v2::{
    ApiGatewayAuthorizerHttpV2Event, SimpleAuthorizerResponse,
};
use lamplight_events::sources::apigw_authorizer_request::ApiGatewayAuthorizerRequestEvent;
use lamplight_events::sources::apigw_authorizer_token::{
    ApiGatewayAuthorizerTokenEvent, AuthorizerResponse, PolicyEffect,
};
use lamplight_events::sources::apigw_authorizer_websocket::ApiGatewayAuthorizerWebSocketEvent;
use lamplight_events::sources::apigw_http_v1::ApiGatewayHttpV1Event;
use lamplight_events::sources::apigw_http_v2::{ApiGatewayHttpV2Event, ApiGatewayHttpV2Response};
use lamplight_events::sources::apigw_rest::{ApiGatewayResponse, ApiGatewayRestEvent};
use lamplight_events::sources::apigw_websocket::{ApiGatewayWebSocketEvent, WebSocketEventType};
use lamplight_events::sources::cloudfront_lambda_edge::{
    CloudFrontEdgeEvent, CloudFrontEventType, CloudFrontResponse, CloudFrontResult,
};
use lamplight_events::sources::lambda_url::{LambdaUrlEvent, LambdaUrlResponse};
use lamplight_events::sources::vpc_lattice_v1::VpcLatticeV1Event;
use lamplight_events::sources::vpc_lattice_v2::{VpcLatticeResponse, VpcLatticeV2Event};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{check, corpus};

macro_rules! families {
    ($($test:ident: $event:ty = $family:literal,)*) => {$(
        #[test]
        fn $test() {
            check::<$event>($family);
        }
    )*};
}

families! {
    apigw_rest: ApiGatewayRestEvent = "apigw-rest",
    apigw_http_v1: ApiGatewayHttpV1Event = "apigw-http-v1",
    apigw_http_v2: ApiGatewayHttpV2Event = "apigw-http-v2",
    apigw_websocket: ApiGatewayWebSocketEvent = "apigw-websocket",
    apigw_authorizer_token: ApiGatewayAuthorizerTokenEvent = "apigw-authorizer-token",
    apigw_authorizer_request: ApiGatewayAuthorizerRequestEvent = "apigw-authorizer-request",
    apigw_authorizer_httpapi_v1: ApiGatewayAuthorizerHttpV1Event = "apigw-authorizer-httpapi-v1",
    apigw_authorizer_httpapi_v2: ApiGatewayAuthorizerHttpV2Event = "apigw-authorizer-httpapi-v2",
    apigw_authorizer_websocket: ApiGatewayAuthorizerWebSocketEvent = "apigw-authorizer-websocket",
    lambda_url: LambdaUrlEvent = "lambda-url",
    alb: AlbEvent = "alb",
    vpc_lattice_v1: VpcLatticeV1Event = "vpc-lattice-v1",
    vpc_lattice_v2: VpcLatticeV2Event = "vpc-lattice-v2",
    cloudfront_lambda_edge: CloudFrontEdgeEvent = "cloudfront-lambda-edge",
}

/// An event of the corpus.
fn event<T: DeserializeOwned>(file: &str) -> T {
    let event = corpus::events().into_iter().find(|event| event.file == file).expect("a file of the corpus");
    serde_json::from_slice(&event.bytes).expect("an event that is read")
}

/// What a response has to be, as AWS documents it, and that nothing of that is lost as it is read.
fn assert_written<T: Serialize + DeserializeOwned>(response: &T, json: &Value) {
    assert_eq!(&serde_json::to_value(response).expect("it is written"), json);
    let read: T = read(json);
    assert_eq!(&serde_json::to_value(&read).expect("it is written"), json);
}

fn read<T: DeserializeOwned>(json: &Value) -> T {
    serde_json::from_str(&json.to_string()).expect("an event that is read")
}

#[test]
fn a_rest_request_has_its_ids_and_the_client_certificate() {
    let event: ApiGatewayRestEvent = event("aws-lambda-go/apigw-request.json");
    assert_eq!((event.http_method.as_str(), event.resource.as_str()), ("POST", "/{proxy+}"));
    assert_eq!(event.path_parameters["proxy"], "hello/world");
    assert_eq!(event.header("CONTENT-type"), Some("application/json"));
    assert_eq!(event.query("name"), Some("me"));
    let context = &event.request_context;
    assert_eq!(context.extended_request_id.as_deref(), Some("TWegAcC4EowCHnA="));
    assert_eq!(context.request_time_epoch.as_ref().map(|at| at.unix_millis()), Some(1_589_522_469_693));
    assert_eq!(context.request_time.as_ref().map(|at| at.unix_seconds()), Some(1_589_522_469));
    let certificate = context.identity.client_cert.as_ref().expect("a certificate");
    assert_eq!(certificate.subject_dn.as_deref(), Some("www.example.com"));
    let validity = certificate.validity.as_ref().expect("a validity");
    assert_eq!(
        validity.not_before.as_ref().map(ToString::to_string),
        Some("2019-05-28T12:30:02.000Z".to_owned())
    );
    assert_eq!(
        validity.not_after.as_ref().map(ToString::to_string),
        Some("2021-08-05T09:36:04.000Z".to_owned())
    );
    let authorizer = context.authorizer.as_ref().expect("an authorizer");
    assert_eq!(authorizer.principal_id.as_deref(), Some("admin"));
    assert_eq!(authorizer.extra["clientName"], "Exata");
}

#[test]
fn a_rest_request_has_its_deployment() {
    let event: ApiGatewayRestEvent = event("powertools-typescript/parser__apigw-rest__iam-auth.json");
    assert!(event.request_context.deployment_id.is_some());
    assert!(event.request_context.identity.user_arn.is_some());
}

#[test]
fn a_client_certificate_may_come_without_validity() {
    let event: ApiGatewayRestEvent = read(&json!({
        "httpMethod": "GET",
        "requestContext": { "identity": { "clientCert": { "subjectDN": "CN=me" } } },
    }));
    let certificate = event.request_context.identity.client_cert.expect("a certificate");
    assert_eq!((certificate.subject_dn.as_deref(), certificate.validity), (Some("CN=me"), None));
}

#[test]
fn values_that_are_null_are_as_if_there_were_none() {
    let event: ApiGatewayRestEvent = read(&json!({
        "httpMethod": "GET", "headers": null, "multiValueHeaders": null, "queryStringParameters": null,
        "multiValueQueryStringParameters": null, "pathParameters": null, "stageVariables": null, "body": null,
        "isBase64Encoded": null, "requestContext": { "identity": { "sourceIp": "test-invoke-source-ip" } },
    }));
    assert_eq!((event.header("accept"), event.query("q")), (None, None));
    assert_eq!(event.body_bytes().expect("no body"), Cow::Borrowed(b""));
}

#[test]
fn all_values_of_a_header_and_a_parameter_are_found() {
    let event: ApiGatewayHttpV1Event =
        event("md-amazon-api-gateway-developer-guide/http-api-develop-integrations-lambda-2.json");
    assert_eq!(event.version, "1.0");
    assert_eq!(event.header_values("HEADER2"), ["value1", "value2"]);
    assert_eq!(event.header("header2"), Some("value2"));
    assert_eq!(event.query_values("parameter1"), ["value1", "value2"]);
    assert_eq!(event.query_values("parameter3"), [""; 0]);
    assert!(event.request_context.extended_request_id.is_some());
}

#[test]
fn an_http_request_has_its_claims_and_its_query_in_order() {
    let event: ApiGatewayHttpV2Event =
        event("md-amazon-api-gateway-developer-guide/http-api-develop-integrations-lambda-1.json");
    let pairs: Vec<_> = event.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(pairs, ["parameter1=value1", "parameter1=value2", "parameter2=value"]);
    assert_eq!(event.body_bytes().expect("text"), Cow::Borrowed(b"Hello from Lambda"));
    let context = &event.request_context;
    assert_eq!((context.http.method.as_str(), context.http.path.as_str()), ("POST", "/my/path"));
    assert_eq!(context.time_epoch.as_ref().map(|at| at.unix_millis()), Some(1_583_348_638_390));
    assert_eq!(context.time.as_ref().map(|at| at.unix_seconds()), Some(1_584_039_838));
    let jwt = context.authorizer.as_ref().and_then(|authorizer| authorizer.jwt.as_ref()).expect("a JWT");
    assert_eq!(jwt.claims["claim1"], "value1");
    assert_eq!(jwt.scopes.as_deref(), Some(&["scope1".to_owned(), "scope2".to_owned()][..]));
}

#[test]
fn the_time_of_a_request_is_read_without_the_space_in_it() {
    let event: ApiGatewayHttpV2Event = event("powertools-python/apiGatewayProxyV2IamEvent.json");
    assert_eq!(event.request_context.time.map(|at| at.unix_seconds()), Some(1_584_039_838));
}

#[test]
fn a_cookie_is_found_by_its_name() {
    let event: ApiGatewayHttpV2Event = read(&json!({
        "rawPath": "/", "requestContext": {}, "cookies": ["flag", "a=1", "session=x=y"],
    }));
    assert_eq!((event.cookie("session"), event.cookie("flag"), event.cookie("b")), (Some("x=y"), None, None));
}

#[test]
fn a_body_is_decoded_only_where_the_event_says_so() {
    let body = |encoded: bool, body: &str| {
        let event: LambdaUrlEvent = read(&json!({
            "rawPath": "/", "requestContext": {}, "body": body, "isBase64Encoded": encoded,
        }));
        event.body_bytes().map(Cow::into_owned).map_err(|error| error.to_string())
    };
    assert_eq!(body(true, "AP9pZGk="), Ok(vec![0, 255, b'i', b'd', b'i']));
    assert_eq!(body(false, "AP9pZGk="), Ok(b"AP9pZGk=".to_vec()));
    assert_eq!(body(true, "no base64"), Err("not base64: \"no base64\"".to_owned()));
}

#[test]
fn a_function_url_says_who_signed_and_has_its_route_and_stage() {
    let event: LambdaUrlEvent = event("aws-lambda-go/lambda-urls-request.json");
    let context = &event.request_context;
    let iam =
        context.authorizer.as_ref().and_then(|authorizer| authorizer.iam.as_ref()).expect("a signature");
    assert_eq!(iam.account_id.as_deref(), Some("111122223333"));
    let event: LambdaUrlEvent = read(&json!({
        "rawPath": "/", "routeKey": "$default", "requestContext": { "routeKey": "$default", "stage": "$default" },
    }));
    let context = &event.request_context;
    assert_eq!(event.route_key.as_deref(), Some("$default"));
    assert_eq!(
        (context.route_key.as_deref(), context.stage.as_deref()),
        (Some("$default"), Some("$default"))
    );
}

#[test]
fn a_websocket_disconnection_says_why() {
    let event: ApiGatewayWebSocketEvent =
        event("aws_lambda_events/example-apigw-websocket-request-disconnect-route.json");
    let context = &event.request_context;
    assert_eq!(context.event_type, Some(WebSocketEventType::Disconnect));
    assert_eq!(context.disconnect_status_code.as_deref(), Some(&1005));
    assert_eq!(context.disconnect_reason.as_deref(), Some("Client-side close frame status not set"));
}

#[test]
fn a_websocket_event_needs_no_time_of_connection() {
    let event: ApiGatewayWebSocketEvent = read(&json!({
        "requestContext": { "connectionId": "c", "eventType": "PING", "identity": { "sourceIp": "::1" } },
        "body": "hi",
    }));
    assert_eq!(event.request_context.connected_at, None);
    assert_eq!(event.request_context.event_type, Some(WebSocketEventType::Other("PING".to_owned())));
}

#[test]
fn a_websocket_authorizer_knows_the_connection() {
    let event: ApiGatewayAuthorizerWebSocketEvent =
        event("powertools-python/new__apiGatewayAuthorizerWebSocketEvent.json");
    let context = &event.request_context;
    assert_eq!(context.connection_id, "FDmBIeapIAMCIQg=");
    assert_eq!(context.event_type, Some(WebSocketEventType::Connect));
    assert_eq!(context.route_key.as_deref(), Some("$connect"));
    assert_eq!(context.connected_at.as_ref().map(|at| at.unix_millis()), Some(1_737_995_987_617));
}

#[test]
fn a_load_balancers_parameters_are_decoded_where_they_are_looked_up() {
    let event: AlbEvent =
        event("rust-runtime-lambda-http/alb_multi_value_request_encoded_query_parameters.json");
    assert_eq!(event.query_string_parameters["myKey"], "%3FshowAll%3Dtrue");
    assert_eq!(event.query_values("myKey"), ["?showAll=true", "?showAll=false"]);
    assert_eq!(event.query("myKey").as_deref(), Some("?showAll=false"));
    assert_eq!(event.header_values("Cookie"), ["name1=value1", "name2=value2"]);
}

#[test]
fn a_load_balancer_may_send_null_as_query() {
    let event: AlbEvent = read(&json!({
        "requestContext": { "elb": {} }, "httpMethod": "GET", "queryStringParameters": null, "headers": null,
    }));
    assert_eq!((event.query("a"), event.header("a")), (None, None));
}

#[test]
fn a_lattice_header_may_be_text_or_an_array() {
    let event: VpcLatticeV2Event = read(&json!({
        "path": "/", "method": "GET", "headers": { "accept": ["text/html", "*/*"], "host": "a" },
        "queryStringParameters": { "q": ["1", "2"], "r": "3" },
        "requestContext": { "timeEpoch": "1696331543569073", "identity": { "principalOrgID": "o-1" } },
    }));
    assert_eq!((event.header("Accept"), event.header("Host")), (Some("*/*"), Some("a")));
    assert_eq!((event.query("q"), event.query("r")), (Some("2"), Some("3")));
    let context = &event.request_context;
    assert_eq!(context.time_epoch.as_ref().map(|at| at.unix_nanos()), Some(1_696_331_543_569_073_000));
    assert_eq!(context.identity.principal_org_id.as_deref(), Some("o-1"));
}

#[test]
fn a_cloudfront_response_has_its_request_and_its_origin() {
    let event: CloudFrontEdgeEvent =
        event("md-amazon-cloudfront-developer-guide/lambda-event-structure-3.json");
    let cf = event.cf().expect("one record");
    assert_eq!(cf.config.event_type, Some(CloudFrontEventType::OriginResponse));
    assert_eq!(cf.request.header("host"), Some("example.org"));
    let origin = cf.request.origin.as_ref().and_then(|origin| origin.custom.as_ref()).expect("an origin");
    assert_eq!((origin.port, origin.ssl_protocols.len()), (Some(443), 3));
    let response = cf.response.as_ref().expect("a response");
    assert_eq!(response.status.as_deref(), Some(&200));
    assert_eq!(response.header("Server"), Some("ExampleCustomOriginServer"));
}

#[test]
fn a_cloudfront_body_is_read_and_replaced() {
    let event: CloudFrontEdgeEvent =
        event("serverless-express/examples__lambda-edge__lambda-edge-event.json");
    let mut request = event.into_cf().expect("one record").request;
    assert_eq!(request.body_bytes().expect("base64"), Cow::Borrowed(br#"{"name":"Sam"}"#));
    request.replace_body("Frodo");
    request.set_header("HOST", "b");
    assert_eq!(request.header("host"), Some("b"));
    let result = serde_json::to_value(CloudFrontResult::from(request)).expect("it is written");
    assert_eq!(result["body"], json!({ "action": "replace", "data": "RnJvZG8=", "encoding": "base64" }));
    assert_eq!(result["headers"]["host"], json!([{ "key": "HOST", "value": "b" }]));
    assert!(matches!(serde_json::from_value(result), Ok(CloudFrontResult::Request(_))));
}

#[test]
fn responses_are_written_as_documented() {
    assert_written(
        &ApiGatewayResponse::new(200)
            .with_text("hi")
            .with_added_header("Set-Cookie", "a=1")
            .with_added_header("set-cookie", "b=2"),
        &json!({
            "statusCode": 200, "headers": { "content-type": "text/plain; charset=utf-8" },
            "multiValueHeaders": { "set-cookie": ["a=1", "b=2"] }, "body": "hi", "isBase64Encoded": false,
        }),
    );
    assert_written(&ApiGatewayResponse::default(), &json!({ "statusCode": 200, "isBase64Encoded": false }));
    assert_written(
        &LambdaUrlResponse::new(201)
            .with_cookie("a=1")
            .with_header("Content-Type", "image/png")
            .with_bytes([0, 255]),
        &json!({
            "statusCode": 201, "headers": { "Content-Type": "image/png" }, "body": "AP8=",
            "isBase64Encoded": true, "cookies": ["a=1"],
        }),
    );
    assert_written(
        &ApiGatewayHttpV2Response::new(200).with_json(&json!({ "a": [1] })).expect("JSON"),
        &json!({
            "statusCode": 200, "headers": { "content-type": "application/json" }, "body": "{\"a\":[1]}",
            "isBase64Encoded": false,
        }),
    );
    let lattice =
        VpcLatticeResponse { status_description: Some("200 OK".to_owned()), ..VpcLatticeResponse::new(200) };
    assert_written(
        &lattice.with_header("Set-Cookie", "cookies"),
        &json!({
            "isBase64Encoded": false, "statusCode": 200, "statusDescription": "200 OK",
            "headers": { "Set-Cookie": "cookies" },
        }),
    );
    assert_written(
        &CloudFrontResponse::new(302).with_header("Location", "/b").with_text("go"),
        &json!({
            "status": "302", "headers": { "location": [{ "key": "Location", "value": "/b" }] },
            "body": "go", "bodyEncoding": "text",
        }),
    );
}

#[test]
fn a_load_balancer_gets_headers_in_the_form_that_it_sends() {
    let response = || {
        AlbResponse::new(200).with_header("a", "1").with_added_header("b", "2").with_added_header("b", "3")
    };
    let single: AlbEvent = event("aws-lambda-go/alb-lambda-target-request-headers-only.json");
    let multi: AlbEvent = event("aws-lambda-go/alb-lambda-target-request-multivalue-headers.json");
    assert_written(
        &response().in_the_form_of(&single),
        &json!({ "statusCode": 200, "headers": { "a": "1", "b": "3" }, "isBase64Encoded": false }),
    );
    assert_written(
        &response().in_the_form_of(&multi),
        &json!({
            "statusCode": 200, "multiValueHeaders": { "a": ["1"], "b": ["2", "3"] }, "isBase64Encoded": false,
        }),
    );
}

#[test]
fn authorizers_answer_with_a_policy_or_simply() {
    let event: ApiGatewayAuthorizerTokenEvent = read(&json!({
        "type": "TOKEN", "authorizationToken": "allow",
        "methodArn": "arn:aws:execute-api:us-east-1:123456789012:abcdef/test/GET/request",
    }));
    let stage = AuthorizerResponse::stage_arn(&event.method_arn);
    let mut response = AuthorizerResponse::allow("me", &*stage).with_context("n", 1).with_context("b", true);
    response.usage_identifier_key = Some("key".to_owned());
    assert_written(
        &response,
        &json!({
            "principalId": "me",
            "policyDocument": {
                "Version": "2012-10-17",
                "Statement": [{
                    "Action": "execute-api:Invoke", "Effect": "Allow",
                    "Resource": "arn:aws:execute-api:us-east-1:123456789012:abcdef/test/*",
                }],
            },
            "context": { "b": true, "n": 1 },
            "usageIdentifierKey": "key",
        }),
    );
    let denied = AuthorizerResponse::deny("me", &*event.method_arn);
    assert_eq!(denied.policy_document.statement.as_slice()[0].effect, Some(PolicyEffect::Deny));
    assert_written(&SimpleAuthorizerResponse::deny(), &json!({ "isAuthorized": false }));
}

#[test]
fn the_arn_of_a_stage_is_found_in_that_of_any_method() {
    for (method, stage) in [
        ("arn:aws:execute-api:r:1:api/prod/GET/a/b", "arn:aws:execute-api:r:1:api/prod/*"),
        ("arn:aws:execute-api:r:1:api/prod/$connect", "arn:aws:execute-api:r:1:api/prod/*"),
        ("arn:aws:execute-api:r:1:api/$default/GET/", "arn:aws:execute-api:r:1:api/$default/*"),
        ("arn:aws:execute-api:r:1:api", "arn:aws:execute-api:r:1:api/*/*"),
    ] {
        assert_eq!(AuthorizerResponse::stage_arn(method), stage);
    }
}

#[test]
fn a_policy_may_have_one_statement_and_several_actions() {
    let response: AuthorizerResponse = read(&json!({
        "principalId": "me",
        "policyDocument": { "Statement": { "Effect": "Deny", "Action": ["a", "b"], "Resource": "*" } },
    }));
    let statement = response.policy_document.statement.first().expect("a statement");
    assert_eq!(statement.action.as_ref().map(|actions| actions.as_slice().len()), Some(2));
    assert_eq!(
        statement.resource.as_ref().and_then(|resources| resources.first()).map(String::as_str),
        Some("*")
    );
}
