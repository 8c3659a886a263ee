//! An operation of an API schema that a Bedrock agent calls.
//!
//! See "Configure Lambda functions to send information that an Amazon Bedrock agent elicits from the user" in
//! the Amazon Bedrock User Guide.

use serde::Serialize;

pub use super::bedrock_agent::{
    BedrockAgent, BedrockAgentBody, BedrockAgentKnowledgeBase, BedrockAgentParameter,
};
use super::bedrock_agent::{body_of, find};
use crate::Map;
use crate::field::event;

event! {
    /// An agent calls an operation of an API.
    pub struct BedrockAgentApiEvent = "a call of an API by a Bedrock agent" {
        /// The version of the format: `1.0`.
        pub message_version: Option<String> = "messageVersion",
        /// The agent.
        pub agent: BedrockAgent = "agent",
        /// What the user wrote in this turn.
        pub input_text: Option<String> = "inputText",
        /// The id of the session.
        pub session_id: Option<String> = "sessionId",
        /// The name of the action group.
        pub action_group: String = "actionGroup",
        /// The path as the schema has it, with the names of its parameters: `/orders/{orderId}`.
        pub api_path: String = "apiPath" required,
        /// The method: `GET`.
        pub http_method: String = "httpMethod",
        /// What the agent found out for the parameters of the path and the query.
        pub parameters: Vec<BedrockAgentParameter> = "parameters",
        /// What the agent found out for the body.
        pub request_body: Option<BedrockAgentRequestBody> = "requestBody",
        /// What is kept for the whole session.
        pub session_attributes: Map<String> = "sessionAttributes",
        /// What is kept for this turn.
        pub prompt_session_attributes: Map<String> = "promptSessionAttributes",
    }
}

event! {
    /// A body.
    pub struct BedrockAgentRequestBody = "the request body of a Bedrock agent" {
        /// What is in it, by content type: `application/json`.
        pub content: Map<BedrockAgentContent> = "content",
    }
}

event! {
    /// A body of one content type.
    pub struct BedrockAgentContent = "the content of a Bedrock agent's request" {
        /// Its properties.
        pub properties: Vec<BedrockAgentParameter> = "properties",
    }
}

event! {
    /// What the agent is answered.
    ///
    /// ```
    /// use lamplight_events::sources::bedrock_agent_api::{BedrockAgentApiEvent, BedrockAgentApiResponse};
    /// use serde_json::json;
    ///
    /// fn handle(event: &BedrockAgentApiEvent) -> Result<BedrockAgentApiResponse, serde_json::Error> {
    ///     BedrockAgentApiResponse::json(event, 200, &json!({ "orders": 3 }))
    /// }
    /// # let event = serde_json::from_str(r#"{"apiPath":"/orders","httpMethod":"GET"}"#)?;
    /// # let json = serde_json::to_value(handle(&event)?)?;
    /// # let body = &json["response"]["responseBody"]["application/json"]["body"];
    /// # assert_eq!(body, r#"{"orders":3}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct BedrockAgentApiResponse = "the response to a Bedrock agent" {
        /// The version of the format: `1.0`.
        pub message_version: Option<String> = "messageVersion",
        /// The answer.
        pub response: BedrockAgentApiAnswer = "response",
        /// What is kept for the whole session.
        pub session_attributes: Option<Map<String>> = "sessionAttributes",
        /// What is kept for this turn.
        pub prompt_session_attributes: Option<Map<String>> = "promptSessionAttributes",
        /// How knowledge bases are queried from now on.
        pub knowledge_bases_configuration: Option<Vec<BedrockAgentKnowledgeBase>> =
            "knowledgeBasesConfiguration",
    }
}

event! {
    /// The answer of an operation.
    pub struct BedrockAgentApiAnswer = "the answer of an API to a Bedrock agent" {
        /// The name of the action group.
        pub action_group: String = "actionGroup",
        /// The path as it came.
        pub api_path: String = "apiPath",
        /// The method as it came.
        pub http_method: String = "httpMethod",
        /// The status: 200.
        pub http_status_code: u16 = "httpStatusCode",
        /// The body, by content type.
        pub response_body: Map<BedrockAgentBody> = "responseBody",
    }
}

// === impl BedrockAgentApiEvent ===

impl BedrockAgentApiEvent {
    /// The value of a parameter of the path or the query.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        find(&self.parameters, name)
    }

    /// The value of a property of the body, of whichever content type.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&str> {
        let contents = self.request_body.as_ref()?.content.values();
        contents.into_iter().find_map(|content| find(&content.properties, name))
    }
}

// === impl BedrockAgentApiResponse ===

impl BedrockAgentApiResponse {
    /// Answers a call with JSON. The attributes of the session stay what they are.
    ///
    /// # Errors
    ///
    /// Where the body cannot be written as JSON.
    pub fn json<B: Serialize + ?Sized>(
        event: &BedrockAgentApiEvent,
        status: u16,
        body: &B,
    ) -> Result<Self, serde_json::Error> {
        Ok(Self::to(event, status, "application/json", serde_json::to_string(body)?))
    }

    /// Answers a call. The attributes of the session stay what they are.
    pub fn to(
        event: &BedrockAgentApiEvent,
        status: u16,
        content_type: &str,
        body: impl Into<String>,
    ) -> Self {
        let response = BedrockAgentApiAnswer {
            action_group: event.action_group.clone(),
            api_path: event.api_path.clone(),
            http_method: event.http_method.clone(),
            http_status_code: status,
            response_body: body_of(content_type, body.into()),
            ..BedrockAgentApiAnswer::default()
        };
        Self {
            message_version: Some("1.0".to_owned()),
            response,
            session_attributes: Some(event.session_attributes.clone()),
            prompt_session_attributes: Some(event.prompt_session_attributes.clone()),
            ..Self::default()
        }
    }
}
