//! What a Lambda authorizer of API Gateway answers: a policy of what the client may call.
//!
//! See "Output from an API Gateway Lambda authorizer" in the API Gateway Developer Guide.

use serde_json::Value;

use crate::field::{event, words};
use crate::{Map, OneOrMany};

/// The language of policies that IAM knows.
const VERSION: &str = "2012-10-17";
const INVOKE: &str = "execute-api:Invoke";

event! {
    /// What the client may call.
    ///
    /// API Gateway keeps it for a while, for all requests with the same token or identity sources: a
    /// policy that names only the method that was asked for refuses the next one. See [`Self::stage_arn`].
    pub struct AuthorizerResponse = "a response of an authorizer" {
        /// Who the client is.
        pub principal_id: String = "principalId",
        /// What the client may call.
        pub policy_document: PolicyDocument = "policyDocument",
        /// What the function behind finds at `requestContext.authorizer`: text, numbers, `true` and
        /// `false`, of which REST APIs and WebSocket APIs make text.
        pub context: Option<Map<Value>> = "context",
        /// The API key of the client's usage plan, where the API takes it from the authorizer.
        pub usage_identifier_key: Option<String> = "usageIdentifierKey",
    }
}

event! {
    /// An IAM policy.
    pub struct PolicyDocument = "an IAM policy" {
        /// `2012-10-17`.
        pub version: Option<String> = "Version",
        /// What it allows and denies; an explicit denial wins.
        pub statement: OneOrMany<PolicyStatement> = "Statement",
    }
}

event! {
    /// A statement of a policy.
    pub struct PolicyStatement = "a statement of an IAM policy" {
        /// What it is called.
        pub sid: Option<String> = "Sid",
        /// The actions: `execute-api:Invoke`.
        pub action: Option<OneOrMany<String>> = "Action",
        /// Whether it allows or denies them.
        pub effect: Option<PolicyEffect> = "Effect",
        /// On what: ARNs, in which `*` stands for anything.
        pub resource: Option<OneOrMany<String>> = "Resource",
        /// Under which conditions.
        pub condition: Option<Value> = "Condition",
    }
}

words! {
    /// Whether a statement allows or denies.
    pub enum PolicyEffect {
        /// It allows.
        Allow = "Allow",
        /// It denies.
        Deny = "Deny",
    }
}

// === impl AuthorizerResponse ===

impl AuthorizerResponse {
    /// The client may call what an ARN names, in which `*` stands for anything.
    #[must_use]
    pub fn allow(principal_id: impl Into<String>, arn: impl Into<String>) -> Self {
        Self::of(PolicyEffect::Allow, principal_id.into(), arn.into())
    }

    /// The client may not call what an ARN names, in which `*` stands for anything, and is told 403.
    #[must_use]
    pub fn deny(principal_id: impl Into<String>, arn: impl Into<String>) -> Self {
        Self::of(PolicyEffect::Deny, principal_id.into(), arn.into())
    }

    /// The ARN of all methods of the API's stage to which a method or a route belongs: what a policy
    /// names that holds for each request of the client: `arn:aws:execute-api:region:account:api/stage/*`.
    #[must_use]
    pub fn stage_arn(method_arn: &str) -> String {
        let mut parts = method_arn.splitn(3, '/');
        let (api, stage) = (parts.next().unwrap_or_default(), parts.next().unwrap_or("*"));
        format!("{api}/{stage}/*")
    }

    /// Tells the function behind something.
    #[must_use]
    pub fn with_context(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.context.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    fn of(effect: PolicyEffect, principal_id: String, arn: String) -> Self {
        let statement = PolicyStatement {
            action: Some(INVOKE.to_owned().into()),
            effect: Some(effect),
            resource: Some(arn.into()),
            ..PolicyStatement::default()
        };
        let policy_document = PolicyDocument {
            version: Some(VERSION.to_owned()),
            statement: vec![statement].into(),
            ..PolicyDocument::default()
        };
        Self { principal_id, policy_document, ..Self::default() }
    }
}
