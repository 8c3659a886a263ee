//! Triggers of Cognito. Which one is told by the first half of `triggerSource`.

use super::{Fact, Family, Kind, Places, Trigger, at, family, rule};

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    family(Kind::CognitoPreTokenGeneration, Trigger::Other, &[rule("triggerSource = TokenGeneration_*")], &[USER_POOL]),
    family(Kind::CognitoPreSignup, Trigger::Other, &[rule("triggerSource = PreSignUp_*")], &[USER_POOL]),
    family(Kind::CognitoPostConfirmation, Trigger::Other, &[rule("triggerSource = PostConfirmation_*")], &[USER_POOL]),
    family(Kind::CognitoPreAuthentication, Trigger::Other, &[rule("triggerSource = PreAuthentication_*")], &[USER_POOL]),
    family(Kind::CognitoPostAuthentication, Trigger::Other, &[rule("triggerSource = PostAuthentication_*")], &[USER_POOL]),
    family(Kind::CognitoDefineAuthChallenge, Trigger::Other, &[rule("triggerSource = DefineAuthChallenge_*")], &[USER_POOL]),
    family(Kind::CognitoCreateAuthChallenge, Trigger::Other, &[rule("triggerSource = CreateAuthChallenge_*")], &[USER_POOL]),
    family(Kind::CognitoVerifyAuthChallenge, Trigger::Other, &[rule("triggerSource = VerifyAuthChallengeResponse_*")], &[USER_POOL]),
    family(Kind::CognitoUserMigration, Trigger::Other, &[rule("triggerSource = UserMigration_*")], &[USER_POOL]),
    family(Kind::CognitoCustomMessage, Trigger::Other, &[rule("triggerSource = CustomMessage_*")], &[USER_POOL]),
    family(Kind::CognitoCustomEmailSender, Trigger::Other, &[rule("triggerSource = CustomEmailSender_*")], &[USER_POOL]),
    family(Kind::CognitoCustomSmsSender, Trigger::Other, &[rule("triggerSource = CustomSMSSender_*")], &[USER_POOL]),
    family(Kind::CognitoInboundFederation, Trigger::Other, &[rule("triggerSource = InboundFederation_*")], &[USER_POOL]),
    family(Kind::CognitoOther, Trigger::Other, &[rule("triggerSource & userPoolId")], &[USER_POOL]),
    family(Kind::CognitoSync, Trigger::Datasource,
        &[rule("identityPoolId & datasetRecords")],
        &[&[(Fact::Operation, at("eventType"))]]),
];

/// No id of the request, and nothing that names the user.
const USER_POOL: Places = &[(Fact::Operation, at("triggerSource"))];
