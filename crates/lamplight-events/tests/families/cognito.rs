//! Triggers of Cognito.

use lamplight_events::sources::cognito_create_auth_challenge::CognitoCreateAuthChallengeEvent;
use lamplight_events::sources::cognito_custom_email_sender::CognitoCustomEmailSenderEvent;
use lamplight_events::sources::cognito_custom_message::CognitoCustomMessageEvent;
use lamplight_events::sources::cognito_custom_sms_sender::CognitoCustomSmsSenderEvent;
use lamplight_events::sources::cognito_define_auth_challenge::{
    CognitoChallengeName, CognitoDefineAuthChallengeEvent, CognitoDefineAuthChallengeResponse,
};
use lamplight_events::sources::cognito_inbound_federation::{
    CognitoInboundFederationEvent, CognitoProviderType,
};
use lamplight_events::sources::cognito_other::CognitoOtherEvent;
use lamplight_events::sources::cognito_post_authentication::CognitoPostAuthenticationEvent;
use lamplight_events::sources::cognito_post_confirmation::CognitoPostConfirmationEvent;
use lamplight_events::sources::cognito_pre_authentication::CognitoPreAuthenticationEvent;
use lamplight_events::sources::cognito_pre_signup::{CognitoPreSignupEvent, CognitoPreSignupSource};
use lamplight_events::sources::cognito_pre_token_generation::{
    CognitoPreTokenGenerationEvent, CognitoPreTokenGenerationSource,
};
use lamplight_events::sources::cognito_sync::{CognitoSyncEvent, CognitoSyncOperation};
use lamplight_events::sources::cognito_user_migration::{
    CognitoDeliveryMedium, CognitoMessageAction, CognitoUserMigrationEvent, CognitoUserStatus,
};
use lamplight_events::sources::cognito_verify_auth_challenge::CognitoVerifyAuthChallengeEvent;
use serde_json::{Value, json};

use crate::support::check;

#[test]
fn create_auth_challenge() {
    check::<CognitoCreateAuthChallengeEvent>("cognito-create-auth-challenge");
}

#[test]
fn custom_email_sender() {
    check::<CognitoCustomEmailSenderEvent>("cognito-custom-email-sender");
}

#[test]
fn custom_message() {
    check::<CognitoCustomMessageEvent>("cognito-custom-message");
}

#[test]
fn custom_sms_sender() {
    check::<CognitoCustomSmsSenderEvent>("cognito-custom-sms-sender");
}

#[test]
fn define_auth_challenge() {
    check::<CognitoDefineAuthChallengeEvent>("cognito-define-auth-challenge");
}

#[test]
fn inbound_federation() {
    check::<CognitoInboundFederationEvent>("cognito-inbound-federation");
}

#[test]
fn other() {
    check::<CognitoOtherEvent>("cognito-other");
}

#[test]
fn post_authentication() {
    check::<CognitoPostAuthenticationEvent>("cognito-post-authentication");
}

#[test]
fn post_confirmation() {
    check::<CognitoPostConfirmationEvent>("cognito-post-confirmation");
}

#[test]
fn pre_authentication() {
    check::<CognitoPreAuthenticationEvent>("cognito-pre-authentication");
}

#[test]
fn pre_signup() {
    check::<CognitoPreSignupEvent>("cognito-pre-signup");
}

#[test]
fn pre_token_generation() {
    check::<CognitoPreTokenGenerationEvent>("cognito-pre-token-generation");
}

#[test]
fn sync() {
    check::<CognitoSyncEvent>("cognito-sync");
}

#[test]
fn user_migration() {
    check::<CognitoUserMigrationEvent>("cognito-user-migration");
}

#[test]
fn verify_auth_challenge() {
    check::<CognitoVerifyAuthChallengeEvent>("cognito-verify-auth-challenge");
}

/// An event as Cognito sends it, with the response that it expects.
fn trigger(source: &str, request: &Value, response: &Value) -> Value {
    json!({
        "version": "1",
        "region": "eu-central-1",
        "userPoolId": "eu-central-1_AbCdEfGhI",
        "userName": "jane",
        "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789" },
        "triggerSource": source,
        "request": request,
        "response": response,
    })
}

#[test]
fn a_trigger_is_given_back_as_it_came_with_the_response_filled_in() {
    let request = json!({ "userAttributes": { "email": "jane@example.com" }, "aNewKey": [1, 2] });
    let came = trigger("PreSignUp_AdminCreateUser", &request, &json!({ "autoConfirmUser": null }));
    let mut event: CognitoPreSignupEvent = serde_json::from_value(came).unwrap();
    assert_eq!(event.trigger_source, Some(CognitoPreSignupSource::AdminCreateUser));
    assert_eq!(event.version.as_deref(), Some(&1));
    assert_eq!(event.request.user_attributes["email"], "jane@example.com");
    assert_eq!(event.request.client_metadata, None);

    event.response.auto_verify_email = Some(true);
    let returned = trigger("PreSignUp_AdminCreateUser", &request, &json!({ "autoVerifyEmail": true }));
    assert_eq!(serde_json::to_value(&event).unwrap(), returned);
}

#[test]
fn a_trigger_without_a_response_or_with_a_new_source_is_read() {
    let mut came = trigger("PostConfirmation_ByPigeon", &json!({}), &json!({}));
    came.as_object_mut().unwrap().remove("response");
    let event: CognitoPostConfirmationEvent = serde_json::from_value(came).unwrap();
    assert_eq!(event.trigger_source.unwrap().as_str(), "PostConfirmation_ByPigeon");
    assert_eq!(event.user_name.as_deref(), Some("jane"));
}

#[test]
fn the_steps_of_a_custom_authentication_are_written_as_cognito_has_them() {
    let written = |response: CognitoDefineAuthChallengeResponse| serde_json::to_value(response).unwrap();
    assert_eq!(
        written(CognitoDefineAuthChallengeResponse::challenge(CognitoChallengeName::CustomChallenge)),
        json!({ "challengeName": "CUSTOM_CHALLENGE", "issueTokens": false, "failAuthentication": false })
    );
    assert_eq!(
        written(CognitoDefineAuthChallengeResponse::success()),
        json!({ "issueTokens": true, "failAuthentication": false })
    );
    assert_eq!(
        written(CognitoDefineAuthChallengeResponse::failure()),
        json!({ "issueTokens": false, "failAuthentication": true })
    );
}

#[test]
fn a_challenge_says_how_the_ones_before_it_went() {
    let request = json!({
        "userAttributes": {},
        "challengeName": "CUSTOM_CHALLENGE",
        "session": [
            { "challengeName": "SRP_A", "challengeResult": true },
            { "challengeName": "CUSTOM_CHALLENGE", "challengeResult": false, "challengeMetadata": "CAPTCHA" },
        ],
        "userNotFound": true,
    });
    let came = trigger("CreateAuthChallenge_Authentication", &request, &json!({}));
    let mut event: CognitoCreateAuthChallengeEvent = serde_json::from_value(came).unwrap();
    assert_eq!(event.request.session[0].challenge_name, Some(CognitoChallengeName::SrpA));
    assert_eq!(event.request.session[1].challenge_result, Some(false));
    assert_eq!(event.request.session[1].challenge_metadata.as_deref(), Some("CAPTCHA"));
    assert_eq!(event.request.user_not_found, Some(true));

    event.response.private_challenge_parameters = Some([("answer", "5".to_owned())].into_iter().collect());
    let response = json!({ "privateChallengeParameters": { "answer": "5" } });
    let returned = trigger("CreateAuthChallenge_Authentication", &request, &response);
    assert_eq!(serde_json::to_value(&event).unwrap(), returned);
}

#[test]
fn a_verified_answer_is_given_back() {
    let request = json!({ "userAttributes": {}, "privateChallengeParameters": { "answer": "5" }, "challengeAnswer": "5" });
    let came =
        trigger("VerifyAuthChallengeResponse_Authentication", &request, &json!({ "answerCorrect": null }));
    let mut event: CognitoVerifyAuthChallengeEvent = serde_json::from_value(came).unwrap();
    let expected = event.request.private_challenge_parameters.as_ref().and_then(|known| known.get("answer"));
    event.response.answer_correct = Some(expected == event.request.challenge_answer.as_ref());
    let returned =
        trigger("VerifyAuthChallengeResponse_Authentication", &request, &json!({ "answerCorrect": true }));
    assert_eq!(serde_json::to_value(&event).unwrap(), returned);
}

#[test]
fn tokens_of_version_2_keep_scopes_and_overrides() {
    let overrides = json!({
        "idTokenGeneration": { "claimsToAddOrOverride": { "family_name": "Doe" }, "claimsToSuppress": ["email"] },
        "accessTokenGeneration": {
            "claimsToAddOrOverride": { "tenants": ["a", "b"], "level": 2 },
            "scopesToAdd": ["orders.read"],
            "scopesToSuppress": ["openid"],
        },
        "groupOverrideDetails": { "groupsToOverride": ["staff"], "iamRolesToOverride": [], "preferredRole": null },
    });
    let request = json!({
        "userAttributes": { "sub": "a36036a8" },
        "groupConfiguration": { "groupsToOverride": ["staff", "admin"], "preferredRole": "arn:aws:iam::1:role/r" },
        "scopes": ["aws.cognito.signin.user.admin"],
    });
    let response = json!({ "claimsAndScopeOverrideDetails": overrides });
    let mut came = trigger("TokenGeneration_RefreshTokens", &request, &response);
    came["version"] = json!("2");
    let event: CognitoPreTokenGenerationEvent = serde_json::from_value(came).unwrap();
    assert_eq!(event.version.as_deref(), Some(&2));
    assert_eq!(event.request.scopes.unwrap(), ["aws.cognito.signin.user.admin"]);
    assert_eq!(event.request.group_configuration.unwrap().groups_to_override.unwrap(), ["staff", "admin"]);
    let tokens = event.response.claims_and_scope_override_details.unwrap();
    let access = tokens.access_token_generation.unwrap();
    assert_eq!(access.claims_to_add_or_override.unwrap()["tenants"], json!(["a", "b"]));
    assert_eq!(access.scopes_to_suppress.unwrap(), ["openid"]);
    assert_eq!(tokens.group_override_details.unwrap().groups_to_override.unwrap(), ["staff"]);
}

#[test]
fn tokens_of_version_3_are_for_an_app_without_a_user() {
    let request = json!({ "userAttributes": {}, "scopes": ["orders/read"] });
    let mut came = trigger("TokenGeneration_ClientCredentials", &request, &json!({}));
    came["version"] = json!("3");
    came.as_object_mut().unwrap().remove("userName");
    let event: CognitoPreTokenGenerationEvent = serde_json::from_value(came.clone()).unwrap();
    assert_eq!(event.trigger_source, Some(CognitoPreTokenGenerationSource::ClientCredentials));
    assert_eq!(event.user_name, None);
    assert_eq!(serde_json::to_value(&event).unwrap(), came);
}

#[test]
fn tokens_of_version_1_have_claims_of_text() {
    let response = json!({ "claimsOverrideDetails": {
        "claimsToAddOrOverride": { "level": "2" }, "claimsToSuppress": ["email"],
    } });
    let came = trigger("TokenGeneration_HostedAuth", &json!({ "userAttributes": {} }), &response);
    let event: CognitoPreTokenGenerationEvent = serde_json::from_value(came).unwrap();
    let claims = event.response.claims_override_details.unwrap();
    assert_eq!(claims.claims_to_add_or_override.unwrap()["level"], "2");
    assert_eq!(claims.claims_to_suppress.unwrap(), ["email"]);
}

#[test]
fn a_user_to_migrate_is_named_and_described() {
    let request = json!({ "userName": "jane", "password": "secret", "validationData": null });
    let came = trigger("UserMigration_Authentication", &request, &json!({ "userAttributes": null }));
    let mut event: CognitoUserMigrationEvent = serde_json::from_value(came).unwrap();
    assert_eq!(event.request.user_name.as_deref(), Some("jane"));
    assert_eq!(event.request.password.as_deref(), Some("secret"));

    let attributes = [("email", "jane@example.com".to_owned())];
    event.response.user_attributes = Some(attributes.into_iter().collect());
    event.response.final_user_status = Some(CognitoUserStatus::Confirmed);
    event.response.message_action = Some(CognitoMessageAction::Suppress);
    event.response.desired_delivery_mediums = Some(vec![CognitoDeliveryMedium::Email]);
    event.response.enable_sms_mfa = Some(false);
    assert_eq!(
        serde_json::to_value(&event).unwrap()["response"],
        json!({
            "userAttributes": { "email": "jane@example.com" },
            "finalUserStatus": "CONFIRMED",
            "messageAction": "SUPPRESS",
            "desiredDeliveryMediums": ["EMAIL"],
            "enableSMSMFA": false,
        })
    );
}

#[test]
fn a_message_is_worded() {
    let request =
        json!({ "userAttributes": { "name": "Jane" }, "codeParameter": "{####}", "usernameParameter": null });
    let response = json!({ "smsMessage": null, "emailMessage": null, "emailSubject": null });
    let came = trigger("CustomMessage_SignUp", &request, &response);
    let mut event: CognitoCustomMessageEvent = serde_json::from_value(came).unwrap();
    let code = event.request.code_parameter.clone().unwrap();
    event.response.sms_message = Some(format!("Your code is {code}"));
    let response = &serde_json::to_value(&event).unwrap()["response"];
    assert_eq!(*response, json!({ "smsMessage": "Your code is {####}" }));
}

#[test]
fn a_code_to_send_is_encrypted_bytes() {
    let request = json!({ "type": "customEmailSenderRequestV1", "code": "AYADeE9w", "userAttributes": {} });
    let came = trigger("CustomEmailSender_SignUp", &request, &json!({}));
    let event: CognitoCustomEmailSenderEvent = serde_json::from_value(came).unwrap();
    assert_eq!(event.request.code.unwrap().bytes().unwrap(), [1, 128, 3, 120, 79, 112]);

    let request = json!({ "type": "customSMSSenderRequestV1", "code": null, "clientMetadata": { "a": "b" } });
    let came = trigger("CustomSMSSender_Authentication", &request, &json!({}));
    let event: CognitoCustomSmsSenderEvent = serde_json::from_value(came).unwrap();
    assert_eq!(event.request.code, None);
    assert_eq!(event.request.client_metadata.unwrap()["a"], "b");
}

#[test]
fn attributes_of_a_saml_assertion_are_mapped() {
    let request = json!({
        "providerName": "Corporate",
        "providerType": "SAML",
        "attributes": { "samlResponse": { "mail": "jane@example.com" } },
    });
    let came = trigger("InboundFederation_ExternalProvider", &request, &json!({ "userAttributesToMap": {} }));
    let mut event: CognitoInboundFederationEvent = serde_json::from_value(came).unwrap();
    assert_eq!(event.request.provider_type, Some(CognitoProviderType::Saml));
    let mail = event.request.attributes.saml_response.as_ref().unwrap()["mail"].clone();
    event.response.user_attributes_to_map.get_or_insert_default().insert("email".to_owned(), mail);
    let response = json!({ "userAttributesToMap": { "email": "jane@example.com" } });
    let returned = trigger("InboundFederation_ExternalProvider", &request, &response);
    assert_eq!(serde_json::to_value(&event).unwrap(), returned);
}

#[test]
fn a_sign_in_tells_of_devices_and_of_what_the_app_hands_over() {
    let request =
        json!({ "userAttributes": {}, "newDeviceUsed": true, "clientMetadata": { "ip": "10.0.0.1" } });
    let came = trigger("PostAuthentication_Authentication", &request, &json!({}));
    let event: CognitoPostAuthenticationEvent = serde_json::from_value(came.clone()).unwrap();
    assert_eq!(event.request.new_device_used, Some(true));
    assert_eq!(serde_json::to_value(&event).unwrap(), came);

    let request = json!({ "userAttributes": {}, "validationData": { "ip": "10.0.0.1" } });
    let came = trigger("PreAuthentication_Authentication", &request, &json!({}));
    let event: CognitoPreAuthenticationEvent = serde_json::from_value(came.clone()).unwrap();
    assert_eq!(event.request.validation_data.as_ref().unwrap()["ip"], "10.0.0.1");
    assert_eq!(serde_json::to_value(&event).unwrap(), came);
}

#[test]
fn a_trigger_that_nobody_knows_is_given_back_as_it_came() {
    let came = trigger("Pigeon_Arrived", &json!({ "colour": "grey" }), &json!({ "fed": null }));
    let event: CognitoOtherEvent = serde_json::from_value(came.clone()).unwrap();
    assert_eq!(event.request["colour"], "grey");
    assert_eq!(serde_json::to_value(&event).unwrap(), came);
}

#[test]
fn records_of_a_dataset_are_changed() {
    let came = json!({
        "version": 2,
        "eventType": "SyncTrigger",
        "region": "us-east-1",
        "identityPoolId": "identityPoolId",
        "identityId": "identityId",
        "datasetName": "datasetName",
        "datasetRecords": { "key": { "oldValue": "old", "newValue": "new", "op": "replace" } },
    });
    let mut event: CognitoSyncEvent = serde_json::from_value(came.clone()).unwrap();
    let record = event.dataset_records.get_mut("key").unwrap();
    assert_eq!(record.op, Some(CognitoSyncOperation::Replace));
    record.new_value = Some("newer".to_owned());
    let mut returned = came;
    returned["datasetRecords"]["key"]["newValue"] = json!("newer");
    assert_eq!(serde_json::to_value(&event).unwrap(), returned);
}
