//! Responses of the Extensions API, worded as Lambda words them.

use http::{HeaderValue, StatusCode};
use serde::Serialize;
use uuid::Uuid;

use super::{AgentEvent, Metadata};
use crate::environment::{AgentRefusal, MAX_AGENTS};
use crate::http_server::Reply;
use crate::runtime_api::respond::{error, json};
use crate::telemetry_api::Api;

const IDENTIFIER: &str = "lambda-extension-identifier";

pub(crate) fn refused(refusal: &AgentRefusal) -> Reply {
    let (error_type, message) = match refusal {
        AgentRefusal::Closed => {
            ("Extension.RegistrationClosed", "Extension registration closed already".to_owned())
        }
        AgentRefusal::SubscriptionClosed(Api::Telemetry) => {
            ("Telemetry.SubscriptionClosed", "Telemetry API subscription is closed already".to_owned())
        }
        AgentRefusal::SubscriptionClosed(Api::Logs) => {
            ("Logs.SubscriptionClosed", "Logs API subscription is closed already".to_owned())
        }
        // That it is an error is documented, its words are not.
        AgentRefusal::OtherApi => (
            "Extension.InvalidExtensionState",
            "The extension has subscribed with the other one of Telemetry API and Logs API".to_owned(),
        ),
        AgentRefusal::SameName => {
            ("Extension.InvalidExtensionState", "Extension with this name already registered".to_owned())
        }
        AgentRefusal::TooMany => {
            ("Extension.TooManyExtensions", format!("Extension limit ({MAX_AGENTS}) reached"))
        }
        AgentRefusal::InvalidEvent { event, why } => {
            ("Extension.InvalidEventType", format!("{event}: {why}"))
        }
        AgentRefusal::Unknown(id) => {
            ("Extension.UnknownExtensionIdentifier", format!("Unknown extension {id}"))
        }
        AgentRefusal::InvalidState { from, to, extension } => (
            "Extension.InvalidExtensionState",
            format!(
                "State transition from {from} to {to} failed for extension {extension}. Error: State transition is not allowed"
            ),
        ),
    };
    forbidden(error_type, &message)
}

/// `403` with a type and a message.
pub(super) fn forbidden(error_type: &str, message: &str) -> Reply {
    error(StatusCode::FORBIDDEN, error_type, message)
}

/// What an extension is told of the function; the account only if it knows what to do with it.
pub(super) fn registered(id: Uuid, metadata: &Metadata, with_account: bool) -> Reply {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        function_name: &'a str,
        function_version: &'a str,
        handler: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        account_id: Option<&'a str>,
    }
    let Metadata { function, version, handler, account_id } = metadata;
    let account_id = with_account.then_some(account_id.as_str());
    let body = Body { function_name: function, function_version: version, handler, account_id };
    let body = serde_json::to_vec(&body).expect("strings are always JSON");
    with_header(json(StatusCode::OK, body.into()), IDENTIFIER, id)
}

/// The event, with an id of its own.
pub(super) fn event(event: AgentEvent) -> Reply {
    with_header(json(StatusCode::OK, event.0), "lambda-extension-event-identifier", Uuid::new_v4())
}

fn with_header(mut reply: Reply, name: &'static str, id: Uuid) -> Reply {
    let value = HeaderValue::try_from(id.to_string()).expect("a UUID is good for a header");
    reply.headers_mut().insert(name, value);
    reply
}
