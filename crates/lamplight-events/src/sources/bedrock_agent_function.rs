//! A function of an action group of a Bedrock agent.
//!
//! See "Configure Lambda functions to send information that an Amazon Bedrock agent elicits from the user" in
//! the Amazon Bedrock User Guide.

pub use super::bedrock_agent::{
    BedrockAgent, BedrockAgentBody, BedrockAgentKnowledgeBase, BedrockAgentParameter,
};
use super::bedrock_agent::{body_of, find};
use crate::Map;
use crate::field::{event, words};

event! {
    /// An agent calls a function.
    pub struct BedrockAgentFunctionEvent = "a call of a function by a Bedrock agent" {
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
        /// The name of the function.
        pub function: String = "function" required,
        /// What the agent found out for its parameters.
        pub parameters: Vec<BedrockAgentParameter> = "parameters",
        /// What is kept for the whole session.
        pub session_attributes: Map<String> = "sessionAttributes",
        /// What is kept for this turn.
        pub prompt_session_attributes: Map<String> = "promptSessionAttributes",
    }
}

event! {
    /// What the agent is answered.
    ///
    /// ```
    /// use lamplight_events::sources::bedrock_agent_function::{
    ///     BedrockAgentFunctionEvent, BedrockAgentFunctionResponse,
    /// };
    ///
    /// fn handle(event: &BedrockAgentFunctionEvent) -> BedrockAgentFunctionResponse {
    ///     let from = event.parameter("startDate").unwrap_or("tomorrow");
    ///     BedrockAgentFunctionResponse::to(event, format!("booked from {from}"))
    /// }
    /// # let event = serde_json::from_str(r#"{"function":"book"}"#)?;
    /// # let json = serde_json::to_value(handle(&event))?;
    /// # let body = &json["response"]["functionResponse"]["responseBody"]["TEXT"]["body"];
    /// # assert_eq!(body, "booked from tomorrow");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct BedrockAgentFunctionResponse = "the response to a Bedrock agent" {
        /// The version of the format: `1.0`.
        pub message_version: Option<String> = "messageVersion",
        /// The answer.
        pub response: BedrockAgentFunctionAnswer = "response",
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
    /// The answer of a function.
    pub struct BedrockAgentFunctionAnswer = "the answer of a function to a Bedrock agent" {
        /// The name of the action group.
        pub action_group: String = "actionGroup",
        /// The name of the function.
        pub function: String = "function",
        /// What it returns.
        pub function_response: BedrockAgentFunctionResult = "functionResponse",
    }
}

event! {
    /// What a function returns.
    pub struct BedrockAgentFunctionResult = "the result of a function for a Bedrock agent" {
        /// Whether it failed.
        pub response_state: Option<BedrockAgentResponseState> = "responseState",
        /// What it says, under `TEXT`.
        pub response_body: Map<BedrockAgentBody> = "responseBody",
    }
}

words! {
    /// What the agent makes of a failure.
    pub enum BedrockAgentResponseState {
        /// The session fails.
        Failure = "FAILURE",
        /// The model is asked again, with the answer.
        Reprompt = "REPROMPT",
    }
}

// === impl BedrockAgentFunctionEvent ===

impl BedrockAgentFunctionEvent {
    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        find(&self.parameters, name)
    }
}

// === impl BedrockAgentFunctionResponse ===

impl BedrockAgentFunctionResponse {
    /// Answers a call with a text. The attributes of the session stay what they are.
    pub fn to(event: &BedrockAgentFunctionEvent, text: impl Into<String>) -> Self {
        let function_response = BedrockAgentFunctionResult {
            response_body: body_of("TEXT", text.into()),
            ..BedrockAgentFunctionResult::default()
        };
        let response = BedrockAgentFunctionAnswer {
            action_group: event.action_group.clone(),
            function: event.function.clone(),
            function_response,
            ..BedrockAgentFunctionAnswer::default()
        };
        Self {
            message_version: Some("1.0".to_owned()),
            response,
            session_attributes: Some(event.session_attributes.clone()),
            prompt_session_attributes: Some(event.prompt_session_attributes.clone()),
            ..Self::default()
        }
    }

    /// Says that the function failed, and what the agent makes of it.
    #[must_use]
    pub fn with_state(mut self, state: BedrockAgentResponseState) -> Self {
        self.response.function_response.response_state = Some(state);
        self
    }
}
