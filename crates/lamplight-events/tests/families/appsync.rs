//! AppSync.

use std::time::Duration;

use lamplight_events::sources::appsync::AppSyncIdentity;
use lamplight_events::sources::appsync_authorizer::{AppSyncAuthorizerEvent, AppSyncAuthorizerResponse};
use lamplight_events::sources::appsync_batch_resolver::AppSyncBatchResolverEvent;
use lamplight_events::sources::appsync_custom_resolver::AppSyncCustomResolverEvent;
use lamplight_events::sources::appsync_direct_resolver::AppSyncDirectResolverEvent;
use lamplight_events::sources::appsync_events::{
    AppSyncEventsEvent, AppSyncEventsOperation, AppSyncEventsResponse, AppSyncEventsResult,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{check, corpus};

/// An event of the corpus.
fn of<T: DeserializeOwned>(file: &str) -> T {
    let event = corpus::events().into_iter().find(|event| event.file == file).expect("it is in the corpus");
    read(&event.value())
}

fn read<T: DeserializeOwned>(json: &Value) -> T {
    serde_json::from_str(&json.to_string()).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// A response is written as it is documented, and read as the same.
fn assert_documented<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    response: &T,
    documented: &Value,
) {
    assert_eq!(serde_json::to_value(response).expect("it can be written"), *documented);
    assert_eq!(read::<T>(documented), *response);
}

#[test]
fn appsync_direct_resolver() {
    check::<AppSyncDirectResolverEvent>("appsync-direct-resolver");
    let event: AppSyncDirectResolverEvent = of("aws-lambda-dotnet/appsync-event.json");
    assert_eq!(event.info.field_name, "openSupportTicket");
    assert_eq!(event.request.headers.get("Key1").map(String::as_str), Some("value1"));
    let arguments: Value = event.arguments.read().expect("it is JSON");
    assert_eq!(arguments["input"]["title"], "Support Ticket Test");
    assert_eq!((event.identity, event.source), (None, None));
    assert!(event.extra.is_empty() && event.info.extra.is_empty());
}

fn identity(name: &str) -> AppSyncIdentity {
    let event: AppSyncDirectResolverEvent = of(&format!("aws-lambda-dotnet/appsync-event-{name}.json"));
    event.identity.expect("somebody asks")
}

#[test]
fn identities_are_told_apart() {
    let AppSyncIdentity::Iam(iam) = identity("iam-authorizer") else { panic!("a user of AWS") };
    assert_eq!(iam.user_arn.as_deref(), Some("arn:aws:iam::123456789012:user/IAMUser"));
    assert_eq!(iam.source_ip, ["192.0.2.1"]);
    assert!(iam.extra.is_empty(), "{:?}", iam.extra);

    let AppSyncIdentity::Cognito(cognito) = identity("cognito-authorizer") else {
        panic!("a user of a pool")
    };
    assert_eq!(cognito.sub.as_deref(), Some("b662d2e4-d0a1-7098-4973-20a5d6ff5a12"));
    assert_eq!(cognito.groups, Some(vec!["admin".to_owned()]));
    assert_eq!(cognito.claims.get("token_use"), Some(&json!("access")));
    assert_eq!(cognito.default_auth_strategy.as_deref(), Some("ALLOW"));
    assert!(cognito.extra.is_empty(), "{:?}", cognito.extra);

    let oidc = identity("oidc-authorizer");
    assert!(matches!(oidc, AppSyncIdentity::Oidc(_)), "{oidc:?}");
    assert_eq!(oidc.sub(), Some("b662d2e4-d0a1-7098-4973-20a5d6ff5a12"));

    let AppSyncIdentity::Lambda(lambda) = identity("lambda-authorizer") else { panic!("let in by Lambda") };
    let context: Value = lambda.resolver_context.read().expect("it is JSON");
    assert_eq!(context["userid"], "test-user-id");
}

#[test]
fn an_identity_with_little_in_it_is_none_of_iam() {
    let identity: AppSyncIdentity = read(&json!({"sub": "1", "username": "jdoe"}));
    assert!(matches!(identity, AppSyncIdentity::Cognito(_)), "{identity:?}");
    let identity: AppSyncIdentity =
        read(&json!({"sub": "1", "issuer": "https://example.com", "claims": {"a": 1}}));
    assert!(matches!(identity, AppSyncIdentity::Oidc(_)), "{identity:?}");
    assert_eq!(identity.claims().and_then(|claims| claims.get("a")), Some(&json!(1)));
    let iam = json!({"accountId": "1", "username": null, "userArn": "arn123", "sourceIp": ["1.1.1.1"]});
    assert!(matches!(read::<AppSyncIdentity>(&iam), AppSyncIdentity::Iam(_)));
}

#[test]
fn an_identity_that_is_not_known_fails_nothing_and_is_kept() {
    for json in [json!({}), json!({"device": {"id": 7}})] {
        let identity: AppSyncIdentity = read(&json);
        assert!(matches!(identity, AppSyncIdentity::Other(_)), "{identity:?}");
        assert_eq!(serde_json::to_value(&identity).expect("it can be written"), json);
    }
    let groups: AppSyncIdentity = read(&json!({"sub": "1", "username": "x", "groups": [1]}));
    let AppSyncIdentity::Cognito(cognito) = groups else { panic!("{groups:?}") };
    assert_eq!((cognito.groups, cognito.extra.get("groups")), (None, Some(&json!([1]))));
    let event: AppSyncDirectResolverEvent = read(&json!({"info": {}, "identity": "None"}));
    assert_eq!((event.identity, event.extra.get("identity")), (None, Some(&json!("None"))));
}

#[test]
fn appsync_batch_resolver() {
    check::<AppSyncBatchResolverEvent>("appsync-batch-resolver");
    let events: AppSyncBatchResolverEvent = of("powertools-python/appSyncBatchEvent.json");
    let [_, second] = &events[..] else { panic!("two values") };
    assert_eq!(second.arguments.get(), r#"{"user_id":"2"}"#);
    assert_eq!(
        second.identity.as_ref().and_then(AppSyncIdentity::sub),
        Some("192879fc-a240-4bf1-ab5a-d6a00f3063f9")
    );
}

#[test]
fn appsync_custom_resolver() {
    check::<AppSyncCustomResolverEvent>("appsync-custom-resolver");
    let event: AppSyncCustomResolverEvent = of("powertools-python/appSyncResolverEvent.json");
    assert_eq!((event.type_name.as_str(), event.field_name.as_str()), ("Merchant", "locations"));
    let Some(AppSyncIdentity::Cognito(identity)) = event.identity else { panic!("a user of a pool") };
    assert_eq!(identity.username.as_deref(), Some("mike"));
    assert!(event.extra.is_empty(), "{:?}", event.extra);
}

#[test]
fn appsync_events() {
    check::<AppSyncEventsEvent>("appsync-events");
    let event: AppSyncEventsEvent = of("powertools-typescript/event-handler__onPublish.json");
    assert_eq!(event.info.operation, Some(AppSyncEventsOperation::Publish));
    assert_eq!(event.info.channel.segments, ["request", "channel"]);
    let messages = event.events.expect("what is published");
    assert_eq!(messages[1].payload.read::<Value>().expect("it is JSON"), json!({"event_2": "data_2"}));
    let event: AppSyncEventsEvent =
        of("powertools-typescript-examples/event-handler__appsync-events__samples__onSubscribeEvent.json");
    assert_eq!(event.info.operation, Some(AppSyncEventsOperation::Subscribe));
    assert_eq!(event.events, None);
}

#[test]
fn a_response_to_appsync_events_is_written_as_documented() {
    let response = AppSyncEventsResponse::publish([
        AppSyncEventsResult::new("1", &json!({"a": 1})).expect("it is JSON"),
        AppSyncEventsResult::failed("2", "not this one"),
    ]);
    let documented =
        json!({"events": [{"id": "1", "payload": {"a": 1}}, {"id": "2", "error": "not this one"}]});
    assert_documented(&response, &documented);
    assert_documented(&AppSyncEventsResponse::refuse("not allowed"), &json!({"error": "not allowed"}));
    assert_documented(&None::<AppSyncEventsResponse>, &Value::Null);
}

#[test]
fn appsync_authorizer() {
    check::<AppSyncAuthorizerEvent>("appsync-authorizer");
    let event: AppSyncAuthorizerEvent = of("powertools-python/appSyncAuthorizerEvent.json");
    assert_eq!(event.request_context.operation_name.as_deref(), Some("MyNewTask"));
    let variables: Value = event.request_context.variables.expect("variables").read().expect("it is JSON");
    assert_eq!(variables["desc"], "Foo");
    assert!(event.request_context.extra.is_empty(), "{:?}", event.request_context.extra);
}

#[test]
fn a_response_of_an_authorizer_is_written_as_documented() {
    let response = AppSyncAuthorizerResponse::allow()
        .with_resolver_context(&json!({"banana": "very yellow"}))
        .expect("it is JSON")
        .with_denied_fields(["Mutation.createEvent"])
        .with_ttl(Duration::from_secs(10));
    let documented = json!({
        "isAuthorized": true,
        "resolverContext": {"banana": "very yellow"},
        "deniedFields": ["Mutation.createEvent"],
        "ttlOverride": 10,
    });
    assert_documented(&response, &documented);
    assert_documented(&AppSyncAuthorizerResponse::deny(), &json!({"isAuthorized": false}));
    let response =
        AppSyncAuthorizerResponse::allow().with_handler_context(&json!({"user": "1"})).expect("it is JSON");
    assert_documented(&response, &json!({"isAuthorized": true, "handlerContext": {"user": "1"}}));
}
