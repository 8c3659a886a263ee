//! What a log line says about an error, in whichever way its logger says it.

use serde_json::{Map, Value};

/// An error as a log line tells it. At least one of its parts is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggedError<'a> {
    /// The name of its type.
    pub kind: Option<&'a str>,
    /// What it says.
    pub message: Option<&'a str>,
    /// What its sources say, from the nearest to the root.
    pub chain: Vec<&'a str>,
}

// === impl LoggedError ===

impl<'a> LoggedError<'a> {
    /// Looks for, in this order: the object `error` with `type` (or `name`), `message` and `chain`, which
    /// `lamplight-logger` and Powertools write; a text under `error`; `error.type` and `error.message` of
    /// the Elastic Common Schema; `exception_name` and `exception` of Powertools for Python; `errorType`
    /// and `errorMessage`, which Lambda's own runtimes write.
    pub(super) fn of(fields: &'a Map<String, Value>) -> Option<Self> {
        let text = |key: &str| fields.get(key).and_then(Value::as_str);
        let found = match fields.get("error") {
            Some(Value::Object(error)) => Self::of_object(error),
            Some(Value::String(message)) => Self { message: Some(message), ..Self::default() },
            _ => Self::default(),
        };
        let pairs =
            [("error.type", "error.message"), ("exception_name", "exception"), ("errorType", "errorMessage")];
        std::iter::once(found)
            .chain(pairs.into_iter().map(|(kind, message)| Self {
                kind: text(kind),
                message: text(message),
                chain: Vec::new(),
            }))
            .find(|error| *error != Self::default())
    }

    fn of_object(error: &'a Map<String, Value>) -> Self {
        let text = |key: &str| error.get(key).and_then(Value::as_str);
        let chain = error.get("chain").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        Self {
            kind: text("type").or_else(|| text("name")),
            message: text("message"),
            chain: chain.iter().filter_map(Value::as_str).collect(),
        }
    }
}
