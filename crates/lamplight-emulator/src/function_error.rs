//! An error of a function, as its caller sees it.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// An error of a function, as its caller sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionError {
    /// `errorType`: what the function called it, or Lambda's name such as `Runtime.ExitError`.
    pub error_type: String,
    /// `errorMessage`.
    pub message: String,
    /// `stackTrace`, one entry a frame; empty when there is none.
    pub stack: Vec<String>,
    /// The type as Lambda's telemetry has it: kept only when it reads like `Runtime.Xyz` or
    /// `Function.Xyz`, else `Runtime.Unknown` or `Function.Unknown`.
    pub reported_type: String,
}

// === impl FunctionError ===

impl FunctionError {
    /// An error that Lambda itself raises.
    pub(crate) fn platform(error_type: &str, message: impl Into<String>) -> Self {
        Self {
            error_type: error_type.to_owned(),
            message: message.into(),
            stack: Vec::new(),
            reported_type: error_type.to_owned(),
        }
    }

    /// An error that a function posts: the body, and the header `Lambda-Runtime-Function-Error-Type`.
    pub(crate) fn posted(body: &[u8], error_type_header: &str) -> Self {
        let reported_type = reported_type(error_type_header);
        let body: Posted = serde_json::from_slice(body).unwrap_or_else(|_| Posted {
            error_message: Some(String::from_utf8_lossy(body).into_owned()),
            ..Posted::default()
        });
        let text = |frame| match frame {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        Self {
            error_type: body.error_type.unwrap_or_else(|| reported_type.clone()),
            message: body.error_message.unwrap_or_default(),
            stack: body.stack_trace.unwrap_or_default().into_iter().map(text).collect(),
            reported_type,
        }
    }

    /// The payload that the caller of a function gets for an error that Lambda itself raises.
    pub(crate) fn to_payload(&self) -> Bytes {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Payload<'a> {
            error_type: &'a str,
            error_message: &'a str,
        }
        let payload = Payload { error_type: &self.error_type, error_message: &self.message };
        serde_json::to_vec(&payload).expect("two strings are always JSON").into()
    }
}

/// What functions post; everything may be missing.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Posted {
    error_type: Option<String>,
    error_message: Option<String>,
    #[serde(alias = "trace")]
    stack_trace: Option<Vec<serde_json::Value>>,
}

/// What of an error type survives in Lambda's telemetry: one that holds `Runtime.` or `Function.`, an
/// upper-case letter and another letter; there may be more around it.
fn reported_type(header: &str) -> String {
    let is_typed = |prefix: &str| {
        header.match_indices(prefix).any(|(at, _)| {
            let mut rest = header[at + prefix.len()..].chars();
            rest.next().is_some_and(|first| first.is_ascii_uppercase())
                && rest.next().is_some_and(|second| second.is_ascii_alphabetic())
        })
    };
    if is_typed("Runtime.") || is_typed("Function.") {
        header.to_owned()
    } else if header.starts_with("Function.") {
        "Function.Unknown".to_owned()
    } else {
        "Runtime.Unknown".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_an_error_type_only_if_lambda_would() {
        for (header, reported) in [
            ("Runtime.ExitError", "Runtime.ExitError"),
            ("Function.MyError", "Function.MyError"),
            ("Function.myError", "Function.Unknown"),
            ("Function.", "Function.Unknown"),
            ("Runtime.X", "Runtime.Unknown"),
            ("unhandled", "Runtime.Unknown"),
            ("alloc::string::String", "Runtime.Unknown"),
            ("", "Runtime.Unknown"),
        ] {
            assert_eq!(reported_type(header), reported, "{header:?}");
        }
    }

    #[test]
    fn reads_what_runtimes_post() {
        let body = br#"{"errorType":"E","errorMessage":"m","stackTrace":["a",["b",1]]}"#;
        let error = FunctionError::posted(body, "Runtime.Custom");
        assert_eq!((error.error_type.as_str(), error.message.as_str()), ("E", "m"));
        assert_eq!(error.stack, ["a", r#"["b",1]"#]);
        assert_eq!(error.reported_type, "Runtime.Custom");
    }

    #[test]
    fn a_body_that_is_not_json_is_the_message() {
        let error = FunctionError::posted(b"went wrong", "unhandled");
        assert_eq!((error.error_type.as_str(), error.message.as_str()), ("Runtime.Unknown", "went wrong"));
    }
}
