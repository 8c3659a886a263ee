//! What action groups of a Bedrock agent share, however they are defined.

use crate::Map;
use crate::field::event;

event! {
    /// An agent.
    pub struct BedrockAgent = "a Bedrock agent" {
        /// Its name.
        pub name: Option<String> = "name",
        /// Its id.
        pub id: Option<String> = "id",
        /// The alias that was used.
        pub alias: Option<String> = "alias",
        /// Its version.
        pub version: Option<String> = "version",
    }
}

event! {
    /// What the agent found out for a parameter.
    pub struct BedrockAgentParameter = "a parameter of a Bedrock agent" {
        /// The name of the parameter.
        pub name: String = "name",
        /// Its type as the action group defines it: `string`, `number`, `integer`, `boolean`, `array`.
        pub kind: Option<String> = "type",
        /// Its value, always as text.
        pub value: String = "value",
    }
}

event! {
    /// The text of an answer.
    pub struct BedrockAgentBody = "a body for a Bedrock agent" {
        /// The text; JSON where the content type says so.
        pub body: String = "body",
    }
}

event! {
    /// How a knowledge base of the agent is to be queried.
    pub struct BedrockAgentKnowledgeBase = "a knowledge base of a Bedrock agent" {
        /// The id of the knowledge base.
        pub knowledge_base_id: String = "knowledgeBaseId",
        /// How it is queried.
        pub retrieval_configuration: Option<serde_json::Value> = "retrievalConfiguration",
    }
}

/// The value of the first parameter of a name.
pub(super) fn find<'a>(parameters: &'a [BedrockAgentParameter], name: &str) -> Option<&'a str> {
    parameters.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.value.as_str())
}

/// One content type with its body.
pub(super) fn body_of(content_type: &str, body: String) -> Map<BedrockAgentBody> {
    [(content_type, BedrockAgentBody { body, ..BedrockAgentBody::default() })].into_iter().collect()
}
