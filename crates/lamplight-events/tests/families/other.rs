//! Assistants, bots, contact centres, devices and the rest.

use lamplight_events::sources::alexa_skill::{
    AlexaEndReason, AlexaRequestType, AlexaSkillEvent, AlexaSkillResponse,
};
use lamplight_events::sources::alexa_smart_home::{AlexaSmartHomeEvent, AlexaSmartHomeResponse};
use lamplight_events::sources::bedrock_agent_api::{BedrockAgentApiEvent, BedrockAgentApiResponse};
use lamplight_events::sources::bedrock_agent_function::{
    BedrockAgentFunctionEvent, BedrockAgentFunctionResponse, BedrockAgentResponseState,
};
use lamplight_events::sources::clientvpn_connection_handler::{
    ClientVpnConnectionHandlerEvent, ClientVpnConnectionHandlerResponse,
};
use lamplight_events::sources::connect_contact_flow::{
    ConnectChannel, ConnectContactFlowEvent, ConnectInitiationMethod,
};
use lamplight_events::sources::connect_outbound_campaigns::{
    ConnectOutboundCampaignsEvent, ConnectOutboundCampaignsResponse,
};
use lamplight_events::sources::iot_1_click::{Iot1ClickEvent, Iot1ClickType};
use lamplight_events::sources::iot_button::{IotButtonClick, IotButtonEvent};
use lamplight_events::sources::iot_custom_authorizer::{
    IotCustomAuthorizerEvent, IotCustomAuthorizerResponse, IotProtocol,
};
use lamplight_events::sources::iot_preprovision_hook::{
    IotPreprovisionHookEvent, IotPreprovisionHookResponse,
};
use lamplight_events::sources::iot_registry::{IotRegistryEvent, IotRegistryEventType, IotRegistryOperation};
use lamplight_events::sources::lex_v1::{
    LexV1Event, LexV1FulfillmentState, LexV1InvocationSource, LexV1Response,
};
use lamplight_events::sources::lex_v2::{
    LexV2DialogActionType, LexV2Event, LexV2InputMode, LexV2IntentState, LexV2Message, LexV2Response,
    LexV2SlotShape,
};
use lamplight_events::sources::transfer_family_authorizer::{
    TransferFamilyAuthorizerEvent, TransferFamilyAuthorizerResponse, TransferFamilyPosixProfile,
    TransferFamilyProtocol,
};
use lamplight_events::sources::workmail::{
    WorkMailAction, WorkMailActionType, WorkMailEvent, WorkMailFlowDirection, WorkMailResponse,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::check;

#[test]
fn alexa_skill() {
    check::<AlexaSkillEvent>("alexa-skill");
}

#[test]
fn alexa_smart_home() {
    check::<AlexaSmartHomeEvent>("alexa-smart-home");
}

#[test]
fn bedrock_agent_api() {
    check::<BedrockAgentApiEvent>("bedrock-agent-api");
}

#[test]
fn bedrock_agent_function() {
    check::<BedrockAgentFunctionEvent>("bedrock-agent-function");
}

#[test]
fn clientvpn_connection_handler() {
    check::<ClientVpnConnectionHandlerEvent>("clientvpn-connection-handler");
}

#[test]
fn connect_contact_flow() {
    check::<ConnectContactFlowEvent>("connect-contact-flow");
}

#[test]
fn connect_outbound_campaigns() {
    check::<ConnectOutboundCampaignsEvent>("connect-outbound-campaigns");
}

#[test]
fn iot_1_click() {
    check::<Iot1ClickEvent>("iot-1-click");
}

#[test]
fn iot_button() {
    check::<IotButtonEvent>("iot-button");
}

#[test]
fn iot_custom_authorizer() {
    check::<IotCustomAuthorizerEvent>("iot-custom-authorizer");
}

#[test]
fn iot_preprovision_hook() {
    check::<IotPreprovisionHookEvent>("iot-preprovision-hook");
}

#[test]
fn iot_registry() {
    check::<IotRegistryEvent>("iot-registry");
}

#[test]
fn lex_v1() {
    check::<LexV1Event>("lex-v1");
}

#[test]
fn lex_v2() {
    check::<LexV2Event>("lex-v2");
}

#[test]
fn transfer_family_authorizer() {
    check::<TransferFamilyAuthorizerEvent>("transfer-family-authorizer");
}

#[test]
fn workmail() {
    check::<WorkMailEvent>("workmail");
}

fn read<T: DeserializeOwned>(event: &Value) -> T {
    // From text, since some values are kept as the text that came.
    serde_json::from_str(&event.to_string()).expect("the event is read")
}

/// A response is written like this, and read again as what it was.
fn assert_written<T: DeserializeOwned + Serialize>(response: &T, expected: &Value) {
    let text = serde_json::to_string(response).expect("a response can be written");
    let written: Value = serde_json::from_str(&text).expect("what is written is JSON");
    assert_eq!(written, *expected);
    let again: T = serde_json::from_str(&text).expect("what is written is read");
    assert_eq!(serde_json::to_string(&again).expect("it can be written again"), text);
}

#[test]
fn an_intent_of_a_skill_has_slots_with_what_they_may_mean() {
    let event: AlexaSkillEvent = read(&json!({
        "version": "1.0",
        "session": { "new": true, "sessionId": "s", "attributes": { "score": 3 } },
        "context": { "System": { "device": { "deviceId": "d", "supportedInterfaces": { "AudioPlayer": {} } } } },
        "request": {
            "type": "IntentRequest", "requestId": "r", "timestamp": "2016-10-27T21:06:28Z", "locale": "en-US",
            "intent": { "name": "ColourIntent", "confirmationStatus": "NONE", "slots": { "Colour": {
                "name": "Colour", "value": "navy",
                "resolutions": { "resolutionsPerAuthority": [{
                    "authority": "a", "status": { "code": "ER_SUCCESS_MATCH" },
                    "values": [{ "value": { "name": "blue", "id": "1" } }],
                }] },
            } } },
        },
    }));
    assert_eq!(event.request.kind, Some(AlexaRequestType::Intent));
    assert_eq!(event.request.timestamp.as_ref().unwrap().unix_seconds(), 1_477_602_388);
    assert_eq!(event.intent_name(), Some("ColourIntent"));
    assert_eq!(event.slot("Colour"), Some("navy"));
    let slots = &event.request.intent.as_ref().unwrap().slots;
    let resolutions = &slots["Colour"].resolutions.as_ref().unwrap().resolutions_per_authority;
    assert_eq!(resolutions[0].values[0].value.name.as_deref(), Some("blue"));
    assert_eq!(event.session.unwrap().attributes["score"], 3);
    assert!(event.context.system.device.supported_interfaces.contains_key("AudioPlayer"));
}

#[test]
fn a_skill_is_told_why_its_session_ended() {
    let event: AlexaSkillEvent = read(&json!({ "request": {
        "type": "SessionEndedRequest", "reason": "ERROR",
        "error": { "type": "INVALID_RESPONSE", "message": "no such card" },
    } }));
    assert_eq!(event.request.reason, Some(AlexaEndReason::Error));
    assert_eq!(event.request.error.unwrap().message.as_deref(), Some("no such card"));
}

#[test]
fn a_skill_asks_and_shows_a_card() {
    let mut response =
        AlexaSkillResponse::ask("Which one?").with_reprompt("Red or blue?").with_card("Colours", "…");
    response.session_attributes.get_or_insert_default().insert("asked".to_owned(), json!(1));
    assert_written(
        &response,
        &json!({
            "version": "1.0",
            "sessionAttributes": { "asked": 1 },
            "response": {
                "outputSpeech": { "type": "PlainText", "text": "Which one?" },
                "card": { "type": "Simple", "title": "Colours", "content": "…" },
                "reprompt": { "outputSpeech": { "type": "PlainText", "text": "Red or blue?" } },
                "shouldEndSession": false,
            },
        }),
    );
}

#[test]
fn a_smart_home_directive_is_found_in_every_version() {
    let event: AlexaSmartHomeEvent = read(&json!({
        "header": { "payloadVersion": "2", "namespace": "Alexa.ConnectedHome.Control", "name": "TurnOnRequest" },
        "payload": { "accessToken": "t", "appliance": { "applianceId": "lamp" } },
    }));
    assert_eq!(event.header().unwrap().name.as_deref(), Some("TurnOnRequest"));
    assert_eq!(event.payload().unwrap()["appliance"]["applianceId"], "lamp");

    let event: AlexaSmartHomeEvent = read(&json!({ "directive": {
        "header": { "namespace": "Alexa.Discovery", "name": "Discover", "payloadVersion": "3", "messageId": "m" },
        "payload": { "scope": { "type": "BearerToken", "token": "t" } },
    } }));
    assert_eq!(event.header().unwrap().name.as_deref(), Some("Discover"));
    assert_eq!(event.payload().unwrap()["scope"]["token"], "t");
}

#[test]
fn a_smart_home_device_reports_its_state() {
    let event: AlexaSmartHomeEvent = read(&json!({ "directive": {
        "header": { "namespace": "Alexa.PowerController", "name": "TurnOn", "correlationToken": "c" },
        "endpoint": { "endpointId": "lamp", "cookie": {} },
    } }));
    let mut response = AlexaSmartHomeResponse::to(&event, "m");
    response.context = Some(read(&json!({ "properties": [{
        "namespace": "Alexa.PowerController", "name": "powerState", "value": "ON",
        "timeOfSample": "2017-09-27T18:30:30.45Z", "uncertaintyInMilliseconds": 200,
    }] })));
    assert_written(
        &response,
        &json!({
            "event": {
                "header": {
                    "namespace": "Alexa", "name": "Response", "messageId": "m", "correlationToken": "c",
                    "payloadVersion": "3",
                },
                "endpoint": { "endpointId": "lamp", "cookie": {} },
                "payload": {},
            },
            "context": { "properties": [{
                "namespace": "Alexa.PowerController", "name": "powerState", "value": "ON",
                "timeOfSample": "2017-09-27T18:30:30.45Z", "uncertaintyInMilliseconds": 200,
            }] },
        }),
    );
}

#[test]
fn slots_of_lex_v1_may_be_numbers_and_null() {
    let event: LexV1Event = read(&json!({
        "messageVersion": "1.0",
        "invocationSource": "DialogCodeHook",
        "sessionAttributes": null,
        "currentIntent": {
            "name": "BookHotel", "confirmationStatus": "None",
            "slots": { "Location": "Chicago", "Nights": 4, "RoomType": null },
        },
        "recentIntentSummaryView": [{ "intentName": "Greet", "checkpointLabel": "start", "slots": {} }],
        "activeContexts": [{
            "timeToLive": { "timeToLiveInSeconds": 100, "turnsToLive": 5 },
            "name": "booking", "parameters": { "Location": "Chicago" },
        }],
        "sentimentResponse": { "sentimentLabel": "MIXED", "sentimentScore": "{Positive: 0.1}" },
    }));
    assert_eq!(event.invocation_source, Some(LexV1InvocationSource::DialogCodeHook));
    let intent = &event.current_intent;
    assert_eq!(intent.slot("Location").as_deref(), Some("Chicago"));
    assert_eq!(intent.slot("Nights").as_deref(), Some("4"));
    assert_eq!(intent.slot("RoomType"), None);
    assert!(intent.slots["RoomType"].is_null(), "a slot that is not filled is known");
    assert_eq!(event.recent_intent_summary_view.unwrap()[0].checkpoint_label.as_deref(), Some("start"));
    let context = &event.active_contexts.unwrap()[0];
    assert_eq!(context.time_to_live.turns_to_live, Some(5));
    assert_eq!(event.sentiment_response.unwrap().sentiment_label.as_deref(), Some("MIXED"));
}

#[test]
fn every_step_of_lex_v1_is_written() {
    let event: LexV1Event = read(&json!({ "currentIntent": { "name": "Book", "slots": { "City": null } } }));
    let intent = event.current_intent;
    assert_written(
        &LexV1Response::close(LexV1FulfillmentState::Fulfilled, "Done.")
            .with_session_attributes([("a", "b".to_owned())].into_iter().collect()),
        &json!({
            "sessionAttributes": { "a": "b" },
            "dialogAction": {
                "type": "Close", "fulfillmentState": "Fulfilled",
                "message": { "contentType": "PlainText", "content": "Done." },
            },
        }),
    );
    assert_written(
        &LexV1Response::elicit_slot(&intent, "City").with_text("Where?"),
        &json!({ "dialogAction": {
            "type": "ElicitSlot", "intentName": "Book", "slots": { "City": null }, "slotToElicit": "City",
            "message": { "contentType": "PlainText", "content": "Where?" },
        } }),
    );
    assert_written(
        &LexV1Response::confirm_intent(&intent),
        &json!({ "dialogAction": { "type": "ConfirmIntent", "intentName": "Book", "slots": { "City": null } } }),
    );
    assert_written(
        &LexV1Response::delegate(intent.slots),
        &json!({ "dialogAction": { "type": "Delegate", "slots": { "City": null } } }),
    );
    assert_written(&LexV1Response::elicit_intent(), &json!({ "dialogAction": { "type": "ElicitIntent" } }));
}

/// A conversation with Lex V2 about an intent with slots of every shape.
fn lex_v2_event() -> LexV2Event {
    let scalar = |value: &str| {
        json!({ "shape": "Scalar", "value": {
        "originalValue": value, "resolvedValues": [value.to_uppercase()], "interpretedValue": value.to_uppercase(),
    } })
    };
    read(&json!({
        "messageVersion": "1.0",
        "invocationSource": "FulfillmentCodeHook",
        "inputMode": "Speech",
        "bot": { "id": "B", "name": "Travel", "localeId": "en_US", "version": "DRAFT", "aliasId": "T" },
        "interpretations": [{ "intent": { "name": "Book" }, "nluConfidence": 0.84 }],
        "proposedNextState": { "prompt": { "attempt": "Initial" } },
        "sessionState": {
            "sessionAttributes": { "a": "b" },
            "intent": { "name": "Book", "state": "InProgress", "confirmationState": "None", "slots": {
                "City": scalar("oslo"),
                "Day": null,
                "Extras": { "shape": "List", "values": [scalar("wifi"), scalar("bath")] },
                "Address": { "shape": "Composite", "subSlots": { "Street": scalar("main"), "Flat": null } },
            } },
        },
    }))
}

#[test]
fn slots_of_lex_v2_have_every_shape() {
    let event = lex_v2_event();
    assert_eq!(event.input_mode, Some(LexV2InputMode::Speech));
    assert_eq!(event.slot("City"), Some("OSLO"));
    assert_eq!(event.slot("Day"), None);
    let intent = event.intent().unwrap();
    assert_eq!(intent.slots["Day"], None, "a slot that is not filled is known");
    let extras = intent.slots["Extras"].as_ref().unwrap();
    assert_eq!(extras.shape, Some(LexV2SlotShape::List));
    assert_eq!(extras.values.as_ref().unwrap()[1].value.as_ref().unwrap().resolved_values, ["BATH"]);
    let parts = intent.slots["Address"].as_ref().unwrap().sub_slots.as_ref().unwrap();
    assert_eq!(parts["Flat"], None);
    assert_eq!(event.interpretations[0].nlu_confidence.as_ref().unwrap().as_f64(), Some(0.84));
}

#[test]
fn every_step_of_lex_v2_is_written() {
    let intent = || read(&json!({ "name": "Book", "slots": { "City": null }, "state": "InProgress" }));
    let written = json!({ "name": "Book", "slots": { "City": null }, "state": "InProgress" });
    assert_written(
        &LexV2Response::close(intent(), LexV2IntentState::Fulfilled)
            .with_message(LexV2Message::text("Done."))
            .with_session_attributes([("a", "b".to_owned())].into_iter().collect()),
        &json!({
            "sessionState": {
                "sessionAttributes": { "a": "b" },
                "dialogAction": { "type": "Close" },
                "intent": { "name": "Book", "slots": { "City": null }, "state": "Fulfilled" },
            },
            "messages": [{ "contentType": "PlainText", "content": "Done." }],
        }),
    );
    assert_written(
        &LexV2Response::elicit_slot(intent(), "City"),
        &json!({ "sessionState": {
            "dialogAction": { "type": "ElicitSlot", "slotToElicit": "City" }, "intent": written,
        } }),
    );
    let steps = [
        (LexV2Response::delegate(intent()), LexV2DialogActionType::Delegate),
        (LexV2Response::confirm_intent(intent()), LexV2DialogActionType::ConfirmIntent),
    ];
    for (response, step) in steps {
        let expected =
            json!({ "sessionState": { "dialogAction": { "type": step.as_str() }, "intent": written } });
        assert_written(&response, &expected);
    }
    assert_written(
        &LexV2Response::elicit_intent(),
        &json!({ "sessionState": { "dialogAction": { "type": "ElicitIntent" } } }),
    );
}

#[test]
fn an_agent_calls_an_operation_and_is_answered() {
    let event: BedrockAgentApiEvent = read(&json!({
        "messageVersion": "1.0",
        "agent": { "name": "Shop", "id": "A", "alias": "T", "version": "DRAFT" },
        "actionGroup": "orders",
        "apiPath": "/orders/{orderId}",
        "httpMethod": "POST",
        "parameters": [{ "name": "orderId", "type": "integer", "value": "7" }],
        "requestBody": { "content": { "application/json": { "properties": [
            { "name": "state", "type": "string", "value": "paid" },
        ] } } },
        "sessionAttributes": { "customer": "jane" },
    }));
    assert_eq!(event.parameter("orderId"), Some("7"));
    assert_eq!(event.property("state"), Some("paid"));
    assert_eq!(event.property("orderId"), None);
    assert_written(
        &BedrockAgentApiResponse::json(&event, 200, &json!({ "ok": true })).unwrap(),
        &json!({
            "messageVersion": "1.0",
            "response": {
                "actionGroup": "orders", "apiPath": "/orders/{orderId}", "httpMethod": "POST",
                "httpStatusCode": 200,
                "responseBody": { "application/json": { "body": "{\"ok\":true}" } },
            },
            "sessionAttributes": { "customer": "jane" },
            "promptSessionAttributes": {},
        }),
    );
}

#[test]
fn an_agent_calls_a_function_that_fails() {
    let event: BedrockAgentFunctionEvent = read(&json!({
        "actionGroup": "vacations", "function": "request",
        "parameters": [{ "name": "startDate", "type": "string", "value": "2024-03-15" }],
        "promptSessionAttributes": { "tries": "1" },
    }));
    assert_eq!(event.parameter("startDate"), Some("2024-03-15"));
    assert_eq!(event.parameter("endDate"), None);
    assert_written(
        &BedrockAgentFunctionResponse::to(&event, "until when?")
            .with_state(BedrockAgentResponseState::Reprompt),
        &json!({
            "messageVersion": "1.0",
            "response": { "actionGroup": "vacations", "function": "request", "functionResponse": {
                "responseState": "REPROMPT", "responseBody": { "TEXT": { "body": "until when?" } },
            } },
            "sessionAttributes": {},
            "promptSessionAttributes": { "tries": "1" },
        }),
    );
}

#[test]
fn a_contact_may_have_no_endpoint_and_streams_its_audio() {
    let event: ConnectContactFlowEvent = read(&json!({
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": {
                "Attributes": { "lang": "de" }, "Channel": "CHAT", "ContactId": "c", "CustomerEndpoint": null,
                "InitiationMethod": "API", "SystemEndpoint": null,
                "MediaStreams": { "Customer": { "Audio": {
                    "StartFragmentNumber": "91343852333181432392682062622220590765191907586",
                    "StartTimestamp": "1565781909613",
                    "StopTimestamp": null,
                    "StreamARN": "arn:aws:kinesisvideo:us-east-1:123456789012:stream/s/1565272947806",
                } } },
                "Queue": { "ARN": "arn:q", "Name": "Sales", "OutboundCallerId": { "Address": "+15550100" } },
                "References": { "ticket": { "Type": "url", "Value": "https://example.com/1" } },
            },
            "Parameters": { "key": "value", "nested": { "a": 1 } },
        },
    }));
    let contact = &event.details.contact_data;
    assert_eq!(contact.channel, Some(ConnectChannel::Chat));
    assert_eq!(contact.initiation_method, Some(ConnectInitiationMethod::Api));
    assert_eq!(contact.customer_endpoint, None);
    let audio = contact.media_streams.as_ref().and_then(|streams| streams.customer.as_ref()?.audio.as_ref());
    let audio = audio.unwrap();
    assert_eq!(audio.start_timestamp.as_ref().unwrap().unix_millis(), 1_565_781_909_613);
    assert_eq!(audio.stop_timestamp, None);
    let caller = contact.queue.as_ref().unwrap().outbound_caller_id.as_ref().unwrap();
    assert_eq!(caller.address.as_deref(), Some("+15550100"));
    assert_eq!(contact.references.as_ref().unwrap()["ticket"].kind.as_deref(), Some("url"));
    assert_eq!(event.details.parameters["key"], "value");
    assert_eq!(event.details.parameters.extra["nested"], json!({ "a": 1 }));
}

#[test]
fn customers_of_a_campaign_are_read_and_answered() {
    #[derive(serde::Deserialize)]
    struct Customer {
        email: String,
    }

    let event: ConnectOutboundCampaignsEvent = read(&json!({
        "InvocationMetadata": { "CampaignContext": { "CampaignName": "Welcome" } },
        "Items": { "CustomerProfiles": [
            { "ProfileId": "1", "CustomerData": "{\"email\":\"jane@example.com\"}" },
            { "ProfileId": "2" },
        ] },
    }));
    let [first, second] = event.items.customer_profiles.as_slice() else { panic!("two customers") };
    assert_eq!(first.customer::<Customer>().unwrap().email, "jane@example.com");
    assert!(second.customer::<Customer>().is_err());

    let response =
        ConnectOutboundCampaignsResponse::default().with_result("1", &json!({ "score": 85 })).unwrap();
    let expected = json!({ "Items": { "CustomerProfiles": [{ "Id": "1", "ResultData": { "score": 85 } }] } });
    assert_written(&response, &expected);
}

#[test]
fn an_email_is_bounced_for_some_and_delivered_to_the_others() {
    let event: WorkMailEvent = read(&json!({
        "summaryVersion": "2018-10-10", "flowDirection": "OUTBOUND", "truncated": false,
        "envelope": { "mailFrom": { "address": "a@example.com" }, "recipients": [{ "address": "b@example.com" }] },
    }));
    assert_eq!(event.flow_direction, Some(WorkMailFlowDirection::Outbound));
    assert_eq!(event.envelope.recipients[0].address.as_deref(), Some("b@example.com"));

    let response = WorkMailResponse::for_all(WorkMailAction::new(WorkMailActionType::Default))
        .with(WorkMailAction::bounce("Not here."), ["b@example.com"]);
    assert_written(
        &response,
        &json!({ "actions": [
            { "allRecipients": true, "action": { "type": "DEFAULT" } },
            {
                "recipients": ["b@example.com"],
                "action": { "type": "BOUNCE", "parameters": { "bounceMessage": "Not here." } },
            },
        ] }),
    );
}

#[test]
fn a_vpn_connection_is_allowed_or_denied_with_every_key_that_is_asked_for() {
    let event: ClientVpnConnectionHandlerEvent = read(&json!({
        "connection-id": "cvpn-connection-1", "endpoint-id": "cvpn-endpoint-1", "public-ip": "10.11.12.13",
        "client-openvpn-version": "2.5", "schema-version": "v2",
    }));
    assert_eq!(event.public_ip.as_deref(), Some("10.11.12.13"));
    assert_eq!(event.client_openvpn_version.as_deref(), Some("2.5"));
    assert_written(
        &ClientVpnConnectionHandlerResponse::allow(&event).with_status("compliant"),
        &json!({
            "allow": true, "error-msg-on-failed-posture-compliance": "",
            "posture-compliance-statuses": ["compliant"], "schema-version": "v2",
        }),
    );
    assert_written(
        &ClientVpnConnectionHandlerResponse::deny(&event, "No."),
        &json!({
            "allow": false, "error-msg-on-failed-posture-compliance": "No.",
            "posture-compliance-statuses": [], "schema-version": "v2",
        }),
    );
}

#[test]
fn a_user_of_transfer_family_with_a_key_gets_directories() {
    let event: TransferFamilyAuthorizerEvent = read(&json!({
        "username": "jane", "protocol": "SFTP", "serverId": "s-abcd123456", "sourceIp": "192.168.0.100",
    }));
    assert_eq!(event.protocol, Some(TransferFamilyProtocol::Sftp));
    assert_eq!(event.password, None);

    let mut response = TransferFamilyAuthorizerResponse::allow("arn:aws:iam::1:role/r")
        .with_public_keys(["ssh-rsa AAAA"])
        .with_directories([("/", "/bucket/\"jane\"")]);
    response.posix_profile = Some(TransferFamilyPosixProfile {
        uid: 65_534,
        gid: 65_534,
        ..TransferFamilyPosixProfile::default()
    });
    assert_written(
        &response,
        &json!({
            "Role": "arn:aws:iam::1:role/r",
            "PosixProfile": { "Uid": 65_534, "Gid": 65_534 },
            "PublicKeys": ["ssh-rsa AAAA"],
            "HomeDirectoryType": "LOGICAL",
            "HomeDirectoryDetails": "[{\"Entry\":\"/\",\"Target\":\"/bucket/\\\"jane\\\"\"}]",
        }),
    );
    assert_written(&TransferFamilyAuthorizerResponse::deny(), &json!({}));
}

#[test]
fn a_device_says_who_it_is_in_each_protocol() {
    let event: IotCustomAuthorizerEvent = read(&json!({
        "token": "t", "signatureVerified": true, "protocols": ["tls", "mqtt", "carrier-pigeon"],
        "protocolData": {
            "tls": { "serverName": "iot.example.com", "x509CertificatePem": "-----BEGIN", "principalId": "p" },
            "http": { "headers": { "X-Request-ID": "abc123" }, "queryString": "?foo=bar" },
            "mqtt": { "username": "lamp", "password": "bXlQYXNzd29yZA==", "clientId": "c" },
        },
        "connectionMetadata": { "id": "e56f08c3" },
    }));
    assert_eq!(event.protocols[1], IotProtocol::Mqtt);
    assert_eq!(event.protocols[2].as_str(), "carrier-pigeon");
    assert_eq!(event.protocol_data.mqtt.unwrap().password.unwrap().bytes().unwrap(), b"myPassword");
    let http = event.protocol_data.http.unwrap();
    assert_eq!(http.headers.get("x-request-id").map(String::as_str), Some("abc123"));

    let policy = json!({ "Version": "2012-10-17", "Statement": [] });
    assert_written(
        &IotCustomAuthorizerResponse::allow("lamp", [policy.clone()]),
        &json!({
            "isAuthenticated": true, "principalId": "lamp", "disconnectAfterInSeconds": 86_400,
            "refreshAfterInSeconds": 300, "policyDocuments": [policy],
        }),
    );
}

#[test]
fn a_device_is_provisioned_with_another_parameter() {
    let event: IotPreprovisionHookEvent = read(&json!({
        "claimCertificateId": "c", "certificateId": "d", "certificatePem": "-----BEGIN",
        "templateArn": "arn:aws:iot:us-east-1:1:provisioningtemplate/T", "clientId": "e",
        "parameters": { "SerialNumber": "42" },
    }));
    assert_eq!(event.parameters["SerialNumber"], "42");
    assert_written(
        &IotPreprovisionHookResponse::allow().with_parameter("Location", "Oslo"),
        &json!({ "allowProvisioning": true, "parameterOverrides": { "Location": "Oslo" } }),
    );
    assert_written(&IotPreprovisionHookResponse::deny(), &json!({ "allowProvisioning": false }));
}

#[test]
fn a_group_of_the_registry_knows_those_above_it() {
    let event: IotRegistryEvent = read(&json!({
        "eventType": "THING_GROUP_EVENT", "eventId": "e", "timestamp": 1_603_995_417_409_u64,
        "operation": "UPDATED", "thingGroupName": "Tg_level5", "versionNumber": 3,
        "rootToParentThingGroups": [{ "groupArn": "arn:top", "groupId": "1" }, { "groupArn": "arn:next" }],
        "dynamicGroupMappingId": null,
    }));
    assert_eq!(event.event_type, Some(IotRegistryEventType::ThingGroup));
    assert_eq!(event.operation, Some(IotRegistryOperation::Updated));
    assert_eq!(event.timestamp.unwrap().unix_millis(), 1_603_995_417_409);
    assert_eq!(event.version_number.as_deref(), Some(&3));
    assert_eq!(event.root_to_parent_thing_groups.unwrap()[1].group_arn.as_deref(), Some("arn:next"));
}

#[test]
fn a_type_of_the_registry_is_deprecated() {
    let event: IotRegistryEvent = read(&json!({
        "eventType": "THING_TYPE_EVENT", "eventId": "e", "operation": "UPDATED", "thingTypeId": "t",
        "thingTypeName": "Lamp", "isDeprecated": true, "deprecationDate": 1_603_995_417_409_u64,
        "searchableAttributes": ["wattage"], "description": "My thing type",
        "propagatingAttributes": [{ "userPropertyKey": "k", "thingAttribute": "wattage" }],
    }));
    assert_eq!(event.is_deprecated, Some(true));
    assert_eq!(event.deprecation_date.unwrap().unix_seconds(), 1_603_995_417);
    assert_eq!(event.searchable_attributes.unwrap(), ["wattage"]);
    assert_eq!(event.propagating_attributes.unwrap()[0].thing_attribute.as_deref(), Some("wattage"));
}

#[test]
fn buttons_say_how_they_were_pressed() {
    let event: IotButtonEvent =
        read(&json!({ "serialNumber": "G030", "clickType": "DOUBLE", "batteryVoltage": "2000 mV" }));
    assert_eq!(event.click_type, Some(IotButtonClick::Double));
    assert_eq!(event.battery_millivolts(), Some(2_000));
    let empty: IotButtonEvent =
        read(&json!({ "serialNumber": "G030", "clickType": "TRIPLE", "batteryVoltage": "low" }));
    assert_eq!(empty.click_type.as_ref().map(IotButtonClick::as_str), Some("TRIPLE"));
    assert_eq!(empty.battery_millivolts(), None);

    let event: Iot1ClickEvent = read(&json!({
        "deviceEvent": { "buttonClicked": { "clickType": "LONG", "reportedTime": "2018-05-04T23:26:33.747Z" } },
        "deviceInfo": { "remainingLife": 99.8 },
    }));
    let clicked = event.device_event.button_clicked.unwrap();
    assert_eq!(clicked.click_type, Some(Iot1ClickType::Long));
    assert_eq!(clicked.reported_time.unwrap().unix_millis(), 1_525_476_393_747);
    assert_eq!(event.device_info.remaining_life.unwrap().as_f64(), Some(99.8));
}
